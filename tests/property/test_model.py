#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The registry against the naive model over random operations (design section 11: 1-7).

    test_model.py DRIVER [--operations N] [--seed S] [--run LENGTH] [--check K]

Runs of LENGTH operations, each on a fresh registry with a seed of its own, are compared after each
of the first 200 operations and then after every K. A run that differs is cut down to a short one,
which is printed as the driver's commands."""

import argparse
import os
import random
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "support")]

import basics
import comparison
import examples
import model
import operations
import tap
import walk

NOMEM, STORAGE = -10, -40
SHRINK_SECONDS = 60
REPORT_LINES = 200


class Mismatch(Exception):
    """What differs, in words."""


class Driver:
    """The program under test."""

    def __init__(self, path):
        self.process = subprocess.Popen(tap.command(path), stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        bufsize=1 << 20)

    def ask(self, command):
        """Sends a command; answers its JSON."""
        try:
            self.process.stdin.write(command.encode() + b"\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = b""
        if not line:
            _, errors = self.process.communicate()
            raise Mismatch("the driver ended (%s): %s" % (
                self.process.returncode, errors.decode(errors="replace")[:3000]))
        return comparison.parse(line)

    def quit(self):
        _, errors = self.process.communicate(b"quit\n", timeout=60)
        if self.process.returncode != 0:
            raise Mismatch("at its end the driver gave %d: %s" % (
                self.process.returncode, errors.decode(errors="replace")[:3000]))

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


class Run:
    """One registry and its model."""

    def __init__(self, path, config, new_driver=Driver):
        self.driver = new_driver(path)
        self.model = model.Model(**config)
        self.check = comparison.Comparison(self.model)
        self.walk = walk.Walk(self.model)
        self.faults = 0
        self.expect("init " + " ".join("%s=%d" % option for option in config.items()),
                    {"code": 0})

    def expect(self, command, expected):
        answer = self.driver.ask(command)
        for name, value in expected.items():
            if answer.get(name) != value:
                raise Mismatch("%s gives %s, expected %s; all of it: %s" % (
                    name, answer.get(name), value, str(answer)[:2000]))
        return answer

    def compare(self, name="dump"):
        """Property 1 and 6: what the registry shows is what the model has."""
        faults = self.check.faults(name, self.driver.ask(name))
        if faults:
            raise Mismatch("\n".join(faults[:12]))

    def step(self, op):
        """One operation on both sides; answers the library's report of flows."""
        kind, command = op["op"], operations.command(op)
        if kind in ("query", "changes"):
            self.compare()
            command, expected = self.check.reading(op, command)
        if kind == "walk":
            command = self.walk.command(op)
        if op.get("fail"):
            answer = self.fail(op["fail"], command)
        else:
            answer = self.driver.ask(command)
        if kind == "walk":
            faults = self.walk.faults(answer)
            if faults:
                raise Mismatch("\n".join(faults[:12]))
            return
        if kind not in ("query", "changes"):
            expected = operations.perform(op, self.model)
        if kind == "changes":
            self.check.mark(self.driver.ask("counts")["revision"])
        for name, value in expected.items():
            if name == "report" and answer["code"] == 0 and answer[name] != value:
                raise Mismatch("report: " + value.differences(answer[name]))
            if answer.get(name) != value:
                raise Mismatch("%s gives %s, expected %s; all of it: %s" % (
                    name, str(answer.get(name))[:1500], str(value)[:1500], str(answer)[:1500]))
        self.walk.changed(kind in ("reopen", "redump"))
        return answer.get("report")

    def fail(self, fault, command):
        """Property 5: the command fails, changes nothing, and can be repeated."""
        kind, n, sticky = fault if len(fault) == 3 else ("sweep", 1, 0)
        while True:
            self.driver.ask("fail%s %d %d" % ("storage" if kind == "storage" else "alloc", n,
                                              sticky))
            answer = self.driver.ask(command)
            if answer["code"] != (STORAGE if kind == "storage" else NOMEM):
                return answer
            self.faults += 1
            if kind != "sweep" or n % 16 == 1 or n > 64:
                try:
                    self.compare()
                except Mismatch as mismatch:
                    raise Mismatch("after %s %d %d: %s" % (kind, n, sticky, mismatch))
            if kind != "sweep":
                return self.driver.ask(command)
            n += 1 + n // 16  # each of the first 16, then more and more spread out

    def end(self):
        self.compare()
        self.compare("dump json=1")
        for name in comparison.INVENTORY:
            self.compare(name)
        self.driver.quit()


def play(path, config, ops, check=1, early=200):
    """Runs operations; answers (index of the one that failed, text), or None."""
    run = Run(path, config)
    index = 0
    try:
        for index, op in enumerate(ops):
            run.step(op)
            if index < early or index % check == 0:
                run.compare(comparison.turn(index))
        run.end()
        return None
    except Mismatch as mismatch:
        return index, str(mismatch)
    finally:
        run.driver.kill()


def shrink(path, config, ops, text):
    """Drops injected failures, operations, then rows, while it still fails at the end."""
    deadline = time.monotonic() + SHRINK_SECONDS

    def attempt(candidate):
        nonlocal ops, text
        if time.monotonic() > deadline:
            return
        result = play(path, config, candidate, check=len(candidate) + 1, early=0)
        if result:
            ops, text = candidate[:result[0] + 1], result[1]

    attempt([{name: value for name, value in op.items() if name != "fail"} for op in ops])
    size = len(ops) // 2
    while size:
        start = len(ops) - size
        while start > -size:
            at = max(start, 0)
            attempt(ops[:at] + ops[at + size:])
            start = min(start, len(ops)) - size
        size //= 2
    for index in range(len(ops) - 1, -1, -1):
        for row in range(len(ops[index].get("rows", ())) - 1, -1, -1):
            rows = ops[index]["rows"]
            attempt(ops[:index] + [dict(ops[index], rows=rows[:row] + rows[row + 1:])]
                    + ops[index + 1:])
    result = play(path, config, ops)
    return (ops[:result[0] + 1], result[1]) if result else (ops, text)


def config_of(rng):
    config = {"owner_age": rng.choice((7 * basics.DAY,) * 3 + (basics.DAY,)),
            "tombstones": rng.choice((65536, 65536, 8)),
            "interval": rng.choice((60, 60, 1)) * basics.SECOND, "keep": rng.choice((2, 4, 4, 16)),
            "points": rng.choice((0, 0, 1)), "options": rng.choice((0, 0, 0, 1, 2, 3)),
            "flow_age": rng.choice((basics.DAY, basics.DAY, 3600 * basics.SECOND)),
            "flow_future": rng.choice((600, 600, 0)) * basics.SECOND}
    if rng.random() < 0.08:
        config.update(records=rng.choice((3, 8, 20)), evict=rng.randint(0, 1))
    return config


def random_run(path, seed, count, check):
    """A run that makes its operations as it goes. Answers (faults, what was injected)."""
    rng = random.Random(seed)
    config = config_of(rng)
    run, ops = Run(path, config), []
    generator = operations.Generator(rng, run.model)
    pending = generator.first()
    try:
        for index in range(count):
            ops.append(pending.pop(0) if pending else generator.next())
            run.step(ops[-1])
            if index < 200 or index % check == 0:
                run.compare(comparison.turn(index))
        run.end()
        return [], run.faults
    except Mismatch as mismatch:
        text = str(mismatch)
    finally:
        run.driver.kill()
    short, text = shrink(path, config, ops, text)
    lines = ["seed %d, operation %d, %s" % (seed, len(ops), config)]
    lines += [line for op in short for line in
              (["(with failures: %s)" % (op["fail"],)] if op.get("fail") else [])
              + operations.command(op).split("\n")]
    if len(lines) > REPORT_LINES:
        lines[1:-REPORT_LINES] = ["(… %d lines)" % (len(lines) - REPORT_LINES - 1)]
    return ["\n".join(lines + [text])], run.faults


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("driver")
    parser.add_argument("--operations", type=int, default=8000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--run", type=int, default=2000, help="operations in one run")
    parser.add_argument("--check", type=int, default=40, help="compare after so many")
    parser.add_argument("--no-inventory", action="store_true")
    parser.add_argument("--no-examples", action="store_true")
    options = parser.parse_args()
    if options.no_inventory:
        comparison.INVENTORY = ()
    cases = tap.Tap()
    for name, faults in () if options.no_examples else examples.cases(Run, options.driver):
        cases.case("example: " + name, faults)
    left, seed = options.operations, options.seed
    while left > 0:
        count = min(left, options.run)
        faults, injected = random_run(options.driver, seed, count, options.check)
        cases.case("%d operations equal the model, %d faults (seed %d)" % (
            count, injected, seed), faults)
        left, seed = left - count, seed + 1
    cases.finish()


if __name__ == "__main__":
    main()

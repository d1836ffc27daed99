#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Flush, reopen, continue = never having stopped (design section 11, property 3): the same random
operations on a registry that stays open, and on one that is flushed, closed and opened again at
random points, in a database of each kind. All that they answer must be the same text.

    test_restart.py DRIVER BACKEND [--operations N] [--seed S] [--run LENGTH]"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path += [str(TESTS / folder) for folder in ("property", "support", "cli")]

import model  # noqa: E402
import operations  # noqa: E402
from backends import BACKENDS  # noqa: E402
from tap import Tap  # noqa: E402
from test_model import config_of  # noqa: E402

READINGS = ("listeners", "hosts", "addresses", "rules", "changes 0 64", "counts")
EXPORTED = 4  # one in so many restarts compares the exported text as well
REPORTED = 60  # commands before the one that differs
AROUND = 300
CROWD = 8  # flows in one call


class Differs(Exception):
    pass


class Driver:
    def __init__(self, path):
        self.process = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)

    def ask(self, command):
        print(command, file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        if not answer:
            raise Differs("%s: the driver ended: %s" % (command, self.process.stderr.read()))
        return answer

    def end(self):
        said = self.process.communicate("quit\n", timeout=60)[1]
        if self.process.returncode != 0 or "damaged" in said:
            raise Differs("at its end: exit %d: %s" % (self.process.returncode, said))

    def kill(self):
        self.process.kill()
        self.process.communicate()


def first_difference(a, b):
    at = next((i for i, pair in enumerate(zip(a, b)) if pair[0] != pair[1]), min(len(a), len(b)))
    return "\n".join("%s: ...%s" % (who, text[max(0, at - AROUND):at + AROUND].strip())
                     for who, text in (("stays", a), ("restarts", b)))


def lasting(answer):
    """Without what is counted in a handle, which a restart ends."""
    return json.dumps({k: v for k, v in json.loads(answer).items() if k != "evicted"})


class Pair:
    """The one that stays, and the one that restarts."""

    def __init__(self, path, config, database):
        options = " ".join("%s=%d" % option for option in config.items())
        self.stays, self.restarts = Driver(path), Driver(path)
        self.done, self.count = [], 0
        self.revisions = [0]  # after each call
        self.expect_fine("init " + options, self.stays)
        self.expect_fine("init %s database=%s" % (options, database), self.restarts)

    @staticmethod
    def expect_fine(command, driver):
        answer = driver.ask(command)
        if not answer.startswith('{"code":0'):
            raise Differs("%s: %s" % (command, answer))

    def ask(self, command):
        self.done.append(command)
        answers = [driver.ask(command) for driver in (self.stays, self.restarts)]
        if answers[0] != answers[1]:
            answers = [lasting(answer) for answer in answers]
        if answers[0] != answers[1]:
            raise Differs("%s\n%s" % (command, first_difference(*answers)))

    def change(self, command):
        self.ask(command)
        newest = [json.loads(driver.ask("counts"))["revision"]
                  for driver in (self.stays, self.restarts)]
        if newest[0] != newest[1]:
            raise Differs("%s\nrevisions %s" % (command, newest))
        self.revisions.append(newest[0])

    def restart(self):
        self.done.append("reopen")
        self.count += 1
        self.expect_fine("flush", self.stays)
        self.expect_fine("reopen", self.restarts)
        self.compare()

    def compare(self):
        self.ask("dump" if self.count % EXPORTED else "dump json=1")
        for command in READINGS:
            self.ask(command)

    def end(self):
        self.restart()
        self.ask("dump json=1")
        self.stays.end()
        self.restarts.end()

    def kill(self):
        self.stays.kill()
        self.restarts.kill()


def reading_of(op, chance, pair):
    """The command; None where it is said of a handle that stays: a list that is read between other
    commands."""
    if op["op"] == "changes":
        return "changes %d %d" % (chance.choice(pair.revisions), op["capacity"])
    return operations.command(op) if op["op"] == "query" else None


def step(pair, op, chance, on):
    if op["op"] == "reopen" or chance.random() < 0.02:
        pair.restart()
    elif op["op"] in ("query", "changes", "walk", "redump"):
        reading = reading_of(op, chance, pair)
        if reading:
            pair.ask(reading)
    else:
        pair.change(operations.command(op))
        operations.perform(op, on)  # so that later ones hit what there is
    if chance.random() < 0.03:
        pair.ask("flush")


def parts(op, chance):
    """A crowd of flows comes in two, with a restart between them: what the first shows of their
    ends (fan-in) must count on."""
    if op["op"] != "flows" or len(op["rows"]) < CROWD:
        return [op]
    at = chance.randint(1, len(op["rows"]) - 1)
    return [{**op, "rows": op["rows"][:at]}, {"op": "reopen"}, {**op, "rows": op["rows"][at:]}]


def run(path, backend, seed, count):
    """Answers (faults, restarts)."""
    chance = random.Random(seed)
    config = config_of(chance)
    on = model.Model(**config)
    generator = operations.Generator(chance, on)
    pending = generator.first()
    with tempfile.TemporaryDirectory() as folder:
        pair = Pair(path, config, backend.new(Path(folder)))
        try:
            for _ in range(count):
                for op in parts(pending.pop(0) if pending else generator.next(), chance):
                    step(pair, op, chance, on)
            pair.end()
            return [], pair.count
        except Differs as differs:
            lines = ["%s, after %d commands, the last of which:" % (config, len(pair.done))]
            return ["\n".join(lines + pair.done[-REPORTED:] + [str(differs)])], pair.count
        finally:
            pair.kill()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("driver")
    parser.add_argument("backend", choices=sorted(BACKENDS))
    parser.add_argument("--operations", type=int, default=800)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--run", type=int, default=400, help="operations in one database")
    options, tap = parser.parse_args(), Tap()
    backend, seed, left = BACKENDS[options.backend](), options.seed, options.operations
    while left > 0:
        count = min(left, options.run)
        faults, restarts = run(options.driver, backend, seed, count)
        tap.case("%d operations, %d restarts on %s (seed %d)" % (
            count, restarts, options.backend, seed), faults)
        left, seed = left - count, seed + 1
    tap.finish()


if __name__ == "__main__":
    main()

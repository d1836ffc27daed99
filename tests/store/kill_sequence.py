# SPDX-License-Identifier: MIT
"""A sequence of commands is killed, one command after the other, and compared with the same
sequence that nobody killed: after a kill the database is as before the command or as after it."""

import json
import os
import time
from contextlib import contextmanager
from subprocess import Popen, TimeoutExpired

from kill_steps import Steps

CLOCK = ("created", "updated")  # of the call, not of what was observed
READINGS = (["export", "--format", "ndjson", "--realm", "all", "--status", "all"],
            ["listeners", "--json", "--realm", "all"], ["hosts", "--json", "--realm", "all"])
MORE = 4  # times the kills that were asked for, to have some on either side of a commit
TICK = 0.0002
AFTERWARDS = 0.3  # of a step's time, at most, passes between its first write and its end
KILLED = -9


class Broken(Exception):
    """The database is not as it should be."""


@contextmanager
def full_pipe():
    """Whoever prints to it stays: a program that prints when it is done can be killed then too."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    try:
        while True:
            os.write(writing, bytes(4096))
    except BlockingIOError:
        os.set_blocking(writing, True)
    try:
        yield writing
    finally:
        os.close(reading)
        os.close(writing)


def state(program):
    """All that the database says."""
    texts = []
    for command in READINGS:
        result = program(*command)
        if result.code != 0 or "damaged" in result.said:
            raise Broken("%s: exit %d: %s" % (command[0], result.code, result.said))
        texts.append(result.text)
    records = [json.loads(line) for line in texts[0].splitlines()]
    for record in records:
        for name in CLOCK:
            del record[name]
    return [records] + texts[1:]


def difference(found, wanted):
    """How many records differ, for the report."""
    a, b = ({record["id"]: record for record in each[0]} for each in (found, wanted))
    common = a.keys() & b.keys()
    return "%d records too many, %d missing, %d of %d differ; listeners %s, hosts %s" % (
        len(a.keys() - b.keys()), len(b.keys() - a.keys()),
        sum(a[each] != b[each] for each in common), len(common),
        *("same" if found[i] == wanted[i] else "differ" for i in (1, 2)))


class Sequence:
    """The commands on a database of their own, how long each takes, and what the database is before
    and after it (states[number] and the next)."""

    def __init__(self, program, backend, random, rows):
        self.program, self.backend, self.random = program, backend, random
        self.steps = Steps(program.folder, rows).list
        self.landed = {"before": 0, "within": 0, "after": 0}
        self.ended_before = 0

    def fresh(self):
        self.program.database = self.backend.new(self.program.folder)

    def trace(self):
        return self.backend.trace(self.program.database)

    def refer(self):
        """What the database is after each step where nobody kills."""
        self.fresh()
        self.states, self.seconds = [state(self.program)], []
        for step in self.steps:
            self.seconds.append(self.run(step))
            self.states.append(state(self.program))
        if any(a == b for a, b in zip(self.states, self.states[1:])):
            raise Broken("a step changes nothing")

    def run(self, step):
        """To its end, which acknowledges its flush."""
        began = time.monotonic()
        result = self.program(*step)
        if result.code != 0:
            raise Broken("%s: exit %d: %s" % (step[0], result.code, result.said))
        return time.monotonic() - began

    def wait(self, process, number):
        """Until an instant anywhere in the step's time, or soon after its flush began to write."""
        seconds, trace = self.seconds[number], self.trace()
        left = seconds * self.random.uniform(0, 1.2)
        if self.random.random() < 0.5:
            end = time.monotonic() + 2 * seconds
            while time.monotonic() < end and process.poll() is None and self.trace() == trace:
                time.sleep(TICK)
            left = seconds * AFTERWARDS * self.random.random() ** 2
        try:
            process.wait(timeout=left)
        except TimeoutExpired:
            pass

    def kill(self, number):
        """Runs a step and kills it; answers its exit code, or None where it was killed."""
        command = [self.program.path, "--db", str(self.program.database), *self.steps[number]]
        with full_pipe() as full:
            process = Popen(command, stdout=full, stderr=full, cwd=self.program.folder)
            self.wait(process, number)
            process.kill()
            process.wait()
        return None if process.returncode == KILLED else process.returncode

    def moved(self, number):
        """Whether the database is as after the step; else it is as before it."""
        before, after = self.states[number:number + 2]
        found = state(self.program)
        if found not in (before, after):
            raise Broken("neither as before %s: %s; nor as after it: %s" % (
                " ".join(self.steps[number][:3]), difference(found, before),
                difference(found, after)))
        return found == after

    def checked(self):
        faults = list(self.backend.faults(self.program.database))
        if faults:
            raise Broken("; ".join(faults))

    def step(self, number):
        """One command, killed; where that was in vain, once more to its end."""
        trace = self.trace()
        code = self.kill(number)
        touched = self.trace() != trace
        moved = self.moved(number)
        self.checked()
        if code is None:
            self.landed["after" if moved else "within" if touched else "before"] += 1
        else:
            self.ended_before += 1
            if code != 0 or not moved:
                raise Broken("%s: exit %d, %s" % (
                    self.steps[number][0], code, "written" if moved else "nothing was written"))
        if not moved:
            self.seconds[number] = self.run(self.steps[number])

    def kills(self):
        return sum(self.landed.values())

    def both_sides(self):
        return self.landed["after"] > 0 and self.kills() > self.landed["after"]

    def enough(self, kills):
        return self.kills() >= kills and (self.both_sides() or self.kills() >= MORE * kills)

    def go(self, kills):
        """Round after round, each in a fresh database."""
        while not self.enough(kills):
            self.fresh()
            for number in range(len(self.steps)):
                if not self.enough(kills):
                    self.step(number)

    def faults(self, kills):
        try:
            self.refer()
            self.go(kills)
        except Broken as broken:
            yield "at kill %d: %s" % (self.kills(), broken)
            return
        if not self.both_sides():
            yield "all kills landed on one side of the commit: %s" % (self.landed,)

    def story(self):
        return ("%d kills: %d before the flush, %d within it, %d after it; %d ended before" % (
            self.kills(), *self.landed.values(), self.ended_before))

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A storage in another language, over pipes: each callback with arrays of bytes and ints alone.

test_pipe.py PROGRAM     PROGRAM is pipe_registry"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from pipe_store import Session, Store  # noqa: E402
from tap import Tap  # noqa: E402

E_FORMAT, E_STORAGE = -20, -40
ADDRESS = 2
OPENED = 4  # times, by the program
PROGRAM = sys.argv[1]


def run(store, mode="pipe"):
    return Session(PROGRAM, mode, store)


class Twice(Store):
    """Gives the first address twice, once the story is stored."""

    def scan(self, kind):
        self.twice = ADDRESS if self.counts is not None else None
        return super().scan(kind)


class Spoiled(Store):
    """Gives the first address cut, once the story is stored."""

    def scan(self, kind):
        self.spoiled = ADDRESS if self.counts is not None else None
        return super().scan(kind)


def different(session, expected):
    """Faults of a run that must end as the other did."""
    faults = list(session.store.complaints)
    if session.status != 0:
        faults.append("ended with %d" % session.status)
    if session.result != expected.result:
        faults.append("the registry is not the same")
    if session.result is None or not session.result.startswith("result 0\n"):
        faults.append("no registry: %r" % (session.result or "")[:40])
    return faults


def same_as_in_memory(memory):
    session = run(Store())
    faults = different(session, memory)
    if session.failures:
        faults.append("failed: %r" % session.failures)
    calls = session.store.counts
    faults += ["no %s" % op for op in ("begin", "commit", "put", "erase", "scan")
               if not calls.get(op)]
    if calls.get("rollback"):
        faults.append("rolled back")
    if session.store.destroyed != OPENED:
        faults.append("destroyed %d times" % session.store.destroyed)
    return session, faults


def fails_once(memory, op, nth, value):
    """The int of that call arrives, and the next try does all that there was to do."""
    session = run(Store({(op, nth): value}))
    faults = different(session, memory)
    told = [(opening, code, callback) for opening, code, callback, _ in session.failures]
    if told != [(int(op == "scan"), E_STORAGE, value)]:
        faults.append("told %r" % (session.failures,))
    if op not in ("begin", "scan") and session.store.counts.get("rollback") != 1:
        faults.append("not rolled back once")
    if session.store.destroyed != OPENED + (op == "scan"):
        faults.append("destroyed %d times" % session.store.destroyed)
    return faults


def rollback_may_fail(memory):
    session = run(Store({("put", 1): 5, ("rollback", 1): 99}))
    faults = different(session, memory)
    if [failure[2] for failure in session.failures] != [5]:
        faults.append("told %r" % session.failures)
    return faults


def left_out_if_told(memory):
    session = run(Twice())
    faults = different(session, memory)
    first = next(iter(session.store.committed[ADDRESS].values()))
    told = [(kind, item) for kind, item, _ in session.store.damaged]
    if told != [(ADDRESS, first)]:
        faults.append("told of %r" % told)
    if any("stored address " not in message for _, _, message in session.store.damaged):
        faults.append("messages %r" % session.store.damaged)
    return faults


def refused_if_not(_memory):
    session = run(Twice(answer_damaged=4711))
    codes = {(opening, code) for opening, code, _, _ in session.failures}
    faults = [] if codes == {(1, E_FORMAT)} else ["told %r" % session.failures]
    if session.status == 0:
        faults.append("ended well")
    return faults


def bytes_that_are_none_are_left_out(memory):
    session = run(Spoiled())
    records = [text.count('"client_ip"') for text in (session.result, memory.result)]
    faults = [] if records[0] == records[1] else ["%d of %d records" % tuple(records)]
    if session.status != 0 or session.failures:
        faults.append("failed: %r" % session.failures)
    return faults


def main():
    tap = Tap()
    memory = run(Store(), "memory")
    session, faults = same_as_in_memory(memory)
    tap.case("a storage over pipes gives the same registry as one in memory", faults)
    value = 1000
    for op in ("begin", "put", "erase", "commit", "scan"):
        for nth in range(1, session.store.counts.get(op, 0) + 1):
            value = -value + (1 if value < 0 else 0)
            tap.case("%s that fails with %d at call %d arrives, and is made up for"
                     % (op, value, nth), fails_once(memory, op, nth, value))
    tap.case("a rollback that fails too is not read", rollback_may_fail(memory))
    tap.case("a damaged item is told as bytes, and left out", left_out_if_told(memory))
    tap.case("a damaged item that is not to be left out ends opening", refused_if_not(memory))
    tap.case("bytes that do not decode are left out", bytes_that_are_none_are_left_out(memory))
    tap.finish()


if __name__ == "__main__":
    main()

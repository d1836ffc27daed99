#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a flush acknowledged survives, and a flush that was broken off leaves nothing: `svccomm` is
killed by SIGKILL at random instants (design S1).

    test_kills.py PROGRAM BACKEND [--kills N] [--seed S] [--rows N]"""

import argparse
import random
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path += [str(ROOT / "tests" / "support"), str(ROOT / "tests" / "cli")]

from backends import BACKENDS  # noqa: E402
from kill_observer import Observer  # noqa: E402
from kill_sequence import Sequence  # noqa: E402
from program import Program  # noqa: E402
from tap import Tap  # noqa: E402

CONNECTIONS = 300


def read_options():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("backend", choices=sorted(BACKENDS))
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--rows", type=int, default=1000, help="in a snapshot")
    return parser.parse_args()


def main():
    options, tap = read_options(), Tap()
    seed = random.randrange(1 << 32) if options.seed is None else options.seed
    print("# seed %d" % seed)
    chance = random.Random(seed)
    observed = options.kills // 4
    with tempfile.TemporaryDirectory() as folder:
        backend, program = BACKENDS[options.backend](), Program(options.program, folder)
        for what, made, kills in (
                ("commands", lambda: Sequence(program, backend, chance, options.rows),
                 options.kills - observed),
                ("an observer", lambda: Observer(program, backend, chance, CONNECTIONS), observed)):
            killed = made()
            faults = list(killed.faults(kills))
            print("# %s: %s" % (what, killed.story()))
            tap.case("%s on %s, killed, leave it whole (seed %d)" % (
                what, options.backend, seed), faults)
    tap.finish()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Events per second through each binding against the same work in C, in one run; prints JSON.

    bench_bindings.py [--events N] [--keys K] [--rounds R] C_WORKER [NAME=COMMAND...]

    bench_bindings.py build-plain/tests/bench/bindings_c \\
        python="python3 tests/bench/bindings_python.py" go=/tmp/bindings_go

(`go build -tags svccomm_system -o /tmp/bindings_go .` in tests/bench/bindings_go, with
PKG_CONFIG_PATH and LD_LIBRARY_PATH set to the build's meson-uninstalled and src, so that both run
the same library.)

A worker is a program that is given a file of svccomm_flow structs and does a round for each line
that it reads: it takes the file into a new registry by buffers of 4,096 flows, and prints the
nanoseconds of processor time for each event (see bindings_c.c). Rounds of all workers are
interleaved. NAME_ratio is the speed of the binding as a share of that of C, round by round; the
goal is 0.9."""

import argparse
import json
import os
import shlex
import statistics
import subprocess
import tempfile


class Worker:
    def __init__(self, command, path):
        self.process = subprocess.Popen([*command, path], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, bufsize=1)

    def round(self):
        """Nanoseconds for each event."""
        self.process.stdin.write("\n")
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("%s ended" % self.process.args[0])
        return float(line)

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def spread(values):
    return {"median": round(statistics.median(values), 4), "least": round(min(values), 4),
            "most": round(max(values), 4)}


def measure(commands, path, rounds):
    """{name: [nanoseconds]}; who is first changes from round to round."""
    workers = {name: Worker(command, path) for name, command in commands.items()}
    times = {name: [] for name in workers}
    for worker in workers.values():
        worker.round()  # touches its pages
    for number in range(rounds):
        names = sorted(workers, reverse=number % 2 == 1)
        for name in names:
            times[name].append(workers[name].round())
    for worker in workers.values():
        worker.end()
    return times


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=262144)
    parser.add_argument("--keys", type=int, default=50000)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("c_worker")
    parser.add_argument("bindings", nargs="*", metavar="NAME=COMMAND")
    options = parser.parse_args()
    commands = {"c": [options.c_worker]}
    for binding in options.bindings:
        name, _, command = binding.partition("=")
        commands[name] = shlex.split(command)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "flows")
        subprocess.run([options.c_worker, "--make", path, str(options.events), str(options.keys)],
                       check=True)
        times = measure(commands, path, options.rounds)
    result = {"events": options.events, "keys": options.keys, "rounds": options.rounds}
    for name in commands:
        result[name + "_ns"] = spread(times[name])
        if name != "c":
            result[name + "_ratio"] = spread([c / other for c, other in zip(times["c"],
                                                                            times[name])])
    print(json.dumps(result, indent=1))


main()

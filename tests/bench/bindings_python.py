#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The Python worker of bench_bindings.py: a round of bindings_c.c, through the binding.

bindings_python.py FILE"""

import sys
import time

import svccomm

BUFFER = 4096 * svccomm.FLOW_SIZE


def run_round(flows):
    with svccomm.Registry() as registry:
        events, view = len(flows) // svccomm.FLOW_SIZE, memoryview(flows)
        start = time.perf_counter_ns()
        for at in range(0, len(flows), BUFFER):
            buffer = view[at:at + BUFFER]
            now = svccomm.Flow.from_buffer(buffer, len(buffer) - svccomm.FLOW_SIZE).end
            report = registry.ingest_flows(buffer, now=now)
            if report.events * svccomm.FLOW_SIZE != len(buffer):
                sys.exit("not every flow became an event")
        return (time.perf_counter_ns() - start) / events


def main():
    with open(sys.argv[1], "rb") as file:
        flows = bytearray(file.read())
    for _ in sys.stdin:
        print("%.3f" % run_round(flows), flush=True)


main()

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Design section 12: a batch of flows costs what is in it, whatever the registry holds. Callgrind
counts the instructions of the same 512 flows of known communications on a registry of ten thousand
records and on one of many more: they are within 10 % of each other.

cost_flows.py PROGRAM [RECORDS]      how many more; default: 250,000, tests/long.sh has a million"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import callgrind  # noqa: E402
import tap  # noqa: E402

LITTLE, MUCH = 10000, 250000
FLOWS = 512


def cost(records):
    counted, _ = callgrind.count(["measured_ingest"], sys.argv[1], str(records))
    return counted["measured_ingest"]


def main():
    cases = tap.Tap()
    records = int(sys.argv[2]) if len(sys.argv) > 2 else MUCH
    little, much = cost(LITTLE), cost(records)
    told = "%.1f instructions for each flow, against %.1f (%.3f)" % (
        much / FLOWS, little / FLOWS, much / little)
    print("# " + told)
    cases.case("with many records a batch costs within 10 % of that with ten thousand",
               [] if 10 * FLOWS < much <= 1.1 * little else [told])
    cases.finish()


main()

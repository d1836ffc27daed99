#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the seeds of the fuzz targets to tests/data/fuzz/TARGET.

make_seeds.py           writes them anew
make_seeds.py --check   says whether the files are those that it would write (TAP)"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import seeds_address  # noqa: E402
import seeds_captures  # noqa: E402
import seeds_filter  # noqa: E402
import seeds_fixed  # noqa: E402
import seeds_import  # noqa: E402
import seeds_items  # noqa: E402
import seeds_load  # noqa: E402
import seeds_netstat  # noqa: E402
import seeds_registry  # noqa: E402
import seeds_templates  # noqa: E402
import seeds_vpc  # noqa: E402
from tap import Tap  # noqa: E402

FOLDER = ROOT / "tests" / "data" / "fuzz"


def seeds():
    """{target: {name: bytes}}"""
    return {
        "fuzz_address": seeds_address.seeds(),
        "fuzz_decoder_v5": {**seeds_fixed.seeds(), **seeds_captures.seeds(5)},
        "fuzz_decoder_v9": {**seeds_templates.seeds9(), **seeds_captures.seeds(9)},
        "fuzz_decoder_ipfix": {**seeds_templates.seeds10(), **seeds_captures.seeds(10)},
        "fuzz_decoder_load": seeds_load.seeds(),
        "fuzz_dump": seeds_items.dump_seeds(),
        "fuzz_filter": seeds_filter.seeds(),
        "fuzz_import": seeds_import.seeds(),
        "fuzz_item": seeds_items.item_seeds(),
        "fuzz_netstat": seeds_netstat.seeds(),
        "fuzz_registry": seeds_registry.seeds(),
        "fuzz_vpc": seeds_vpc.seeds(),
    }


def faults_of(target, wanted):
    have = {path.name: path.read_bytes() for path in (FOLDER / target).glob("*")}
    for name in sorted(set(have) | set(wanted)):
        if have.get(name) != wanted.get(name):
            yield "%s/%s is not what the script writes" % (target, name)


def check():
    tap = Tap()
    for target, wanted in sorted(seeds().items()):
        tap.case("%s: %d seeds" % (target, len(wanted)), faults_of(target, wanted))
    tap.finish()


def write():
    for target, wanted in seeds().items():
        folder = FOLDER / target
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.glob("*"):
            path.unlink()
        for name, content in wanted.items():
            (folder / name).write_bytes(content)


if __name__ == "__main__":
    check() if sys.argv[1:] == ["--check"] else write()

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A source includes public headers, its own layer, and the lower layers of design section 9."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from tap import Tap  # noqa: E402

SRC = ROOT / "src"
INCLUDE = ROOT / "include"

LOWER = {
    "base": [],
    "model": ["base"],
    "stats": ["base", "model"],
    "ingest": ["base", "model"],
    "core": ["base", "model", "stats"],
    "store": ["base", "model", "core"],
    "export": ["base", "model", "stats", "core"],
}


def layer_of(name, includer):
    """The layer of an included file, `public`, or None where there is no such file."""
    for folder in (includer.parent, SRC, INCLUDE):
        path = (folder / name).resolve()
        if path.is_file():
            return path.relative_to(SRC).parts[0] if SRC in path.parents else "public"
    return None


def faults_of(path, layer):
    allowed = ["public", layer, *LOWER[layer]]
    pattern = r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"]+)"|<(svccomm/[^>]+)>)'
    for match in re.finditer(pattern, path.read_text(), re.M):
        name = match.group(1) or match.group(2)
        found = layer_of(name, path)
        if found not in allowed:
            yield "%s includes %s (%s)" % (path.relative_to(ROOT), name, found or "not in the tree")


def main():
    tap = Tap()
    folders = {path.name for path in SRC.iterdir() if path.is_dir()}
    tap.case("every folder of src is a layer", sorted(folders - set(LOWER) - {"__pycache__"}))
    for layer in LOWER:
        files = sorted(path for path in (SRC / layer).rglob("*") if path.is_file())
        faults = [fault for path in files for fault in faults_of(path, layer)]
        tap.case("src/%s includes only %s" % (layer, " ".join([layer, *LOWER[layer]])), faults)
    tap.finish()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A source includes public headers, its own layer, and the lower layers of design section 9. The
folders of the example programs likewise: what a database client may use is examples/store."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from tap import Tap  # noqa: E402

SRC = ROOT / "src"
INCLUDE = ROOT / "include"
EXAMPLES = ROOT / "examples"

LOWER = {
    "base": [],
    "model": ["base"],
    "stats": ["base", "model"],
    "ingest": ["base", "model"],
    "core": ["base", "model", "stats"],
    "store": ["base", "model", "core"],
    "export": ["base", "model", "stats", "core"],
}


def layer_of(name, includer, root):
    """The layer of an included file, `public`, or None where there is no such file."""
    for folder in (includer.parent, root, INCLUDE):
        path = (folder / name).resolve()
        if path.is_file():
            return path.relative_to(root).parts[0] if root in path.parents else "public"
    return None


def faults_of(path, allowed, root):
    pattern = r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"]+)"|<(svccomm/[^>]+)>)'
    for match in re.finditer(pattern, path.read_text(), re.M):
        name = match.group(1) or match.group(2)
        found = layer_of(name, path, root)
        if found not in ["public", *allowed]:
            yield "%s includes %s (%s)" % (path.relative_to(ROOT), name, found or "not in the tree")


def faults_below(folder, allowed, root):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [fault for path in files for fault in faults_of(path, allowed, root)]


def main():
    tap = Tap()
    folders = {path.name for path in SRC.iterdir() if path.is_dir()}
    tap.case("every folder of src is a layer", sorted(folders - set(LOWER) - {"__pycache__"}))
    for layer in LOWER:
        allowed = [layer, *LOWER[layer]]
        tap.case("src/%s includes only %s" % (layer, " ".join(allowed)),
                 faults_below(SRC / layer, allowed, SRC))
    for folder in sorted(path for path in EXAMPLES.iterdir() if path.is_dir()):
        tap.case("examples/%s includes only its own and store" % folder.name,
                 faults_below(folder, [folder.name, "store"], EXAMPLES))
    tap.finish()


if __name__ == "__main__":
    main()

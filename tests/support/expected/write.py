#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes NAME.expected for each text of tests/data/netstat: which rows it holds. A script for each
dialect reads it; none shares anything with the library.

write.py           writes them anew
write.py --check   says whether the files are those that it would write (TAP)

First line: lines, rows, skipped lines, doubtful rows. Then a line for each row and process name:
protocol, state, local address and port, peer address and port, process name or `-`; sorted."""

import importlib
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
DATA = ROOT / "tests" / "data" / "netstat"
sys.path.insert(0, str(HERE.parent))
from tap import Tap  # noqa: E402

# Which script reads a file: the first whose pattern is in its name.
DIALECTS = [(r"powershell", "powershell"), (r"windows", "windows"), (r"lsof.*-F", "lsof_f"),
            (r"lsof", "lsof"), (r"sockstat", "sockstat"), (r"solaris|illumos", "solaris"),
            (r"aix", "aix"), (r"hpux", "hpux"), (r"macos|bsd", "bsd"), (r"netstat", "netstat"),
            (r"ss-", "ss"), (r"proc", "proc")]
MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def lines_of(path):
    """The lines, a letter for each byte whatever their code page; UTF-16 is UTF-8 then."""
    text = path.read_bytes()
    if text[:2] in MARKS:
        text = text[2:].decode(MARKS[text[:2]]).encode()
    return [line.removesuffix("\r") for line in text.decode("latin-1").split("\n")[:-1]]


def expected(path):
    module = next(module for pattern, module in DIALECTS if re.search(pattern, path.name))
    found = list(importlib.import_module(module).read(lines_of(path), path.name))
    rows = [entry for entry in found if isinstance(entry, list)]
    head = "%d %d %d %d" % (len(found), len(rows), found.count("skipped"), found.count("doubtful"))
    return ("\n".join([head, *sorted(line for entry in rows for line in entry)]) +
            "\n").encode("latin-1")


def texts():
    for path in sorted(DATA.iterdir()):
        if path.is_file() and path.suffix != ".expected" and path.name != "PROVENANCE":
            yield path, path.with_name(path.name + ".expected")


def check():
    tap = Tap()
    for path, beside in texts():
        same = beside.exists() and beside.read_bytes() == expected(path)
        tap.case(path.name, [] if same else ["not what the script reads of it"])
    tap.finish()


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        check()
    for path, beside in texts():
        beside.write_bytes(expected(path))

# SPDX-License-Identifier: MIT
"""netstat of macOS, FreeBSD, OpenBSD, NetBSD."""

import re

from words import PROTOCOLS, end, row

PROCESS = re.compile(r"(?: +\d+){4} +(\S.*?):\d+ +[0-9a-f]{5}( |$)")
ANY6 = {name: "::" for name in PROTOCOLS if "6" in name}


def cells_of(line):
    """Protocol word, both ends and what is behind them; None if it is no row."""
    words = line.split()
    at = next((i for i, word in enumerate(words[:3]) if word in PROTOCOLS), None)
    behind = [] if at is None else words[at + 1:]
    while behind and behind[0].isdigit():  # queues
        behind.pop(0)
    return (words[at], *behind[:2], behind[2:]) if len(behind) >= 2 else None


def is_cut(text, width):
    """An address of IPv6 is cut to 16 letters; all is cut to the column."""
    host = text.rpartition(".")[0]
    return len(text) >= width or (":" in host and len(host) == 16 and width < 40)


def read(lines, name, any_of=None):
    width = 22
    ends = [text for line in lines for text in (cells_of(line) or ())[1:3]]
    for line in lines:
        cells = cells_of(line)
        heads = line.find("Foreign Address") - line.find("Local Address")
        if line.startswith("Active Internet"):
            yield None
        elif "Recv-Q" in line and heads > 0:
            # Columns that grow with what is in them cut nothing.
            width = 99 if any(len(text) > heads - 1 for text in ends) else heads - 1
            yield None
        elif not cells:
            yield "skipped"
        elif is_cut(cells[1], width) or is_cut(cells[2], width):
            yield "doubtful"
        else:
            protocol, local, peer, rest = cells
            found = PROCESS.search(line)
            anyone = (any_of or ANY6).get(protocol, "0.0.0.0")
            state = rest[0] if rest and not rest[0].isdigit() else ""
            yield row(PROTOCOLS[protocol], state, end(local, ".", anyone), end(peer, ".", anyone),
                      [found and found[1]])

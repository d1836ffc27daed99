# SPDX-License-Identifier: MIT
"""netstat of net-tools and of busybox."""

import re

from words import PROTOCOLS, address, end, row, state_of

NAME = re.compile(r" (\d+/(.*?)|-)\s*( (off|on|keepalive|timewait) \([\d./]+\))?$")
COLUMN = 23


def ends_of(line):
    words = line.split()
    return words[3:5] if words and words[0] in PROTOCOLS and len(words) > 4 else []


def is_cut(text):
    """An IPv6 address, or what has a name for its port, may have been cut to the column."""
    host, _, port = text.rpartition(":")
    return len(text) == COLUMN and (":" in host or address(host) is None or not port.isdigit())


def read(lines, name):
    # Columns that grow with what is in them cut nothing.
    grown = any(len(text) > COLUMN for line in lines for text in ends_of(line))
    for line in lines:
        words, ends = line.split(), ends_of(line)
        if line.startswith(("Active", "Proto")):
            yield None
        elif not ends:
            yield "skipped"
        elif not grown and any(map(is_cut, ends)):
            yield "doubtful"
        else:
            state = words[5] if len(words) > 5 and state_of(words[5]) else ""
            found = NAME.search(line)
            yield row(PROTOCOLS[words[0]], state, *map(end, ends), [found and found[2]])

# SPDX-License-Identifier: MIT
"""netstat of AIX: as that of BSD, but `tcp` takes both families, and rmsock tells the holder."""

import re

import bsd


def read(lines, name):
    entries = list(bsd.read(lines, name, {word: "::" for word in ("tcp", "udp", "tcp6", "udp6")}))
    for at, line in enumerate(lines):
        holder = re.match(r"The socket \S+ is being held by \w+ \d+ \((.*)\)", line)
        if holder:
            entries[at] = None
            if isinstance(entries[at - 1], list):
                entries[at - 1] = [entries[at - 1][0][:-1] + holder[1]]
    return entries

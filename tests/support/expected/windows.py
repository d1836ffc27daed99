# SPDX-License-Identifier: MIT
"""netstat of Windows, in any language."""

import re

from words import PROTOCOLS, end, row


def read(lines, name):
    entries = []
    last = None  # the row that an owner may follow
    for line in lines:
        words = line.split()
        protocol = words and PROTOCOLS.get(words[0].lower())
        owner = re.fullmatch(r" \[(.*)\]", line)
        entry = "skipped"
        if owner:
            # The program of the row before; names of services and modules may be in between.
            if isinstance(last, list):
                last[0] = last[0][:-1] + owner[1]
            last = entry = None
        elif protocol and len(words) >= 3 and line.startswith("  "):
            # A state may be of several words, a pid is the last one.
            state = " ".join(word for word in words[3:] if not word.isdigit())
            last = entry = row(protocol, state, end(words[1]), end(words[2]))
        elif line.startswith(("Active Connections", "  Proto  Local Address ")):
            entry = None  # those of other languages are lines like any other
        entries.append(entry)
    return entries

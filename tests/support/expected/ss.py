# SPDX-License-Identifier: MIT
"""ss of iproute2."""

import re

from words import PROTOCOLS, end, row


def read(lines, name):
    titled = "Netid" in lines[0] or "tun" in name
    default = None if titled or "anp" in name else 17 if "-uan" in name else 6
    for line in lines:
        words = line.split()
        if line.startswith(("Netid", "State", "Recv-Q")):
            yield None
            continue
        protocol = default
        if default is None:
            protocol = PROTOCOLS.get(words.pop(0)) if not line[0].isspace() else None
        if not protocol:
            yield "skipped"
            continue
        state = "" if words[0].isdigit() else words.pop(0)
        names = list(dict.fromkeys(re.findall(r'\("(.*?)",pid=', line)))
        yield row(protocol, state, end(words[2]), end(words[3]), names)

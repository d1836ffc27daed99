# SPDX-License-Identifier: MIT
"""netstat of Solaris and illumos."""

import re

from words import PROTOCOLS, end, row

TITLE = re.compile(r"(TCP|UDP|SCTP)(?:: IPv([46])|:?)$")


def is_end(text, protocol):
    # An end of SCTP that has no port is written without one.
    return re.fullmatch(r"\S+\.(\*|\d+)", text) or (protocol == 132 and text == "0.0.0.0")


def end_of(text, any_address):
    return end("*.*" if text == "0.0.0.0" else text, ".", any_address)


def read(lines, name):
    protocol, any_address, owned = None, None, False
    for line in lines:
        words = line.split()
        title = TITLE.match(line)
        if title:
            protocol = PROTOCOLS[title[1].lower()]
            any_address = "::" if title[2] == "6" else "0.0.0.0"
            yield None
        elif line.startswith("Active"):
            protocol = None
            yield "skipped"
        elif protocol and words and (words[0] == "Local" or set(line) <= set("- ")):
            owned = "Command" in line if words[0] == "Local" else owned
            yield None
        elif not protocol or not words or not is_end(words[0], protocol):
            yield "skipped"
        else:
            local = end_of(words.pop(0), any_address)
            peer = ("::", 0)
            if words and is_end(words[0], protocol):
                peer = end_of(words.pop(0), any_address)
            held = owned and len(words) > 3 and words[1].isdigit() and not words[0].isdigit()
            process = words[2] if held else None
            state = next((word for word in reversed(words) if word.isupper()), "")
            yield row(protocol, state, local, peer, [process])

# SPDX-License-Identifier: MIT
"""sockstat of FreeBSD, and of NetBSD with dots before ports."""

from words import PROTOCOLS, end, row, state_of


def end_of(text, protocol):
    mark = "." if text.rfind(".") > text.rfind(":") else ":"
    return end(text, mark, "::" if "6" in protocol else "0.0.0.0")


def read(lines, name):
    stated = False
    for line in lines:
        words = line.split()
        if line.startswith("USER"):
            stated = "STATE" in line
            yield None
            continue
        at = next((i for i, word in enumerate(words) if i >= 4 and word in PROTOCOLS), None)
        if at is None:
            yield "skipped"
            continue
        # A command may have blanks in it; `?` is a socket that nobody holds.
        command = " ".join(words[1:at - 2])
        local, peer = (end_of(text, words[at]) for text in words[at + 1:at + 3])
        # Without the column a socket that somebody holds and that has a peer is connected.
        state = next((word for word in reversed(words[at + 3:]) if state_of(word)), "")
        if not stated and command != "?" and peer and peer[1] != 0:
            state = "ESTABLISHED"
        yield row(PROTOCOLS[words[at]], state, local, peer, [None if command == "?" else command])

# SPDX-License-Identifier: MIT
"""lsof as a table."""

import re

from words import end, row

SOCKET = re.compile(r" IPv([46]) +\S+ +\S+ +(TCP|UDP) (\S+?)(->(\S+))?( \((\w+).*\))? *$")


def unescaped(text):
    return re.sub(r"\\x([0-9a-f]{2})", lambda code: chr(int(code[1], 16)), text)


def read(lines, name):
    for line in lines:
        socket = SOCKET.search(line)
        if line.startswith("COMMAND"):
            yield None
        elif not socket:
            yield "skipped"
        else:
            any_address = "0.0.0.0" if socket[1] == "4" else "::"
            peer = end(socket[5]) if socket[5] else ("::", 0)
            yield row({"TCP": 6, "UDP": 17}[socket[2]], socket[7] or "",
                      end(socket[3], ":", any_address), peer, [unescaped(line.split()[0])])

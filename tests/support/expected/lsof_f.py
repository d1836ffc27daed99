# SPDX-License-Identifier: MIT
"""lsof -F: a line for each field, or with -F0 for each process and each file."""

from lsof import unescaped
from words import end, row

PROTOCOLS = {"TCP": 6, "UDP": 17}
ANY = {"IPv4": "0.0.0.0", "IPv6": "::"}


def row_of(fields):
    local, _, peer = fields["n"].partition("->")
    return row(PROTOCOLS[fields["P"]], fields.get("state", ""),
               end(local, ":", ANY.get(fields.get("t"), "::")), end(peer) if peer else ("::", 0),
               [unescaped(fields.get("c", "-"))])


def read(lines, name):
    entries, fields = [], {}
    at = None  # where the row of the file stands
    for line in lines:
        entries.append("skipped")
        for field in filter(None, line.split("\0")):
            letter, value = field[0], field[1:]
            if letter in "pfP":
                # A process, a file; without `f` the protocol is the first field of a file.
                at = None
                fields.pop("state", None)
            if letter in "pf":
                fields = {"c": fields.get("c")} if letter == "f" else {}
            fields[letter] = value
            if letter == "T" and value.startswith("ST="):
                fields["state"] = value[3:]
            if letter == "n" and fields.get("P") in PROTOCOLS:
                at = len(entries) - 1
            if at is not None:
                entries[at] = row_of(fields)
            if letter in "pc" or (letter == "T" and value.startswith("ST=") and at is not None):
                # It goes on with a row, or says whose the next ones are.
                entries[-1] = None if entries[-1] == "skipped" else entries[-1]
    return entries

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes NAME.expected for each text here: which rows it holds. Shares nothing with the parser.

First line: lines, rows, skipped lines, doubtful rows. Then a line for each row and process name:
protocol, state, local address and port, peer address and port, process name or `-`; sorted.
"""

import ipaddress
import re
from pathlib import Path

HERE = Path(__file__).parent
PROTOCOLS = {"tcp": 6, "tcp6": 6, "udp": 17, "udp6": 17}
STATES = "UNKNOWN ESTABLISHED SYN_SENT SYN_RECV FIN_WAIT1 FIN_WAIT2 TIME_WAIT CLOSE CLOSE_WAIT " \
    "LAST_ACK LISTEN CLOSING".split()
SS = {"ESTAB": "ESTABLISHED", "UNCONN": "CLOSE", "FIN-WAIT-1": "FIN_WAIT1", "FIN-WAIT-2": "FIN_WAIT2"}
ANY = "::"
NAMES = {"bacula-dir": 9101, "bacula-fd": 9102, "bacula-sd": 9103, "bootpc": 68, "http": 80,
         "https": 443, "ntp": 123, "smtp": 25, "ssh": 22, "syslog": 514,
         "tproxy": 8081, "domain": 53}  # those that occur in the texts


def end(text):
    """(address, port) in canonical form; None if it is not numeric."""
    address, _, port = text.rpartition(":")
    address = re.sub(r"%[^\]]*$", "", address).strip("[]")
    try:
        ip = ipaddress.ip_address(ANY if address == "*" else address)
    except ValueError:
        return None
    mapped = getattr(ip, "ipv4_mapped", None)
    port = str(NAMES.get(port, port))
    return (str(mapped or ip), "*" if port == "*" else int(port)) if re.fullmatch(r"\*|\d+", port) else None


def row(protocol, state, local, peer, names):
    """The lines of one row."""
    nobody = peer[1] == "*" or (peer[1] == 0 and ipaddress.ip_address(peer[0]).is_unspecified)
    if protocol == 17:
        state = "CLOSE" if nobody else "ESTABLISHED"
    far = "- 0" if nobody else "%s %s" % peer
    return ["%d %d %s %s %s %s" % (protocol, STATES.index(state), *local, far, name)
            for name in names or ["-"]]


def ss(lines, default):
    for line in lines:
        words = line.split()
        if line.startswith(("Netid", "State", "Recv-Q")):
            yield None
            continue
        if default is None:
            protocol, words = PROTOCOLS.get(words[0]) if not line[0].isspace() else None, words[1:]
        else:
            protocol = default
        if not protocol:
            yield "skipped"
            continue
        state = "UNKNOWN" if words[0].isdigit() else words.pop(0)
        local, peer = end(words[2]), end(words[3])
        if not local or not peer:
            yield "doubtful"
            continue
        names = list(dict.fromkeys(re.findall(r'\("(.*?)",pid=', line)))
        state = SS.get(state, state.replace("-", "_"))
        yield row(protocol, state, local, peer, names)


def netstat(lines, wide):
    for line in lines:
        words = line.split()
        if line.startswith(("Active", "Proto")):
            yield None
        elif words[0] not in PROTOCOLS:
            yield "skipped"
        else:
            local, peer = end(words[3]), end(words[4])
            full = words[0].endswith("6") and not wide and 23 in (len(words[3]), len(words[4]))
            state = words[5] if len(words) > 5 and words[5] in STATES else "UNKNOWN"
            name = re.search(r" \d+/(.*?)\s*( (off|on|keepalive|timewait) \([\d./]+\))?$", line)
            if full or not local or not peer:
                yield "doubtful"
            else:
                yield row(PROTOCOLS[words[0]], state, local, peer, name and [name[1]])


def proc(lines, protocol):
    for line in lines:
        if "local_address" in line:
            yield None
            continue
        ends = []
        for text in line.split()[1:3]:
            digits, port = text.split(":")
            raw = b"".join(bytes.fromhex(digits[i:i + 8])[::-1] for i in range(0, len(digits), 8))
            ip = ipaddress.ip_address(raw)
            ends.append((str(getattr(ip, "ipv4_mapped", None) or ip), int(port, 16)))
        yield row(protocol, STATES[int(line.split()[3], 16)], *ends, None)


def lsof_row(kind, protocol, name, state, process):
    """The lines of a row of lsof, by its TYPE, NODE and NAME."""
    star = "0.0.0.0:" if kind == "IPv4" else ":::"
    ends = [end(text.replace("*:", star)) for text in name.split("->")]
    if None in ends:
        return "doubtful"
    state = state or ("LISTEN" if len(ends) == 1 else "ESTABLISHED")
    process = re.sub(r"\\x(..)", lambda m: chr(int(m[1], 16)), process)
    nobody = (ANY, 0)
    return row(PROTOCOLS[protocol.lower()], state, ends[0], (ends + [nobody])[1], [process])


def lsof(lines):
    for line in lines:
        # COMMAND PID ... FD TYPE ... NODE NAME (STATE)
        found = re.match(r"(\S+) +\d+ .*? \d+[a-zA-Z]* +(IPv[46]) .*?(TCP|UDP) (\S+)(?: \(([A-Z]\w+)[ )])?", line)
        if line.startswith("COMMAND"):
            yield None
        else:
            yield lsof_row(*found.group(2, 3, 4, 5, 1)) if found else "skipped"


def lsof_fields(lines):
    """Of -F: a field a line; of -F0: the fields of a process or of a file, a NUL behind each."""
    known = {}
    for at, line in enumerate(lines):
        if line[0] == "p":
            known = {}
        for field in line.split("\0"):
            known[field[:1]] = field[1:]
        state = re.search(r"TST=(\w+)", line if "\0" in line else "".join(lines[at + 1:at + 2]))
        if line[0] == "n" or "\0n" in line:
            yield lsof_row(known.get("t"), known["P"], known["n"], state and state[1], known["c"])
        else:
            yield None if re.match("[pc]|TST=", line) else "skipped"


def read(path):
    lines = path.read_text().split("\n")[:-1]
    name = path.name
    if "lsof" in name:
        return (lsof_fields if "-F" in name else lsof)(lines)
    if "netstat" in name:
        return netstat(lines, "W." in name or "busybox" in name)
    if "ss-" in name:
        return ss(lines, 17 if "-uan" in name else 6 if re.search(r"-t[an]", name) and
                  not lines[0].startswith("Netid") else None)
    # The fixtures proc_net_udp and proc_net_tcp6 hold text of the other protocol.
    udp = "-udp" in name or name in ("proc_net_tcp6", "proc_net_udp6")
    return proc(lines, 17 if udp else 6)


def main():
    for path in sorted(HERE.iterdir()):
        if path.suffix not in (".txt", ".out", "") or path.name == "PROVENANCE":
            continue
        found = list(read(path))
        rows = [entry for entry in found if isinstance(entry, list)]
        counts = (len(found), len(rows), found.count("skipped"), found.count("doubtful"))
        body = sorted(line for entry in rows for line in entry)
        path.with_name(path.name + ".expected").write_text("\n".join(["%d %d %d %d" % counts] + body) + "\n")


if __name__ == "__main__":
    main()

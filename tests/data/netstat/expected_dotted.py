# SPDX-License-Identifier: MIT
"""What expected.py does, for systems that write a dot before the port, and sockstat."""

import ipaddress
import re

SYSTEMS = ("macos", "freebsd", "openbsd", "netbsd", "aix", "hpux", "solaris", "illumos")
STATES = "UNKNOWN ESTABLISHED SYN_SENT SYN_RCVD FIN_WAIT_1 FIN_WAIT_2 TIME_WAIT CLOSED CLOSE_WAIT " \
    "LAST_ACK LISTEN CLOSING BOUND IDLE".split()
SHORT = {"ESTABL": "ESTABLISHED", "TMWAIT": "TIME_WAIT", "SYNSEN": "SYN_SENT"}
NUMBER = {"tcp": 6, "udp": 17, "sctp": 132}
ANY = {"4": "0.0.0.0", "6": "::", "46": "::"}


def end(text, family="46", by="."):
    """(address, port), the port 0 for `*`; None if it is not numeric."""
    address, _, port = text.rpartition(by)
    try:
        ip = ipaddress.ip_address(ANY[family] if address == "*" else re.sub("%.*", "", address))
    except ValueError:
        return None
    return (str(getattr(ip, "ipv4_mapped", None) or ip), int(port.replace("*", "0"))) \
        if re.fullmatch(r"\*|\d+", port) else None


def row(protocol, state, local, peer, name):
    if protocol == "udp":
        state = "ESTABLISHED" if peer[1] else "CLOSED"
    state = SHORT.get(state, state)
    known = STATES.index(state) if state in STATES else 0 if peer[1] else 10
    return ["%d %d %s %d %s %d %s" % (NUMBER[protocol], known, *local,
                                      *(peer if peer[1] else ("-", 0)), name or "-")]


def bsd(lines):
    text, found, width = "\n".join(lines), [], 22
    # `tcp` is IPv4 on systems that have tcp6, too, but no tcp4.
    lone = "4" if "(state)" not in text or "tcp6 " in text and "tcp4 " not in text else "46"
    for line in lines:
        match = re.match(r"(?:[0-9a-f]+ +){0,2}(tcp|udp)(46|4|6|) +(?:\d+ +)+(\S+) +(\S+) *(\S*)(.*)", line)
        if "Local Address " in line and "Proto " in line:
            width = line.index("Foreign") - line.index("Local") - 1
            found.append(None)
        elif line.startswith("Active Internet"):
            found.append(None)
        elif match:
            family = match[2] or lone
            ends = [end(match[3], family), end(match[4])]
            cut = [len(word) == width and (width < 21 or "6" in match[2]) or width < 45 and
                   "6" in match[2] and len(word.rpartition(".")[0]) == 16 for word in match.group(3, 4)]
            rest = match[5] + match[6] if match[1] == "udp" else match[6]
            name = re.match(r"(?:\s*\d+)*\s+(.*):\d+\s", rest)
            name = name[1].strip() if name and "process:pid" in text else None
            found.append("doubtful" if None in ends or True in cut else row(match[1], match[5], *ends, name))
        elif line.startswith("The socket") and "process" in line.replace("cc", "c"):
            found[-1] = [re.sub("-$", line[line.index("(") + 1:-2], found[-1][0])]
            found.append(None)
        else:
            found.append("skipped")
    return found


def solaris(lines):
    protocol = family = None
    for line in lines:
        words, title = line.split(), re.match(r"(TCP|UDP|SCTP):(?: IPv([46]))?$", line)
        if title or line.startswith("----") or "Remote Address  " in line:
            protocol, family = (title[1].lower(), title[2] or "46") if title else (protocol, family)
            yield None
        elif not words or not re.match(r"\S+\.[\d*]+$", words[0]):
            yield "skipped"
        else:
            peer = words[1] if len(words) > 1 and re.match(r"\S+\.[\d*]+$", words[1]) else "*.*"
            if protocol == "sctp":
                words[:2] = [word + ".*" if word.count(".") == 3 else word for word in words[:2]]
                peer = words[1]
            state = [word for word in words if word in STATES] + ["UNKNOWN"]
            name = re.search(r" \d+ ([a-z]\S+) ", line)
            yield row(protocol, state[0], end(words[0], family), end(peer), name and name[1])


def sockstat(lines):
    by = "." if any(" *.22 " in line for line in lines) else ":"
    for line in lines:
        match = re.match(r"\S+ +(.*?) +[\d?]+ +[\d?]+ +(tcp|udp|sctp)(46|4|6|) +(\S+) +(\S+)(.*)", line)
        if match:
            peer = end(match[5], by=by)
            state = (match[6].split() or ["-"])[-1]
            state = "ESTABLISHED" if state == "-" and peer[1] and match[1] != "?" else state
            yield row(match[2], state, end(match[4], match[3] or "4", by), peer, match[1].strip("?"))
        else:
            yield None if line.startswith("USER") else "skipped"


def read(path):
    lines = path.read_text().split("\n")[:-1]
    return (sockstat if "sockstat" in path.name else
            solaris if path.name.startswith(("solaris", "illumos")) else bsd)(lines)

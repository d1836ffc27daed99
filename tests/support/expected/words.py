# SPDX-License-Identifier: MIT
"""What the scripts here have in common: ends, states, and rows in the form of .expected files."""

import ipaddress
import re

PROTOCOLS = {"tcp": 6, "tcp4": 6, "tcp6": 6, "tcp46": 6, "udp": 17, "udp4": 17, "udp6": 17,
             "udp46": 17, "sctp": 132, "sctp4": 132, "sctp6": 132}
STATES = "UNKNOWN ESTABLISHED SYNSENT SYNRECV FINWAIT1 FINWAIT2 TIMEWAIT CLOSE CLOSEWAIT LASTACK " \
    "LISTEN CLOSING BOUND IDLE".split()
OTHERS = {"ESTAB": "ESTABLISHED", "UNCONN": "CLOSE", "LISTENING": "LISTEN", "CLOSED": "CLOSE",
          "SYNRECEIVED": "SYNRECV", "SYNRCVD": "SYNRECV",
          # NetBSD, where they are cut
          "ESTABL": "ESTABLISHED", "TMWAIT": "TIMEWAIT", "SYNSEN": "SYNSENT",
          # Windows in German
          "HERGESTELLT": "ESTABLISHED", "WARTEND": "TIMEWAIT", "SCHLIESSENWARTEN": "CLOSEWAIT",
          "SYNGESENDET": "SYNSENT", "FINWARTEN1": "FINWAIT1", "FINWARTEN2": "FINWAIT2"}
# Registered names of ports that occur in the texts without a host name beside them.
PORTS = {"ssh": 22, "smtp": 25, "domain": 53, "bootps": 67, "bootpc": 68, "http": 80, "ntp": 123,
         "netbios-ns": 137, "netbios-dgm": 138, "https": 443, "syslog": 514, "mdns": 5353,
         "tproxy": 8081, "bacula-dir": 9101, "bacula-fd": 9102, "bacula-sd": 9103}


def address(text, any_address="::"):
    """The address in canonical form; None if it is none."""
    text = re.sub(r"%[^\]]*", "", text).strip("[]")
    try:
        ip = ipaddress.ip_address(any_address if text == "*" else text)
    except ValueError:
        return None
    return str(getattr(ip, "ipv4_mapped", None) or ip)


def end(text, mark=":", any_address="::"):
    """(address, port); None if it is not numeric."""
    host, _, port = text.rpartition(mark)
    host = address(host, any_address)
    port = str(PORTS.get(port, port))
    if host is None or not re.fullmatch(r"\*|\d{1,5}", port):
        return None
    return host, 0 if port == "*" else int(port)


def state_of(word):
    word = re.sub(r"[-_ ]", "", word).upper()
    word = OTHERS.get(word, word)
    return STATES.index(word) if word in STATES else 0


def row(protocol, word, local, peer, names=()):
    """The lines of one row; "doubtful" if an end is None."""
    if local is None or peer is None:
        return "doubtful"
    nobody = peer[1] == 0 and ipaddress.ip_address(peer[0]).is_unspecified
    state = state_of(word) or (10 if nobody else 0)
    if protocol == 17:
        state = 7 if nobody else 1
    far = "- 0" if nobody else "%s %d" % peer
    return ["%d %d %s %d %s %s" % (protocol, state, *local, far, name or "-")
            for name in names or ["-"]]

# SPDX-License-Identifier: MIT
"""Constants, addresses and keys of the model: design section 3, from the text alone."""

import functools
import ipaddress
import uuid

SECOND = 10**9
DAY = 86400 * SECOND
KNOWN_AGE = 7 * DAY
FUTURE_SLACK = 600 * SECOND
PROCESS_MAX = 8
DEFAULT_RANGE = (32768, 65535)

COUNTER_MAX = 2**64 - 1
TIME_MAX = 2**62 - 1  # SVCCOMM_TIME_MAX

TCP, UDP, DCCP, SCTP, UDPLITE = 6, 17, 33, 132, 136
PORTED = {TCP, UDP, DCCP, SCTP, UDPLITE}
UNKNOWN, ESTABLISHED, SYN_SENT, SYN_RECV, FIN_WAIT1, FIN_WAIT2, TIME_WAIT = range(7)
CLOSE, CLOSE_WAIT, LAST_ACK, LISTEN, CLOSING, BOUND, IDLE = range(7, 14)
OPEN_STATES = {UNKNOWN, ESTABLISHED, FIN_WAIT1, FIN_WAIT2, CLOSE_WAIT, CLOSING, LAST_ACK}
ROW_V6ONLY, ROW_LISTENING = 1, 2
COVER_SHIFT = {TCP: 0, UDP: 4, SCTP: 8, DCCP: 12, UDPLITE: 16}
GUESS, RANGE, FAN_IN, NAMED_PORT, HANDSHAKE, ABSENT, KNOWN, SEEN_LISTEN, OBSERVED, USER = range(
    1, 11)
MANUAL, NETSTAT, NETFLOW = 1, 2, 4
NORMAL, HIDDEN, IGNORED = 0, 1, 2
MIXED = 1
LISTENER, CLIENT = 1, 2
RULE_IGNORE, RULE_GROUP, RULE_LOCAL = 1, 2, 3
DELETED, TURNED, REKEYED, PRUNED, EVICTED = 1, 2, 3, 4, 5
REFUSE, EVICT = 0, 1
OK, E_ARGUMENT, E_NOT_FOUND, E_EXISTS, E_STALE, E_FUTURE, E_TOO_OLD = 0, -1, -30, -31, -32, -33, -34

NAMESPACE = uuid.UUID("b0ad98a9-4f90-5513-a273-12b129f40ecf")
MAPPED = bytes(10) + b"\xff\xff"
ANY_V6 = bytes(16)
ANY_V4 = MAPPED + bytes(4)
BROADCAST = MAPPED + b"\xff" * 4


@functools.lru_cache(None)
def address(text):
    """Text to 16 bytes; IPv4 and IPv4-mapped are the same (K2)."""
    if text == "-":
        return ANY_V6
    parsed = ipaddress.ip_address(text)
    return parsed.packed if parsed.version == 6 else MAPPED + parsed.packed


@functools.lru_cache(None)
def address_text(raw):
    return str(ipaddress.ip_address(raw[12:] if raw.startswith(MAPPED) else raw))


@functools.lru_cache(None)
def prefix(text):
    """Text to (16 bytes, bits)."""
    if text == "-":
        return ANY_V6, 0
    base, _, bits = text.partition("/")
    extra = 0 if ":" in base else 96
    return address(base), int(bits) + extra if bits else 128


@functools.lru_cache(None)
def within(text, raw):
    base, bits = prefix(text)
    shift = 128 - bits
    return int.from_bytes(base, "big") >> shift == int.from_bytes(raw, "big") >> shift


@functools.lru_cache(None)
def family(raw):
    return 0 if raw.startswith(MAPPED) else 1


@functools.lru_cache(None)
def unspecified(raw):
    return raw in (ANY_V6, ANY_V4)


@functools.lru_cache(None)
def never_client(raw):
    return (unspecified(raw) or raw == BROADCAST or within("224.0.0.0/4", raw)
            or within("ff00::/8", raw))


@functools.lru_cache(None)
def locally_known(raw):
    return any(within(text, raw)
               for text in ("127.0.0.0/8", "::1", "169.254.0.0/16", "fe80::/10", "ff02::/16"))


@functools.lru_cache(None)
def record_id(key):
    realm, scope, protocol, client, listener, port = key
    return str(uuid.uuid5(NAMESPACE, "svccomm:1|%d|%016x|%d|%s|%s|%d" % (
        realm, scope, protocol, address_text(client), address_text(listener), port)))


def order(key):
    """A11: realm, scope, protocol, listener, port, client."""
    realm, scope, protocol, client, listener, port = key
    return realm, scope, protocol, listener, port, client


def later(a, b):
    return b if a is None else a if b is None else max(a, b)


def earlier(a, b):
    return b if a is None else a if b is None else min(a, b)


def wildcard(of_family):
    return ANY_V6 if of_family else ANY_V4


@functools.lru_cache(None)
def matches(pattern, name):
    """`*` is any run of bytes; nothing else is special."""
    head, star, rest = pattern.partition("*")
    if not star:
        return pattern == name
    return name.startswith(head) and any(
        matches(rest, name[i:]) for i in range(len(head), len(name) + 1))

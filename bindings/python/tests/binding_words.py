# SPDX-License-Identifier: MIT
"""Words of the driver's commands (tests/support/driver.c) as arguments of the binding."""

import ipaddress

from svccomm import (
    UNCHANGED, Filter, Key, Origin, Rule, RuleKind, Row, State, Status, Statuses, flow)
from svccomm.constants import RowFlags

SEEN = {}  # addresses are few and come again


def address(word):
    if word not in SEEN:
        SEEN[word] = None if word == "-" else ipaddress.ip_address(word)
    return SEEN[word]


def text(word):
    return None if word == "-" else word


def number(word):
    return None if word == "-" else int(word)


def options(words):
    return dict(word.split("=", 1) for word in words)


def key(word):
    realm, scope, protocol, client, listener, port = word.split(",")
    return Key.of(address(client), address(listener), int(port), int(protocol), realm=int(realm),
                  scope=int(scope, 16))


def edit(words):
    given = options(words)
    said = {"client_device": "cdev", "listener_device": "ldev", "listener_process": "lproc",
            "note": "note"}
    arguments = {name: text(given[word]) for name, word in said.items() if word in given}
    processes = [word[5:] for word in words if word.startswith("proc=")]
    arguments["client_processes"] = [name for name in processes if name] if processes else UNCHANGED
    if "status" in given:
        arguments["status"] = Status(int(given["status"]))
    if "key" in given:
        arguments["key"] = key(given["key"])
    if "merge" in given:
        arguments["merge"] = True
    return arguments


def filter_of(words):
    given = options(words)
    low, _, high = given.get("port", "").partition("-")
    return Filter(
        client=given.get("client"), listener=given.get("listener"),
        port=(int(low), int(high)) if low else None,
        protocol=int(given["protocol"]) if "protocol" in given else None,
        device=given.get("device"), process=given.get("process"),
        origin=Origin(int(given["origin"])) if "origin" in given else None,
        since=int(given["since"]) if "since" in given else None,
        changed_since=int(given["changed"]) if "changed" in given else None,
        min_persistence=float(given["minp"]) if "minp" in given else None,
        realm=int(given.get("realm", 0)), all_realms="all" in given,
        statuses=Statuses(int(given.get("statuses", 0))))


def rule(words):
    id, realm, kind, client, listener, group, low, high, protocol, process = words
    return Rule(int(id), RuleKind(int(kind)), text(client), text(listener), text(group), int(low),
                int(high), int(protocol), text(process), int(realm))


def row(line):
    protocol, local, lport, remote, rport, state, flags, process = line.split()
    return Row(address(local) or "::", int(lport), address(remote), int(rport), int(protocol),
               State(int(state)), text(process), RowFlags(int(flags)))


def flow_of(line):
    (realm, protocol, source, sport, destination, dport, start, end, sent, packets, rbytes,
     rpackets, tcp, rtcp, initiator, flags, sampling) = line.split()
    return flow(address(source), int(sport), address(destination), int(dport), int(end),
                start=number(start), protocol=int(protocol), bytes=int(sent), packets=int(packets),
                reverse_bytes=int(rbytes), reverse_packets=int(rpackets), tcp_flags=int(tcp),
                reverse_tcp_flags=int(rtcp), initiator=int(initiator), flags=int(flags),
                sampling=int(sampling), realm=int(realm))

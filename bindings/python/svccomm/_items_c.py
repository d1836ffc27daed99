# SPDX-License-Identifier: MIT
"""Items of a storage and their keys, from C and to C, by kind."""

import ctypes
from typing import Any, Callable, Dict, List, NamedTuple, Type
from uuid import UUID

from . import _abi as c
from ._records_c import record_of_c, record_to_c
from .addresses import (
    packed_prefix, put_address, unpacked, unpacked_or_none, unpacked_prefix,
)
from .changes import Change
from .constants import Cause, Evidence, Kind, RuleKind
from .inventory import (
    PROTOCOLS, Address, AddressKey, Complete, Endpoint, EndpointKey, Host, HostKey,
)
from .keys import known_protocol
from .records import Record
from .rules import Rule
from .stored import FanIn, Item, ItemKey, Meta
from .texts import decoded, encoded
from .times import no_time_or, time_or_none

_NO_ID = bytes(16)


def meta_of_c(meta: c.Meta) -> Meta:
    return Meta(bool(meta.points), meta.revision, meta.interval, time_or_none(meta.newest),
                meta.tombstones_from, (meta.fan_in_key[0], meta.fan_in_key[1]), meta.format)


def meta_to_c(meta: Meta, alive: List[object]) -> c.Meta:
    out = c.Meta(format=meta.format, points=meta.points, revision=meta.revision,
                 interval=meta.interval, newest=no_time_or(meta.newest),
                 tombstones_from=meta.tombstones_from)
    out.fan_in_key[:] = list(meta.fan_in_key)
    return out


def host_key_of_c(key: c.HostKey) -> HostKey:
    return HostKey(key.realm, key.host)


def host_key_to_c(key: HostKey) -> c.HostKey:
    return c.HostKey(host=key.host, realm=key.realm)


def host_of_c(host: c.Host) -> Host:
    complete = {(family, protocol): Complete(host.complete[row][column],
                                             time_or_none(host.last_complete[row][column]))
                for row, family in enumerate((4, 6)) for column, protocol in enumerate(PROTOCOLS)}
    return Host(host_key_of_c(host.key), host.revision, decoded(host.name),
                time_or_none(host.last_snapshot), host.snapshots, host.addresses, complete,
                (host.ephemeral_low, host.ephemeral_high))


def host_to_c(host: Host, alive: List[object]) -> c.Host:
    out = c.Host(key=host_key_to_c(host.key), revision=host.revision, name=encoded(host.name),
                 last_snapshot=no_time_or(host.last_snapshot), snapshots=host.snapshots,
                 addresses=host.addresses, ephemeral_low=host.ephemeral_ports[0],
                 ephemeral_high=host.ephemeral_ports[1])
    for row, family in enumerate((4, 6)):
        for column, protocol in enumerate(PROTOCOLS):
            each = host.complete.get((family, protocol), Complete())
            out.complete[row][column] = each.snapshots
            out.last_complete[row][column] = no_time_or(each.newest)
    return out


def address_key_of_c(key: c.AddressKey) -> AddressKey:
    return AddressKey(key.realm, key.scope, unpacked(key.address))


def address_key_to_c(key: AddressKey) -> c.AddressKey:
    out = c.AddressKey(scope=key.scope, realm=key.realm)
    put_address(out.address, key.address)
    return out


def address_of_c(address: c.Address) -> Address:
    return Address(address_key_of_c(address.key), address.revision, address.owner,
                   time_or_none(address.since), time_or_none(address.last_seen),
                   decoded(address.device), decoded(address.fallback), tuple(address.settled),
                   tuple(address.base))


def address_to_c(address: Address, alive: List[object]) -> c.Address:
    out = c.Address(key=address_key_to_c(address.key), revision=address.revision,
                    owner=address.owner, since=no_time_or(address.since),
                    last_seen=no_time_or(address.last_seen), device=encoded(address.device),
                    fallback=encoded(address.fallback))
    out.settled[:], out.base[:] = list(address.settled), list(address.base)
    return out


def endpoint_key_of_c(key: c.EndpointKey) -> EndpointKey:
    return EndpointKey(key.realm, key.scope, known_protocol(key.protocol), unpacked(key.address),
                       key.port)


def endpoint_key_to_c(key: EndpointKey) -> c.EndpointKey:
    out = c.EndpointKey(scope=key.scope, realm=key.realm, port=key.port, protocol=key.protocol)
    put_address(out.address, key.address)
    return out


def endpoint_of_c(endpoint: c.Endpoint) -> Endpoint:
    return Endpoint(endpoint_key_of_c(endpoint.key), endpoint.revision, endpoint.samples,
                    endpoint.records,
                    Evidence(endpoint.evidence) if endpoint.evidence else None,
                    decoded(endpoint.process), decoded(endpoint.device),
                    time_or_none(endpoint.last_listen), time_or_none(endpoint.last_seen),
                    time_or_none(endpoint.process_seen), endpoint.own, endpoint.wildcard_base,
                    time_or_none(endpoint.own_listen), endpoint.own_evidence)


def endpoint_to_c(endpoint: Endpoint, alive: List[object]) -> c.Endpoint:
    return c.Endpoint(
        key=endpoint_key_to_c(endpoint.key), revision=endpoint.revision, samples=endpoint.samples,
        own=endpoint.own, wildcard_base=endpoint.wildcard_base,
        own_listen=no_time_or(endpoint.own_listen), last_listen=no_time_or(endpoint.last_listen),
        last_seen=no_time_or(endpoint.last_seen), process_seen=no_time_or(endpoint.process_seen),
        records=endpoint.records, evidence=endpoint.evidence or 0,
        own_evidence=endpoint.own_evidence, process=encoded(endpoint.process),
        device=encoded(endpoint.device))


def rule_of_c(rule: c.Rule) -> Rule:
    return Rule(rule.id, RuleKind(rule.kind), unpacked_prefix(rule.client),
                unpacked_prefix(rule.listener), unpacked_or_none(rule.group), rule.port_low,
                rule.port_high, known_protocol(rule.protocol), decoded(rule.process), rule.realm,
                rule.hits)


def rule_to_c(rule: Rule, alive: List[object]) -> c.Rule:
    out = c.Rule(id=rule.id, realm=rule.realm, kind=rule.kind, client=packed_prefix(rule.client),
                 listener=packed_prefix(rule.listener), port_low=rule.port_low,
                 port_high=rule.port_high, protocol=rule.protocol, process=encoded(rule.process),
                 hits=rule.hits)
    put_address(out.group, rule.group)
    return out


def change_of_c(change: c.Change) -> Change:
    successor = bytes(change.successor)
    return Change(change.revision, UUID(bytes=bytes(change.id)), Cause(change.cause),
                  None if successor == _NO_ID else UUID(bytes=successor))


def change_to_c(change: Change, alive: List[object]) -> c.Change:
    out = c.Change(revision=change.revision, cause=change.cause)
    ctypes.memmove(out.id, change.id.bytes, 16)
    if change.successor is not None:
        ctypes.memmove(out.successor, change.successor.bytes, 16)
    return out


def fan_in_of_c(fan_in: c.FanIn) -> FanIn:
    return FanIn(fan_in.end, time_or_none(fan_in.reached), fan_in.hour,
                 tuple(fan_in.ports[:fan_in.count]))


def fan_in_to_c(fan_in: FanIn, alive: List[object]) -> c.FanIn:
    out = c.FanIn(end=fan_in.end, reached=no_time_or(fan_in.reached), hour=fan_in.hour,
                  count=len(fan_in.ports))
    out.ports[:len(fan_in.ports)] = list(fan_in.ports)
    return out


# ---- keys that are a number or an id ----

_NumberKey = ctypes.c_uint64
_IdKey = ctypes.c_uint8 * 16


def number_key_of_c(key: Any) -> int:
    return int(key.value if isinstance(key, _NumberKey) else key)


def id_key_of_c(key: Any) -> UUID:
    return UUID(bytes=bytes(key))


def id_key_to_c(key: UUID) -> Any:
    return _IdKey(*key.bytes)


class Form(NamedTuple):
    """What there is to know of a kind of items."""

    item: Type[Item]
    struct: Type[c.Struct]
    of_c: Callable[[Any], Item]
    to_c: Callable[[Any, List[object]], c.Struct]
    key_struct: Any
    key_of_c: Callable[[Any], ItemKey]
    key_to_c: Callable[[Any], Any]


FORMS: Dict[Kind, Form] = {
    Kind.META: Form(Meta, c.Meta, meta_of_c, meta_to_c, _NumberKey, number_key_of_c, _NumberKey),
    Kind.HOST: Form(Host, c.Host, host_of_c, host_to_c, c.HostKey, host_key_of_c, host_key_to_c),
    Kind.ADDRESS: Form(Address, c.Address, address_of_c, address_to_c, c.AddressKey,
                       address_key_of_c, address_key_to_c),
    Kind.ENDPOINT: Form(Endpoint, c.Endpoint, endpoint_of_c, endpoint_to_c, c.EndpointKey,
                        endpoint_key_of_c, endpoint_key_to_c),
    Kind.RULE: Form(Rule, c.Rule, rule_of_c, rule_to_c, _NumberKey, number_key_of_c, _NumberKey),
    Kind.TOMBSTONE: Form(Change, c.Change, change_of_c, change_to_c, _NumberKey, number_key_of_c,
                         _NumberKey),
    Kind.FAN_IN: Form(FanIn, c.FanIn, fan_in_of_c, fan_in_to_c, _NumberKey, number_key_of_c,
                      _NumberKey),
    Kind.COMMUNICATION: Form(Record, c.Record, record_of_c, record_to_c, _IdKey, id_key_of_c,
                             id_key_to_c),
}

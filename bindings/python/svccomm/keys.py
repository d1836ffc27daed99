# SPDX-License-Identifier: MIT
"""What identifies a communication: its key, and the id that is made from it."""

import ctypes
from dataclasses import dataclass
from typing import Union
from uuid import UUID

from . import _abi as c
from .addresses import AddressLike, IPAddress, packed, put_address, unpacked
from .constants import Protocol
from .errors import check
from .limits import ID_TEXT_SIZE
from .texts import encoded

IdLike = Union[UUID, str]


@dataclass(frozen=True)
class Key:
    """The key of a communication (K1); the client's port is not in it.

    scope is 0, or the host id where an end is local to one host (K3); protocol an IANA number, a
    Protocol where it is one.
    """

    client_ip: IPAddress
    listener_ip: IPAddress
    port: int
    protocol: int = Protocol.TCP
    realm: int = 0
    scope: int = 0

    @classmethod
    def of(cls, client: AddressLike, listener: AddressLike, port: int,
           protocol: Union[int, str] = Protocol.TCP, *, realm: int = 0, scope: int = 0) -> "Key":
        """A key from addresses in any form, and a protocol by its number or name ("tcp")."""
        return cls(unpacked(packed(client)), unpacked(packed(listener)), port,
                   protocol_number(protocol), realm, scope)

    @property
    def id(self) -> UUID:
        """The id (K4): the same wherever it is computed."""
        out = ctypes.create_string_buffer(16)
        check(c.lib.svccomm_key_id(ctypes.byref(key_to_c(self)), out))
        return UUID(bytes=out.raw)

    def __lt__(self, other: "Key") -> bool:
        """The order of lists: realm, scope, protocol, listener, port, client (A11)."""
        order: int = c.lib.svccomm_key_compare(ctypes.byref(key_to_c(self)),
                                               ctypes.byref(key_to_c(other)))
        return order < 0


def protocol_number(protocol: Union[int, str]) -> int:
    """The number of a protocol by its name, ValueError where it has none here; or the number."""
    if isinstance(protocol, str):
        name = protocol.upper()
        if name not in Protocol.__members__:
            raise ValueError("no protocol is called %r: give its number" % protocol)
        return Protocol[name]
    return protocol


def known_protocol(number: int) -> int:
    """A protocol of C: a Protocol where it is one."""
    try:
        return Protocol(number)
    except ValueError:
        return number


def key_to_c(key: Key) -> c.Key:
    out = c.Key(scope=key.scope, realm=key.realm, port=key.port, protocol=key.protocol)
    put_address(out.client, key.client_ip)
    put_address(out.listener, key.listener_ip)
    return out


def key_of_c(key: c.Key) -> Key:
    return Key(unpacked(key.client), unpacked(key.listener), key.port,
               known_protocol(key.protocol), key.realm, key.scope)


def id_bytes(id: IdLike) -> bytes:
    """An id's 16 bytes; FormatError where a text is none."""
    if isinstance(id, UUID):
        return id.bytes
    text, out = id.encode(), ctypes.create_string_buffer(16)
    check(c.lib.svccomm_id_parse(text, len(text), out))
    return out.raw


def id_text(id: IdLike) -> str:
    """8-4-4-4-12 lower-case hex digits."""
    out = ctypes.create_string_buffer(ID_TEXT_SIZE)
    check(c.lib.svccomm_id_format(id_bytes(id), out, len(out)))
    return out.value.decode()


def host_id(name: str) -> int:
    """The id that the `svccomm` program gives a host of that name; you may choose your own."""
    number: int = c.lib.svccomm_host_id(encoded(name))
    return number

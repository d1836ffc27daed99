# SPDX-License-Identifier: MIT
"""Addresses and prefixes. C has 16 bytes in network order, IPv4 as ::ffff:a.b.c.d; Python has the
objects of `ipaddress`. Text and the 16 bytes are taken too."""

import ctypes
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Optional, Union

from . import _abi as c
from .errors import check
from .limits import ADDRESS_TEXT_SIZE

IPAddress = Union[IPv4Address, IPv6Address]
IPNetwork = Union[IPv4Network, IPv6Network]
AddressLike = Union[str, bytes, IPv4Address, IPv6Address]
PrefixLike = Union[str, IPv4Address, IPv6Address, IPv4Network, IPv6Network]

_MAPPED = bytes(10) + b"\xff\xff"
_NOBODY = bytes(16)


def packed(address: Optional[AddressLike]) -> bytes:
    """The 16 bytes; of None 16 zero bytes. A zone (fe80::1%eth0) is left out.
    FormatError (a ValueError) where a text is no address."""
    if address is None:
        return _NOBODY
    if isinstance(address, IPv4Address):
        return _MAPPED + address.packed
    if isinstance(address, IPv6Address):
        return address.packed
    if isinstance(address, str):
        text, out = address.encode(), ctypes.create_string_buffer(16)
        check(c.lib.svccomm_address_parse(text, len(text), out))
        return out.raw
    if isinstance(address, bytes) and len(address) == 16:
        return address
    raise TypeError("an address, its text or 16 bytes is wanted, not %r" % (address,))


def put_address(member: "ctypes.Array[ctypes.c_uint8]", address: Optional[AddressLike]) -> None:
    """Sets a struct's member of 16 bytes."""
    ctypes.memmove(member, packed(address), 16)


def unpacked(address: "Union[bytes, ctypes.Array[ctypes.c_uint8]]") -> IPAddress:
    """16 bytes as an address; an IPv4-mapped one as IPv4."""
    raw = bytes(address)
    return IPv4Address(raw[12:]) if raw.startswith(_MAPPED) else IPv6Address(raw)


def unpacked_or_none(address: "Union[bytes, ctypes.Array[ctypes.c_uint8]]") -> Optional[IPAddress]:
    """The same, with None for 16 zero bytes."""
    raw = bytes(address)
    return None if raw == _NOBODY else unpacked(raw)


def address_text(address: AddressLike) -> str:
    """Dotted for IPv4, RFC 5952 for IPv6: the text that exports and ids are made with."""
    out = ctypes.create_string_buffer(ADDRESS_TEXT_SIZE)
    check(c.lib.svccomm_address_format(packed(address), out, len(out)))
    return out.value.decode()


def packed_prefix(prefix: Optional[PrefixLike]) -> c.Prefix:
    """A prefix for C; None is any address. Bits beyond the length must be zero (FormatError)."""
    out = c.Prefix()
    if prefix is not None:
        text = str(prefix).encode()
        check(c.lib.svccomm_prefix_parse(text, len(text), ctypes.byref(out)))
    return out


def unpacked_prefix(prefix: c.Prefix) -> Optional[IPNetwork]:
    """A prefix of C; None for any address."""
    if prefix.length == 0:
        return None
    raw = bytes(prefix.address)
    if raw.startswith(_MAPPED) and prefix.length >= 96:
        return IPv4Network((raw[12:], prefix.length - 96))
    return IPv6Network((raw, prefix.length))


def prefix_text(prefix: PrefixLike) -> str:
    """`ADDRESS/BITS`, as the library writes it."""
    out = ctypes.create_string_buffer(ADDRESS_TEXT_SIZE)
    check(c.lib.svccomm_prefix_format(ctypes.byref(packed_prefix(prefix)), out, len(out)))
    return out.value.decode()


def prefix_contains(prefix: PrefixLike, address: AddressLike) -> bool:
    """Whether the prefix holds the address; IPv4 and IPv4-mapped IPv6 are one (K2)."""
    held = c.lib.svccomm_prefix_contains(ctypes.byref(packed_prefix(prefix)), packed(address))
    return bool(check(held))

# SPDX-License-Identifier: MIT
"""Items of a storage as portable, versioned bytes, for key-value stores and files (S3)."""

import ctypes
from typing import List, Optional, Tuple

from . import _abi as c
from ._items_c import FORMS
from .changes import Change
from .constants import Kind
from .errors import check
from .inventory import Address, Endpoint, Host
from .limits import ENCODED_KEY_MAX, ENCODED_SIZE_MAX, PROCESS_MAX
from .records import Record
from .rules import Rule
from .stored import Item, ItemKey, Meta

_KINDS = {form.item: kind for kind, form in FORMS.items()}


def kind_of(item: Item) -> Kind:
    """The kind of an item."""
    return _KINDS[type(item)]


def key_of(item: Item) -> Optional[ItemKey]:
    """The key under which a storage keeps an item, as `erase` gets it; None for Meta."""
    if isinstance(item, Meta):
        return None
    if isinstance(item, (Host, Address, Endpoint)):
        return item.key
    if isinstance(item, Record):
        return item.id
    if isinstance(item, Change):
        return item.revision
    return item.id if isinstance(item, Rule) else item.end


def encode_item(item: Item, tail: bytes = b"") -> bytes:
    """An item as bytes; equal items give equal bytes on every machine. `tail` is what
    decode_item_and_tail() found behind what it knows. RangeError: a text or number is too long."""
    kind = kind_of(item)
    alive: List[object] = []
    struct = FORMS[kind].to_c(item, alive)
    out = ctypes.create_string_buffer(ENCODED_SIZE_MAX + len(tail))
    length = ctypes.c_size_t()
    check(c.lib.svccomm_item_encode(kind, ctypes.byref(struct), ctypes.sizeof(struct),
                                    tail or None, len(tail), out, len(out), ctypes.byref(length)))
    return out.raw[:length.value]


def decode_item(kind: Kind, data: bytes) -> Item:
    """The item of these bytes, which may be hostile. TruncatedError, FormatError with the offset;
    VersionError names both versions."""
    return decode_item_and_tail(kind, data)[0]


def decode_item_and_tail(kind: Kind, data: bytes) -> Tuple[Item, bytes]:
    """The item, and what a later version of the library wrote behind what this one knows."""
    form = FORMS[kind]
    struct, known = form.struct(), ctypes.c_size_t()
    processes = (c.Process * PROCESS_MAX)()
    detail = c.Error(size=ctypes.sizeof(c.Error))
    code = c.lib.svccomm_item_decode(kind, data, len(data), ctypes.byref(struct),
                                     ctypes.sizeof(struct), processes, ctypes.byref(known),
                                     ctypes.byref(detail))
    check(code, detail)
    return form.of_c(struct), data[known.value:]


def encode_key(kind: Kind, key: Optional[ItemKey]) -> bytes:
    """A key as bytes, equally long for all of a kind: those that follow the first byte of the item.
    No bytes for Kind.META, whose key is None."""
    out = ctypes.create_string_buffer(ENCODED_KEY_MAX)
    struct = None if key is None else FORMS[kind].key_to_c(key)
    size = 0 if struct is None else ctypes.sizeof(struct)
    length = check(c.lib.svccomm_item_key_encode(
        kind, None if struct is None else ctypes.byref(struct), size, out, len(out)))
    return out.raw[:length]


def encode_record(record: Record) -> bytes:
    """encode_item() of a record."""
    alive: List[object] = []
    struct = FORMS[Kind.COMMUNICATION].to_c(record, alive)
    out, length = ctypes.create_string_buffer(ENCODED_SIZE_MAX), ctypes.c_size_t()
    check(c.lib.svccomm_record_encode(ctypes.byref(struct), ctypes.sizeof(struct), out, len(out),
                                      ctypes.byref(length)))
    return out.raw[:length.value]


def decode_record(data: bytes) -> Record:
    """decode_item() of a record."""
    struct, processes = c.Record(), (c.Process * PROCESS_MAX)()
    detail = c.Error(size=ctypes.sizeof(c.Error))
    code = c.lib.svccomm_record_decode(data, len(data), ctypes.byref(struct),
                                       ctypes.sizeof(struct), processes, ctypes.byref(detail))
    check(code, detail)
    record = FORMS[Kind.COMMUNICATION].of_c(struct)
    assert isinstance(record, Record)
    return record

# SPDX-License-Identifier: MIT
"""What a person says of a record."""

import ctypes
from enum import Enum
from typing import Any, List, Sequence, Union

from . import _abi as c
from .constants import EditFields, Status
from .keys import Key, key_to_c
from .texts import encoded


class Unchanged(Enum):
    """The default of an edit's members: nothing is said. None takes a name away."""

    UNCHANGED = "unchanged"


UNCHANGED = Unchanged.UNCHANGED
Text = Union[str, None, Unchanged]


def edit_to_c(alive: List[object], client_device: Text, listener_device: Text,
              client_processes: Union[Sequence[str], Unchanged], listener_process: Text,
              note: Text, status: Union[Status, Unchanged],
              key: Union[Key, Unchanged] = UNCHANGED, merge: bool = False) -> c.Edit:
    """The edit, which points into what `alive` gets."""
    out, fields = c.Edit(), EditFields.MERGE if merge else EditFields(0)

    def give(field: EditFields, member: str, value: Any) -> None:
        nonlocal fields
        fields |= field
        setattr(out, member, value)

    for field, member, text in (
            (EditFields.CLIENT_DEVICE, "client_device", client_device),
            (EditFields.LISTENER_DEVICE, "listener_device", listener_device),
            (EditFields.LISTENER_PROCESS, "listener_process", listener_process),
            (EditFields.NOTE, "note", note)):
        if not isinstance(text, Unchanged):
            give(field, member, encoded(text))
    if not isinstance(client_processes, Unchanged):
        names = (ctypes.c_char_p * len(client_processes))(*map(encoded, client_processes))
        alive.append(names)
        give(EditFields.PROCESSES, "processes", ctypes.addressof(names) if names else None)
        out.process_count = len(names)
    if not isinstance(status, Unchanged):
        give(EditFields.STATUS, "status", status)
    if not isinstance(key, Unchanged):
        give(EditFields.KEY, "key", key_to_c(key))
    out.fields = fields
    return out

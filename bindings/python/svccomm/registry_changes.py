# SPDX-License-Identifier: MIT
"""The half of Registry by which people and programs change it."""

import ctypes
from dataclasses import dataclass
from typing import Callable, Iterable, List, Optional, Sequence, Union
from uuid import UUID

from . import _abi as c
from ._items_c import rule_to_c
from ._numbers import u32, u64
from ._owner import Owner
from .addresses import AddressLike, packed
from .constants import Status
from .edits import UNCHANGED, Text, Unchanged, edit_to_c
from .filters import Filter, filter_to_c
from .keys import IdLike, Key, id_bytes, key_to_c
from .rules import Rule
from .texts import encoded
from .times import Time, nanoseconds, now_or


@dataclass(frozen=True)
class Pruned:
    """What ended, or would have."""

    records: int
    endpoints: int
    addresses: int
    hosts: int


class RegistryChanges(Owner):
    """See Registry."""

    # ---- records ----

    def add(self, key: Key, *, client_device: Text = UNCHANGED, listener_device: Text = UNCHANGED,
            client_processes: Union[Sequence[str], Unchanged] = UNCHANGED,
            listener_process: Text = UNCHANGED, note: Text = UNCHANGED,
            status: Union[Status, Unchanged] = UNCHANGED, now: Optional[Time] = None) -> UUID:
        """Adds a manual record (K8) and answers its id; one that was discovered with the same key
        becomes manual too. ArgumentError: the key cannot be. ExistsError: it is manual already.
        RangeError: a text is too long. FullError."""
        alive: List[object] = []
        edit = edit_to_c(alive, client_device, listener_device, client_processes, listener_process,
                         note, status)
        edit.key = key_to_c(key)
        out = ctypes.create_string_buffer(16)
        self._handle.explained(c.lib.svccomm_registry_add, ctypes.byref(edit), now_or(now), out)
        return UUID(bytes=out.raw)

    def edit(self, id: IdLike, *, client_device: Text = UNCHANGED,
             listener_device: Text = UNCHANGED,
             client_processes: Union[Sequence[str], Unchanged] = UNCHANGED,
             listener_process: Text = UNCHANGED, note: Text = UNCHANGED,
             status: Union[Status, Unchanged] = UNCHANGED, key: Union[Key, Unchanged] = UNCHANGED,
             merge: bool = False, now: Optional[Time] = None) -> UUID:
        """Changes what is given and answers the id, another one after a new key (K9). None takes a
        name away; processes are the whole set, most recent first. NotFoundError. ExistsError: the
        new key is taken, and merge was not asked for. Else as add()."""
        alive: List[object] = []
        edit = edit_to_c(alive, client_device, listener_device, client_processes, listener_process,
                         note, status, key, merge)
        out = ctypes.create_string_buffer(16)
        self._handle.explained(c.lib.svccomm_registry_edit, id_bytes(id), ctypes.byref(edit),
                               now_or(now), out)
        return UUID(bytes=out.raw)

    def delete(self, ids: Iterable[IdLike], *, now: Optional[Time] = None) -> None:
        """Deletes records, all or none. NotFoundError: `offset` is the index of the id that is not
        there."""
        given = [id_bytes(id) for id in ids]
        self._handle.explained(c.lib.svccomm_registry_delete, b"".join(given), len(given),
                               now_or(now))

    def delete_matching(self, filter: Filter, *, dry_run: bool = False,
                        now: Optional[Time] = None) -> int:
        """Deletes the records that pass, all or none; a dry run only counts. How many."""
        return self._matching(c.lib.svccomm_registry_delete_matching, filter, dry_run, now)

    def reset(self, filter: Filter, *, dry_run: bool = False, now: Optional[Time] = None) -> int:
        """Starts the counting of the records that pass anew (K12); attributes stay. How many."""
        return self._matching(c.lib.svccomm_registry_reset, filter, dry_run, now)

    def _matching(self, function: Callable[..., int], filter: Filter, dry_run: bool,
                  now: Optional[Time]) -> int:
        count = ctypes.c_uint64()
        self._handle.call(function, ctypes.byref(filter_to_c(filter)), dry_run, now_or(now),
                          ctypes.byref(count))
        return count.value

    def prune(self, older_than: Time, *, include_manual: bool = False, dry_run: bool = False,
              now: Optional[Time] = None) -> Pruned:
        """Ends records last found before older_than (never found ones by their update), and
        endpoints, addresses and hosts of that age to which nothing refers (K12). RangeError."""
        prune = c.Prune(older_than=nanoseconds(older_than), include_manual=include_manual,
                        dry_run=dry_run)
        self._handle.call(c.lib.svccomm_registry_prune, ctypes.byref(prune), now_or(now))
        return Pruned(prune.records, prune.endpoints, prune.addresses, prune.hosts)

    # ---- rules and names ----

    def set_rules(self, rules: Iterable[Rule]) -> None:
        """Adds or replaces rules, all or none. ArgumentError: `offset` is the index of a rule that
        is not of its form. RangeError, FullError."""
        alive: List[object] = []
        given = [rule_to_c(rule, alive) for rule in rules]
        array = (c.Rule * len(given))(*given)
        self._handle.explained(c.lib.svccomm_registry_set_rules, array, len(array),
                               ctypes.sizeof(c.Rule))

    def delete_rule(self, id: int) -> None:
        """Deletes a rule. NotFoundError."""
        self._handle.call(c.lib.svccomm_registry_delete_rule, u64(id))

    def set_host_name(self, host: int, name: Optional[str], *, realm: int = 0,
                      now: Optional[Time] = None) -> None:
        """Names a host before or after its first snapshot; None takes the name away. RangeError:
        host 0, a text too long. FullError."""
        self._handle.call(c.lib.svccomm_registry_set_host_name, u32(realm), u64(host),
                          encoded(name), now_or(now))

    def set_device(self, address: AddressLike, name: Optional[str], *, realm: int = 0,
                   scope: int = 0, now: Optional[Time] = None) -> None:
        """Sets the device name of an address, which beats the owning host's (K7); None takes it
        away. scope: the host id of a local address. ArgumentError: a local address without a scope,
        or another one with it. RangeError, FullError."""
        self._handle.call(c.lib.svccomm_registry_set_device, u32(realm), u64(scope),
                          packed(address), encoded(name), now_or(now))

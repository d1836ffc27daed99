# SPDX-License-Identifier: MIT
"""Flows: what exporters tell of traffic between two ends, one by one and in batches of memory.

A batch is any buffer in which svccomm_flow structs follow each other: an array of Flow, bytes, a
numpy array of FLOW_DTYPE. It is read where it lies.
"""

import ctypes
import importlib
from contextlib import contextmanager
from typing import Any, Iterator, List, Optional, Sequence, Tuple, Union, overload

from . import _abi as c
from ._buffers import Borrowed
from ._owner import Owner
from .addresses import AddressLike, put_address
from .constants import FlowFlags, Initiator, Protocol, TcpFlags
from .errors import StateError
from .limits import NO_TIME
from .times import Time, nanoseconds

Flow = c.Flow
FlowReport = c.FlowReport

FLOW_SIZE = ctypes.sizeof(c.Flow)


def flow(source: AddressLike, source_port: int, destination: AddressLike, destination_port: int,
         end: Time, *, start: Optional[Time] = None, protocol: int = Protocol.TCP, bytes: int = 0,
         packets: int = 0, reverse_bytes: int = 0, reverse_packets: int = 0,
         tcp_flags: int = TcpFlags(0), reverse_tcp_flags: int = TcpFlags(0),
         initiator: int = Initiator.UNKNOWN, flags: int = FlowFlags(0), sampling: int = 0,
         realm: int = 0, domain: int = 0,
         post_source: Optional[Tuple[AddressLike, int]] = None,
         post_destination: Optional[Tuple[AddressLike, int]] = None) -> Flow:
    """One flow, [start, end]; without a start its end counts as a point.

    Counters are as exported; sampling: one of so many packets was looked at, 0 or 1 is all of them.
    post_source, post_destination: address and port after translation (F13).
    """
    out = c.Flow(
        source_port=source_port, destination_port=destination_port, protocol=protocol,
        tcp_flags=tcp_flags, reverse_tcp_flags=reverse_tcp_flags, initiator=initiator, realm=realm,
        flags=flags, start=NO_TIME if start is None else nanoseconds(start), end=nanoseconds(end),
        bytes=bytes, packets=packets, reverse_bytes=reverse_bytes, reverse_packets=reverse_packets,
        sampling=sampling, domain=domain)
    put_address(out.source, source)
    put_address(out.destination, destination)
    if post_source is not None or post_destination is not None:
        out.flags |= FlowFlags.POST_NAT
    if post_source is not None:
        put_address(out.post_source, post_source[0])
        out.post_source_port = post_source[1]
    if post_destination is not None:
        put_address(out.post_destination, post_destination[0])
        out.post_destination_port = post_destination[1]
    return out


class DecodedFlows(Sequence[Flow]):
    """The flows that a decoder's call gave, in the decoder's memory until its next call; after that
    a StateError. A registry takes them without a copy; copy() keeps them."""

    def __init__(self, decoder: Owner, address: Optional[int], count: int) -> None:
        self._decoder = decoder  # whose memory it is
        self._handle, self._address, self._count = decoder._handle, address, count
        self._turn = self._handle.turn

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Flow: ...

    @overload
    def __getitem__(self, index: slice) -> List[Flow]: ...

    def __getitem__(self, index: Union[int, slice]) -> Union[Flow, List[Flow]]:
        return self.copy()[index]

    def __iter__(self) -> Iterator[Flow]:
        return iter(self.copy())

    def copy(self) -> "ctypes.Array[Flow]":
        """A batch of its own: an array of Flow, and a buffer."""
        with self.lent() as address:
            array = (c.Flow * self._count)()
            ctypes.memmove(array, address or 0, ctypes.sizeof(array))
            return array

    @contextmanager
    def lent(self) -> Iterator[Optional[int]]:
        """The address, while nothing else can use the decoder."""
        with self._handle:
            self._handle.turn -= 1  # looking at them is no call
            if self._turn != self._handle.turn:
                raise StateError("the decoder was used since: copy() keeps its flows")
            yield self._address


FlowsLike = Any  # a buffer, DecodedFlows, or a sequence of Flow


@contextmanager
def lent_flows(flows: FlowsLike) -> Iterator[Tuple[Optional[int], int]]:
    """Address and count of a batch. ValueError: its size is no multiple of a flow's, or its
    elements are of another size."""
    if isinstance(flows, DecodedFlows):
        with flows.lent() as address:
            yield address, len(flows)
        return
    if isinstance(flows, (list, tuple)):
        flows = (c.Flow * len(flows))(*flows)
    with Borrowed(flows) as view:
        if view.length % FLOW_SIZE or view.item_size not in (1, FLOW_SIZE):
            raise ValueError("a flow has %d bytes; this buffer has %d in elements of %d"
                             % (FLOW_SIZE, view.length, view.item_size))
        yield view.address, view.length // FLOW_SIZE


def flow_dtype() -> Any:
    """The numpy dtype of a flow, also there as svccomm.FLOW_DTYPE. Addresses are 16 uint8. numpy is
    needed for this alone."""
    numpy = importlib.import_module("numpy")
    names = [field[0] for field in c.Flow._fields_]
    formats = [numpy.dtype(field[1]) for field in c.Flow._fields_]
    return numpy.dtype({"names": names, "formats": formats, "itemsize": FLOW_SIZE,
                        "offsets": [getattr(c.Flow, name).offset for name in names]})

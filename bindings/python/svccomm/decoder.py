# SPDX-License-Identifier: MIT
"""The decoder: datagrams of NetFlow v1, v5, v7, v9 and IPFIX, and the text of VPC flow logs, become
flows. Every byte may be hostile."""

import ctypes
from dataclasses import dataclass
from typing import Any, Iterable, Iterator, Optional, Tuple

from . import _abi as c
from ._buffers import Borrowed
from ._handle import Handle, put_seed
from ._owner import Owner
from .addresses import AddressLike, IPAddress, put_address, unpacked
from .constants import RealmBy
from .errors import check
from .flows import FLOW_SIZE, DecodedFlows
from .streams import Source, Target, reader, writer
from .times import Time, no_time_or, time_or_none

DecoderConfig = c.DecoderConfig
DecodeReport = c.DecodeReport
VpcReport = c.VpcReport

_PAGE = 64


@dataclass(frozen=True)
class Exporter:
    """What a decoder knows of an exporter and observation domain. Times are ns; boot_time is an
    estimate; version 1, 5, 7, 9 or 10 (IPFIX); sampling 0: not told."""

    address: IPAddress
    domain: int
    version: int
    datagrams: int
    flows: int
    lost: int
    reordered: int
    restarts: int
    boot_time: Optional[int]
    last_seen: Optional[int]
    templates: int
    sampling: int


class Decoder(Owner):
    """Templates, sampling rates and boot times of the exporters that it has met.

    `report` and `vpc_report` add up what became of datagrams and lines. The config's members are
    caps and template_age (ns); its seed is always random (A7).
    """

    def __init__(self, config: Optional[DecoderConfig] = None) -> None:
        copy = c.DecoderConfig() if config is None else c.DecoderConfig.from_buffer_copy(config)
        put_seed(copy)
        super().__init__(Handle(c.lib.svccomm_decoder_new, c.lib.svccomm_decoder_free, copy))
        self.report, self.vpc_report = c.DecodeReport(), c.VpcReport()

    def datagram(self, data: Any, exporter: AddressLike = "::", *,
                 received: Optional[Time] = None) -> DecodedFlows:
        """Decodes the payload of one UDP datagram: any buffer of bytes, read where it lies.

        received: when it came; None: the header's export time stands in. Faults within it are
        counted in `report`. RangeError: more than 65,535 bytes.
        """
        origin, flows = c.Datagram(received=no_time_or(received)), ctypes.c_void_p()
        put_address(origin.exporter, exporter)
        with Borrowed(data) as view:
            count = self._handle.call(
                c.lib.svccomm_decoder_datagram, view.address, view.length, ctypes.byref(origin),
                ctypes.byref(flows), FLOW_SIZE, ctypes.byref(self.report))
        return DecodedFlows(self, flows.value, count)

    def map_realms(self, realms: Iterable[Tuple[RealmBy, int, int]]) -> None:
        """Says which realm VLAN or VRF ids mean: (kind, id, realm); replaces what was said."""
        given = [c.RealmMap(kind=kind, id=id, realm=realm) for kind, id, realm in realms]
        array = (c.RealmMap * len(given))(*given)
        self._handle.call(c.lib.svccomm_decoder_map_realms, array, len(array),
                          ctypes.sizeof(c.RealmMap))

    def exporters(self) -> Iterator[Exporter]:
        """Exporters in order of (address, domain, version), in pages."""
        page, after = (c.Exporter * _PAGE)(), None
        while True:
            with self._handle as pointer:
                count = check(c.lib.svccomm_decoder_exporters(
                    pointer, after and ctypes.byref(after), page, _PAGE,
                    ctypes.sizeof(c.Exporter)))
                exporters = [_exporter_of_c(page[index]) for index in range(count)]
            if not exporters:
                return
            after = c.Exporter.from_buffer_copy(page[count - 1])
            yield from exporters

    @property
    def memory(self) -> int:
        """Bytes that the library holds for it now."""
        with self._handle as pointer:
            held: int = c.lib.svccomm_decoder_memory(pointer)
            return held

    def save(self, target: Target) -> None:
        """Writes templates, sampling rates and boot times, so that a restart is not blind."""
        callback = writer(target, self._handle.callbacks)
        self._handle.explained(c.lib.svccomm_decoder_save, callback, None)

    def load(self, source: Source) -> None:
        """Reads what save() wrote, all or nothing. StateError: it has met an exporter already.
        FormatError (`offset` says where), TruncatedError, VersionError."""
        callback = reader(source, self._handle.callbacks)
        self._handle.explained(c.lib.svccomm_decoder_load, callback, None)

    def vpc_begin(self) -> None:
        """Begins the text of VPC flow logs: one file, unpacked. Its first line names the fields."""
        self._handle.call(c.lib.svccomm_decoder_vpc_begin)

    def vpc(self, text: Any) -> DecodedFlows:
        """Gives the next bytes of the text, cut anywhere, and takes the flows of the lines that end
        there. FormatError: it is no VPC flow log, `line` and why."""
        flows = ctypes.c_void_p()
        with Borrowed(text) as view:
            count = self._handle.explained(
                c.lib.svccomm_decoder_vpc, view.address, view.length, ctypes.byref(flows),
                FLOW_SIZE, ctypes.byref(self.vpc_report))
        return DecodedFlows(self, flows.value, count)

    def vpc_end(self) -> None:
        """Ends the text; a last line without a line end is doubtful. FormatError: there was no
        line of VPC flow logs."""
        self._handle.explained(c.lib.svccomm_decoder_vpc_end, ctypes.byref(self.vpc_report))


def _exporter_of_c(each: c.Exporter) -> Exporter:
    return Exporter(unpacked(each.address), each.domain, each.version, each.datagrams, each.flows,
                    each.lost, each.reordered, each.restarts, time_or_none(each.boot_time),
                    time_or_none(each.last_seen), each.templates, each.sampling)

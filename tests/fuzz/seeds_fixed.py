# SPDX-License-Identifier: MIT
"""Seeds of fuzz_decoder_v5: NetFlow v1, v5 and v7, right and wrong."""

from wire import SECONDS, UPTIME, ipfix, stream, v1, v5, v5_record, v7, v9

ONE = v5_record()
ICMP = v5_record(protocol=1, ports=(0, 2048))
WRAPPED = v5_record(first=0xffffffff, last=2577)

STREAMS = {
    "plain": [v5(ONE, ICMP), v5(ONE, sequence=2, uptime=UPTIME + 60000, seconds=SECONDS + 60)],
    "v1": [v1(ONE, ONE), v1(ONE, count=9), v1()],
    "v7": [v7(ONE), v7(ONE, ONE, count=1), v7(ONE, count=0)],
    "sampled": [v5(ONE, sampling=0x4064), v5(ONE, sampling=0x0064, sequence=1)],
    "engines": [v5(ONE, engine=0x0102), v5(ONE, engine=0x0103), v5(ONE, engine=0x0102, sequence=9)],
    "gap-and-back": [v5(ONE), v5(ONE, sequence=100), v5(ONE, sequence=1), v5(ONE, sequence=101)],
    "restart": [v5(ONE, sequence=5000), v5(ONE, sequence=0, uptime=1000, seconds=SECONDS + 600),
                v5(WRAPPED, sequence=1, uptime=3381, seconds=SECONDS + 602, nanoseconds=280328000)],
    "uptime-wraps": [v5(ONE, uptime=0xfffffff0), v5(WRAPPED, sequence=1, uptime=5000,
                                                   seconds=SECONDS + 5)],
    "count-too-great": [v5(ONE, ONE, count=55582), v5(ONE, count=30)],
    "count-too-small": [v5(ONE, ONE, ONE, count=1), v5(*[ONE] * 31, count=31)],
    "cut-record": [v5(ONE, ONE)[:-7], v5(ONE, ONE, count=1)[:-7], v5(*[ONE] * 32)[:-1]],
    "several": [v5(ONE) + v5(ICMP, sequence=1) + v5(ONE, sequence=2), v5(ONE) + v1(ONE)],
    "padded": [v5(ONE) + bytes(9), v5(ONE) + b"\1" * 9],
    "cut-header": [v5()[:23], v5()[:5], v5()[:3], b"\0", b"", v1()[:15]],
    "mixed": [v5(ONE), v9(), ipfix(), v7(ONE), v1(ONE)],
    "drift": [v5(ONE, nanoseconds=1), v5(ONE, nanoseconds=900000), v5(ONE, nanoseconds=9000000),
              v5(ONE, nanoseconds=2)],
    "far-times": [v5(ONE, seconds=0xffffffff, nanoseconds=0xffffffff), v5(ONE, seconds=0)],
}


def seeds():
    out = {name: stream([(data, {"exporter": i % 2}) for i, data in enumerate(datagrams)])
           for name, datagrams in STREAMS.items()}
    out["many-exporters"] = stream(
        [(v5(ONE, engine=i), {"exporter": i % 4, "step": "s"}) for i in range(12)], caps=0)
    out["untold-times"] = stream(
        [(v5(ONE), {"step": step}) for step in ("untold", "back", "25h", "untold")], nth=3)
    return out

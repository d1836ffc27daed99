# SPDX-License-Identifier: MIT
"""Seeds of fuzz_decoder_v9 and fuzz_decoder_ipfix: templates and data, right and wrong."""

import struct

from wire import (SECONDS, UPTIME, address, flow_set, ipfix, number, options10, options9, stream,
                  template, text, v5, v5_record, v9)

PLAIN = ((8, 4), (12, 4), (7, 2), (11, 2), (4, 1), (6, 1), (1, 4), (2, 4), (22, 4), (21, 4))
TIMES = {150: 4, 151: 4, 152: 8, 153: 8, 154: 8, 155: 8, 156: 8, 157: 8, 158: 4, 159: 4, 160: 8,
         161: 4, 162: 4, 322: 4, 323: 8, 324: 8, 325: 8}
NTP = ((SECONDS + 2208988800) << 32) + 0x80000000


def plain(source="10.0.0.7", destination="10.0.0.5", ports=(50000, 443), protocol=6):
    return (address(source) + address(destination) + struct.pack(">HHBB", *ports, protocol, 0x1b)
            + struct.pack(">IIII", 1000, 10, UPTIME - 2000, UPTIME - 1000))


def values(*pairs):
    """A template's field list, and one record of it."""
    return tuple(pair[:-1] for pair in pairs), b"".join(
        value if isinstance(value, bytes) else number(value, length)
        for *_, length, value in ((p[0], p[1], p[-1]) for p in pairs))


ENDS = ((8, 4, address("10.0.0.7")), (12, 4, address("10.0.0.5")), (7, 2, 50000), (11, 2, 443),
        (4, 1, 6))
ENDS6 = ((27, 16, address("2001:db8::7")), (28, 16, address("2001:db8::5")), (7, 2, 50000),
         (11, 2, 443), (4, 1, 17))

# Templates with what few exporters tell, and one record each; None: for both versions.
RECORDS = {
    "v6": ENDS6 + ((1, 8, 100), (2, 8, 1)),
    "both-families": ENDS[:2] + ENDS6 + ((1, 3, 100),),
    "both-empty-v4": ((8, 4, 0), (12, 4, 0)) + ENDS6,
    "both-empty-v6": ENDS6[2:] + ((27, 16, 0), (28, 16, 0), (8, 4, 7), (12, 4, 5)),
    "both-empty-last-v4": ENDS6 + ((8, 4, 0), (12, 4, 0)),
    "both-empty-last-v6": ENDS + ((27, 16, 0), (28, 16, 0)),
    "inner-header": ENDS6 + ENDS,
    "inner-v6": ENDS + ENDS6,
    "shape-milli": ENDS + ((6, 1, 0x1b), (1, 8, 500), (2, 8, 5), (152, 8, SECONDS * 1000 - 9),
                           (153, 8, SECONDS * 1000)),
    "shape-milli-0": ENDS + ((6, 2, 0x1b), (1, 8, 500), (2, 8, 5), (152, 8, 0), (153, 8, 0)),
    "seconds": ENDS + ((150, 4, SECONDS - 9), (151, 4, SECONDS - 8)),
    "milli": ENDS + ((152, 8, SECONDS * 1000 - 9), (153, 8, SECONDS * 1000)),
    "micro": ENDS + ((154, 8, NTP), (155, 8, NTP + 5)),
    "nano": ENDS + ((156, 8, NTP), (157, 8, (7 << 32) + 1)),
    "before-export": ENDS + ((158, 4, 5000000), (159, 4, 0)),
    "duration": ENDS + ((161, 4, 5000),),
    "duration-micro": ENDS + ((162, 4, 5000), (152, 8, SECONDS * 1000)),
    "init-time": ENDS + ((22, 4, 1000), (21, 4, 2000), (160, 8, SECONDS * 1000 - 5000)),
    "micro-0": ENDS + ((154, 8, 0), (155, 8, NTP)),
    "far": ENDS + ((152, 8, (1 << 64) - 1), (153, 8, 1), (162, 8, (1 << 64) - 1)),
    "no-times": ENDS + ((1, 1, 9),),
    "start-only": ENDS + ((152, 8, SECONDS * 1000),),
    "event": ENDS + ((323, 8, SECONDS * 1000), (233, 1, 3), (231, 4, 70), (232, 4, 90)),
    "initiator": ENDS + ((1, 4, 60), (231, 4, 70), (298, 4, 7)),
    "responder": ENDS + ((231, 4, 70), (232, 4, 90), (298, 4, 7), (299, 4, 8)),
    "translated": ENDS + ((225, 4, address("192.0.2.1")), (226, 4, 0), (227, 2, 1024), (228, 2, 0)),
    "translated-v6": ENDS6 + ((281, 16, address("2001:db8::9")), (282, 16, 0), (225, 4, 0)),
    "direction-1": ENDS + ((239, 1, 1),),
    "direction-2": ENDS + ((239, 1, 2),),
    "direction-0": ENDS + ((239, 1, 0),),
    "dropped": ENDS + ((89, 1, 0x80), (88, 2, 185)),
    "forwarded": ENDS + ((89, 4, 0x40), (88, 2, 0)),
    "realm": ENDS + ((234, 4, 9), (58, 2, 7)),
    "vlan": ENDS + ((58, 2, 9), (243, 2, 7)),
    "dot1q": ENDS + ((243, 2, 7),),
    "tcp-ports": ENDS[:2] + ((4, 1, 6), (182, 2, 50000), (183, 2, 443), (180, 2, 0), (181, 2, 0)),
    "udp-ports": ENDS[:2] + ((4, 1, 17), (180, 2, 5353), (181, 2, 53)),
    "sampled-34": ENDS + ((34, 4, 100),),
    "sampled-50": ENDS + ((50, 4, 100), (305, 4, 9)),
    "sampled-305": ENDS + ((305, 4, 1), (306, 4, 99)),
    "sampled-305-alone": ENDS + ((305, 4, 1000),),
    "sampled-309": ENDS + ((309, 4, 1), (310, 4, 1000)),
    "sampled-0": ENDS + ((309, 4, 0), (310, 8, (1 << 64) - 1)),
    "sampler": ENDS + ((48, 1, 3),),
    "vrf": ENDS + ((234, 4, 1), (58, 2, 9)),
    "unmapped": ENDS + ((234, 4, 9), (58, 2, 9)),
    "selector": ENDS + ((302, 8, 4),),
    "totals": ENDS + ((85, 8, 100), (86, 8, 1), (23, 4, 5), (24, 4, 5), (171, 4, 1), (172, 4, 1)),
    "twice": ENDS + ENDS[2:] + ((1, 4, 5), (1, 4, 6)),
    "odd-lengths": ENDS + ((1, 5, 100), (2, 7, 1), (21, 1, 1), (22, 8, 2), (161, 9, 1)),
    "wrong-lengths": ((8, 5, 0), (12, 16, 0), (27, 4, 0), (154, 4, 0)) + ENDS,
    "no-length": ENDS + ((96, 0, b""), (1, 0, b""), (2, 4, 1)),
    "no-flow": ((1, 4, 1), (2, 4, 1)),
    "one-end": ENDS[:1] + ENDS[2:],
    "icmp": ((8, 4, 1), (12, 4, 2), (7, 2, 0), (11, 2, 2048), (4, 1, 1)),
}


def nsel():
    fields, record = values(*ENDS, (40001, 4, 1), (40002, 4, 2), (40003, 2, 3), (40004, 2, 4),
                            (40005, 1, 3), (33002, 2, 1001), (323, 8, SECONDS * 1000))
    return [v9(flow_set(0, template(260, *fields)), flow_set(260, record))]


def biflow():
    reverse = 29305
    pairs = [(1, 4), (2, 4), (6, 1), (21, 4), (22, 4), (150, 4), (151, 4), (154, 8), (999, 2)]
    fields = [pair[:2] for pair in ENDS] + [(*pair, reverse) for pair in pairs]
    record = values(*ENDS)[1] + b"".join(number(i + 1, pair[1]) for i, pair in enumerate(pairs))
    other = template(261, (8, 4), (12, 4), (77, 4, 12345), (1, 65535, 12345))
    return [ipfix(flow_set(2, template(260, *fields) + other), flow_set(260, record),
                  flow_set(261, address("10.0.0.1") * 3 + text(b"x" * 300)
                           + address("10.0.0.2") * 3 + text(b"") + address("10.0.0.3") * 3, pad=1))]


def message(version, *sets, **options):
    return (v9 if version == 9 else ipfix)(*sets, **options)


def templates(version, *records):
    return flow_set(0 if version == 9 else 2, b"".join(records))


def one(version, pairs):
    fields, record = values(*pairs)
    return [message(version, templates(version, template(256, *fields)),
                    flow_set(256, record * 2), sequence=1)]


def options(version, number_of_it, scopes, fields):
    build = options9 if version == 9 else options10
    return flow_set(1 if version == 9 else 3, build(number_of_it, scopes, fields))


def sampling(version):
    """Rates by options data, then records of the samplers; more samplers than are kept."""
    scope = ((1, 4),) if version == 9 else ((149, 4),)
    told = options(version, 300, scope, ((48, 1), (34, 4)))
    chosen = options(version, 301, ((302, 8),), ((305, 4), (306, 4)))
    general = options(version, 302, scope, ((34, 4), (160, 8)))
    data = flow_set(300, b"".join(number(1, 4) + number(i, 1) + number(100 + i, 4)
                                  for i in range(1, 12)))
    fields, record = values(*RECORDS["sampler"])
    other, other_record = values(*RECORDS["selector"])
    return [
        message(version, told, chosen, general, data,
                flow_set(301, number(4, 8) + number(1, 4) + number(9, 4)),
                flow_set(302, number(0, 4) + number(50, 4) + number(SECONDS * 1000 - 9000, 8))),
        message(version, templates(version, template(256, *fields), template(257, *other),
                                   template(258, *PLAIN)),
                flow_set(256, record), flow_set(257, other_record), flow_set(258, plain())),
        message(version, flow_set(302, bytes(16)), flow_set(300, bytes(9)),
                flow_set(301, bytes(16)), flow_set(258, plain())),
    ]


def held(version):
    """Data before its template; of two exporters, and more than is held."""
    told = templates(version, template(256, *PLAIN))
    return [
        message(version, flow_set(256, plain() * 3), sequence=1),
        message(version, flow_set(256, plain() * 2), flow_set(257, bytes(20)), sequence=4),
        message(version, flow_set(258, bytes(1200)), flow_set(259, bytes(1200)), sequence=5),
        message(version, flow_set(256, plain()), told, flow_set(256, plain()), sequence=6),
        message(version, told, flow_set(256, plain()), flow_set(260, bytes(40))),
        message(version, flow_set(260, bytes(3000)), domain=7),
        message(version, options(version, 260, ((1, 4),), ((34, 4),)), domain=7),
    ]


def redefined(version):
    first, second = template(256, *PLAIN), template(256, *PLAIN[:6])
    return [
        message(version, templates(version, first, first, second), flow_set(256, bytes(40))),
        message(version, templates(version, first), flow_set(256, plain())),
        message(version, options(version, 256, ((1, 4),), ((34, 4),)), flow_set(256, bytes(8))),
        message(version, templates(version, second, template(257, *PLAIN)),
                templates(version, first), flow_set(256, plain()), flow_set(257, plain())),
    ]


def many(version):
    """More templates and domains than the caps let in, and data for those that may be gone."""
    out = []
    for domain in range(6):
        out.append(message(version, templates(version, *[template(256 + i, *PLAIN[:4 + i % 7])
                                                         for i in range(6)]), domain=domain))
        out.append(message(version, flow_set(256, bytes(60)), flow_set(261, plain()),
                           domain=domain))
    return out


def invalid(version):
    """Templates that cannot be, sets whose lengths lie."""
    cut = flow_set(0 if version == 9 else 2, struct.pack(">HH", 256, 9) + bytes(8))
    huge = template(256, *[(1, 65000)] * 2)
    long = template(256, *[(i % 128, 4) for i in range(300)])
    return [
        message(version, templates(version, template(256), template(257, *PLAIN))),
        message(version, templates(version, template(255, *PLAIN)), templates(version, huge)),
        message(version, templates(version, template(256, (1, 0), (2, 0))), cut),
        message(version, templates(version, long), flow_set(256, bytes(1100))),
        message(version, flow_set(256, plain(), length=3), flow_set(256, plain())),
        message(version, flow_set(256, plain(), length=9000)),
        message(version, flow_set(4, bytes(8)), flow_set(200, b""), flow_set(256, b"")),
        message(version, b"\0\1"), message(version, b"\0"),
        message(version, options(version, 300, (), ((34, 4),)), options(version, 301, (), ())),
        message(version, flow_set(1 if version == 9 else 3, struct.pack(">HHH", 300, 3, 5)
                                  + bytes(12))),
        message(version, flow_set(1 if version == 9 else 3, struct.pack(">HHH", 300, 1, 2)
                                  + bytes(8))),
        message(version, flow_set(1 if version == 9 else 3, struct.pack(">HH", 300, 4))),
        message(version, flow_set(1 if version == 9 else 3, struct.pack(">H", 300), pad=1)),
        message(version, templates(version, struct.pack(">HHHH", 256, 1, 0x8001, 4))),
        message(version, flow_set(0 if version == 9 else 2, struct.pack(">HH", 256, 1) + b"\0",
                                  pad=1)),
        message(version)[:15], message(version)[:9],
        message(version, templates(version, template(256, *PLAIN)),
                flow_set(256, plain() + bytes(9), pad=1),
                flow_set(256, plain() + b"\1" * 29, pad=1)),
    ]


def heavy(version):
    """Templates that are greater than all may be, of an exporter with and without others; data held
    for one whose records are small, more than can be let out."""
    big = template(256, *[(i % 20 + 1, 1) for i in range(1000)])
    return [
        message(version, templates(version, template(257, *PLAIN), big)),
        message(version, flow_set(256, bytes(1000)), templates(version, big)),
        *[message(version, flow_set(300, bytes(1400)), sequence=i) for i in range(8)],
        message(version, templates(version, template(300, (8, 4), (12, 4)))),
        message(version, flow_set(300, bytes(64))),
    ]


def sequences(version):
    told = templates(version, template(256, *PLAIN))
    data = flow_set(256, plain())
    return [message(version, told, data, sequence=sequence, seconds=SECONDS + late)
            for sequence, late in ((10, 0), (11, 1), (20, 2), (12, 2), (21, 3), (0, 900),
                                   (1, 901), (0xffffffff, 902), (0, 903), (50000, 904))]


def uptimes():
    told = flow_set(0, template(256, *PLAIN))
    data = flow_set(256, plain())
    return [v9(told, data, uptime=uptime % (1 << 32), seconds=SECONDS + late, sequence=i)
            for i, (uptime, late) in enumerate(
                ((UPTIME, 0), (UPTIME + 900, 1), (UPTIME + 700000, 2), (5, 100),
                 ((1 << 32) - 1, 200), (900, 201), (900, 100000)))] + [
        v9(flow_set(256, plain()), seconds=SECONDS + 100000, sequence=8),
        v9(flow_set(257, plain()), seconds=SECONDS + 100001, uptime=UPTIME, sequence=9),
        v9(flow_set(257, plain()), flow_set(256, plain()), seconds=SECONDS + 500, uptime=7,
           sequence=10),
        v9(flow_set(0, template(257, *PLAIN)), seconds=SECONDS + 500, uptime=9, sequence=11)]


def withdrawals():
    told = flow_set(2, template(256, *PLAIN) + template(257, *PLAIN))
    choose = flow_set(3, options10(300, ((149, 4),), ((34, 4),)))
    return [
        ipfix(told, choose),
        ipfix(flow_set(2, struct.pack(">HH", 256, 0) + struct.pack(">HH", 999, 0)),
              flow_set(256, plain())),
        ipfix(flow_set(3, struct.pack(">HH", 257, 0))),
        ipfix(flow_set(3, struct.pack(">HH", 3, 0))),
        ipfix(told, choose, flow_set(2, struct.pack(">HH", 2, 0))),
        ipfix(flow_set(256, plain()), flow_set(300, bytes(8))),
    ]


def variable():
    fields = [(8, 4), (12, 4), (82, 65535), (1, 65535), (7, 65535), (27, 65535), (28, 65535)]
    head = address("10.0.0.7") + address("10.0.0.5")
    rest = (text(b"eth0") + text(number(500, 3)) + text(number(443, 2)) + text(bytes(16))
            + text(bytes(16)))
    other = [(82, 65535)] * 5
    return [
        ipfix(flow_set(2, template(256, *fields) + template(257, *other)),
              flow_set(256, head + rest + head + rest.replace(text(bytes(16)), text(b"")))),
        ipfix(flow_set(2, template(258, *fields, (4, 1), (6, 1))),
              flow_set(258, head + rest + b"\6", pad=1), flow_set(258, head + rest + b"\6\x12"),
              flow_set(258, head + text(b"z" * 40)[:30] + bytes(20), pad=1),
              flow_set(258, head + text(b"z" * 40), pad=1)),
        *[ipfix(flow_set(256, head + end, pad=1))
          for end in (text(b"four"), text(b"abc") + b"\xff", b"\xff\0\2ab", b"\x20" + bytes(9))],
        ipfix(flow_set(3, options10(300, ((149, 4),), ((34, 4), (84, 65535)))),
              flow_set(300, number(1, 4) + number(70, 4) + text(b"sampler"), pad=1),
              flow_set(300, number(1, 4) + number(70, 4) + b"\x40" + bytes(5), pad=1)),
        ipfix(flow_set(256, head + text(b"x" * 300) + text(b"y" * 9) + text(b"") * 3),
              flow_set(256, head + b"\xff\xff\xff" + bytes(9)), flow_set(256, head + b"\xff\1"),
              flow_set(257, bytes(5) + b"\2", pad=1)),
        v9(flow_set(0, template(256, *fields)), flow_set(256, head + rest)),
    ]


def messages():
    """Several in a datagram, and lengths that lie."""
    told = flow_set(2, template(256, *PLAIN))
    data = flow_set(256, plain())
    return [ipfix(told) + ipfix(data, sequence=0) + ipfix(data, sequence=1, domain=2),
            ipfix(data, length=9000), ipfix(data, length=3), ipfix(data, length=20),
            ipfix(data) + b"\0\n\0", ipfix(data) + v9(), ipfix(data) + b"\0\3"]


def common(version):
    out = {name: stream([(data, {}) for data in one(version, pairs)])
           for name, pairs in RECORDS.items()}
    for name, build in (("sampling", sampling), ("redefined", redefined), ("invalid", invalid),
                        ("sequences", sequences)):
        out[name] = stream([(data, {}) for data in build(version)])
    for caps in range(4):
        out["held-%d" % caps] = stream([(data, {"exporter": i % 4 // 3})
                                        for i, data in enumerate(held(version))], caps, caps * 9)
        out["heavy-%d" % caps] = stream([(data, {"step": "s"}) for data in heavy(version)], caps)
        out["many-%d" % caps] = stream([(data, {"step": "s"}) for data in many(version)], caps,
                                       caps * 7)
    told = message(version, templates(version, template(256, *PLAIN)))
    data = message(version, flow_set(256, plain()))
    out["held-too-long"] = stream([(data, {}), (data, {"step": "25h"}), (told, {}),
                                   (message(version, flow_set(257, plain())), {}),
                                   (v5(v5_record()), {"step": "25h", "exporter": 1})])
    out["expired"] = stream([(told, {}), (data, {"step": "s"}), (data, {"step": "25h"}),
                             (data, {"step": "25h", "reload": True}), (told, {"step": "back"}),
                             (data, {"step": "untold"})])
    out["exporters"] = stream(
        [(told + b"", {"exporter": i % 4, "step": "min"}) for i in range(8)]
        + [(data, {"exporter": i % 4, "reload": i == 2}) for i in range(4)], caps=0, nth=5)
    out["exporters-by-bytes"] = stream(
        [(message(version, templates(version, template(256, *PLAIN)), flow_set(256, plain()),
                  domain=i), {}) for i in range(40)], caps=2)
    out["other-versions"] = stream([(v5(v5_record()), {}), (told, {}), (data, {"reload": True}),
                                    (v5(v5_record(), sequence=9), {}), (b"\0\6" + bytes(30), {})])
    return out


def seeds9():
    out = common(9)
    for name, build in (("nsel", nsel), ("uptimes", uptimes)):
        out[name] = stream([(data, {"step": "s"}) for data in build()])
    return out


def seeds10():
    out = common(10)
    for name, build in (("biflow", biflow), ("withdrawals", withdrawals), ("variable", variable),
                        ("messages", messages)):
        out[name] = stream([(data, {}) for data in build()])
    return out

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""svccomm flows: captures of all link types, raw datagrams, VPC flow logs, what is wrong with them,
the interval of a database."""

import struct

import flow_bytes as made
from flow_bytes import MS, START, Flow
from program import expect, expect_code, main

WEB = "2081a6aa-74e4-5d0a-a3bc-96369808ee33"
FLOWS = [Flow(), Flow(source="10.0.0.8", source_port=50001)]
DATAGRAM = made.netflow5(FLOWS)


def take(program, name, content, *options):
    """Runs `flows` on a file of that content."""
    return program("flows", "--json", *options, program.file(name, content))


def numbers(report, **wanted):
    """Faults where a file, or the sum of files, has other numbers than wanted."""
    for name, number in wanted.items():
        yield from expect(name, sum(f[name] for f in report["files"]), number)


def a_capture_gives_its_communications(program):
    """a capture gives its communications with flow statistics"""
    second = made.netflow5([Flow(start=(START + 180) * MS, end=(START + 200) * MS)], START + 210,
                           sequence=2)
    capture = made.pcap([made.ethernet(made.ipv4(made.udp(DATAGRAM)))])
    result = take(program, "a.pcap", capture)
    yield from expect_code("flows", result, 0)
    yield from expect("notes", result.said, "")
    result = take(program, "b.pcap",
                  made.pcap([made.ethernet(made.ipv4(made.udp(second)))], time=START + 210))
    yield from expect_code("flows", result, 0)
    yield from expect("records", len(program.records()), 2)
    record = program("show", WEB, "--json").json
    for name, wanted in {"client_ip": "10.0.0.7", "listener_ip": "10.0.0.5", "port": 443,
                         "origin": ["netflow"], "first_found": "2025-12-31T23:59:40Z",
                         "last_found": "2026-01-01T00:03:20Z"}.items():
        yield from expect(name, record[name], wanted)
    for name, wanted in {"total_events": 2, "forward_bytes": 2000, "forward_packets": 20,
                         "reverse_events": 0, "active_span": 30.0, "gap_span": 190.0,
                         "active_samples": 2, "late_events": 0}.items():
        yield from expect("netflow." + name, record["netflow"][name], wanted)
    yield from expect("netstat", record["netstat"]["view"], None)


def the_report_counts_everything(program):
    """the report is on stderr, or with --json an object in which every name is there"""
    path = program.file("a.pcap", made.pcap([made.ethernet(made.ipv4(made.udp(DATAGRAM)))]))
    result = program("flows", "--host", "web1", "--realm", "7", path)
    yield from expect_code("flows", result, 0, "a.pcap: capture, 1 packets, 1 datagrams, 2 flows")
    yield from expect_code("flows", result, 0, "2  events counted")
    yield from expect_code("flows", result, 0, "2  new communications")
    yield from expect("stdout", result.out, b"")
    program.database = program.folder / "second.db"
    report = program("flows", "--host", "web1", "--realm", "7", "--json", path, path).json
    yield from expect("names", sorted(report), ["decoder", "files", "flows", "host", "host_id",
                                                "interval", "points", "realm"])
    yield from expect("of files", [f["file"] for f in report["files"]], [str(path)] * 2)
    yield from numbers(report, packets=2, datagrams=2, flows=4, fragments=0, cut=0,
                       other_datagrams=0, other_packets=0)
    yield from expect("of one file", {k: v for k, v in report["files"][0].items()
                                      if v is None or k == "kind"},
                      {"kind": "pcap", "first_fault": None, "first_fault_offset": None,
                       "lines": None, "headers": None, "rejected": None, "no_data": None,
                       "skip_data": None, "doubtful": None, "first_doubtful_line": None})
    yield from expect("decoder", (report["decoder"]["datagrams"], report["decoder"]["flows"],
                                  report["decoder"]["lost"]), (2, 4, 0))
    yield from expect("flows", (report["flows"]["flows"], report["flows"]["events"],
                                report["flows"]["records_new"]), (4, 4, 2))
    yield from expect("of", (report["host"], report["realm"], report["interval"],
                             report["points"]), ("web1", 7, 60, False))
    yield from expect("realm", [r["realm"] for r in program.records()], [7, 7])


def captures_of_every_link_type_are_read(program):
    """every link type, VLAN tags and extension headers are read, in files of every kind"""
    payload = made.udp(DATAGRAM)
    four, six = made.ipv4(payload), made.ipv6(payload)
    vlan, stacked = (0x8100, 5), (0x88A8, 9)
    extended = made.ipv6(payload, extensions=[
        (0, b"\0" + bytes(6)), (60, b"\1" + bytes(14)), (43, b"\0" + bytes(6)),
        (51, b"\4" + bytes(22)), (44, b"\0" + bytes(6)), (135, b"\0" + bytes(6))])
    packets = [
        (made.ETHERNET, made.ethernet(four)), (made.ETHERNET, made.ethernet(six, 0x86DD)),
        (made.ETHERNET, made.ethernet(four, tags=[vlan])),
        (made.ETHERNET, made.ethernet(six, 0x86DD, [stacked, vlan])),
        (made.ETHERNET, made.ethernet(four, tags=[(0x9100, 1), (0x9200, 2), vlan])),
        (made.ETHERNET, made.ethernet(made.ipv4(payload, options=bytes(8)))),
        (made.ETHERNET, made.ethernet(extended, 0x86DD)),
        (made.ETHERNET, made.ethernet(made.ipv4(made.udp(made.netflow5([FLOWS[0]])))
                                      + b"trailer" * 9)),
        (made.SLL, made.cooked(four)), (made.SLL, made.cooked(six, 0x86DD)),
        (made.SLL, made.cooked(bytes([0, 5, 0x86, 0xDD]) + six, 0x8100)),
        (made.SLL2, made.cooked2(four)), (made.SLL2, made.cooked2(six, 0x86DD)),
        (made.RAW, four), (made.RAW, six), (made.IPV4, four), (made.IPV6, six),
        (made.NULL, struct.pack("<I", 2) + four), (made.NULL, struct.pack(">I", 30) + six),
        (made.LOOP, struct.pack(">I", 2) + four), (made.LOOP, struct.pack(">I", 24) + six),
    ]
    for n, (link, packet) in enumerate(packets):
        for kind, content in (("little", made.pcap([packet], link)),
                              ("big", made.pcap([packet], link, order=">")),
                              ("nanoseconds", made.pcap([packet], link, nanoseconds=True)),
                              ("ng", made.pcapng([packet], link))):
            name = "%s-%d-%d" % (kind, link, n)
            result = take(program, name, content)
            yield from expect_code(name, result, 0)
            if result.code == 0:
                flows = 1 if n == 7 else 2
                yield from numbers(result.json, packets=1, datagrams=1, flows=flows, cut=0)
                yield from expect(name, result.json["flows"]["events"], flows)


def the_exporter_is_the_source_of_the_packet(program):
    """templates belong to the address that told them"""
    def packet(payload, source):
        return made.ethernet(made.ipv4(made.udp(payload), source))
    capture = made.pcap([
        packet(made.netflow9(FLOWS, data=False), "192.0.2.1"),
        packet(made.netflow9(FLOWS, template=False, sequence=1), "192.0.2.1"),
        packet(made.netflow9([Flow(source="10.0.0.99")], template=False), "192.0.2.2"),
    ])
    result = take(program, "two.pcap", capture)
    yield from expect_code("flows", result, 0)
    report = result.json["decoder"]
    yield from expect("decoder", (report["flows"], report["templates_new"],
                                  report["no_template"], report["held"]), (2, 1, 1, 1))


def what_is_no_whole_datagram_is_counted(program):
    """fragments, other packets, other payloads and cut packets are counted with the first place"""
    good = made.ethernet(made.ipv4(made.udp(DATAGRAM)))
    others = [
        made.ethernet(made.ipv4(bytes(40), protocol=6)), made.ethernet(bytes(46), 0x0806),
        made.ethernet(b"\xaa\xaa\3" + bytes(40), 43), made.ethernet(b"\x40" + bytes(60)),
        made.ethernet(made.ipv6(bytes(30), extensions=[(59, bytes(7))]), 0x86DD),
    ]
    fragments = [
        made.ethernet(made.ipv4(made.udp(DATAGRAM), fragment=0x2000)),
        made.ethernet(made.ipv4(DATAGRAM, fragment=0x0010)),
        made.ethernet(made.ipv6(made.udp(DATAGRAM), extensions=[(44, b"\0\0\1" + bytes(4))]),
                      0x86DD),
        made.ethernet(made.ipv6(DATAGRAM, extensions=[(44, b"\0\0\x08" + bytes(4))]), 0x86DD),
    ]
    payloads = [made.ethernet(made.ipv4(made.udp(data))) for data in
                (b"", b"\0", b"\0\2" + bytes(30), b"GET / HTTP/1.1")]
    short = [good[:n] for n in (0, 10, 14, 20, 33, 38, 41)]
    result = take(program, "mixed.pcap", made.pcap([good, *others, *fragments, *payloads, *short,
                                                    good]))
    yield from expect_code("flows", result, 0, "4 IP fragments, not put together")
    yield from numbers(result.json, packets=2 + 5 + 4 + 4 + 7, other_packets=5, fragments=4,
                       datagrams=2 + 4, other_datagrams=4, cut=7, flows=4)
    source = result.json["files"][0]
    place = 24 + 16 * 6 + len(good) + sum(map(len, others))
    yield from expect("place", (source["first_fault"], source["first_fault_offset"]), (7, place))
    yield from expect_code("place", result, 0, "packet 7, at byte %d" % place)


def cut_captures_are_taken_as_far_as_they_go(program):
    """what a snap length or the file's end cuts is counted, what is there is taken"""
    flows = [Flow(source="10.0.1.%d" % n) for n in range(20)]
    packet = made.ethernet(made.ipv4(made.udp(made.netflow5(flows))))
    result = take(program, "snap.pcap", made.pcap([packet], snap=42 + 24 + 48 * 7 + 5))
    yield from expect_code("snap", result, 0, "1 packets or datagrams are cut")
    yield from numbers(result.json, cut=1, datagrams=1, flows=7)
    whole = made.pcap([packet, packet])
    for kept, flows in ((len(whole) - 1, 20), (len(whole) - len(packet) - 3, 20)):
        result = take(program, "end.pcap", whole[:kept])
        yield from expect_code("end", result, 0,
                               "packet 2, at byte %d: " % (24 + 16 + len(packet)))
        yield from numbers(result.json, flows=flows)
        yield from expect("fault", result.json["files"][0]["first_fault"], 2)
    raw = made.raw([made.netflow5([FLOWS[0]]), made.netflow5(FLOWS, sequence=1)])
    result = take(program, "end.raw", raw[:-40])
    yield from expect_code("raw", result, 0, "datagram 2, at byte 74")
    yield from numbers(result.json, cut=1, datagrams=2, flows=2)
    yield from numbers(take(program, "byte.raw", raw + b"\0").json, cut=1, flows=3)


def raw_datagrams_are_of_nobody_and_of_their_export_time(program):
    """raw datagrams: the exporter is ::, the receive time that of the header"""
    result = take(program, "a.raw", made.raw([DATAGRAM, b"", made.netflow9(FLOWS),
                                              made.ipfix(FLOWS), b"\0\2other"]))
    yield from expect_code("flows", result, 0, "2 datagrams begin with no version")
    yield from expect("kind", result.json["files"][0]["kind"], "raw")
    yield from numbers(result.json, datagrams=5, other_datagrams=2, flows=6, packets=0)
    yield from expect("events", result.json["flows"]["events"], 6)
    day = 86400
    for make in (made.netflow5, made.netflow9, made.ipfix):
        stale = [Flow(end=(START - day - 1) * MS, start=(START - day - 1) * MS),
                 Flow(end=(START - day + 1) * MS, start=(START - day) * MS), Flow()]
        late = Flow(end=(START + 601) * MS, start=START * MS)  # uptimes cannot tell of the future
        datagram = make([*stale, late]) if make is made.ipfix else make(stale, START, 2 * day * MS)
        report = take(program, "b.raw", made.raw([datagram]))
        yield from expect_code("stale", report, 0)
        flows = report.json["flows"]
        yield from expect(make.__name__, (flows["dropped_old"], flows["dropped_future"],
                                          flows["events"]), (1, int(make is made.ipfix), 2))


def vpc_flow_logs_are_read(program):
    """VPC flow logs: no age check, rejects are attempts, doubtful lines have their number"""
    text = made.VPC_HEADER + made.vpc_line(Flow()) + made.vpc_line(Flow(), "REJECT") \
        + "2 123456789010 eni-1 - - - - - - - 1767225600 1767225660 - NODATA\n" \
        + "2 123456789010 eni-1 - - - - - - - 1767225600 1767225660 - SKIPDATA\n" \
        + "2 1 eni-1 10.0.0.300 x\n" + made.vpc_line(Flow(end=5000 * MS, start=4000 * MS)) \
        + made.vpc_line(Flow()).rstrip("\n")
    result = take(program, "vpc.log", text)
    yield from expect_code("flows", result, 0, "line 6: is cut or cannot be read")
    source = result.json["files"][0]
    for name, wanted in {"kind": "vpc", "flows": 3, "headers": 1, "rejected": 1, "no_data": 1,
                         "skip_data": 1, "doubtful": 2, "first_doubtful_line": 6}.items():
        yield from expect(name, source[name], wanted)
    flows = result.json["flows"]
    yield from expect("flows", (flows["events"], flows["attempts"], flows["dropped_old"]),
                      (2, 1, 0))
    record = program("show", WEB, "--json").json["netflow"]
    yield from expect("record", (record["total_events"], record["attempts"],
                                 record["first_found"]), (2, 1, "1970-01-01T01:06:40Z"))
    plain = take(program, "plain.log", made.vpc_line(Flow(source="10.0.0.99")))
    yield from expect_code("without a header", plain, 0)


def standard_input_and_several_files_are_read(program):
    """standard input of every kind, and several files in one run, are read"""
    capture = made.pcap([made.ethernet(made.ipv4(made.udp(DATAGRAM)))])
    for content in (capture, made.raw([DATAGRAM]), made.vpc(FLOWS).encode()):
        result = program("flows", "-", "--json", stdin=content)
        yield from expect_code("-", result, 0)
        yield from numbers(result.json, flows=2)
    paths = [program.file("a", capture), program.file("b", made.raw([DATAGRAM])),
             program.file("c", made.vpc(FLOWS))]
    result = program("flows", "--json", *paths, "-", stdin=capture)
    yield from expect("kinds", [f["kind"] for f in result.json["files"]],
                      ["pcap", "raw", "vpc", "pcap"])
    yield from numbers(result.json, flows=8)
    pair = [program.file("t", made.raw([made.netflow9(FLOWS, data=False)])),
            program.file("d", made.raw([made.netflow9(FLOWS, template=False, sequence=1)]))]
    yield from numbers(program("flows", "--json", *pair).json, flows=2)
    yield from expect_code("twice", program("flows", "-", "-", stdin=capture), 2, "once")


def long_files_are_taken_whole(program):
    """long files are taken whole, batch after batch"""
    datagrams, wanted = [], {}
    for n in range(2000):
        flows = [Flow(source="10.1.%d.%d" % (k, n % 200), source_port=40000 + n)
                 for k in range(30)]
        datagrams.append(made.netflow5(flows, START + n // 100, sequence=30 * n))
        for flow in flows:
            wanted[flow.source] = wanted.get(flow.source, 0) + 1
    result = take(program, "long.raw", made.raw(datagrams))
    yield from expect_code("flows", result, 0)
    yield from numbers(result.json, flows=60000)
    yield from expect("events", result.json["flows"]["events"], 60000)
    found = {r["client_ip"]: r["netflow"]["total_events"] for r in program.records()}
    yield from expect("records", found, wanted)


def files_of_no_known_kind_change_nothing(program):
    """files of no known kind, or without a flow, are exit 1 with the place; nothing changes"""
    bad = {
        "empty": b"", "three": b"abc", "zeros": bytes(5000), "binary": bytes(range(128, 256)) * 50,
        "letter": b"Dear all,\nyours\n", "gzip": b"\x1f\x8b\x08\0" + bytes(50),
        "link.pcap": made.pcap([b"x" * 60], link=147), "headless.pcap": made.pcap([])[:20],
        "nothing.pcap": made.pcap([]), "web.pcap": made.pcap(
            [made.ethernet(made.ipv4(made.udp(b"GET / HTTP/1.1")))]),
        "templates.raw": made.raw([made.netflow9([], data=False)]), "header.log": made.VPC_HEADER,
        "later.raw": made.raw([made.netflow9(FLOWS, template=False)]),
    }
    good = program.file("good.raw", made.raw([DATAGRAM]))
    yield from expect_code("good", program("flows", good), 0)
    before = (program.content(), program.database.read_bytes())
    for name, content in bad.items():
        result = take(program, name, content)
        yield from expect_code(name, result, 1, "svccomm: ")
        yield from expect(name, result.out, b"")
        if name in ("empty", "three", "zeros", "binary", "gzip", "link.pcap", "headless.pcap"):
            yield from expect_code(name, result, 1, name + ": at byte 0: ")
        fresh = program("flows", program.folder / name, database="fresh.db")
        yield from expect_code(name, fresh, 1)
        yield from expect(name + " made", (program.folder / "fresh.db").exists(), False)
    long = program.file("long.raw", made.raw([made.netflow5([Flow()] * 30)] * 600))
    for name in ("binary", "gzip"):
        for first, database in ((good, program.database), (long, "fresh.db")):
            both = program("flows", first, program.folder / name, database=database)
            yield from expect_code("good and bad", both, 1, name)
    yield from expect("made", (program.folder / "fresh.db").exists(), False)
    yield from expect_code("letter", program("flows", program.folder / "letter"), 1, "line 1")
    yield from expect_code("none", program("flows", "nowhere"), 1, "nowhere")
    yield from expect_code("folder", program("flows", program.folder), 1)
    yield from expect("database", (program.content(), program.database.read_bytes()), before)


def the_interval_belongs_to_the_database(program):
    """--interval and --points are kept with the database, and another value is refused"""
    path = program.file("a.raw", made.raw([DATAGRAM]))
    first = program("flows", "--interval", "2.5", "--points", "--json", path)
    yield from expect_code("first", first, 0)
    yield from expect("kept", (first.json["interval"], first.json["points"]), (2.5, True))
    before = program.content()
    for options, says in ((["--interval", "60"], "2.5 s, not 60 s"),
                          (["--interval", "1m"], "2.5 s, not 60 s")):
        yield from expect_code(str(options), program("flows", *options, path), 1, says)
    yield from expect("refused", program.content(), before)
    for options in ([], ["--interval", "2.5"], ["--points"], ["--interval", "2.5s", "--points"]):
        again = program("flows", *options, "--json", path)
        yield from expect_code(str(options), again, 0)
        yield from expect("same", (again.json["interval"], again.json["points"]), (2.5, True))
    for command in (["list"], ["listeners"], ["hosts"], ["export", "--format", "csv"],
                    ["show", WEB]):
        yield from expect_code(command[0], program(*command), 0)
    yield from expect_code("netstat", program.snapshot("2026-01-01T00:00:00Z"), 0)
    program.database = program.folder / "durations.db"
    program.snapshot("2026-01-01T00:00:00Z")
    yield from expect_code("points", program("flows", "--points", path), 1, "--points")
    yield from expect_code("default", program("flows", "--interval", "60", path), 0)
    yield from expect_code("other", program("flows", "--interval", "30", path), 1, "60 s, not 30 s")


def local_addresses_need_a_host(program):
    """a local address is scoped by --host, and dropped without"""
    local = made.raw([made.netflow5([Flow("127.0.0.1", "127.0.0.1"), Flow()])])
    without = take(program, "a.raw", local)
    yield from expect_code("without", without, 0)
    yield from expect("dropped", (without.json["flows"]["dropped_scope"],
                                  without.json["flows"]["events"]), (1, 1))
    text = program("flows", program.folder / "a.raw")
    yield from expect_code("told", text, 0, "1  dropped: an address that is local to a host")
    report = take(program, "a.raw", local, "--host", "web1").json
    yield from expect("taken", (report["flows"]["dropped_scope"], report["flows"]["events"]),
                      (0, 2))
    scopes = {r["client_ip"]: r["scope"] for r in program.records()}
    yield from expect("scopes", scopes, {"127.0.0.1": report["host_id"], "10.0.0.7": "0" * 16})


def lists_show_flow_statistics(program):
    """the table has columns of flows where there are any, and --sort orders by them"""
    flows = [Flow(source="10.0.0.%d" % n, end=(START - 20) * MS + n * 1000, bytes=100000 * n)
             for n in range(1, 6)]
    take(program, "a.raw", made.raw([made.netflow5(flows)]))
    table = program("list", environment={"COLUMNS": ""}).text.splitlines()
    for column in ("EVENTS", "BYTES", "ACTIVE", "GAP", "EVIDENCE"):
        if column not in table[0]:
            yield "no column %s: %s" % (column, table[0])
    for column in ("ACT/TOT", "AVG", "PERSIST", "VIEW", "PROCESS"):
        if column in table[0].split():
            yield "a column %s in which nothing is: %s" % (column, table[0])
    row = [line for line in table if "10.0.0.3" in line][0].split()
    yield from expect("row", [w for w in ("1", "300.0k", "3.0s", "0.0s") if w not in row], [])
    for sort in ("netflow.active_span", "active_span", "netflow.bytes", "bytes", "packets",
                 "total_events", "gap_span"):
        listed = program("list", "--json", "--descending", "--sort", sort)
        yield from expect_code(sort, listed, 0)
        if sort.endswith(("active_span", "bytes")):
            yield from expect(sort, [r["client_ip"] for r in listed.json["records"]],
                              ["10.0.0.%d" % n for n in (5, 4, 3, 2, 1)])
    for width in (200, 80, 60):
        text = program("list", environment={"COLUMNS": str(width)}).text
        yield from expect("width", [len(line) for line in text.splitlines()
                                    if len(line) > width], [])
    shown = program("show", program.records()[0]["id"]).text
    for part in ("events               1 (1 forward, 0 reverse)", "active span          1.000 s",
                 "interval             60 s"):
        if part not in shown:
            yield "show has no %r: %s" % (part, shown)
    program.snapshot("2026-01-01T00:00:00Z")
    both = program("list", environment={"COLUMNS": ""}).text.splitlines()[0]
    for column in ("PROCESS", "ACT/TOT", "PERSIST", "EVENTS", "GAP"):
        if column not in both:
            yield "no column %s: %s" % (column, both)


if __name__ == "__main__":
    main([a_capture_gives_its_communications, the_report_counts_everything,
          captures_of_every_link_type_are_read, the_exporter_is_the_source_of_the_packet,
          what_is_no_whole_datagram_is_counted, cut_captures_are_taken_as_far_as_they_go,
          raw_datagrams_are_of_nobody_and_of_their_export_time, vpc_flow_logs_are_read,
          standard_input_and_several_files_are_read, long_files_are_taken_whole,
          files_of_no_known_kind_change_nothing, the_interval_belongs_to_the_database,
          local_addresses_need_a_host, lists_show_flow_statistics])

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What only a PostgreSQL database has: a server that may be away, passwords, sessions that are
lost, types and comments, schemas."""

import resource
import signal
import sys
import time
from pathlib import Path

import backends
from program import LISTENERS, expect, expect_code, main
from writer import Writer

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
import postgres  # noqa: E402
from cutting_proxy import CuttingProxy  # noqa: E402

KEY = ["--client", "10.0.0.7", "--listener", "10.0.0.5", "--port", "443", "--protocol", "tcp"]
OTHER = ["--client", "10.0.0.7", "--listener", "10.9.9.9", "--port", "1", "--protocol", "tcp"]
BACKEND = backends.Postgresql()


def minute(n):
    return "2026-01-01T%02d:%02d:00Z" % divmod(n, 60)


def sql(program, text):
    return BACKEND.sql(program.database, text)


def many(count, second=1):
    return LISTENERS + "".join("tcp ESTAB 0 0 10.0.0.5:443 10.%d.%d.%d:50000\n"
                               % (second, *divmod(n, 250)) for n in range(count))


def without_secrets(result):
    for secret in (postgres.PASSWORD, postgres.PASSWORD_IN_URI, "wrong-word"):
        if secret in result.said or secret in result.text:
            yield "the password is told: " + result.said


def types_are_native(program):
    """columns have native types and comments, addresses work as such"""
    program.snapshot(minute(0))
    types = dict(sql(program, "SELECT column_name, udt_name FROM information_schema.columns WHERE "
                              "table_name = 'communications'"))
    for name, wanted in {"id": "uuid", "client": "inet", "netflow_segments": "_int8",
                         "port": "int4", "note": "text", "client_processes": "_text",
                         "first_found": "int8"}.items():
        yield from expect(name, types[name], wanted)
    found = sql(program, "SELECT port FROM communications WHERE client << '10.0.0.0/29' "
                         "AND '{nginx}' && client_processes = false ORDER BY port")
    yield from expect("in the net", found, [(443,), (5432,)])
    bare = sql(program, "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = "
                        "'public'::regnamespace AND obj_description(oid) IS NULL")
    yield from expect("tables without a comment", bare, [])


def what_is_out_of_range_is_refused_by_the_database(program):
    """checks hold what no program would write"""
    program.snapshot(minute(0))
    for change in ("port = 65536", "protocol = -1", "realm = 4294967296", "client = '10.0.0.0/8'",
                   "netflow_segments = '{1,2,3}'", "client_processes = '{a,b,c}'"):
        done = BACKEND.server.psql(program.database.rsplit("/", 1)[1],
                                   "UPDATE communications SET " + change, check=False)
        if done.returncode == 0:
            yield "taken: " + change


def servers_that_cannot_be_had_are_told(program):
    """no server, a wrong password, no such database, no URI: exit 1, and no password on stderr"""
    server = BACKEND.server
    name = program.database.rsplit("/", 1)[1]
    for database, says in (
        (server.uri(name, port=postgres.free_port()), "refused"),
        (server.uri(name, password="wrong-word"), "authentication failed"),
        (server.uri("nowhere"), "does not exist"),
        (server.uri(name) + "?wrong=" + postgres.PASSWORD_IN_URI, "URI"),
        (server.uri(name).replace("127.0.0.1:", "[127.0.0.1:"), "URI"),
        ("postgresql:///x?host=/nowhere&password=" + postgres.PASSWORD_IN_URI, "No such file"),
    ):
        for arguments in (["list"], ["add", *KEY]):
            result = program(*arguments, database=database)
            yield from expect_code(database, result, 1, says)
            yield from expect_code(database, result, 1, "svccomm: postgresql://")
            yield from without_secrets(result)
    both = program("add", *KEY, database=server.uri(name, scheme="postgres"))
    yield from expect_code("postgres://", both, 0)
    yield from without_secrets(program("netstat", "--host", "h", "--time", "now", "none"))


def schemas_keep_apart(program):
    """search_path says where the tables are; two schemas do not wait for each other"""
    for schema in ("one", "two"):
        sql(program, "CREATE SCHEMA " + schema)
    path = program.database + "?options=-csearch_path%3D"
    one, two = path + "one", path + "two"
    with BACKEND.held(one):
        yield from expect_code("two", program("add", *KEY, database=two), 0)
    yield from expect_code("one", program("add", *OTHER, database=one), 0)
    rows = [sql(program, "SELECT port FROM %s.communications" % name) for name in ("one", "two")]
    yield from expect("rows", rows, [[(1,)], [(443,)]])
    missing = program("add", *KEY, database=path + "none")
    yield from expect_code("missing", missing, 1, "search_path names no schema")


def only_what_may_be_done_is_done(program):
    """a role that may only read reads, and is told what it may not"""
    program.snapshot(minute(0))
    name = program.database.rsplit("/", 1)[1]
    sql(program, "CREATE ROLE reader_%s LOGIN PASSWORD 'r'" % name)
    sql(program, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader_" + name)
    reader = program.database.replace("svccomm:" + postgres.PASSWORD_IN_URI, "reader_%s:r" % name)
    yield from expect("read", len(program("list", "--json", database=reader).json["records"]), 4)
    yield from expect_code("write", program("add", *OTHER, database=reader), 1, "permission denied")


def a_session_that_is_ended_writes_nothing(program):
    """a writer whose session ends in the middle is exit 1, and nothing of it is there"""
    program.snapshot(minute(0), many(2))
    path = program.file("more.txt", many(20000, second=2))
    ended = 0
    for n in range(8):
        writer = program.start("netstat", "--host", "web1", "--time", minute(n + 1), path)
        time.sleep(0.1 + 0.1 * n)
        ended += len(sql(program, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
                                  "application_name = 'svccomm'"))
        said = writer.communicate(timeout=60)[1].decode()
        count = sql(program, "SELECT count(*) FROM communications")[0][0]
        yield from expect("count", (writer.returncode, count),
                          (0, 20002) if writer.returncode == 0 else (1, 2))
        if writer.returncode == 0:
            program("delete", "--client", "10.2.0.0/16", "--yes")
            sql(program, "UPDATE hosts SET last_snapshot = NULL")
        elif "terminat" not in said and "closed" not in said:
            yield "it does not say why: " + said
    if ended == 0:
        yield "no session was there to be ended"


def a_server_that_starts_again_is_met_again(program):
    """an observer goes on after its server was stopped and started between two samples"""
    program.snapshot(minute(0))
    server = BACKEND.server
    observer = program.start("observe", "--samples", "3", "--every", "5", "--host", "here")
    with program.between_samples(observer):
        server.stop(signal.SIGQUIT)
        server.start()
        yield from expect_code("add", program("add", *OTHER), 0)
    said = observer.communicate(timeout=60)[1].decode()
    yield from expect("observer", (observer.returncode, said), (0, said))
    hosts = {h["name"]: h["snapshots"] for h in program("hosts", "--json").json["hosts"]}
    yield from expect("snapshots", hosts, {"here": 3, "web1": 1})
    yield from expect("kept", len(program.records("--listener", "10.9.9.9")), 1)


class CutWriter(Writer):
    """One whose connection goes by way of a proxy that cuts."""

    def __init__(self, program):
        server = BACKEND.server
        self.proxy = CuttingProxy(server.port)
        name = program.database.rsplit("/", 1)[1]
        super().__init__(sys.argv[2], program, server.uri(name, port=self.proxy.port))

    def cut_flush(self, text, reply):
        """A flush whose connection is cut, and what it says."""
        self.proxy.cut = (text, reply)
        return self("flush")


def ports_of(program):
    return [row[0] for row in sql(program, "SELECT port FROM communications ORDER BY port")]


def a_flush_that_was_cut_is_written_by_the_next(program):
    """a connection cut before, in and after a commit: the next flush writes, once and whole"""
    writer = CutWriter(program)
    yield from expect("started", [writer.started, writer("add 1"), writer("flush")], ["0"] * 3)
    for n, (text, reply, there) in enumerate([
        (b"COPY svccomm_put_communications", False, False), (b"INSERT INTO meta", True, False),
        (b"COMMIT", False, False), (b"COMMIT", True, True), (b"COMMIT", True, True),
        (b"BEGIN", False, None),
    ]):
        port = n + 2
        before = ports_of(program)
        writer("add %d" % port)
        said = writer.cut_flush(text, reply)
        if there is None:  # a session that was lost before is had again within the flush
            yield from expect("%s: flush" % text, said, "0")
        else:
            if said == "0" or "connection" not in said:
                yield "%s: flush says %r" % (text, said)
            yield from expect("%s: in the database" % text, ports_of(program),
                              before + [port] * there)
            yield from expect("%s: next flush" % text, writer("flush"), "0")
        yield from expect("%s: after it" % text, ports_of(program), before + [port])
    yield from expect("cuts", writer.proxy.cuts, 6)
    yield from expect("the program reads it", len(program.records()), 7)


def a_flush_that_was_cut_overwrites_nobody(program):
    """where another program wrote after the cut, the next flush is refused until it is read"""
    for reply in (False, True):
        program.database = BACKEND.new(program.folder)
        writer = CutWriter(program)
        writer("add 1")
        writer("flush")
        writer("add 2")
        said = writer.cut_flush(b"COMMIT", reply)
        if said == "0":
            yield "the flush was not cut"
        yield from expect_code("other", program("add", *KEY), 0)
        said = writer("flush")
        if "another program changed it meanwhile" not in said:
            yield "flush says %r" % said
        yield from expect("ports", ports_of(program), [1] + [2] * reply + [443])
        yield from expect("read, written", (writer("load"), writer("add 3"), writer("flush")),
                          ("0", "0", "0"))
        yield from expect("ports", ports_of(program), [1] + [2] * reply + [3, 443])


def a_full_disk_is_told(program):
    """a server that cannot write any more: exit 1, the reason, and nothing half written"""
    small = postgres.Server()
    small.limit = (resource.RLIMIT_FSIZE, 20 << 20)
    small.start()
    try:
        program.database = small.uri(small.database())
        yield from expect_code("little", program.snapshot(minute(0), many(10)), 0)
        result = program.snapshot(minute(1), many(80000, second=2))
        yield from expect_code("much", result, 1, "could not")
        yield from expect("count", len(program.records()), 10)
        yield from expect_code("little again", program.snapshot(minute(2), many(20)), 0)
        yield from expect("count", len(program.records()), 20)
    finally:
        small.remove()


if __name__ == "__main__":
    main([types_are_native, what_is_out_of_range_is_refused_by_the_database,
          servers_that_cannot_be_had_are_told, schemas_keep_apart, only_what_may_be_done_is_done,
          a_session_that_is_ended_writes_nothing, a_server_that_starts_again_is_met_again,
          a_flush_that_was_cut_is_written_by_the_next, a_flush_that_was_cut_overwrites_nobody,
          a_full_disk_is_told], BACKEND)

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Command lines: help, options in any place, exit codes 1 and 2."""

from program import CONNECTIONS, LISTENERS, expect, expect_code, main

COMMANDS = ["observe", "netstat", "flows", "list", "show", "add", "edit", "delete", "prune",
            "reset", "export", "import", "listeners", "hosts"]


def every_command_has_help(program):
    """every command has --help"""
    for command in COMMANDS:
        result = program(command, "--help")
        yield from expect_code(command, result, 0)
        if not result.text.startswith("usage: svccomm " + command) or "--json" not in result.text:
            yield "%s: %r" % (command, result.text)
    listed = program("--help")
    yield from expect_code("--help", listed, 0)
    yield from (c + " is not listed" for c in COMMANDS if "\n  " + c not in listed.text)
    yield from expect_code("--version", program("--version"), 0)


def wrong_command_lines_are_exit_2(program):
    """wrong command lines are exit 2, told on stderr, and make no database"""
    wrong = [
        [], ["nothing"], ["list", "operand"], ["list", "--nothing"], ["list", "-x"],
        ["list", "--limit"], ["list", "--limit", "x"], ["list", "--limit=0"], ["list", "--json=1"],
        ["list", "--client", "10.0.0.1/8"], ["list", "--client", "x"], ["list", "--port", "2-1"],
        ["list", "--port", "65536"], ["list", "--protocol", "256"], ["list", "--origin", "x"],
        ["list", "--since", "yesterday"], ["list", "--changed-since", "-1"],
        ["list", "--min-persistence", "101"], ["list", "--min-persistence", "1e1"],
        ["list", "--status", "x"], ["list", "--realm", "4294967296"], ["list", "--sort", "x"],
        ["show"], ["show", "a", "b"], ["delete"], ["delete", "abc", "--port", "1"],
        ["prune"], ["prune", "--older-than", "9x"], ["export"], ["export", "--format", "xml"],
        ["import"], ["edit", "abc"], ["edit", "abc", "--status", "x"], ["add"],
        ["add", "--client", "1", "--listener", "10.0.0.1", "--port", "1", "--protocol", "tcp"],
        ["netstat", "x"], ["netstat", "--host", "h", "x"], ["netstat", "--time", "now", "x"],
        ["netstat", "--host", "", "--time", "now", "x"],
        ["netstat", "--host", "h", "--time", "2026-01-01", "x"],
        ["netstat", "--host", "h", "--time", "2026-02-29T00:00:00Z", "x"],
        ["netstat", "--host", "h", "--time", "now", "--coverage", "x", "x"],
        ["netstat", "--host", "h", "--time", "now", "--format", "x", "x"],
        ["netstat", "--host", "h", "--time", "now"],
        ["observe", "--samples", "x"], ["observe", "--every", "x"], ["observe", "x"],
        ["observe", "--netflow", "65536"], ["observe", "--netflow"], ["observe", "--interval", "0"],
        ["flows"], ["flows", "--interval", "0", "x"], ["flows", "--interval", "-1", "x"],
        ["flows", "--interval", "x", "x"], ["flows", "--points=1", "x"],
        ["flows", "--realm", "all", "x"], ["flows", "--host", "", "x"], ["flows", "-", "-"],
    ]
    for arguments in wrong:
        result = program(*arguments)
        yield from expect_code(" ".join(arguments), result, 2, "svccomm: ")
        yield from expect(" ".join(arguments) + " stdout", result.out, b"")
    yield from expect("database made", program.database.exists(), False)


def options_stand_anywhere(program):
    """options may follow operands, in both forms, and -- ends them"""
    path = program.file("a", LISTENERS + CONNECTIONS)
    for arguments in (
        ["netstat", path, "--host", "h", "--time=2026-01-01T00:00:00Z"],
        ["netstat", "--host=h", path, "--time", "2026-01-01T00:00:01Z"],
        ["netstat", "--host=h", "--time", "2026-01-01T00:00:02Z", "--", path],
    ):
        yield from expect_code(str(arguments[1]), program(*arguments), 0)
    late = program.raw([program.path, "list", "--json", "--db", str(program.database)])
    yield from expect("list with --db at the end", len(late.json["records"]), 4)
    yield from expect("--yes and --json are taken everywhere",
                      program("hosts", "--yes", "--json").json["hosts"][0]["snapshots"], 3)


def what_is_not_there_is_exit_1(program):
    """files, ids and databases that are not there are exit 1, or an empty list"""
    yield from expect_code("file", program("netstat", "--host", "h", "--time", "now", "none"), 1)
    yield from expect_code("import", program("import", "none"), 1)
    yield from expect_code("show", program("show", "abc"), 1, "no communication abc")
    yield from expect_code("delete", program("delete", "abc"), 1)
    yield from expect_code("edit", program("edit", "abc", "--note", "x"), 1)
    yield from expect_code("folder", program("list", database="/nowhere/x/t.db"), 0, "nothing")
    yield from expect_code("folder", program("reset", "--yes", database="/nowhere/x/t.db"), 1)
    empty = program("list", "--json", database="other.db")
    yield from expect("empty list", empty.json, {"records": [], "next": None})
    yield from expect("made by reading", (program.folder / "other.db").exists(), False)
    yield from expect("memory", program("list", "--json", database=":memory:").json["records"], [])
    for command in (["list"], ["add", "--client", "10.0.0.7", "--listener", "10.0.0.5", "--port",
                               "443", "--protocol", "tcp"]):
        yield from expect_code("%s in a database without a name" % command[0],
                               program.raw([program.path, "--db", "", *command]), 1, "a name")


if __name__ == "__main__":
    main([every_command_has_help, wrong_command_lines_are_exit_2, options_stand_anywhere,
          what_is_not_there_is_exit_1])

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the Go tests and tells each as a TAP case.

test_go.py BUILD GO SOURCE.c...

BUILD is `release`: everything, under the race detector and the strictest cgo checks; the example
agent; the README's example, with the module of the tree and with that of a release. Or
`sanitized`: the package's tests under Go's address sanitizer, with the library that has one too.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
AGENT = ROOT / "examples" / "go" / "agent"
sys.path.insert(0, str(ROOT / "tests" / "support"))
from tap import Tap  # noqa: E402

import standalone  # noqa: E402

SYSTEM = ["-tags", "svccomm_system"]
RACE = ["-race", *SYSTEM]  # for all of a release build, so that Go's library is compiled once
RESULT = re.compile(r"^--- (PASS|FAIL|SKIP): (\w+)", re.M)
TITLE = "port 443: 2.0 connections on average, persistence 100 %\n"


def run(*command, cwd=HERE, env=None):
    """The ended process, with all that it printed."""
    return subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def faults_of(done):
    return [done.stdout, "exit %d" % done.returncode] if done.returncode else []


def strict_checks(go):
    """The environment for the strictest cgo pointer checks of the toolchain."""
    version = re.search(r"go1\.(\d+)", run(go, "version").stdout)
    if int(version.group(1)) < 21:
        return {"GODEBUG": "cgocheck=2"}
    return {"GOEXPERIMENT": "cgocheck2"}


def go_tests(tap, go, folder, options, env):
    """A case for each Go test of a folder."""
    done = run(go, "test", "-v", *options, ".", cwd=folder, env=env)
    results = RESULT.findall(done.stdout)
    for verdict, name in results:
        title = "%s %s" % (" ".join(["go", *options]), name)
        if verdict == "SKIP":
            tap.skip(title, "not here")
        else:
            tap.case(title, [done.stdout] if verdict == "FAIL" else [])
    if done.returncode or not results:
        tap.case("go tests of %s" % folder, [done.stdout, "exit %d" % done.returncode])


def example(tap, go, title, module, env):
    """The README's example in a new module in an empty folder, with a replace directive."""
    program = re.search(r"^```go\n(.*?)^```$", (HERE / "README.md").read_text(), re.M | re.S)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "main.go").write_text(program.group(1))
        replaced = "svccomm.example/svccomm=%s" % module
        for command in (
            ["mod", "init", "inventory"],
            ["mod", "edit", "-require", "svccomm.example/svccomm@v0.0.0"],
            ["mod", "edit", "-replace", replaced],
            ["run", "-race", "-tags", "svccomm_debug", "."],
        ):
            done = run(go, *command, cwd=folder, env=env)
            if done.returncode:
                break
    tap.case(title, [] if done.stdout == TITLE else [done.stdout])


def main():
    tap = Tap()
    build, go, sources = sys.argv[1], sys.argv[2], sys.argv[3:]
    if build == "sanitized":
        # Go keeps what lives as long as the program: leaks are looked for by the C tests.
        options = ["-asan", "-vet=off", *SYSTEM]
        go_tests(tap, go, HERE, options, {"ASAN_OPTIONS": "detect_leaks=0"})
        tap.finish()
    strict = strict_checks(go)  # for vet too: of another environment Go compiles its library anew
    for folder in (HERE, AGENT):
        name = folder.relative_to(ROOT)
        done = run(go, "vet", *RACE, ".", cwd=folder, env=strict)
        tap.case("go vet has nothing to say of %s" % name, faults_of(done))
        done = run(Path(go).resolve().with_name("gofmt"), "-l", ".", cwd=folder)
        tap.case("%s is as gofmt has it" % name, [done.stdout] if done.stdout else [])
    go_tests(tap, go, HERE, ["-vet=off", *RACE], strict)
    go_tests(tap, go, AGENT, ["-vet=off", *RACE], strict)
    example(tap, go, "the README's example runs from the tree", HERE, strict)
    with tempfile.TemporaryDirectory() as folder:
        standalone.write(Path(folder), sources)
        example(tap, go, "the README's example runs from a release's module", folder, strict)
    tap.finish()


if __name__ == "__main__":
    main()

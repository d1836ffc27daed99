#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Mutants: small faults put into the library one at a time, which the tests have to notice.

mutants.py [--seed TEXT] [--count 20] [--folder build-mutants] [--suites api,unit...] [--plain]
           [--list]

They are drawn by the seed (default: the hash of the commit) over the layers of src by turns, each
of an operator drawn anew, and built one after the other, with sanitizers, in a copy of the commit's
tree under the folder. Of each the suites run in the order of SUITES until one is red. What comes
out is one line for each mutant and the diff of each that no test noticed; one that changes nothing
that can be seen from outside has to be told by a person who reads the diff. Exit 1 if more than
one in twenty got through, or if a suite is red without any.
"""

import argparse
import difflib
import json
import random
import re
import subprocess
import sys
import time
from collections import namedtuple
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LAYERS = ["base", "model", "stats", "ingest", "core", "store", "export"]
# Those first that are fast and need the shared library alone, which is not linked to them anew.
SUITES = ["api", "unit", "fault", "fuzz", "property", "corpus", "cli", "store", "flow", "live"]
GENERATED = {"service_names.c"}
OPTIONS = ["-Dtests=enabled", "-Dexamples=enabled", "-Dpython=disabled", "-Dgo=disabled"]
SANITIZED = ["-Db_sanitize=address,undefined", "-Db_lundef=false", "-Doptimization=1"]
PLAIN = ["-Doptimization=0", "-Ddebug=false"]

Mutant = namedtuple("Mutant", "operator path line before after")

ENDS = ["client listener", "source destination", "low high", "first last", "forward reverse",
        "local remote", "lower upper"]
SWAPPED = {one: other for pair in map(str.split, ENDS) for one, other in (pair, pair[::-1])}


def exchange(pattern, texts):
    """An operator that replaces what the pattern finds by what the texts say."""
    def changes(line):
        for match in re.finditer(pattern, line):
            yield match.start(), match.end(), texts[match.group()]
    return changes


def swapped_ends(line):
    for match in re.finditer(r"(?:->|\.)(\w+)\b(?!\()", line):
        if match.group(1) in SWAPPED:
            yield match.start(1), match.end(1), SWAPPED[match.group(1)]


def without(pattern):
    """An operator that empties a statement of a line of its own."""
    def changes(line):
        match = re.match(r"^\s+(%s);$" % pattern, line)
        if match:
            yield match.start(1), match.end(1), ""
    return changes


def wrong_counter(line):
    for match in re.finditer(r"(?:->|\.)\w+(\+\+|--| \+= )", line):
        twice = {"++": " += 2", "--": " -= 2", " += ": " = "}
        yield match.start(1), match.end(1), twice[match.group(1)]


def wrong_constant(line):
    # A greater array is no other program, nor is a hash of other numbers.
    if re.search(r"\w\[\d+\](?: =.*)?;", line):
        return
    for match in re.finditer(r"(?<![\w.\[])([1-9]\d*)(?=u?\b)(?![.\]])", line):
        yield match.start(1), match.end(1), str(int(match.group(1)) + 1)


OPERATORS = {
    "boundary": exchange(r" (?:<=?|>=?) ", {" < ": " <= ", " <= ": " < ",
                                            " > ": " >= ", " >= ": " > "}),
    "sign": exchange(r" [+-] ", {" + ": " - ", " - ": " + "}),
    "logic": exchange(r" (?:&&|\|\|) ", {" && ": " || ", " || ": " && "}),
    "equality": exchange(r" [=!]= ", {" == ": " != ", " != ": " == "}),
    "missing free": without(r"\w*(?:free|release|destroy|clear)\w*\(.*\)"),
    "dropped call": without(r"(?!\w*(?:free|assert)|return\b)\w+\(.*\)"),
    "wrong counter": wrong_counter,
    "wrong constant": wrong_constant,
    "swapped ends": swapped_ends,
}


def code_of(text):
    """The text with comments, strings, characters and assertions blanked, line by line."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match.group())
    pattern = r"/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])+'|\b\w*assert\([^;]*;"
    return re.sub(pattern, blank, text, flags=re.S | re.I).split("\n")


def sites(tree):
    """{layer: {operator: [Mutant]}}"""
    found = {layer: {name: [] for name in OPERATORS} for layer in LAYERS}
    for layer in LAYERS:
        for path in sorted((tree / "src" / layer).glob("*.c")):
            if path.name in GENERATED:
                continue
            text = path.read_text()
            lines = text.split("\n")
            for number, code in enumerate(code_of(text)):
                if code.startswith("#") and not code.startswith("#define "):
                    continue
                for name, changes in OPERATORS.items():
                    for start, end, new in changes(code):
                        before = lines[number]
                        after = before[:start] + new + before[end:]
                        found[layer][name].append(Mutant(
                            name, str(path.relative_to(tree)), number + 1, before, after))
    return found


def drawn(seed, tree):
    """Mutants without end: by turns of each layer, of an operator drawn out of those left."""
    chance = random.Random(seed)
    found = sites(tree)
    operators = []
    while True:
        for layer in chance.sample(LAYERS, len(LAYERS)):
            if not operators:
                operators = chance.sample(sorted(OPERATORS), len(OPERATORS))
            name = next((each for each in operators if found[layer][each]), None)
            if name is None:
                continue
            operators.remove(name)
            yield found[layer][name].pop(chance.randrange(len(found[layer][name])))


def run(*command):
    return subprocess.run(command, capture_output=True, text=True)


def must(*command):
    done = run(*command)
    if done.returncode:
        sys.exit("%s\n%s%s" % (" ".join(map(str, command)), done.stdout, done.stderr))
    return done.stdout


def prepare(folder, plain, suites):
    """Copies the commit's tree and builds it; a test that is red there would catch everything."""
    tree, build = folder / "tree", folder / ("build-plain" if plain else "build")
    must("rm", "-rf", tree)  # files that the commit has no more would be built and run
    must("mkdir", "-p", tree)
    archive = folder / "tree.tar"
    must("git", "-C", ROOT, "archive", "-o", archive.absolute(), "HEAD")
    must("tar", "-xmf", archive, "-C", tree)
    if not (build / "build.ninja").exists():
        must("meson", "setup", build, tree, *OPTIONS, *(PLAIN if plain else SANITIZED))
    red = caught_by(build, suites)
    if red:
        sys.exit("red without a mutant: " + red)
    return tree, build


def red_test(build):
    """The first test that failed, of the log of the latest run."""
    for line in (build / "meson-logs" / "testlog.json").read_text().splitlines():
        row = json.loads(line)
        if row["result"] in ("FAIL", "ERROR", "TIMEOUT", "UNEXPECTEDPASS"):
            case = re.search(r"^not ok \d+ - (.*)$", row.get("stdout", ""), re.M)
            return "%s %s" % (row["name"], case.group(1) if case else row["result"].lower())
    return "a test that did not end well"


def caught_by(build, suites):
    """What is red: a suite and a test, or None. It looks only as far as it must."""
    for suite in suites:
        done = run("meson", "test", "-C", build, "--suite", suite, "--maxfail", "1",
                   "--num-processes", "2")
        if done.returncode:
            return "%s: %s" % (suite, red_test(build))
    return None


def diff_of(mutant, tree):
    lines = (tree / mutant.path).read_text().split("\n")
    changed = list(lines)
    changed[mutant.line - 1] = mutant.after
    return "\n".join(difflib.unified_diff(lines, changed, mutant.path, "mutant", lineterm=""))


def try_out(mutant, tree, build, suites):
    """(whether it compiles, what caught it)"""
    path = tree / mutant.path
    text = path.read_text()
    lines = text.split("\n")
    lines[mutant.line - 1] = mutant.after
    path.write_text("\n".join(lines))
    try:
        done = run("meson", "compile", "-C", build, "-j2", "svccomm:shared_library")
        if done.returncode:
            if "error: " not in done.stdout + done.stderr:
                sys.exit(done.stdout + done.stderr)  # not the compiler's word
            return False, None
        return True, caught_by(build, suites)
    finally:
        path.write_text(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seed")
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--folder", type=Path, default=ROOT / "build-mutants")
    parser.add_argument("--suites", type=lambda text: text.split(","), default=SUITES)
    parser.add_argument("--plain", action="store_true", help="no sanitizers: faster, sees less")
    parser.add_argument("--list", action="store_true", help="draw only")
    options = parser.parse_args()
    seed = options.seed or must("git", "-C", ROOT, "rev-parse", "HEAD").strip()
    print("seed", seed)
    if options.list:
        tree = ROOT
    else:
        tree, build = prepare(options.folder, options.plain, options.suites)
    mutants = drawn(seed, tree)
    number, through = 0, []
    while number < options.count:
        mutant = next(mutants)
        began = time.monotonic()
        compiles, caught = (True, "") if options.list else try_out(
            mutant, tree, build, options.suites)
        if not compiles:
            continue  # no mutant: the compiler knows it, and another one is drawn
        number += 1
        print("%d %s:%d, %s: `%s` -> `%s`: %s (%d s)" % (
            number, mutant.path, mutant.line, mutant.operator, mutant.before.strip(),
            mutant.after.strip(), "SURVIVED" if caught is None else caught,
            time.monotonic() - began), flush=True)
        if caught is None:
            through.append(mutant)
    for mutant in through:
        print("survived:\n" + diff_of(mutant, tree))
    print("%d of %d caught" % (number - len(through), number))
    sys.exit(len(through) * 20 > number)


if __name__ == "__main__":
    main()

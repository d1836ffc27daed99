#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Text hygiene: LF, no trailing space, a last line that ends, no tabs in C, at most 100 columns,
the SPDX line first; and in src no call of what a library like this has no use for."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from tap import Tap  # noqa: E402

FOLDERS = ["include", "src", "tests", "examples", "bindings"]
CODE = {".c", ".h", ".inc", ".map", ".py", ".sh", ".go"}
TEXT = CODE | {".md", ".build", ".json", ".txt", ".sql", ".toml"}
DATA = ROOT / "tests" / "data"  # input for tests, which may be as bad as it likes

# symbols.py sees what one build needs; this sees what any build could. Assertions are <assert.h>'s.
FORBIDDEN = set(
    """abort exit _exit atexit signal raise longjmp setjmp system getenv setlocale localeconv
    alloca gets scanf sscanf fscanf printf fprintf sprintf snprintf vsprintf vsnprintf puts fputs
    fopen fread fwrite fflush perror strcpy strcat strncpy strncat strtok strdup strerror
    atoi atol atof strtol strtoul strtoll strtoull strtod isalpha isdigit isspace tolower toupper
    strcasecmp strcoll time clock clock_gettime gettimeofday gmtime localtime mktime rand srand
    random qsort bsearch""".split()
)


def forbidden_calls(path):
    blank = lambda match: re.sub(r"[^\n]", " ", match.group())
    text = re.sub(r'/\*.*?\*/|"(?:\\.|[^"\\\n])*"', blank, path.read_text(), flags=re.S)
    for match in re.finditer(r"(?<![\w.>])(\w+)\s*\(", text):
        if match.group(1) in FORBIDDEN:
            yield "%s:%d: %s" % (path.relative_to(ROOT), text.count("\n", 0, match.start()) + 1,
                                 match.group(1))


def faults_of(path):
    text = path.read_bytes().decode("utf-8")
    lines = text.split("\n")
    if "\r" in text:
        yield "a carriage return"
    if text and (lines[-1] != "" or text.endswith("\n\n")):
        yield "does not end with one line end"
    for number, line in enumerate(lines, 1):
        if line != line.rstrip():
            yield "%d: trailing space" % number
        if "\t" in line and path.suffix in (".c", ".h"):
            yield "%d: a tab" % number
        if len(line) > 100 and path.suffix in CODE:
            yield "%d: %d columns" % (number, len(line))
    if path.suffix in CODE:
        first = lines[1] if lines[0].startswith("#!") else lines[0]
        if not re.match(r"^(/\*|#|//) SPDX-License-Identifier: MIT", first):
            yield "does not begin with the SPDX line"


def main():
    tap = Tap()
    for folder in FOLDERS:
        files = sorted(
            path
            for path in (ROOT / folder).rglob("*")
            if path.is_file() and path.suffix in TEXT and DATA not in path.parents
        )
        faults = []
        for path in files:
            faults += ["%s: %s" % (path.relative_to(ROOT), fault) for fault in faults_of(path)]
        tap.case("the text of %s is clean" % folder, faults)
    sources = sorted((ROOT / "src").rglob("*.[ch]"))
    tap.case("src calls nothing that it should do without",
             [fault for path in sources for fault in forbidden_calls(path)])
    tap.finish()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The ABI as a golden file: sizes and offsets of all public structs, values of all constants,
prototypes of all functions, compared with layout.golden.json.

layout.py             compares (the compiler is $CC, else cc)
layout.py --update    writes the golden file; what changed belongs into CHANGELOG.md under ABI
"""

import difflib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import headers

sys.path.insert(0, str(headers.ROOT / "tests" / "support"))
from tap import Tap  # noqa: E402

GOLDEN = Path(__file__).with_name("layout.golden.json")


def program():
    """C source that prints one line for each struct, member and constant."""
    prints = []
    for struct in headers.structs():
        prints.append('printf("struct %s %%zu %%zu\\n", sizeof(%s), _Alignof(%s));'
                      % (struct.name, struct.name, struct.name))
        for member in struct.members:
            prints.append(
                'printf("member %s %%zu %%zu\\n", offsetof(%s, %s), sizeof(((%s *)0)->%s));'
                % (member, struct.name, member, struct.name, member)
            )
    for name in headers.constants():
        prints.append('printf("constant %s %%lld\\n", (long long)(%s));' % (name, name))
    return (
        "#include <stddef.h>\n#include <stdio.h>\n#include <svccomm/svccomm.h>\n"
        "int main(void)\n{\n%s\n    return 0;\n}\n" % "\n".join("    " + line for line in prints)
    )


def measure():
    """{structs, constants, functions} as the compiler sees them."""
    with tempfile.TemporaryDirectory() as folder:
        source, binary = Path(folder, "layout.c"), Path(folder, "layout")
        source.write_text(program())
        compiler = os.environ.get("CC", "cc").split()
        command = [*compiler, "-std=c11", "-I", headers.INCLUDE, "-o", binary, source]
        subprocess.run(command, check=True)
        lines = subprocess.run([binary], check=True, capture_output=True, text=True).stdout
    structs, constants = {}, {}
    for kind, name, *numbers in (line.split() for line in lines.splitlines()):
        if kind == "struct":
            members = {}
            structs[name] = {"size": int(numbers[0]), "align": int(numbers[1]), "members": members}
        elif kind == "member":
            members[name] = {"offset": int(numbers[0]), "size": int(numbers[1])}
        else:
            constants[name] = int(numbers[0])
    functions = {function.name: function.prototype for function in headers.functions()}
    return {"structs": structs, "constants": constants, "functions": functions}


def to_text(value, indent=0):
    """JSON with each member, constant and prototype on a line of its own."""
    is_member = isinstance(value, dict) and isinstance(value.get("offset"), int)
    if is_member or not isinstance(value, dict):
        return json.dumps(value)
    inner = " " * (indent + 1)
    items = ("%s%s: %s" % (inner, json.dumps(k), to_text(v, indent + 1)) for k, v in value.items())
    return "{\n%s\n%s}" % (",\n".join(items), " " * indent)


def main():
    now = measure()
    if sys.argv[1:] == ["--update"]:
        GOLDEN.write_text(to_text(now) + "\n")
        return
    tap = Tap()
    golden = json.loads(GOLDEN.read_text())
    for part in ("structs", "constants", "functions"):
        before, after = (to_text(side[part]).splitlines() for side in (golden, now))
        changed = list(difflib.unified_diff(before, after, "golden", "now", n=1, lineterm=""))
        if changed:
            changed.append("if that is wanted: python3 tests/abi/layout.py --update")
        tap.case("the %s are those of layout.golden.json" % part, changed)
    tap.finish()


if __name__ == "__main__":
    main()

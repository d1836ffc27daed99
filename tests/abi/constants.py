#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every public integer constant is reachable by svccomm_constant(), with the header's value.

constants.py --write            writes src/base/constant_table.inc
constants.py --program OUT.c OUT.d    writes a C program that prints what the library says, as
                                TAP, and what it depends on
constants.py                    checks that the kept table is the one that --write would write
"""

import sys
from pathlib import Path

import headers

sys.path.insert(0, str(headers.ROOT / "tests" / "support"))
from tap import Tap  # noqa: E402

TABLE = headers.ROOT / "src" / "base" / "constant_table.inc"

PROGRAM = """\
#include <svccomm/svccomm.h>

#include <stdio.h>
#include <string.h>

static uint32_t count;
static uint32_t wrong;

static void check(const char *name, int64_t expected)
{
    const char *listed = svccomm_constant_name(count++);
    int64_t value = 0;
    int rc = svccomm_constant(name, &value);

    if (rc == 0 && value == expected && listed != NULL && strcmp(listed, name) == 0)
        return;
    wrong++;
    printf("# %%s: rc %%d value %%lld expected %%lld name by index %%s\\n", name, rc,
           (long long)value, (long long)expected, listed == NULL ? "NULL" : listed);
}

static int verdict(int number, int holds, const char *what)
{
    printf("%%sok %%d - %%s\\n", holds ? "" : "not ", number, what);
    return !holds;
}

int main(void)
{
    int failed = 0;

    printf("1..2\\n");
%s
    failed |= verdict(1, count > 0 && wrong == 0, "every constant has its name and value");
    failed |= verdict(2, svccomm_constant_count() == count && svccomm_constant_name(count) == NULL,
                      "and there are no others");
    return failed;
}
"""


def table():
    lines = ["/* SPDX-License-Identifier: MIT\n * Written by tests/abi/constants.py --write. */\n"]
    lines += ["CONSTANT(%s)\n" % name for name in headers.constants()]
    return "".join(lines)


def main():
    if sys.argv[1:] == ["--write"]:
        TABLE.write_text(table())
    elif sys.argv[1:2] == ["--program"]:
        checks = "".join('    check("%s", (int64_t)(%s));\n' % (n, n) for n in headers.constants())
        Path(sys.argv[2]).write_text(PROGRAM % checks)
        depends = " ".join(str(path) for path in headers.ordered())
        Path(sys.argv[3]).write_text("%s: %s\n" % (sys.argv[2], depends))
    else:
        tap = Tap()
        same = TABLE.exists() and TABLE.read_text() == table()
        tap.case(
            "constant_table.inc is what the headers say",
            [] if same else ["run: python3 tests/abi/constants.py --write"],
        )
        tap.finish()


if __name__ == "__main__":
    main()

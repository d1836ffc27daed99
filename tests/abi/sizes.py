#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes a C program of callers that were compiled with structs smaller and larger than the
library's (A3): each init function, and each parameter that is a size-first struct or an array of
elements of the caller's size. All are taken from the headers and the golden layout, so that none
is left out; what the generator cannot call is an error, or stands in ELSEWHERE.

sizes.py OUT.c OUT.d     the program speaks TAP and lies on exact heap blocks, for sanitizers
"""

import json
import re
import sys
from collections import namedtuple
from pathlib import Path

import headers
import layout

Parameter = namedtuple("Parameter", "type name")

# A sink exists only within scan; and these results have no room for a code.
ELSEWHERE = {"svccomm_sink_put": "tests/api/test_handles_storage.c"}
NO_CODE = re.compile(r"^(?!int\b)")

PROGRAM = """\
/* SPDX-License-Identifier: MIT
 * Written by tests/abi/sizes.py: callers with structs of other sizes than the library's. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <svccomm/svccomm.h>

#define NOW INT64_C(1767225600000000000)
#define MINUTE INT64_C(60000000000)
#define MORE 8 /* bytes by which the callers differ */

typedef int (*call_fn)(void *object, size_t size);

static int count, failed;
static svccomm_registry *registry;
static svccomm_snapshot *snapshot;
static svccomm_decoder *decoder;
static svccomm_cursor *cursor;
/* What calls read or write besides the object in question. */
static union {
    uint64_t align;
    unsigned char bytes[4096];
} some;

static int write_nothing(void *user, const void *data, size_t length)
{
    (void)user, (void)data, (void)length;
    return 0;
}

static int read_nothing(void *user, void *data, size_t capacity, size_t *length)
{
    (void)user, (void)data, (void)capacity;
    *length = 0;
    return 0;
}

static void begin(void)
{
    svccomm_snapshot_info info;

    if (svccomm_registry_new(&registry, NULL) < 0 || svccomm_snapshot_new(&snapshot, NULL) < 0 ||
        svccomm_decoder_new(&decoder, NULL) < 0 ||
        svccomm_cursor_new(&cursor, registry, NULL) < 0)
        exit(2);
    svccomm_snapshot_info_init(&info, sizeof info);
    info.host = svccomm_host_id("host");
    info.time = NOW;
    svccomm_snapshot_begin(snapshot, &info);
    svccomm_decoder_vpc_begin(decoder);
    memset(&some, 0, sizeof some);
}

static void end(void)
{
    svccomm_cursor_free(cursor);
    svccomm_registry_free(registry);
    svccomm_snapshot_free(snapshot);
    svccomm_decoder_free(decoder);
}

static int called(call_fn call, void *object, size_t size)
{
    int rc;

    begin();
    rc = call(object, size);
    end();
    return rc;
}

static void *block(size_t size, int byte)
{
    void *bytes = malloc(size);

    if (bytes == NULL)
        exit(2);
    return memset(bytes, byte, size);
}

static void told(const char *name, const char *what, int rc, int holds)
{
    printf("%%s %%d - %%s %%s\\n", holds ? "ok" : "not ok", ++count, name, what);
    if (!holds)
        printf("# it returned %%d\\n", rc);
    failed += !holds;
}

static int is_struct_code(int rc)
{
    return rc == SVCCOMM_E_STRUCT_SIZE || rc == SVCCOMM_E_STRUCT_TAIL;
}

/* An init function takes its size or a greater one, and clears no more. */
static void check_init(const char *name, call_fn init, size_t known)
{
    unsigned char *less = block(known - MORE, 0xee), *more = block(known + MORE, 0xee);
    unsigned char *same = block(known - MORE, 0xee);
    uint64_t tail;
    int rc = init(less, known - MORE);

    told(name, "refuses a smaller struct and leaves it",  rc,
         rc == SVCCOMM_E_STRUCT_SIZE && memcmp(less, same, known - MORE) == 0);
    rc = init(more, known + MORE);
    memcpy(&tail, more + known, sizeof tail);
    told(name, "clears a larger struct whole", rc, rc == 0 && tail == 0);
    free(less), free(more), free(same);
}

static void size_set(void *object, size_t size)
{
    uint32_t stored = (uint32_t)size;

    memcpy(object, &stored, sizeof stored);
}

/* A size-first struct as an argument; `in`: the library reads it, and so its tail has to be zero.
 * `refusal` of a smaller one is a code, or 0: it is left alone and the call goes on without it. */
static void check_struct(const char *name, call_fn call, call_fn init, size_t known, int in,
                         int refusal)
{
    unsigned char *less = block(known - MORE, 0), *more = block(known + MORE, 0);
    unsigned char *tail = more + known, *same = block(known - MORE, 0);
    int rc;

    if (init(more, known + MORE) != 0)
        exit(2);
    memcpy(less, more, known - MORE);
    size_set(less, known - MORE);
    memcpy(same, less, known - MORE);
    rc = called(call, less, known - MORE);
    told(name, "does without a smaller struct or refuses it, and leaves it", rc,
         (refusal != 0 ? rc == refusal : rc == called(call, NULL, 0)) &&
             memcmp(less, same, known - MORE) == 0);
    rc = called(call, more, known + MORE);
    told(name, "takes a larger struct", rc, !is_struct_code(rc));
    memset(tail, 0xee, MORE);
    rc = called(call, more, known + MORE);
    if (in)
        told(name, "refuses what it does not know", rc, rc == SVCCOMM_E_STRUCT_TAIL);
    else
        told(name, "leaves what it does not know", rc,
             !is_struct_code(rc) && tail[0] == 0xee && memcmp(tail, tail + 1, MORE - 1) == 0);
    free(less), free(more), free(same);
}

/* An array of one element of the caller's size. */
static void check_array(const char *name, call_fn call, size_t known, int in)
{
    unsigned char *less = block(known - MORE, 0), *more = block(known + MORE, 0);
    int rc = called(call, less, known - MORE);

    told(name, "refuses smaller elements", rc, rc == SVCCOMM_E_STRUCT_SIZE);
    rc = called(call, more, known + MORE);
    told(name, "takes larger elements", rc, !is_struct_code(rc));
    if (in) {
        memset(more + known, 0xee, MORE);
        rc = called(call, more, known + MORE);
        told(name, "refuses what it does not know", rc, rc == SVCCOMM_E_STRUCT_TAIL);
    }
    free(less), free(more);
}

%s
int main(void)
{
%s
    printf("1..%%d\\n", count);
    return failed != 0;
}
"""

# What a parameter gets that is not the object in question: by function and name, name, or type.
VALUES = {
    "now": "NOW", "interval": "MINUTE", "keep": "2", "points": "0", "count": "1", "capacity": "1",
    "realm": "0", "all_realms": "0", "dry_run": "1", "length": "0", "user": "NULL", "since": "0",
    "first": "0", "after": "0", "start": "NOW", "end": "NOW", "tail_length": "0",
    "write": "write_nothing", "read": "read_nothing", "text": '""',
    "registry": "registry", "snapshot": "snapshot", "decoder": "decoder",
    "cursor": "cursor",
    "svccomm_registry_export format": "SVCCOMM_TRANSFER_CSV",
    "svccomm_registry_import format": "SVCCOMM_TRANSFER_CSV",
    "kind": "SVCCOMM_KIND_HOST",
}
# What stands behind a void pointer, and where it is an array that is given back.
ELEMENT = {"item": "svccomm_host", "svccomm_item_key_encode": "svccomm_host_key"}
# A size-first struct that a call changes rather than fills; and codes of a smaller one, which say
# that spans are no valid state, and that the detail of an error goes nowhere.
CHANGED = {"svccomm_spans"}
REFUSALS = {"svccomm_spans": "SVCCOMM_E_RANGE", "svccomm_error": "0"}
HANDLES = {"svccomm_registry", "svccomm_snapshot", "svccomm_decoder", "svccomm_cursor"}


def parameters(prototype):
    text = prototype[prototype.index("(") + 1 : prototype.rindex(")")]
    if text == "void":
        return []
    return [Parameter(match.group(1).strip(), match.group(2)) for match in
            (re.match(r"(.*?)(\w+)$", part.strip()) for part in text.split(","))]


def bare(kind):
    return kind.replace("const", "").replace("*", "").strip()


def value(function, parameter, size_first):
    """A C expression for a parameter that is not in question, with what it has to have before."""
    own = VALUES.get("%s %s" % (function, parameter.name))
    stars, struct = parameter.type.count("*"), bare(parameter.type)
    if own:
        return "", own
    if struct in size_first and stars == 1:
        if "const" not in parameter.type and struct not in CHANGED:
            return "", "NULL"  # reports and errors may be left out
        init = "    %s %s;\n" % (struct, parameter.name)
        arguments = ", MINUTE, 2, 0" if struct == "svccomm_spans" else ""
        after = "    %s_init(&%s, sizeof %s%s);\n" % (struct, *[parameter.name] * 2, arguments)
        return (init, after), "&" + parameter.name
    if stars == 2 and struct in HANDLES:
        return ("    %s *made = NULL;\n" % struct, ""), "&made"
    if stars == 1 and struct in HANDLES:
        return "", VALUES[parameter.name]
    if stars:
        return "", "NULL" if parameter.name == "after" else (
            VALUES.get(parameter.name) if parameter.name in ("text", "user") else
            "(void *)&some")
    if parameter.name not in VALUES:
        raise ValueError("%s: no value for %s" % (function, parameter.name))
    return "", VALUES[parameter.name]


def call(number, function, asked, size_first):
    """A C function that calls with the object in question."""
    declared, before, arguments, made = "", "", [], None
    for parameter in parameters(function.prototype):
        if parameter == asked:
            double = parameter.type.count("*") == 2
            arguments.append("(void *)&object" if double else "object")
        elif parameter.name == "size":
            array = array_of(function)
            elements = array and array[0] != asked
            arguments.append("sizeof(%s)" % array[1] if elements else "size")
        else:
            needs, text = value(function.name, parameter, size_first)
            if needs:
                declared, before = declared + needs[0], before + needs[1]
            if text == "&made":
                made = bare(parameter.type)
            arguments.append(text)
    lines = ["static int call_%d(void *object, size_t size)\n{\n" % number, declared,
             "    int rc;\n\n    (void)size;\n", before,
             "    rc = %s(%s);\n" % (function.name, ", ".join(arguments))]
    if made:
        lines.append("    %s_free(made);\n" % made)
    return "".join([*lines, "    return rc;\n}\n"])


def array_of(function):
    """The parameter whose elements have the size that the caller gives, and their struct."""
    listed = parameters(function.prototype)
    names = [each.name for each in listed]
    if "size" not in names or function.name in ELSEWHERE or function.name.endswith("_init"):
        return None
    for parameter in reversed(listed[: names.index("size")]):
        if "*" in parameter.type:
            struct = bare(parameter.type)
            if struct == "void":
                struct = ELEMENT.get(function.name) or ELEMENT[parameter.name]
            return parameter, struct
    raise ValueError(function.name + ": what has the size?")


def program(golden):
    structs = golden["structs"]
    size_first = {name for name, each in structs.items() if next(iter(each["members"])) == "size"}
    known = {name: "sizeof(%s)" % name for name in structs}  # which the golden ones are of 64 bits
    calls, checks, inits = [], [], {}

    def add(function, asked):
        calls.append(call(len(calls), function, asked, size_first))
        return "call_%d" % (len(calls) - 1)

    functions = headers.functions()
    for function in functions:
        struct = function.name[: -len("_init")]
        if function.name.endswith("_init") and struct in size_first:
            inits[struct] = add(function, parameters(function.prototype)[0])
            checks.append('check_init("%s", %s, %s);' % (
                function.name, inits[struct], known[struct]))
    for struct in size_first - set(inits):
        raise ValueError("%s has no init function" % struct)
    for function in functions:
        if NO_CODE.match(function.prototype) or function.name.endswith("_init"):
            continue
        for parameter in parameters(function.prototype):
            struct = bare(parameter.type)
            if struct in size_first and parameter.type.count("*") == 1:
                # A prune is read besides being filled.
                reads = "const" in parameter.type and struct not in CHANGED
                checks.append('check_struct("%s %s", %s, %s, %s, %d, %s);' % (
                    function.name, parameter.name, add(function, parameter), inits[struct],
                    known[struct], reads or struct == "svccomm_prune",
                    REFUSALS.get(struct, "SVCCOMM_E_STRUCT_SIZE")))
        array = array_of(function)
        if array:
            parameter, struct = array
            reads = "const" in parameter.type and parameter.type.count("*") == 1
            checks.append('check_array("%s %s", %s, %s, %d);' % (
                function.name, parameter.name, add(function, parameter), known[struct], reads))
    return PROGRAM % ("\n".join(calls), "\n".join("    " + check for check in checks))


def main():
    golden = json.loads(layout.GOLDEN.read_text())
    Path(sys.argv[1]).write_text(program(golden))
    depends = [*headers.ordered(), layout.GOLDEN]
    Path(sys.argv[2]).write_text("%s: %s\n" % (sys.argv[1], " ".join(map(str, depends))))


if __name__ == "__main__":
    main()

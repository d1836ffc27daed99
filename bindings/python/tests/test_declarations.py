#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the package declares is what the C compiler sees, and every function has a Python name.

test_declarations.py ABI_LAYOUT    the program that prints the ABI (tests/abi/layout.py)"""

import ctypes
import json
import os
import re
import subprocess
import sys
import unittest

import svccomm
from svccomm import constants, limits
from svccomm._abi.library import load
from svccomm._abi.prototypes import PROTOTYPES
from svccomm._abi.struct import STRUCTS
from unittest_tap import ROOT, main

ABI = json.loads(subprocess.run([sys.argv[1]], check=True, capture_output=True).stdout)


def layout(struct):
    members = {field[0]: getattr(struct, field[0]) for field in struct._fields_}
    return {"size": ctypes.sizeof(struct), "align": ctypes.alignment(struct),
            "members": {name: {"offset": member.offset, "size": member.size}
                        for name, member in members.items()}}


def declared_constants():
    """Those of the package, by their C names."""
    values = {prefix + name: int(value) for prefix, each in constants.ENUMERATIONS.items()
              for name, value in each.__members__.items()}
    values.update(("SVCCOMM_" + name, value) for name, value in vars(limits).items()
                  if name.isupper())
    return values


class Declarations(unittest.TestCase):
    def test_structs(self):
        """Every struct and member has the size and offset that C gives it"""
        declared = {name: layout(struct) for name, struct in STRUCTS.items()}
        for name in sorted({*declared, *ABI["structs"]}):
            with self.subTest(name):
                self.assertEqual(declared.get(name), ABI["structs"].get(name))

    def test_constants(self):
        """Every constant is there with C's value, and no other"""
        self.assertEqual(declared_constants(), ABI["constants"])

    def test_constants_of_the_library(self):
        """The library that is loaded says the same constants"""
        self.assertEqual(svccomm.library_constants(), ABI["constants"])

    def test_prototypes(self):
        """Every function is declared as the headers do"""
        declared = [" ".join(each.split()) + ";" for each in PROTOTYPES.split(";") if each.strip()]
        self.assertEqual(sorted(declared), sorted(ABI["functions"].values()))


class Readme(unittest.TestCase):
    def test_table(self):
        """README's table names every exported function, and Python names that exist"""
        readme = (ROOT / "bindings" / "python" / "README.md").read_text(encoding="utf-8")
        rows = dict(re.findall(r"^\| `(svccomm_\w+)` \| (.+?) \|$", readme, re.M))
        exported = re.findall(r"^    (svccomm_\w+);", (ROOT / "src" / "svccomm.map").read_text(),
                              re.M)
        self.assertEqual(sorted(rows), sorted(exported))
        for function, text in rows.items():
            names = re.findall(r"`([\w.]+)(?:\([^`]*\))?`", text)
            with self.subTest(function):
                self.assertTrue(names)
                for name in names:
                    value = svccomm
                    for part in name.split("."):
                        value = getattr(value, part)


class Loading(unittest.TestCase):
    def test_other_abi(self):
        """A library of another ABI is refused, and the message names both numbers"""
        before = limits.ABI_MAJOR
        svccomm._abi.library.ABI_MAJOR = before + 1
        try:
            with self.assertRaisesRegex(ImportError, r"has ABI %d\b.* for ABI %d\b"
                                        % (before, before + 1)):
                load()
        finally:
            svccomm._abi.library.ABI_MAJOR = before

    def test_missing(self):
        """Where the named library is not there, the error says what was tried"""
        environment = dict(os.environ, SVCCOMM_LIBRARY="/nowhere/libsvccomm.so")
        done = subprocess.run([sys.executable, "-c", "import svccomm"], env=environment,
                              capture_output=True, text=True, check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("ImportError: libsvccomm cannot be loaded: /nowhere/libsvccomm.so",
                      done.stderr)

    def test_build_tree(self):
        """SVCCOMM_LIBRARY may name a build tree"""
        tree = os.path.dirname(os.path.dirname(os.environ.get("SVCCOMM_LIBRARY", "")))
        if not os.path.exists(os.path.join(tree, "build.ninja")):
            self.skipTest("SVCCOMM_LIBRARY is not a file in a build tree")
        environment = dict(os.environ, SVCCOMM_LIBRARY=tree)
        done = subprocess.run([sys.executable, "-c", "import svccomm; print(svccomm.version())"],
                              env=environment, capture_output=True, text=True, check=True)
        self.assertEqual(done.stdout.strip(), svccomm.version())


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: MIT
"""The functions of the library, declared to ctypes from their C prototypes."""

import ctypes
import re
from typing import Any

from .library import load
from .prototypes import PROTOTYPES

# Pointers are void pointers: ctypes then takes byref(), arrays, bytes, addresses and None alike.
_TYPES: Any = {
    "void": None,
    "int": ctypes.c_int,
    "double": ctypes.c_double,
    "size_t": ctypes.c_size_t,
    "uint32_t": ctypes.c_uint32,
    "uint64_t": ctypes.c_uint64,
    "int64_t": ctypes.c_int64,
    "svccomm_write_fn": ctypes.c_void_p,
    "svccomm_read_fn": ctypes.c_void_p,
}


def _argument(text: str) -> Any:
    """`const svccomm_key *key` -> the type for ctypes."""
    return ctypes.c_void_p if "*" in text else _TYPES[text.split()[0]]


def _result(text: str) -> Any:
    if text == "const char *":
        return ctypes.c_char_p
    return ctypes.c_void_p if "*" in text else _TYPES[text.strip()]


def _declared(library: ctypes.CDLL) -> ctypes.CDLL:
    for prototype in filter(None, (" ".join(each.split()) for each in PROTOTYPES.split(";"))):
        match = re.fullmatch(r"(.*?)(svccomm_\w+)\((.*)\)", prototype)
        assert match is not None, prototype
        function = getattr(library, match.group(2))
        function.restype = _result(match.group(1))
        arguments = match.group(3)
        function.argtypes = [] if arguments == "void" else [
            _argument(each.strip()) for each in arguments.split(",")]
    return library


lib = _declared(load())

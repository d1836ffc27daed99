# SPDX-License-Identifier: MIT
"""What the loaded library says of itself. Where it is looked for stands in _abi/library.py."""

import ctypes
from typing import Dict

from . import _abi as c
from .errors import check

# Memory functions for the `allocator` member of a config, which takes its ctypes.addressof().
Allocator = c.Allocator


def version() -> str:
    """The version of the library that runs, "MAJOR.MINOR.PATCH"."""
    text: bytes = c.lib.svccomm_version()
    return text.decode()


def abi_version() -> int:
    """The major number of its ABI."""
    number: int = c.lib.svccomm_abi_version()
    return number


def library_constants() -> Dict[str, int]:
    """Every public constant by its C name, with the value that the library was built with."""
    constants, value = {}, ctypes.c_int64()
    for index in range(c.lib.svccomm_constant_count()):
        name: bytes = c.lib.svccomm_constant_name(index)
        check(c.lib.svccomm_constant(name, ctypes.byref(value)))
        constants[name.decode()] = value.value
    return constants

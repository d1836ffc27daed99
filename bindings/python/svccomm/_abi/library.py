# SPDX-License-Identifier: MIT
"""Finds and loads the library. The first of these that is there is taken:

1. what the environment variable SVCCOMM_LIBRARY names: the library's file, or a build tree;
2. the library that the wheel carries, in this package's folder `lib`;
3. a build tree of the checkout that this package lies in: `build-plain`, else `build`;
4. the system's library, by its soname.

A library of another ABI than this package was written for is refused with an ImportError.
"""

import ctypes
import os
import sys
from pathlib import Path
from typing import Iterator

from ..limits import ABI_MAJOR

if sys.platform == "win32":
    FILE_NAME = "svccomm-%d.dll" % ABI_MAJOR
elif sys.platform == "darwin":
    FILE_NAME = "libsvccomm.%d.dylib" % ABI_MAJOR
else:
    FILE_NAME = "libsvccomm.so.%d" % ABI_MAJOR

PACKAGE = Path(__file__).resolve().parent.parent


def _named() -> Iterator[str]:
    """What SVCCOMM_LIBRARY names."""
    named = os.environ.get("SVCCOMM_LIBRARY")
    if named:
        path = Path(named)
        yield str(path / "src" / FILE_NAME if path.is_dir() else path)


def _beside() -> Iterator[str]:
    """Those that lie where this package does, if they are there."""
    places = [PACKAGE / "lib"]
    if len(PACKAGE.parents) > 2 and (PACKAGE.parents[2] / "src" / "svccomm.map").is_file():
        places += [PACKAGE.parents[2] / tree / "src" for tree in ("build-plain", "build")]
    for place in places:
        if (place / FILE_NAME).is_file():
            yield str(place / FILE_NAME)


def load() -> ctypes.CDLL:
    """The library. ImportError says what was tried, or which ABI was found instead."""
    tried = []
    for path in list(_named()) or [*_beside(), FILE_NAME]:
        try:
            library = ctypes.CDLL(path)
        except OSError as error:
            tried.append(str(error))
            continue
        library.svccomm_abi_version.restype = ctypes.c_uint32
        found = library.svccomm_abi_version()
        if found != ABI_MAJOR:
            raise ImportError("%s has ABI %d, and this package of Python is for ABI %d"
                              % (path, found, ABI_MAJOR))
        return library
    raise ImportError("libsvccomm cannot be loaded: " + "; ".join(tried))

# SPDX-License-Identifier: MIT
"""The build backend of the wheel: meson-python, which wants a project whose root it is in.

The meson.build of this binding belongs to the library's own build. So a small project is put
together in a temporary folder, of links into the tree: the meson.build beside this file, the
package, and the tree, whose library the wheel carries.
"""

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

import mesonpy

HERE = Path(__file__).resolve().parent
BINDING = HERE.parent
TREE = BINDING.parent.parent


@contextmanager
def project():
    before = os.getcwd()
    with tempfile.TemporaryDirectory(prefix="svccomm-wheel-") as folder:
        for target, name in ((HERE / "meson.build", "meson.build"),
                             (BINDING / "pyproject.toml", "pyproject.toml"),
                             (BINDING / "README.md", "README.md"),
                             (BINDING / "svccomm", "svccomm"), (TREE, "tree")):
            os.symlink(target, os.path.join(folder, name))
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)


def get_requires_for_build_wheel(config_settings=None):
    """None beside those that pyproject.toml names: nothing here is linked by rpath."""
    return []


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    folder = os.path.abspath(wheel_directory)
    with project():
        return mesonpy.build_wheel(folder, config_settings, metadata_directory)


def build_sdist(sdist_directory, config_settings=None):
    raise NotImplementedError("a wheel is built from the whole tree, not from this folder alone")

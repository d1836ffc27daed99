#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The library serves a program that finds it as a meson subproject or by pkg-config.

embed.py BUILD      a build without sanitizers
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from tap import Tap  # noqa: E402

HELLO = """\
#include <string.h>
#include <svccomm/svccomm.h>
int main(void)
{
    return strcmp(svccomm_version(), EXPECTED) != 0;
}
"""

MESON = """\
project('user', 'c')
svccomm = dependency('svccomm', fallback: 'svccomm')
executable('hello', 'hello.c', dependencies: svccomm,
           c_args: '-DEXPECTED="' + svccomm.version() + '"')
"""


def run(*command, env=None, cwd=None):
    """The output; a command that fails raises, with what it printed."""
    command = [str(word) for word in command]
    environment = {**os.environ, **(env or {})}
    done = subprocess.run(
        command,
        env=environment,
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise RuntimeError("%s: exit %d\n%s" % (" ".join(command), done.returncode, done.stdout))
    return done.stdout


def as_subproject(folder):
    (folder / "subprojects").mkdir(parents=True)
    (folder / "hello.c").write_text(HELLO)
    (folder / "meson.build").write_text(MESON)
    # Only what a release holds, and no build folder.
    copy = folder / "subprojects" / "svccomm"
    copy.mkdir()
    for name in ("include", "src"):
        shutil.copytree(ROOT / name, copy / name)
    for name in ("meson.build", "meson_options.txt"):
        shutil.copy(ROOT / name, copy)
    build = folder / "build"
    options = ["--wrap-mode=nodownload", "--force-fallback-for=svccomm", "-Doptimization=0"]
    run("meson", "setup", *options, build, folder)
    run("ninja", "-C", build)
    run(build / "hello")
    tests = run("meson", "introspect", "--tests", build)
    if tests.strip() != "[]":
        raise RuntimeError("it drags tests in: " + tests)


def by_pkg_config(folder, build, linking):
    folder.mkdir()
    (folder / "hello.c").write_text(HELLO)
    run("meson", "install", "-C", build, "--no-rebuild", "--destdir", folder / "root")
    (pc,) = (folder / "root").rglob("svccomm.pc")
    env = {"PKG_CONFIG_PATH": str(pc.parent), "PKG_CONFIG_SYSROOT_DIR": str(folder / "root")}
    version = run("pkg-config", "--modversion", "svccomm", env=env).strip()
    flags = run("pkg-config", "--cflags", "--libs", *linking, "svccomm", env=env).split()
    if linking:  # the archive instead of the shared library
        flags = [str(pc.parents[1] / "libsvccomm.a") if f == "-lsvccomm" else f for f in flags]
    define = '-DEXPECTED="%s"' % version
    run("cc", "-std=c11", define, "hello.c", *flags, "-o", "hello", cwd=folder)
    run("./hello", cwd=folder, env={"LD_LIBRARY_PATH": str(pc.parents[1])})


def main():
    build = Path(sys.argv[1])
    tap = Tap()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for title, action in (
            ("a meson subproject", lambda: as_subproject(folder / "subproject")),
            ("pkg-config", lambda: by_pkg_config(folder / "shared", build, [])),
            ("pkg-config --static", lambda: by_pkg_config(folder / "static", build, ["--static"])),
        ):
            try:
                action()
                faults = []
            except (RuntimeError, ValueError) as error:
                faults = [error]
            tap.case("it can be used by " + title, faults)
    tap.finish()


if __name__ == "__main__":
    main()

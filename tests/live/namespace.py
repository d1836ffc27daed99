# SPDX-License-Identifier: MIT
"""Network namespaces for the live tests: the one that a test runs in, and more to step into."""

import ctypes
import os
import subprocess
import sys
import time

INSIDE = "SVCCOMM_LIVE_NAMESPACE"
CLONE_NEWNET = 0x40000000
LIBC = ctypes.CDLL(None, use_errno=True)


def enter_namespace():
    """Runs the test again within a namespace, where that is permitted."""
    if INSIDE in os.environ or os.environ.get("SVCCOMM_LIVE_PLAIN"):
        return
    for way in (["unshare", "-n"], ["unshare", "-rn"]):
        try:
            if subprocess.run([*way, "ip", "link", "set", "lo", "up"],
                              capture_output=True).returncode == 0:
                os.environ[INSIDE] = "1"
                os.execvp(way[0], [*way, sys.executable, *sys.argv])
        except OSError:
            return


def is_inside():
    return INSIDE in os.environ


def ip(*lines):
    """Runs `ip` with each line's words."""
    for line in lines:
        subprocess.run(["ip", *line.split()], check=True)


def no_time_wait():
    """Connections that ended leave nothing, so that their ports can be had again."""
    with open("/proc/sys/net/ipv4/tcp_max_tw_buckets", "w") as file:
        file.write("0")


class Namespace:
    """A network namespace; `with` steps into it: sockets and programs that are made there stay."""

    def __init__(self, pid, holder=None):
        self.pid, self.holder = pid, holder
        self.handle = os.open("/proc/%d/ns/net" % pid, os.O_RDONLY)
        self.before = []

    @classmethod
    def own(cls):
        return cls(os.getpid())

    @classmethod
    def another(cls):
        """It lives as long as the program that holds it."""
        holder = subprocess.Popen(["unshare", "-n", "sh", "-c", "echo ready; cat"],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        if holder.stdout.readline() != b"ready\n":
            raise RuntimeError("no second namespace may be made")
        return cls(holder.pid, holder)

    def __enter__(self):
        self.before.append(os.open("/proc/thread-self/ns/net", os.O_RDONLY))
        self.step(self.handle)
        return self

    def __exit__(self, *_):
        before = self.before.pop()
        self.step(before)
        os.close(before)

    @staticmethod
    def step(handle):
        if LIBC.setns(handle, CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")

    def end(self):
        os.close(self.handle)
        if self.holder is not None:
            self.holder.stdin.close()
            self.holder.wait(timeout=30)


def wait_until(condition, what, limit=120):
    """Waits for a condition; the limit is only for what never comes."""
    end = time.monotonic() + limit
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError("in vain waited %d s until %s" % (limit, what))
        time.sleep(0.01)

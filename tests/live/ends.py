#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""One side of the live test, a process of its own name: makes sockets as its standard input says,
and answers each command with a line when the kernel has done it.

    listen TAG tcp|udp ADDRESS PORT     a listener; TCP ones accept whatever comes
    open TAG N tcp|udp FROM TO PORT     N connections; waits until they are accepted
    try TAG FROM TO PORT                a TCP connection that nobody answers
    peer TAG FROM PORT TO TOPORT        a connected UDP socket with a port of its own
    reset TAG, close TAG                ends them: TCP by RST, or in order (TIME_WAIT stays)
"""

import selectors
import socket
import struct
import sys

KINDS = {"tcp": socket.SOCK_STREAM, "udp": socket.SOCK_DGRAM}
LINGER_NONE = struct.pack("ii", 1, 0)  # close() sends RST, and no TIME_WAIT stays


def new_socket(kind, address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    made = socket.socket(family, KINDS[kind])
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    return made


class Ends:
    def __init__(self):
        self.sockets = {}
        self.selector = selectors.DefaultSelector()
        self.selector.register(sys.stdin, selectors.EVENT_READ, None)

    def add(self, tag, made):
        self.sockets.setdefault(tag, []).append(made)

    def listen(self, tag, kind, address, port):
        made = new_socket(kind, address)
        if address == "::":
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        made.bind((address, int(port)))
        if kind == "tcp":
            made.listen(64)
            self.selector.register(made, selectors.EVENT_READ, tag)
        self.add(tag, made)

    def accept(self, listener, tag):
        """The byte says that the connection has its process by now."""
        made = listener.accept()[0]
        made.sendall(b"!")
        self.selector.register(made, selectors.EVENT_READ, None)
        self.add(tag, made)

    def forget(self, made):
        """The other side ended it."""
        try:
            made.recv(1)
        except OSError:
            pass
        self.selector.unregister(made)
        made.close()

    def open(self, tag, count, kind, source, target, port):
        for _ in range(int(count)):
            made = new_socket(kind, source)
            made.bind((source, 0))
            made.connect((target, int(port)))
            if kind == "tcp":
                made.recv(1)
            self.add(tag, made)

    def try_open(self, tag, source, target, port):
        made = new_socket("tcp", source)
        made.setblocking(False)
        made.bind((source, 0))
        made.connect_ex((target, int(port)))
        self.add(tag, made)

    def peer(self, tag, source, port, target, target_port):
        made = new_socket("udp", source)
        made.bind((source, int(port)))
        made.connect((target, int(target_port)))
        self.add(tag, made)

    def end(self, tag, reset):
        for made in self.sockets.pop(tag, []):
            if made.fileno() < 0:  # the other side ended it
                continue
            if made in self.selector.get_map():
                self.selector.unregister(made)
            if reset and made.type == socket.SOCK_STREAM:
                made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NONE)
            made.close()

    def end_all(self):
        """No TIME_WAIT stays behind for the next run."""
        for tag in list(self.sockets):
            self.end(tag, reset=True)

    def obey(self, words):
        command, tag, *rest = words
        if command in ("reset", "close"):
            self.end(tag, command == "reset")
        else:
            {"listen": self.listen, "open": self.open, "try": self.try_open,
             "peer": self.peer}[command](tag, *rest)
        print("done", flush=True)

    def run(self):
        while True:
            for key, _ in self.selector.select():
                if key.fileobj is sys.stdin:
                    line = sys.stdin.readline()
                    if not line:
                        self.end_all()
                        return
                    self.obey(line.split())
                elif key.data is not None:
                    self.accept(key.fileobj, key.data)
                else:
                    self.forget(key.fileobj)


if __name__ == "__main__":
    with open("/proc/self/comm", "w") as name:
        name.write(sys.argv[1])
    Ends().run()

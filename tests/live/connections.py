# SPDX-License-Identifier: MIT
"""Connections with known ends for the tests of exported flows: who connected to whom, over which
ports, and what was said."""

import socket

KINDS = {"tcp": socket.SOCK_STREAM, "udp": socket.SOCK_DGRAM}
IP_BIND_ADDRESS_NO_PORT = 24  # linux/in.h: the kernel chooses the port when it knows the peer


def new_socket(kind, address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    made = socket.socket(family, KINDS[kind])
    made.settimeout(60)  # no wait is for ever
    return made


class Listener:
    """At an address; `bound` may be a wildcard that takes it in, IPv4 and IPv6 where it is `::`."""

    def __init__(self, kind, address, port, bound=None):
        self.kind, self.address, self.port = kind, address, port
        self.socket = new_socket(kind, bound or address)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if bound == "::":
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        try:
            self.socket.bind((bound or address, port))
            if kind == "tcp":
                self.socket.listen(8)
        except OSError:
            self.socket.close()
            raise


class Connection:
    """From `client`, at a port of the kernel's choice unless one is given."""

    def __init__(self, client, listener, port=0):
        self.client, self.listener = client, listener
        self.socket = new_socket(listener.kind, client)
        if port == 0:
            self.socket.setsockopt(socket.IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1)
        try:
            self.socket.bind((client, port))
            self.socket.connect((listener.address, listener.port))
        except OSError:
            self.socket.close()
            raise
        self.port = self.socket.getsockname()[1]
        self.peer = listener.socket.accept()[0] if listener.kind == "tcp" else None

    def exchange(self, up, down):
        """`up` bytes there, `down` bytes back; few enough for a socket's buffer."""
        self.socket.sendall(bytes(up))
        if self.peer is None:
            asked, origin = self.listener.socket.recvfrom(up)
            self.listener.socket.sendto(bytes(down), origin)
            self.receive(self.socket, down)
        else:
            self.receive(self.peer, up)
            self.peer.sendall(bytes(down))
            self.receive(self.socket, down)

    @staticmethod
    def receive(end, count):
        while count > 0:
            got = len(end.recv(count))
            if got == 0:
                raise RuntimeError("a connection ended early")
            count -= got

    def close(self, server_first=False):
        ends = [self.socket] if self.peer is None else [self.socket, self.peer]
        for end in reversed(ends) if server_first else ends:
            end.close()

    def __str__(self):
        return "%s %s:%d > %s:%d" % (self.listener.kind, self.client, self.port,
                                     self.listener.address, self.listener.port)

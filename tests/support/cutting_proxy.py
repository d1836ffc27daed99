# SPDX-License-Identifier: MIT
"""A TCP proxy that cuts a connection where a test says: before something that the client sends goes
on, or before the reply to it comes back."""

import select
import socket
import threading


class CuttingProxy:
    """Listens on `port`. `cut` is None, or (text, reply): the connection that sends the text is
    cut, once, after its reply came from the server if `reply`, else before the text goes on."""

    def __init__(self, server_port):
        self.server_port = server_port
        self.cut = None
        self.cuts = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client = self.listener.accept()[0]
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        server = socket.create_connection(("127.0.0.1", self.server_port))
        with client, server:
            while self.step(client, server):
                pass

    def step(self, client, server):
        for ready in select.select([client, server], [], [])[0]:
            data = ready.recv(1 << 16)
            if not data:
                return False
            if ready is client and self.cut and self.cut[0] in data:
                self.end(server, data)
                return False
            (server if ready is client else client).sendall(data)
        return True

    def end(self, server, data):
        reply = self.cut[1]
        self.cut = None
        if reply:
            server.sendall(data)
            server.recv(1 << 16)
        self.cuts += 1

    def close(self):
        self.listener.close()

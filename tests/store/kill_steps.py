# SPDX-License-Identifier: MIT
"""Commands that change a database one after the other, each in a flush that takes a good part of
its time: what the kill test kills. Times are counted back from now, for what prunes by age."""

import sys
import time
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))

import flow_bytes  # noqa: E402
from flow_bytes import MS, Flow  # noqa: E402

NAMESPACE = uuid.UUID("b0ad98a9-4f90-5513-a273-12b129f40ecf")
DAY = 86400
WEB, STORE, OLD = "10.0.0.5", "10.0.0.6", "10.0.0.9"


def client(number):
    return "10.1.%d.%d" % divmod(number, 250)


def text_of(moment):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))


def sockets(listener, port, clients, process):
    """What ss prints of a listener and its connections."""
    users = 'users:(("%s",pid=1,fd=4))' % process
    lines = ["tcp LISTEN 0 128 %s:%d 0.0.0.0:* %s\n" % (listener, port, users)]
    lines += ["tcp ESTAB 0 0 %s:%d %s:%d %s\n" % (listener, port, client(n), 40000 + n % 7, users)
              for n in clients]
    return "".join(lines)


def flows(moment, clients):
    """A VPC flow log, and one service that no snapshot shows."""
    times = {"start": (moment - 20) * MS, "end": moment * MS}
    made = [Flow(source=client(n), destination=WEB, **times) for n in clients]
    made += [Flow(source=client(n), destination="10.0.0.7", destination_port=25, **times)
             for n in clients[::4]]
    return flow_bytes.vpc(made)


def record_id(number):
    return str(uuid.uuid5(NAMESPACE, "svccomm:1|0|%016x|6|%s|%s|443" % (0, client(number), WEB)))


class Steps:
    """The commands; their files are in `folder`, `rows` says how much is in them."""

    def __init__(self, folder, rows):
        self.folder, self.rows = Path(folder), rows
        self.began = int(time.time()) // 60 * 60 - 10 * DAY
        self.list = list(self.make())

    def file(self, name, content):
        path = self.folder / name
        path.write_text(content)
        return str(path)

    def snapshot(self, number, host, content, age=0):
        moment = self.began + 60 * number - age
        return ["netstat", "--host", host, "--time", text_of(moment),
                self.file("%d.txt" % number, content)]

    def make(self):
        n = self.rows
        yield self.snapshot(0, "old", sockets(OLD, 80, range(n // 2), "httpd"), 100 * DAY)
        yield self.snapshot(1, "web", sockets(WEB, 443, range(n), "nginx"))
        yield self.snapshot(2, "web", sockets(WEB, 443, range(n // 2, n + n // 2), "nginx"))
        yield ["flows", self.file("vpc.txt", flows(self.began + 200, range(0, n, 2)))]
        yield ["edit", record_id(1), "--note", "kept", "--process", "curl"]
        yield self.snapshot(3, "store", sockets(STORE, 5432, range(n), "postgres"))
        yield ["delete", "--listener", WEB, "--client", "10.1.0.0/23", "--yes"]
        yield ["prune", "--older-than", "50d", "--yes"]
        yield self.snapshot(4, "web", sockets(WEB, 443, range(n), "haproxy"))
        yield ["reset", "--listener", STORE, "--yes"]
        yield ["flows", self.file("more.txt", flows(self.began + 900, range(1, n, 2)))]
        yield self.snapshot(5, "store", sockets(STORE, 5432, range(0, n, 3), "postgres"))

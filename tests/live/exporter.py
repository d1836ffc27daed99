# SPDX-License-Identifier: MIT
"""Exported flows for the live tests: softflowd as exporter, nfcapd and nfdump as the other reader
of the same datagrams, and a relay between them."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import threading
from contextlib import nullcontext
from pathlib import Path

from namespace import wait_until

PORTS = (9900, 9949)  # between these the exporters, the relay and the collectors talk
FILLER_PORT = 9999
SYSTEM_FOLDERS = "/usr/sbin:/sbin"


def program(name):
    return shutil.which(name, path=os.environ.get("PATH", "") + ":" + SYSTEM_FOLDERS) or name


def udp_queue(port):
    """Bytes that wait in the socket of a UDP port of this namespace; None if nobody has it."""
    waiting = None
    for table in ("udp", "udp6"):
        for line in Path("/proc/thread-self/net/" + table).read_text().splitlines()[1:]:
            words = line.split()
            if int(words[1].rsplit(":", 1)[1], 16) == port:
                waiting = (waiting or 0) + int(words[4].split(":")[1], 16)
    return waiting


def end_program(process, number=None):
    """Ends a program, by a signal if one is given. Gives its exit code."""
    try:
        if number is not None and process.poll() is None:
            process.send_signal(number)
        return process.wait(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        raise


class Softflowd:
    """Watches an interface and exports to a port of 127.0.0.1."""

    def __init__(self, folder, version, interface, port, *options, filter=""):
        folder = Path(folder)
        self.control = str(folder / ("c%s-%d" % (version, port)))
        self.log = open(folder / ("softflowd-%d.log" % port), "w+")
        own = "not udp portrange %d-%d" % PORTS
        self.process = subprocess.Popen(
            [program("softflowd"), "-d", "-i", interface, "-v", str(version), "-C", "65535", "-N",
             "-B", str(64 << 20), "-m", "100000", "-n", "127.0.0.1:%d" % port, "-c", self.control,
             "-p", self.control + ".pid", *options,
             "(%s) and (%s)" % (own, filter) if filter else own],
            stdout=self.log, stderr=self.log)
        wait_until(self.ready, "softflowd listens to softflowctl")

    def ready(self):
        if self.process.poll() is not None:
            self.log.seek(0)
            raise RuntimeError("softflowd ended: " + self.log.read())
        return Path(self.control).exists() and "active flows" in self.ask("statistics")

    def ask(self, what):
        done = subprocess.run([program("softflowctl"), "-c", self.control, what],
                              capture_output=True, text=True)
        return done.stdout

    def statistics(self):
        """Flows held; flows, records and datagrams exported; packets that were not seen."""
        said = self.ask("statistics")
        exported = re.search(r"exported: (\d+) \((\d+) records\) in (\d+) packets", said)
        dropped = re.findall(r"dropped by \w+: (\d+)", said)
        return {"active": int(re.search(r"active flows: (\d+)", said)[1]),
                "records": int(exported[2]), "datagrams": int(exported[3]),
                "dropped": sum(map(int, dropped))}

    def expire(self):
        """Exports all flows; answers when it has sent them."""
        self.ask("expire-all")
        return self.statistics()

    def end(self):
        """What it still holds is not exported."""
        if self.process.poll() is None:
            self.ask("exit")
        end_program(self.process)
        self.log.close()


class Filler:
    """Datagrams that make the exporter look at what came before them. libpcap hands on packets by
    the block; where softflowd sets no time limit only the next packets fill a block. They make a
    flow of their own, the last that the exporter learns of."""

    def __init__(self, client, server, client_namespace=nullcontext(),
                 server_namespace=nullcontext()):
        with server_namespace:
            self.listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.listener.bind((server, FILLER_PORT))
        self.listener.settimeout(60)
        with client_namespace:
            self.sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sender.bind((client, 0))
        self.sender.connect((server, FILLER_PORT))

    def push(self, exporters, flows):
        """Until each exporter holds `flows` flows, the filler's included."""
        def there():
            for _ in range(100):
                self.sender.send(bytes(1400))  # not in fragments
                self.listener.recv(1400)
            return all(e.statistics()["active"] >= flows for e in exporters)
        wait_until(there, "the exporter has seen all packets")

    def end(self):
        self.listener.close()
        self.sender.close()


class Relay:
    """Gives each datagram of one port to several others of 127.0.0.1, in order, and keeps it."""

    def __init__(self, port, to):
        self.to, self.datagrams, self.ended = to, [], False
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        self.socket.bind(("127.0.0.1", port))
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while True:
            data = self.socket.recv(65535)
            if self.ended:
                return
            for port in self.to:
                self.socket.sendto(data, ("127.0.0.1", port))
            self.datagrams.append(data)

    def wait(self, count):
        wait_until(lambda: len(self.datagrams) >= count, "%d datagrams are here" % count)
        for port in self.to:
            wait_until(lambda port=port: udp_queue(port) == 0, "port %d is read" % port)

    def write(self, path, first=0):
        """As a raw datagram file: a length of two bytes and the payload, repeated."""
        with open(path, "wb") as file:
            for data in self.datagrams[first:]:
                file.write(len(data).to_bytes(2, "big") + data)

    def end(self):
        if self.ended:
            return
        self.ended = True
        self.socket.sendto(b"", self.socket.getsockname())
        self.thread.join(timeout=60)
        self.socket.close()


class Nfcapd:
    """The other collector."""

    def __init__(self, folder, port):
        self.folder = Path(folder) / ("nfcapd-%d" % port)
        self.folder.mkdir()
        self.log = open(str(self.folder) + ".log", "w+")
        self.process = subprocess.Popen(
            [program("nfcapd"), "-p", str(port), "-w", str(self.folder)],
            stdout=self.log, stderr=self.log)
        wait_until(lambda: udp_queue(port) is not None or self.process.poll() is not None,
                   "nfcapd listens")

    def end(self):
        end_program(self.process, signal.SIGTERM)

    def flows(self):
        """Ends it and gives the flows that it got, as nfdump writes them."""
        self.end()
        self.log.seek(0)
        said = self.log.read()
        # softflowd's own IPFIX sequence numbers count the records of the message itself, against
        # RFC 7011 section 3.1, which nfcapd reports as errors
        if "Bad Packets: 0" not in said:
            raise RuntimeError("nfcapd: " + said)
        done = subprocess.run([program("nfdump"), "-q", "-R", str(self.folder), "-o", "json"],
                              capture_output=True, text=True, check=True,
                              env={**os.environ, "TZ": "UTC"})
        return json.loads("[%s]" % done.stdout.strip().strip("[]"))

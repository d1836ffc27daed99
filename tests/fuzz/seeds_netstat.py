# SPDX-License-Identifier: MIT
"""Seeds of fuzz_netstat: the begin and the end of each text of tests/data/netstat, and texts in the
same shapes that mix, cut and spoil them."""

from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data" / "netstat"
FIRST, LAST = 1500, 400
FORMATS = {"powershell": 6, "windows": 5, "-F": 13, "lsof": 12, "sockstat": 8, "solaris": 9,
           "illumos": 9, "aix": 10, "hpux": 11, "macos": 7, "bsd": 7, "netstat": 4, "ss-": 3,
           "proc": 1}

TITLE = "Active Internet connections (servers and established)\n"
HEAD = "Proto Recv-Q Send-Q Local Address           Foreign Address         State       "

TEXTS = {
    "empty": "",
    "prose": "Last login: Mon\n\nnetstat: command not found\n",
    "mixed": "Welcome to web1\r\n\r\nNetid State Recv-Q Send-Q Local Address:Port Peer "
    "Address:Port\r\ntcp LISTEN 0 8 [::]:80 [::]:* users:((\"a\",pid=1,fd=2),(\"b\",pid=1,fd=2))"
    "\r\n[sudo] password for me: \r\n" + TITLE + HEAD + "\r\ntcp6 0 0 2001:db8:1:2:3:4:5:6:80 :::* "
    "LISTEN 1/a b\r\n  sl  local_address rem_address   st\r\n"
    "   0: 0A000005:0016 0A000007:C351 01 00000000:00000000\r\nESTAB 0 0 10.0.0.5:53 10.0.0.9:",
    "languages": TITLE + HEAD + "\ntcp 0 0 0.0.0.0:22 0.0.0.0:* H\xd6RT\n"
    "tcp 0 0 10.0.0.5:22 10.0.0.6:5 VERBUNDEN 77/sshd: a b\n",
    "names": HEAD + "\ntcp 0 0 web1:http db1:65536 LISTEN\ntcp 0 0 10.0.0.5:ssh *:* X\n",
    "odd-ends": HEAD + "\ntcp 0 0 [::ffff:10.0.0.5%eth0]:1 fe80::1%lo:2 Y\ntcp 0 0 :::: ::: Z\n"
    "tcp 0 0 1.2.3.4.5 1.2.3.4.* LISTEN\nudp 0 0 *:99999999999 *:*\nsctp 0 0 1.2.3:4 0:* W\n",
    "owners": "  TCP    0.0.0.0:135  0.0.0.0:0  X  4\r\n  RpcSs\r\n [a.exe]\r\n [b.exe]\r\n"
    "  UDP    [::1]:5  *:*  4\r\n [\r\n []\r\n []]\r\n",
    "fields": "p1\nca\nf3\ntIPv4\nPTCP\nn*:22\nTST=LISTEN\nTST=ODD\nn*:23\np2\nn*:24\nTST=\nPUDP\n"
    "n[::1]:5->[::1]:6\nnx\nPTCP\nn",
    "fields-0": "p1\0ca\0\nf3\0tIPv6\0PTCP\0n*:22\0TST=LISTEN\0\nf4\0\n\0\n",
    "table": "COMMAND PID USER FD TYPE DEVICE SIZE/OFF NODE NAME\n"
    "a\\x20b 1 r 3u IPv4 1 0t0 TCP *:22 (LISTEN)\nc 1 r 4u IPv6 1 0t0 UDP [::1]:5->[::1]:6 (X\n"
    "d 1 r 5u IPv6 1 0t0 TCP no->*:* (\ne 1 r 6u unix 0x1 0t0 7 /x type=STREAM\n",
    "csv": "\"LocalAddress\",\"State\",LocalPort,RemoteAddress,\"RemotePort\"\r\n"
    "\"::\",\"a\"\"b\",1,::,0\r\n\"1.2.3.4\",x,2,5.6.7.8,9,\"\r\n,,,,\r\n\"::\r\n",
    "columns": "\nLocalAddress LocalPort RemoteAddress RemotePort State\n------------ --------- "
    "------------- ---------- -----\n:: 1 :: 0 Listen\nfe80::1... 2 :: 0 Listen\n1.2.3.4\n",
    "sections": "TCP: IPv4\n   Local Address        Remote Address    Swind Send-Q Rwind Recv-Q  "
    "State\n-------------------- -------------------- ----- ------ ----- ------ -------\n"
    "      *.*                  *.*    0 0 1 0 IDLE\n*.22 *.* 0 0 1 0 LISTEN\nSCTP:\nUDP\n"
    "*.1 Idle\n",
    "cut-columns": "Active Internet connections\nSocket           Flowhash Proto Recv-Q Send-Q  "
    "Local Address      Foreign Address    (state)\nab cd tcp4 0 0 192.168.1.221.5486 1.2.3.4.5 X\n"
    "ab cd tcp6 0 0  fe80::aede:48ff:.5 *.* LISTEN\n",
    "held": "ab tcp4 0 0 *.22 *.* LISTEN\nThe socket 0x1 is being held by proccess 5 (sshd).\n",
    "nobody": "USER COMMAND PID FD PROTO LOCAL ADDRESS FOREIGN ADDRESS\n? ? ? ? tcp4 *:1 *:*\n"
    "a b c 1 2 udp6 ::1%lo:1 *:*\na b 1 2 stream -> ??\n",
    "wide": (TITLE + HEAD + "\n").encode("utf-16-le").decode("latin-1"),
    "wide-mark": "\xff\xfe" + "t\0c\0p\0\n\0\xd8\xd8\xe9\0\0\xd8",
    "wide-other": "\xfe\xff\0t\0c\0p\0\n\xd8\0\xdc\0\xdc\0\0",
    "only-mark": "\xff\xfe",
    "nul": "\0\0\0\ntcp\0 0 0 1.2.3.4:5 0.0.0.0:* LISTEN\n",
}


def begin_and_end(text):
    """Whole lines of both."""
    if len(text) <= FIRST + LAST:
        return text
    wide = 2 if text[:2] in (b"\xff\xfe", b"\xfe\xff") else 1
    first = text.rindex(b"\n", 0, FIRST) + wide
    last = text.rindex(b"\n", 0, len(text) - LAST) + wide
    return text[:first] + text[last:]


def format_of(name):
    return next((number for part, number in FORMATS.items() if part in name), 0)


def seeds():
    out = {}
    texts = sorted(path for path in DATA.iterdir() if path.is_file() and
                   path.suffix != ".expected" and path.name != "PROVENANCE")
    for number, path in enumerate(texts):
        # Every third is told what it is; every seventh something else.
        said = format_of(path.name) if number % 3 == 0 else number % 14 if number % 7 == 0 else 0
        control = bytes([said, (255, 0, 6, 40)[number % 4], number % 11])
        out[path.name] = control + begin_and_end(path.read_bytes())
    for number, (name, text) in enumerate(sorted(TEXTS.items())):
        control = bytes([0, (0, 6, 255, 40)[number % 4], number % 11])
        out["text-" + name] = control + text.encode("latin-1")
    return out

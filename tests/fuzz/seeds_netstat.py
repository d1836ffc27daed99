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
    "found-columns-left": "LocalAddress,LocalPort\nLISTEN 0 8 7.0.0.1:bacula-dir 0.0.0.0:* "
    ",LocalAddress\n",
    "wide": (TITLE + HEAD + "\n").encode("utf-16-le").decode("latin-1"),
    "wide-mark": "\xff\xfe" + "t\0c\0p\0\n\0\xd8\xd8\xe9\0\0\xd8",
    "wide-other": "\xfe\xff\0t\0c\0p\0\n\xd8\0\xdc\0\xdc\0\0",
    "only-mark": "\xff\xfe",
    "nul": "\0\0\0\ntcp\0 0 0 1.2.3.4:5 0.0.0.0:* LISTEN\n",
}

PROC = "  sl  local_address %s   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
PROC_ROW = "   0: %s:0016 %s:%s %s 00000000:00000000 00:00000000 00000000  0 0 1 1 f 1\n"
ZERO, LOOP = "0" * 32, "0" * 24 + "01000000"
MAPPED = "0" * 16 + "FFFF0000"
NONE4, SOME4 = ("00000000", "0000"), ("0700000A", "C351")

TEXTS.update({
    "proc-little": PROC % "rem_address" + PROC_ROW % ("0100007F", *NONE4, "0A") +
    PROC_ROW % ("0500000A", *SOME4, "01") + PROC_ROW % ("0500000A", *SOME4, "ZZ"),
    "proc-big": PROC % "rem_address" + PROC_ROW % ("7F000001", *NONE4, "0A") +
    PROC_ROW % ("0A000005", "0A000007", "C351", "01"),
    "proc-unclear": PROC % "rem_address" + PROC_ROW % ("0A00000A", "0B00000B", "1", "01"),
    "proc-6": PROC % "remote_address" + PROC_ROW % (LOOP, ZERO, "0000", "0A") +
    PROC_ROW % (MAPPED + "0500000A", MAPPED + "0700000A", "1F90", "01"),
    "proc-6-big": PROC % "remote_address" + PROC_ROW % ("0" * 31 + "1", ZERO, "0000", "0A") +
    PROC_ROW % ("0" * 20 + "FFFF0A000005", "0" * 20 + "FFFF0A000007", "1F90", "08"),
    "proc-both-families": PROC % "rem_address" + PROC_ROW % ("0100007F", *NONE4, "0A") +
    PROC % "remote_address" + PROC_ROW % (LOOP, ZERO, "0000", "0A"),
    "proc-both": PROC % "rem_address" + PROC_ROW % ("0100007F", "0200007F", "0001", "01") +
    PROC_ROW % ("7F000001", "7F000002", "0001", "01") + PROC_ROW % ("0G00007F", *NONE4, "0A") +
    PROC_ROW % ("0100007F0", *NONE4, "0A") + "   1: 0100007F:0016\n   x: 0 0 0\n   2:\n",
    "ss-kinds": "Netid State Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n"
    "sctp LISTEN 0 0 *:2905 *:*\ndccp ESTAB 0 0 1.2.3.4:1 1.2.3.4:2\nudplite UNCONN 0 0 *:1 *:*\n"
    "raw UNCONN 0 0 *:6 *:*\nu_str ESTAB 0 0 * 1 * 2\n?? X 0 0 1 2\nnl UNCONN 0 0 rtnl:k *\n"
    "mptcp LISTEN 0 0 *:1 *:*\ntcp SYN-SENT 0 1 [fe80::1]%lo:1 [fe80::2]%lo:2 timer:(on,1sec,0)\n"
    "tcp LISTEN 0 0 0.0.0.0:1 0.0.0.0:*\ntcp LISTEN 0 0 [::]:2 [::]:* v6only:1 <->\n"
    "tcp LISTEN 0 0 *:3 *:* users:((\"a\",pid=1,fd=2),(\"b\\\"\",pid=1\n\t cubic wscale:7,7\n"
    "tcp ODD 0 0 1.2.3.4:5 1.2.3.4:6 users:(\ntcp ESTAB x 0 1.2.3.4:5\ntcp ESTAB 0 0 1.2.3.4:5\n"
    "tcp UNCONN 0 0 1.2.3.4:5 0.0.0.0:0\ntcp 0 0 1.2.3.4:5 1.2.3.4:6\n",
    "ss-udp": "State Recv-Q Send-Q Local Address:Port Peer Address:Port\n"
    "UNCONN 0 0 127.0.0.53%lo:53 0.0.0.0:*\nESTAB 0 0 1.2.3.4:5 1.2.3.4:6\nESTAB 0 0 db:x *:y\n",
    "ss-states": "State Recv-Q Send-Q Local Address:Port Peer Address:Port\n"
    "LAST-ACK 0 0 1.2.3.4:5 1.2.3.4:6\nCLOSING 0 0 1.2.3.4:5 1.2.3.4:6\nODD 0 0 h:5 1.2.3.4:6\n"
    "Recv-Q Send-Q Local Address:Port Peer Address:Port\n0 0 1.2.3.4:5 1.2.3.4:6\n0 0 h:1 *:*\n",
    "netstat-kinds": "Active Internet connections (only servers)\n" + HEAD +
    "User       Inode      PID/Program name\nsctp 0 0 1.2.3.4:1 0.0.0.0:* LISTEN 0 1 1/x\n"
    "raw 0 0 0.0.0.0:1 0.0.0.0:* 7\nudplite 0 0 1.2.3.4:1 0.0.0.0:*  0 1 -\nudp6 x 0 a b\n"
    "tcp 0 0 1.2.3.4:1\ntcp 0\ntcp 0 0 1.2.3.4:1 1.2.3.4:2 ESTABLISHED 0 5 1/a on (1/0/0)\n"
    "Active UNIX domain sockets (servers and established)\nProto RefCnt Flags Type State\n"
    "unix 2 [ ] DGRAM 1 /x\nActive Internet connections (w/o servers)\ntcp 0 0 *:1 *:* H\n",
})

TEXTS.update({
    "dotted-odd": "Active Internet connections (including servers)\n"
    "Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)\n"
    "tcp6 0 0 fe80::1%lo0.* *.* LISTEN\ntcp6 0 0 ::ffff:1.2.3.4.80 ::ffff:1.2.3.5.81 ESTABLISHED\n"
    "tcp4 0 0 *.https h.5 ODD\ntcp4 0 0 1.2.3.5 1.2.3.4.99999 ESTABLISHED\ntcp4 0 0 01.2.3.4.5 "
    "256.1.1.1.1 X\ntcp4 0 0 1.2.3.4.http 1.2.3.4. X\ntcp4 0 0 . .. X\n"
    "tcp4 0 0 [::1].5 1.2.3.4.5 X\n"
    "tcp46 0 0 *.80 *.* ODD\nudp46 0 0 *.* *.*\ntcp4 0 0 1.2.3.4.*5 *.*5 X\ntcp 0\ntcp4 x y\n",
    "solaris-odd": "UDP: IPv6\n   Local Address             Remote Address             State  If\n"
    "--- --- ---\n::1.5 ::1.6 Connected lo0\n*.* Unbound\nh.x Idle\n*.5 h.y Odd\n\nSCTP:\n"
    "        Local Address    Remote Address  Swind  Send-Q Rwind  Recv-Q StrsI/O  State\n"
    "0.0.0.0 0.0.0.0 0 0 1 0 32/32 CLOSED\n0.0.0.0.5 0.0.0.0 0 0 1 0 32/32 LISTEN\n"
    "1.2.3.4.5 1.2.3.4.6 0 0 1 0 32/32 ODD\n1.2.3.4 1.2.3.4.6 0 0 1 0 3/3 X\nTCP: IPv4\n"
    "   Local Address  Remote Address  User  Pid  Command  Swind  Send-Q Rwind  Recv-Q  State\n"
    "1.2.3.4.5 1.2.3.4.6 root 5 a 1 0 1 0 ESTABLISHED\n*.5 *.* j.doe 9 b c 1 0 1 0 LISTEN\n"
    "1.2.3.4.5 1.2.3.4.7 1 0 1 0 TIME_WAIT\n*.6 *.* 1 0\n*.7\nRouting Table: IPv4\n x\n",
    "lsof-odd": "COMMAND PID TID TASKCMD USER FD TYPE DEVICE SIZE/OFF NODE NAME\n"
    "a 1 r 3u IPv4 1 0t0 TCP [::1]:5->1.2.3.4:6 (ESTABLISHED QR=0 QS=0)\n"
    "a\\x2 1 r 3u IPv6 1 0t0 TCP *:*->*:5 (LISTEN)\na 1 r 3u IPv6 1 0t0 TCP *:x->\n"
    "a 1 r 3u IPv4 1 0t0 TCP 1.2.3.4:http->h:5 (CLOSED)\na 1 r 3u IPv4 1 0t0 ICMP x\n"
    "a 1 r 3u IPv6 1 0t0 TCP no PCB, CANTSENDMORE\n"
    "a 1 r 3u sock 0,8 0t0 5 can't identify protocol\n"
    "a 1 2 b c r 3u IPv4 1 0t0 UDP *:*\na 1 r 3uW IPv4 0x1 0t0 UDPLITE 1.2.3.4:5\n"
    "a 1 r 3u IPv6 1 0t0 SCTP [fe80::1%lo]:5[1.2.3.4]->:6 (X)\na 1 r 3u IPv4 TCP\na\n",
    "windows-odd": "Active Connections\r\n\r\n  Proto  Local Address  Foreign Address  State\r\n"
    "  TCP    [fe80::1%12]:5  h:https  TIME_WAIT  0\r\n  TCP    1.2.3.4:5  1.2.3.4:6  X Y  7\r\n"
    "  TCP    1.2.3.4:5  1.2.3.4:6  InHost\r\n  UDP    *:5  1.2.3.4:6  7\r\n  TCP\r\n  UDP    x\r\n"
    "  TCP    0.0.0.0:1  0.0.0.0:0  BOUND  5\r\n  x: y\r\n  TCP    1.2.3.4:5  0.0.0.0:0\r\n",
})

# Texts with what they are said to be, right or wrong.
TEXTS.update({
    "cut-header": TEXTS["ss-udp"] + "Netid State Recv-Q Send-Q Local Address:Port Peer Address",
    "cut-row": TEXTS["ss-kinds"] + "tcp LISTEN 0 8 [::1]:80 [::]:*",
    "cut-other": TEXTS["ss-kinds"] + "u_str ESTAB 0 0 * 1 * 2",
    "narrow-odd": HEAD + "\ntcp6 0 0 2001:db8:1:2:3:4:5:6:80 1.2.3.4:5 QQQ\n"
    "tcp6 0 0 2001:db8:1:2:3:4:5:6:8080 :::* LISTEN\n",
    "held-odd": "p1\nca\nf3\ntIPv4\nPTCP\nn1.2.3.4:5->1.2.3.4:6\nTST=ODD\nTST=\nnx:y\nTST=ODD\n",
})
SAID = [(said, "prose", "no table at all\n") for said in range(14)] + [
    (3, "cut", "ESTAB 0 0 1.2.3.4:5 1.2.3"),
    (3, "udp", "UNCONN 0 0 *:5 *:*\nESTAB 0 0 1.2.3.4:5 h"),
    (1, "rows", PROC_ROW % ("0100007F", *NONE4, "0A")),
    (2, "rows", PROC_ROW % (LOOP, ZERO, "0", "07")),
    (4, "rows", "tcp 0 0 1.2.3.4:1 1.2.3.4:2 X\n"), (7, "rows", "tcp4 0 0 1.2.3.4.5 *.* LISTEN\n"),
    (9, "rows", "1.2.3.4.5 1.2.3.4.6 1 0 1 0 LISTEN\n"),
    (10, "rows", "a tcp 0 0 *.22 *.* LISTEN\n"),
    (11, "rows", "tcp 0 0 *.22 *.* LISTEN\ntcp 0 0 h.22 1.2.3.4.80 X\n"),
    (8, "rows", "a b 1 2 tcp4 *:1 *:*\n"), (6, "rows", "\"::\",\"1\",\"::\",\"0\",\"Listen\"\n"),
    (12, "rows", "a 1 r 3u IPv4 1 0t0 TCP *:22 (LISTEN)\n"), (13, "rows", "p1\nca\nPTCP\nn*:22\n"),
    (5, "rows", "  TCP 1.2.3.4:5 0.0.0.0:0 X\n  UDP [::1]:1 *:* 4\n  TCP h:1 g:2 Y\n"),
]


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
        control = bytes([said, (255, 0, 6, 40)[number % 4], number % 11, (0, 0, 3)[number % 3]])
        out[path.name] = control + begin_and_end(path.read_bytes())
    for number, (name, text) in enumerate(sorted(TEXTS.items())):
        control = bytes([0, (0, 6, 255, 40)[number % 4], number % 11])
        out["text-" + name] = control + b"\0" + text.encode("latin-1")
        if "users:" in text or "\nf3" in text or "  sl" in text:
            out["full-" + name] = control + b"\1" + text.encode("latin-1")
    for said, name, text in SAID:
        out["said-%s-%d" % (name, said)] = bytes([said, 7, 0, 0]) + text.encode("latin-1")
    return out

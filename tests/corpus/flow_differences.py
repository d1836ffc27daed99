# SPDX-License-Identifier: MIT
"""Where this library reads a capture otherwise than nfdump or tshark, and why it is right.

Each entry is (oracle, kind, argument, reason). Offsets in the reasons are those of a UDP payload.

extra     indices of flows that the oracle lacks
absent    how many records of the oracle, the last ones, are no flows
untimed   names of times that the oracle does not tell
times     from how many to how many ns the times here are later than the oracle's
scaled    the oracle has multiplied packets and bytes by the sampling rate (here F8 does that later)
fields    names of fields that the oracle has otherwise
records   how many records of options it lacks
flows     indices of flows whose times the oracle has otherwise"""

BOTH = ("start", "end")

EXPORT = ("its template has no time that can be placed, so that it ends at the header's export "
          "time, and began before that by its duration (161, or 21 - 22) where it has one; nfdump "
          "says 0")


def boot(shift, seconds):
    return ("nfdump", "times", (0, shift * 1000000),
            "the header tells whole seconds (RFC 3954 section 5.1; bytes 8 to 11: %s), so that a "
            "datagram says that the system began at the second less the uptime, or up to one "
            "second later. nfdump takes each datagram by itself, here the latest of an exporter's "
            "beginnings holds" % seconds)


DIFFERENCES = {
    "IPFIX": [
        ("nfdump", "extra", range(6, 12),
         "three messages are in the datagram: the first says 484 bytes (bytes 2 and 3: 01 e4; "
         "RFC 7011 section 3.1), bytes 484 and 548 begin others (00 0a 00 40, 00 0a 00 f0)"),
        ("tshark", "extra", range(6, 12), "the same"),
        ("nfdump", "flows", (0, 1),
         "they began at an uptime (22) of 0, when the system began: 1431516013.506 s says the "
         "options record at byte 198 (160: 00 00 01 4d 4d 00 e3 c2); nfdump takes 0 for no time"),
        ("tshark", "flows", (0, 1), "the same; tshark writes an uptime of 0 as 1970"),
    ],
    "IPFIX_Barracuda_extended_uniflow_template_256": [("nfdump", "untimed", BOTH, EXPORT)],
    "IPFIX_Barracuda_firewall": [("nfdump", "untimed", BOTH, EXPORT)],
    "IPFIX_Mikrotik_RouterOS_6_39_2": [("nfdump", "untimed", BOTH, EXPORT)],
    "IPFIX_Netscaler_with_variable_length_fields": [
        ("nfdump", "untimed", BOTH, "flowStartMicroseconds and its end (154, 155) are not read"),
        ("tshark", "times", (-500, 500),
         "microseconds (RFC 7011 section 6.1.9): the fraction of 2^32 is rounded to the nearest, "
         "tshark writes digits that the exporter did not tell"),
    ],
    "IPFIX_Netscaler_with_variable_length_fields_2": [
        ("nfdump", "extra", range(0, 3),
         "the data sets of the first datagram (258, 257, 258) come before their templates, which "
         "are in the second; they are held for them"),
        ("tshark", "extra", range(0, 3), "the same"),
        ("nfdump", "untimed", BOTH, "flowStartMicroseconds and its end (154, 155) are not read"),
        ("tshark", "times", (-500, 500), "as above: rounded to microseconds"),
    ],
    "IPFIX_Nokia_BRAS": [
        ("nfdump", "untimed", ("end",),
         "the template tells a start (152) and no end, so that the flow is a point"),
    ],
    "IPFIX_Procera": [
        ("tshark", "fields", ("source", "destination"),
         "the template has addresses of both families (8, 12, 27, 28); in these records the IPv4 "
         "ones are zero"),
    ],
    "Netflow5_Juniper_MX80": [
        ("nfdump", "scaled", None, "bytes 22 and 23: 03 e8, one of 1,000 packets"),
    ],
    "Netflow_5_invalid_01": [
        ("nfdump", "extra", range(30),
         "the header's count is 55,582 (bytes 2 and 3: d9 1e), nfdump takes nothing; but there are "
         "1,464 bytes: a header and 30 whole records"),
    ],
    "Netflow_5_invalid_02": [
        ("nfdump", "extra", range(30), "the same with a count of 163 (bytes 2 and 3: 00 a3)"),
    ],
    "Netflow_5_valid_01": [
        ("tshark", "extra", range(2, 30),
         "the header's count is 2 (bytes 2 and 3); behind the two records, at byte 120, there "
         "is another header (00 05 00 04), and so on to the last byte: nfdump is right"),
        ("nfdump", "times", (0, 1000000),
         "nanoseconds of the header (bytes 12 to 15: 10 b5 77 40) and the latest beginning of the "
         "messages in the datagram; nfdump cuts to ms and takes each by itself"),
    ],
    "Netflow_9_Cisco_1941_K9_release_15_1": [("nfdump", "untimed", BOTH, EXPORT)],
    "Netflow_9_Cisco_ASA": [
        ("nfdump", "fields", ("start",),
         "the template has a start (152) beside the event's time (323), which nfdump takes for "
         "both; tshark reads it"),
    ],
    "Netflow_9_Cisco_ASA_2": [
        ("nfdump", "fields", ("start",), "the same"),
    ],
    "Netflow_9_Cisco_NBAR_flowset_262": [
        ("tshark", "fields", ("source_port",),
         "the template has sourceTransportPort (7) and tcpSourcePort (182), which is 0 in these "
         "UDP records; tshark writes the last of them"),
    ],
    "Netflow_9_Cisco_WLC": [
        ("nfdump", "absent", 19,
         "records of template 261 are of wireless stations: 366 is the one address that they have, "
         "365 and 367 are MAC addresses; no flow between two addresses"),
    ],
    "Netflow_9_Fortigate_FortiOS_54x_appid": [boot(100, "5a f4 e8 b2 and 5a f4 e9 b3")],
    "Netflow_9_H3C": [
        boot(213, "5b 02 90 58 and 5b 02 90 70"),
        ("tshark", "extra", range(1, 16),
         "tshark stops at the field of type 0 in the template (byte 120: 00 00 00 01), which is "
         "one byte to pass over (RFC 3954 section 5.2); nfdump is right"),
    ],
    "Netflow_9_H3C_Netstream_with_varstring": [boot(36, "5b 4e 99 65 and 5b 4e 99 67")],
    "Netflow_9_Streamcore": [boot(36, "58 76 1b 7f and 58 76 15 c7")],
    "Netflow_9_Ubiquiti_Edgerouter_with_MPLS_labels": [boot(183, "57 d4 33 a8 and 57 d4 33 82")],
    "Netflow_9_invalid_01": [
        ("nfdump", "scaled", None,
         "the options record at byte 170 has a sampling interval (34) of 100 (00 00 00 64)"),
        ("tshark", "extra", range(2),
         "tshark stops at the options template set (byte 140: 00 01 00 16), which is not padded to "
         "four bytes; RFC 3954 section 6.1 asks for padding with SHOULD"),
        ("tshark", "records", 1, "the options record is behind that, too"),
    ],
    "Netflow_9_macaddress": [("nfdump", "untimed", BOTH, EXPORT)],
    "Netflow_9_multiple_netflow_exporters": [
        ("tshark", "flows", (7,),
         "the last record has an uptime of 0 (byte 69 of the third datagram), when the system "
         "began; tshark writes it as 1970"),
    ],
    "Netflow_9_nprobe_DPI_L7": [
        ("nfdump", "fields", BOTH,
         "the clock stood at 1970 (bytes 8 to 11: 00 00 01 f6, 502 s), uptime 90.9 s: the system "
         "began at 411 s. nfdump has the same less 2^32 s"),
    ],
}

# Counters of trouble that are not 0, by which a capture is known to be decoded to its end.
TROUBLE = {
    "IPFIX_Netscaler_with_variable_length_fields": {"no_template": 1, "held": 1},
    "IPFIX_Netscaler_with_variable_length_fields_2":
        {"no_template": 5, "held": 5, "held_decoded": 3},
    "IPFIX_Netscaler_with_variable_length_fields_missing_templates": {"no_template": 4, "held": 4},
    "Netflow_5_invalid_01": {"malformed": 1},
    "Netflow_5_invalid_02": {"malformed": 1},
    "Netflow_9_Cisco_WLC": {"records_other": 19},
    "Netflow_9_ipt_netflow_reduced_size_encoding": {"no_template": 6, "held": 6},
    # 17 bytes behind the record, which is longer than its template says.
    "Netflow_9_nprobe_DPI_L7": {"records_bad": 1},
}

# SPDX-License-Identifier: MIT
"""What the JSON of a record must be (design section 10), from the driver's raw form of it."""

import datetime
import math

VIEWS = {0: None, 1: "listener", 2: "client"}
STATUSES = ("normal", "hidden", "ignored")
EVIDENCE = (None, "guess", "range", "fan-in", "named-port", "handshake", "absent", "known",
            "listen", "observed", "user")
ORIGINS = ((1, "manual"), (2, "netstat"), (4, "netflow"))
PROTOCOLS = {6: "tcp", 17: "udp", 132: "sctp"}
FLOW_NAMES = ("active_samples total_events forward_events reverse_events forward_bytes "
              "reverse_bytes forward_packets reverse_packets attempts active_span gap_span "
              "first_found last_found late_events sampled approximate").split()


def time_text(time):
    """RFC 3339 UTC, a fraction only where present."""
    if time is None:
        return None
    seconds, fraction = divmod(time, 10**9)
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds)
    text = moment.strftime("%Y-%m-%dT%H:%M:%S")
    if fraction:
        text += (".%09d" % fraction).rstrip("0")
    return text + "Z"


def ratio_text(numerator, denominator):
    """Six decimals, half to even, by integers."""
    if denominator == 0:
        return None
    whole, rest = divmod(numerator * 10**6, denominator)
    if 2 * rest > denominator or (2 * rest == denominator and whole % 2):
        whole += 1
    return "%d.%06d" % divmod(whole, 10**6)


def wilson(active, total):
    """E. B. Wilson 1927, in percent."""
    z = 1.959963984540054
    share, square = active / total, z * z / total
    middle = share + square / 2
    half = z * math.sqrt(share * (1 - share) / total + square / (4 * total))
    return [max(0.0, 100 * (middle - half) / (1 + square)),
            min(100.0, 100 * (middle + half) / (1 + square))]


def span_text(span):
    """Seconds, exact to the nanosecond, as a number without a needless part."""
    seconds, fraction = divmod(span, 10**9)
    return ("%d.%09d" % (seconds, fraction)).rstrip("0") if fraction else seconds


def flow_json(flow):
    """The object of the flow statistics; spans have no value before the first event."""
    if flow is None:
        return dict.fromkeys(FLOW_NAMES)
    seen = flow["first"] is not None
    values = [flow["samples"], min(sum(flow["events"]), 2**64 - 1), *flow["events"],
              *flow["bytes"], *flow["packets"], flow["attempts"],
              span_text(flow["active"]) if seen else None,
              span_text(flow["gap"]) if seen else None,
              time_text(flow["first"]), time_text(flow["last"]), flow["late"],
              bool(flow["sampled"]), bool(flow["approximate"])]
    return dict(zip(FLOW_NAMES, values))


def view_json(raw):
    """The object of one view; the interval as floats."""
    view, found, total, active, recent, attempts, implied, ports, first, last = raw
    there = view != 0
    low, high = wilson(active, total) if found and total else (None, None)
    return {
        "view": VIEWS[view],
        "total_samples": total if found else None,
        "active_samples": active if there else None,
        "recent_samples": recent if there else None,
        "attempts": attempts if there else None,
        "implied_samples": implied if there else None,
        "total_ports": ports if there else None,
        "average_connections": ratio_text(ports, active) if there else None,
        "persistence": ratio_text(100 * active, total) if found else None,
        "persistence_low": low, "persistence_high": high,
        "first_found": time_text(first), "last_found": time_text(last),
    }


def record_json(raw):
    realm, scope, protocol, client, listener, port = raw["key"]
    headline = {1: raw["lv"], 2: raw["cv"], 0: [0, 0, 0, 0, 0, 0, 0, 0, None, None]}
    return {
        "id": raw["id"], "realm": realm, "scope": scope.zfill(16),
        "protocol": PROTOCOLS.get(protocol, protocol), "client_ip": client,
        "listener_ip": listener, "port": port, "client_device": raw["cdev"],
        "listener_device": raw["ldev"], "client_device_explicit": raw["cdevx"],
        "listener_device_explicit": raw["ldevx"],
        "client_processes": [{"name": name, "last_seen": time_text(time)}
                             for name, time in raw["procs"]],
        "listener_process": raw["lproc"],
        "origin": [name for bit, name in ORIGINS if raw["origin"] & bit],
        "evidence": EVIDENCE[raw["evidence"]], "mixed": bool(raw["flags"] & 1),
        "status": STATUSES[raw["status"]], "note": raw["note"],
        "created": time_text(raw["created"]), "updated": time_text(raw["updated"]),
        "first_found": time_text(raw["first"]), "last_found": time_text(raw["last"]),
        "revision": raw["rev"],
        "netstat": view_json(headline[raw["headline"]]),
        "netstat_client": view_json(raw["cv"]), "netstat_listener": view_json(raw["lv"]),
        "netflow": flow_json(raw["flow"]),
    }


def differences(raw, found):
    """Texts of what differs; `found` was parsed with numbers that have a point as strings."""
    expected = record_json(raw)
    if list(found) != list(expected):
        return ["members %s, expected %s" % (list(found), list(expected))]
    texts = []
    for name, value in expected.items():
        other = dict(found[name]) if isinstance(found[name], dict) else found[name]
        if name.startswith("netstat"):
            for bound in ("persistence_low", "persistence_high"):
                ours, theirs = value[bound], other.get(bound)
                if ours is not None and theirs is not None and abs(ours - float(theirs)) < 2e-6:
                    value[bound] = theirs
        if other != value:
            texts.append("%s: %s, expected %s" % (name, other, value))
    return texts

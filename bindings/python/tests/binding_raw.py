# SPDX-License-Identifier: MIT
"""What the binding gives, in the raw form of tests/support/driver_text.c: the model's."""


def view(netstat):
    return [netstat.view or 0, int(netstat.total_samples is not None),
            *(getattr(netstat, name) or 0 for name in (
                "total_samples", "active_samples", "recent_samples", "attempts",
                "implied_samples", "total_ports")),
            netstat.first_found, netstat.last_found]


def flow(netflow):
    if netflow.spans is None:
        return None
    spans = netflow.spans
    pairs = {name: [getattr(netflow, "forward_" + name), getattr(netflow, "reverse_" + name)]
             for name in ("events", "bytes", "packets")}
    state = spans.state
    kept = [[each.start, each.end] for each in state.segments[:state.count]]
    folded_end = state.folded_end if state.flags & 4 else None
    return {**pairs, "attempts": netflow.attempts, "sampled": int(netflow.sampled),
            "late": netflow.late_events, "approximate": int(netflow.approximate),
            "active": spans.active, "gap": spans.gap, "samples": netflow.active_samples,
            "first": netflow.first_found, "last": netflow.last_found,
            "kept": [folded_end, state.folded_active, state.folded_samples, kept]}


def record(each):
    return {
        "id": str(each.id),
        "key": [each.realm, "%x" % each.scope, each.protocol, str(each.client_ip),
                str(each.listener_ip), each.port],
        "rev": each.revision, "origin": each.origin, "evidence": each.evidence or 0,
        "status": each.status, "flags": int(each.mixed), "headline": each.netstat.view or 0,
        "port": each.client_port, "created": each.created, "updated": each.updated,
        "first": each.first_found, "last": each.last_found, "cdev": each.client_device,
        "ldev": each.listener_device, "cdevx": each.client_device_explicit,
        "ldevx": each.listener_device_explicit, "lproc": each.listener_process,
        "note": each.note,
        "procs": [[process.name, process.last_seen] for process in each.client_processes],
        "lv": view(each.netstat_listener), "cv": view(each.netstat_client),
        "flow": flow(each.netflow),
    }


def endpoint(each):
    key = each.key
    return {"key": [key.realm, "%x" % key.scope, key.protocol, str(key.address), key.port],
            "rev": each.revision, "samples": each.samples, "records": each.records,
            "evidence": each.evidence or 0, "listen": each.last_listen, "seen": each.last_seen,
            "process": each.process, "device": each.device}


def host(each):
    return {"key": [each.key.realm, "%x" % each.key.host], "rev": each.revision,
            "snapshots": each.snapshots, "addresses": each.addresses,
            "low": each.ephemeral_ports[0], "high": each.ephemeral_ports[1],
            "last": each.last_snapshot, "name": each.name,
            "complete": [[count.snapshots, count.newest] for count in each.complete.values()]}


def address(each):
    key = each.key
    return {"key": [key.realm, "%x" % key.scope, str(key.address)], "rev": each.revision,
            "owner": "%x" % each.owner, "since": each.since, "seen": each.last_seen,
            "device": each.device}


def change(each):
    successor = "00000000-0000-0000-0000-000000000000"
    return [each.revision, each.cause, str(each.id), str(each.successor or successor)]

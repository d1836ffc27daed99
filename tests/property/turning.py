# SPDX-License-Identifier: MIT
"""D2: records that have an end as client by weaker evidence than it now has as listener."""

from basics import (
    CLIENT, LISTENER, MANUAL, MIXED, TURNED, never_client, order, record_id)
from entities import SEVERAL, Record


def client_end(model, record):
    """The endpoint that the client's one end would be, or None."""
    realm, scope, protocol, client, _, _ = record.key
    if record.port in (None, SEVERAL):
        return None
    return realm, model.end_scope(realm, scope, client), protocol, client, record.port


def turnable(record):
    """Manual ones are never turned (K8), grouped ones neither (K11)."""
    return not (record.origin & MANUAL or record.flags & MIXED
                or never_client(record.key[4]))


def turn_all(model, gained, strength, now):
    """`gained` says by what evidence an endpoint is a listener now, `strength` what the other end
    has against it. Answers how many records were turned: all of them end before the first of them
    goes in anew; those that become one merge in key order."""
    turned = []
    for key in sorted(model.records, key=order):
        record = model.records[key]
        end = client_end(model, record)
        evidence = gained(end) if end else 0
        if end == record.endpoint:
            continue  # what talks to itself is the same the other way round
        if turnable(record) and evidence > strength(record.endpoint):
            turned.append((record, evidence, turned_key(model, record)))
    for record, _, (key, _) in turned:
        model.end(record, TURNED, record_id(key))
    targets = {}
    for record, evidence, (key, grouped) in turned:
        targets.setdefault(key, []).append(record)
        turn(model, record, evidence, key, grouped, now)
    for key, records in targets.items():
        flow = model.records[key].flow
        if len(records) > 1 and flow and (flow.spans.folded_end is not None):
            flow.spans.unsure = True  # the order of merging is not specified
    return len(turned)


def turned_key(model, record):
    """The key that it gets, and whether its client is a group then."""
    realm, scope, protocol, client, listener, _ = record.key
    raw, grouped = model.group(realm, listener)
    return (realm, scope, protocol, raw, client, record.port), grouped


def turn(model, record, evidence, key, grouped, now):
    record.client_device, record.listener_device = record.listener_device, record.client_device
    record.processes = []
    record.evidence, record.port = evidence, record.key[-1]
    record.flags |= MIXED if grouped else 0
    if record.flow:
        record.flow.turned()
    turn_views(record, grouped)
    record.key, record.endpoint = key, model.endpoint_key(key)
    target = model.records.get(key)
    if target:
        model.merge(target, record)
    else:
        target = model.records[key] = record
    model.refer(target)
    model.hear(target.endpoint, evidence)
    model.touch(target, now)


def turn_views(record, grouped):
    """A view is still counted from the same host, which is now the other side's; a group has no
    client view beyond presence (K11)."""
    views = {}
    for old, new in ((CLIENT, LISTENER), (LISTENER, CLIENT)):
        view = record.views.get(old)
        if view:
            view.total = view.active
            view.implied = view.active if new == LISTENER else 0
            views[new] = view
            if grouped and new == CLIENT:
                view.total = view.active = view.attempts = view.ports = 0
    record.views = views

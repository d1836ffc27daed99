# SPDX-License-Identifier: MIT
"""Filters and orders of lists in plain Python, over the raw records of the driver."""

import basics


def order(raw):
    realm, scope, protocol, client, listener, port = raw["key"]
    return basics.order((realm, int(scope, 16), protocol, basics.address(client),
                        basics.address(listener), port))


def headline(raw):
    return {1: raw["lv"], 2: raw["cv"], 0: None}[raw["headline"]]


def share(numerator, denominator):
    return numerator / denominator if denominator else None


def persistence(raw):
    view = headline(raw)
    return share(100 * view[3], view[2]) if view and view[1] else None


def same_name(a, b):
    return a is not None and a.lower() == b.lower()


def passes(raw, wanted):
    """`wanted` is the filter as a dict of the driver's options, all of them texts."""
    realm, _, protocol, client, listener, port = raw["key"]
    if "all" not in wanted and realm != int(wanted.get("realm", 0)):
        return False
    if not (int(wanted.get("statuses", 0)) or 1) & (1 << raw["status"]):
        return False
    for name, value in wanted.items():
        if name == "client" and not basics.within(value, basics.address(client)):
            return False
        if name == "listener" and not basics.within(value, basics.address(listener)):
            return False
        if name == "port":
            low, high = map(int, value.split("-"))
            if not low <= port <= high:
                return False
        if name == "protocol" and protocol != int(value):
            return False
        if name == "device" and not (same_name(raw["cdev"], value)
                                     or same_name(raw["ldev"], value)):
            return False
        if name == "process":
            names = [process[0] for process in raw["procs"]] + [raw["lproc"] or ""]
            if not any(value.lower() in each.lower() for each in names):
                return False
        if name == "origin" and not raw["origin"] & int(value):
            return False
        if name == "since" and (raw["last"] is None or raw["last"] < int(value)):
            return False
        if name == "changed" and raw["rev"] <= int(value):
            return False
        if name == "minp" and not (persistence(raw) is not None
                                   and persistence(raw) >= float(value)):
            return False
    return True


def sort_value(raw, sort):
    """The value that a list is sorted by, or None."""
    if 1 <= sort <= 5:
        return raw[("rev", "created", "updated", "first", "last")[sort - 1]]
    flow = raw["flow"]
    if sort > 17:
        name = {18: "active", 19: "gap"}[sort]
        return flow[name] if flow and flow["first"] is not None else None
    if sort > 13:
        name = {14: "events", 15: "bytes", 16: "packets", 17: "samples"}[sort]
        value = flow and flow[name]
        return min(sum(value), basics.COUNTER_MAX) if isinstance(value, list) else value
    view = headline(raw)
    if not 6 <= sort <= 13 or view is None:
        return None
    if sort == 6:
        return view[2] if view[1] else None
    if sort == 12:
        return share(view[7], view[3])
    if sort == 13:
        return persistence(raw)
    return view[{7: 3, 8: 4, 9: 5, 10: 6, 11: 7}[sort]]


def answer(records, wanted, sort, descending, limit):
    """The ids that a list must give."""
    found = sorted((raw for raw in records if passes(raw, wanted)), key=order)
    if sort:
        values = {raw["id"]: sort_value(raw, sort) for raw in found}
        have = [raw for raw in found if values[raw["id"]] is not None]
        have.sort(key=lambda raw: -values[raw["id"]] if descending else values[raw["id"]])
        found = have + [raw for raw in found if values[raw["id"]] is None]
    elif descending:
        found.reverse()
    ids = [raw["id"] for raw in found]
    return ids[:limit] if limit else ids

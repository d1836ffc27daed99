# SPDX-License-Identifier: MIT
"""Compares what the driver answers with the model."""

import json

import basics
import queries
import record_json

INVENTORY = ("hosts", "addresses", "listeners")


def parse(line):
    """An answer. Numbers with a point stay texts, to be compared digit by digit."""
    return json.loads(line, parse_float=str)


def turn(index):
    """Which reading comes after which operation: mostly the dump, sometimes another."""
    if index % 16 == 7:
        return "dump json=1"
    if index % 8 == 3 and INVENTORY:
        return INVENTORY[index // 8 % len(INVENTORY)]
    return "dump"


class Comparison:
    def __init__(self, on):
        self.model = on
        self.revisions = {}  # id: (the model's, the library's) when last compared
        self.records = []
        self.marks = [(0, 0)]

    def faults(self, name, answer):
        if answer["code"] != 0:
            return ["%s gives code %d: %s" % (name, answer["code"], str(answer)[:500])]
        if name == "dump":
            return self.dump(answer["records"])
        if name.startswith("dump"):
            faults = self.dump([pair[0] for pair in answer["records"]])
            for raw, found in answer["records"]:
                faults += ["json of %s: %s" % (raw["key"], text)
                           for text in record_json.differences(raw, found)]
            return faults
        return getattr(self, name)(answer[name])

    # ---- records ----

    def dump(self, records):
        expected = self.model.dump()
        self.by_id = {basics.record_id(key): r for key, r in self.model.records.items()}
        faults = []
        if [r["id"] for r in records] != [r["id"] for r in expected]:
            have, want = {r["id"]: r for r in records}, {r["id"]: r for r in expected}
            faults += ["unexpected record %s" % (have[i],) for i in have if i not in want]
            faults += ["missing record %s" % (want[i],) for i in want if i not in have]
            return faults or ["the records are not in key order"]
        for found, wanted in zip(records, expected):
            found = self.follow(found, wanted)
            faults += ["%s %s: %s, expected %s" % (wanted["key"], name, found[name], value)
                       for name, value in wanted.items() if found[name] != value]
            faults += self.invariants(found)
        self.records = records
        return faults + self.order_of_revisions(records)

    def follow(self, found, wanted):
        """Where either of two listener processes is right, or spans depend on an order that is not
        specified, the model takes the library's. Answers what must be equal."""
        record = self.by_id[wanted["id"]]
        endpoint = self.model.endpoints[record.endpoint]
        if found["lproc"] in endpoint.either:
            endpoint.process = wanted["lproc"] = found["lproc"]
        if not found["flow"] or not wanted["flow"]:
            return found
        if record.flow.spans.unsure:
            record.flow.spans.adopt(found["flow"])
            wanted["flow"] = record.flow.dump()
        flow = {name: value for name, value in found["flow"].items() if name != "kept"}
        return dict(found, flow=flow)

    @staticmethod
    def invariants(raw):
        """Properties 1 and 2."""
        faults = []
        for name in ("lv", "cv"):
            _, found, total, active = raw[name][:4]
            if found and not 0 <= active <= total:
                faults.append("%s %s: active %d, total %d" % (raw["key"], name, active, total))
        flow = raw["flow"]
        if flow and flow["first"] is not None and not (
                flow["active"] >= 0 and flow["gap"] >= 0
                and flow["active"] + flow["gap"] == flow["last"] - flow["first"]):
            faults.append("%s: F3 does not hold: %s" % (raw["key"], flow))
        return faults

    def order_of_revisions(self, records):
        """K10: a revision is newer exactly where the record changed later."""
        ours = {basics.record_id(key): r.revision for key, r in self.model.records.items()}
        theirs = {raw["id"]: raw["rev"] for raw in records}
        faults = []
        calls = {}
        for each, number in ours.items():
            calls.setdefault(number, []).append((theirs[each], each))
        before = (0, "")
        for _, members in sorted(calls.items()):
            if min(members)[0] <= before[0]:
                faults.append("revisions: %s must be less than %s" % (before, min(members)))
            before = max(members)
        for each, pair in self.revisions.items():
            if each in ours and (ours[each] == pair[0]) != (theirs[each] == pair[1]):
                faults.append("revision of %s: was %d, is %d; %s change expected" % (
                    each, pair[1], theirs[each], "no" if ours[each] == pair[0] else "a"))
        self.revisions = {each: (ours[each], theirs[each]) for each in ours}
        return faults

    def reading(self, op, command):
        """The command and what it must answer, after a fresh dump."""
        if op["op"] == "query":
            return command, {"code": 0, "ids": queries.answer(
                self.records, op["filter"], op["sort"], op["descending"], op["limit"])}
        ours, theirs = self.marks[int(op["pick"] * len(self.marks))]
        expected = self.model.changes(ours)
        command = "changes %d %d" % (theirs, op["capacity"])
        if isinstance(expected, int):
            return command, {"code": expected}
        return command, {"code": 0, "changes": Changes(expected)}

    def mark(self, revision):
        """The registry's newest revision now, for later questions of what has changed since."""
        self.marks.append((self.model.revision, revision))

    # ---- inventory ----

    @staticmethod
    def lists(name, found, wanted, faults):
        faults += ["%s: unexpected %s" % (name, found[key]) for key in found if key not in wanted]
        faults += ["%s: missing %s %s" % (name, key, wanted[key])
                   for key in wanted if key not in found]
        for key in wanted:
            if key in found:
                faults += ["%s %s %s: %s, expected %s" % (name, key, member, found[key][member],
                                                          value)
                           for member, value in wanted[key].items()
                           if found[key][member] != value]
        return faults

    def hosts(self, answer):
        wanted = {}
        for (realm, host), h in self.model.hosts.items():
            complete = [[h.complete.get((protocol, each), 0),
                         h.last_complete.get((protocol, each))]
                        for each in (0, 1) for protocol in (6, 17)]
            wanted[realm, "%x" % host] = {
                "last": h.last, "snapshots": h.snapshots, "name": h.name, "low": h.low,
                "high": h.high, "complete": complete}
        found = {tuple(h["key"]): dict(h, complete=[h["complete"][i] for i in (0, 1, 5, 6)])
                 for h in answer}
        return self.lists("host", found, wanted, [])

    def addresses(self, answer):
        wanted = {}
        for (realm, scope, raw), a in self.model.addresses.items():
            wanted[realm, "%x" % scope, basics.address_text(raw)] = {
                "device": a.device, "seen": a.last_seen, "owner": "%x" % (a.owner or 0)}
        found = {tuple(a["key"]): a for a in answer}
        return self.lists("address", found, wanted, [])

    def listeners(self, answer):
        wanted = {}
        for (realm, scope, protocol, raw, port), e in self.model.endpoints.items():
            key = realm, "%x" % scope, protocol, basics.address_text(raw), port
            records = [r for r in self.model.records.values()
                       if r.endpoint == (realm, scope, protocol, raw, port)]
            manual = any(r.origin & basics.MANUAL for r in records)
            wanted[key] = {
                "records": len(records), "samples": e.samples,
                "listen": self.model.last_listen((realm, scope, protocol, raw, port)),
                "evidence": basics.USER if manual else e.evidence}
            if wanted[key]["listen"] is not None:
                wanted[key]["evidence"] = max(wanted[key]["evidence"], basics.SEEN_LISTEN)
        found = {tuple(e["key"]): e for e in answer}
        return self.lists("listener", found, wanted, [])


class Changes:
    """What the driver's changes are compared with."""

    def __init__(self, expected):
        self.expected = expected

    def __eq__(self, found):
        """In rising revision, and call by call the same set."""
        revisions = [change[0] for change in found]
        if sorted(set(revisions)) != revisions or len(found) != len(self.expected):
            return False
        calls = [change[0] for change in self.expected]
        return sorted((call, *change[1:]) for call, change in zip(calls, found)) == self.expected

    def __ne__(self, found):
        return not self == found

    def __str__(self):
        return str(self.expected)

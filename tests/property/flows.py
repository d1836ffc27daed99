# SPDX-License-Identifier: MIT
"""One batch of flows on its way into the model: what is dropped, which end listens, what is counted
(design sections 5 and 6)."""

from basics import (
    COUNTER_MAX, DAY, FAN_IN, HANDSHAKE, IGNORED, KNOWN, MIXED, NETFLOW, OBSERVED, PORTED,
    NAMED_PORT, TCP, TIME_MAX, USER, later, never_client, unspecified)
from entities import SEVERAL
from ladder import Ladder
from turning import turnable

FLOW_BIFLOW, FLOW_DENIED, FLOW_FRAGMENT, FLOW_SYN_ONLY_OK = 1, 2, 4, 8
SOURCE, DESTINATION = 1, 2
TOLD = (HANDSHAKE, OBSERVED)  # who began: what flows tell by themselves, and what does not age
FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
REPORT = ("flows events attempts attempts_unknown ignored dropped_protocol dropped_port "
          "dropped_fragment dropped_address dropped_future dropped_old dropped_time dropped_scope "
          "dropped_full records_new turned mixed late sampled biflows long_durations "
          "reversed_times fan_in_full").split()


class Flow:
    """A flow of the batch: what the driver's line says, and what becomes of it."""

    def __init__(self, fields):
        (self.realm, self.protocol, source, sport, destination, dport, self.start, self.end,
         self.bytes, self.packets, self.reverse_bytes, self.reverse_packets, self.tcp, self.rtcp,
         self.initiator, self.flags, self.sampling) = fields
        self.source, self.destination = (source, sport), (destination, dport)
        self.listener = self.client = self.evidence = None
        self.met_more = None  # the endpoint that fan-in is for in the hour of the flow

    def ends(self):
        return self.source, self.destination

    def other(self, end):
        return self.destination if end == self.source else self.source

    def is_attempt(self):
        """F12."""
        if self.flags & FLOW_DENIED:
            return True
        return (self.protocol == TCP and (self.tcp | self.rtcp) & (SYN | ACK) == SYN
                and not self.flags & FLOW_SYN_ONLY_OK)

    def is_refusal(self):
        """Nothing but a reset: no more than the attempt that it answers."""
        return (not self.is_attempt() and self.protocol == TCP and self.tcp & RST
                and not self.tcp & (SYN | FIN | PSH))

    def fault(self):
        """Why the end alone counts, or None (F9)."""
        if self.start is None:
            return None
        if self.start > self.end:
            return "reversed_times"
        return "long_durations" if self.end - self.start > DAY else None

    def covered(self):
        """What it covers: [start, end], or a point."""
        return (self.end if self.start is None or self.fault() else self.start), self.end

    def scaled(self, count):
        """F8."""
        return min(count * max(self.sampling, 1), COUNTER_MAX)

    def traffic(self):
        """((bytes, packets) of the source, of the destination)."""
        back = (self.reverse_bytes, self.reverse_packets) if self.flags & FLOW_BIFLOW else (0, 0)
        return [tuple(self.scaled(count) for count in pair)
                for pair in ((self.bytes, self.packets), back)]


class Batch:
    def __init__(self, model, now, received, host, flows):
        self.model, self.now, self.received, self.host = model, now, received, host
        self.given = [Flow(fields) for fields in flows]
        self.report = dict.fromkeys(REPORT, 0)
        # endpoint -> the strongest evidence of this batch that it listens, and what flows tell
        self.said, self.told = {}, {}
        self.manual = model.manual()
        self.uncertain = False  # whether an event may be late or not

    def apply(self):
        """The report. Order within the batch does not matter but at the cap of records (D1)."""
        taken = self.take()
        events = [flow for flow in taken if not flow.is_attempt() and not flow.is_refusal()]
        self.count_fan_in(taken, events)
        self.decide(taken, events)
        gained = self.gained(events)
        self.mark_mixed(events)
        self.report["turned"] = self.model.turn(
            lambda end: gained.get(end, 0), self.strength, self.now)
        for flow in events:
            self.count(flow, self.event)
        for flow in taken:
            if flow.is_refusal():
                self.count(flow, self.refusal)
        for flow in taken:
            if flow.is_attempt():
                self.count(flow, self.attempt)
        if self.uncertain:
            del self.report["late"]
        return self.report

    def take(self):
        """What is not dropped."""
        self.report["flows"] = len(self.given)
        taken = []
        for flow in self.given:
            drop = self.drop(flow)
            if drop:
                self.report["dropped_" + drop] += 1
                continue
            flow.view = Ladder(self.model, flow.realm, self.host, flow.end)
            taken.append(flow)
        return taken

    def gained(self, events):
        """D2: the strongest evidence of what counts, by endpoint."""
        gained = {}
        for flow in events:
            if not self.ignored(flow):
                end = self.listener(flow)
                gained[end] = max(flow.evidence, gained.get(end, 0))
        return gained

    # ---- drops (F9) ----

    def drop(self, flow):
        """The name of the counter, or None."""
        if flow.protocol not in PORTED:
            if not self.model.portless:
                return "protocol"
            flow.source, flow.destination = (flow.source[0], 0), (flow.destination[0], 0)
        if flow.flags & FLOW_FRAGMENT:
            return "fragment"
        if flow.protocol in PORTED and not (flow.source[1] and flow.destination[1]):
            return "port"
        if any(unspecified(raw) for raw, _ in flow.ends()) or all(
                never_client(raw) for raw, _ in flow.ends()):
            return "address"
        times = [flow.end] if flow.start is None else [flow.start, flow.end]
        if any(abs(time) > TIME_MAX for time in times):
            return "time"
        if self.received is not None and flow.end > self.received + self.model.flow_future:
            return "future"
        if self.received is not None and flow.end < self.received - self.model.flow_age:
            return "old"
        if not self.host and any(self.model.is_local(flow.realm, raw) for raw, _ in flow.ends()):
            return "scope"
        return None

    # ---- direction (section 6) ----

    @staticmethod
    def endpoint(flow, end):
        return flow.view.endpoint(flow.protocol, end)

    def listener(self, flow):
        return self.endpoint(flow, flow.listener)

    def named(self, flow):
        return flow.view.only(lambda end: flow.view.named(flow.protocol, end), flow.ends())

    def count_fan_in(self, taken, events):
        """Attempts and refusals are decided by it, and do not count."""
        asked = [flow for flow in taken if not self.named(flow)]
        pairs = [(*[self.endpoint(flow, end) for end in flow.ends()], flow.end, flow in events)
                 for flow in asked]
        for flow, end in zip(asked, self.model.fan_in.take(pairs)):
            flow.met_more = end

    def ladder(self, flow, taken):
        """(the end that listens, evidence)."""
        view, protocol, ends = flow.view, flow.protocol, flow.ends()
        end = view.only(lambda each: self.endpoint(flow, each) in self.manual, ends)
        if end:
            return end, USER
        if flow.initiator in (SOURCE, DESTINATION):
            return flow.destination if flow.initiator == SOURCE else flow.source, OBSERVED
        end = view.only(lambda each: view.known(protocol, each), ends)
        if end:
            return end, KNOWN
        end = self.handshake(flow)
        if end:
            return end, HANDSHAKE
        end = self.named(flow)
        if end:
            return end, NAMED_PORT
        keys = [self.endpoint(flow, each) for each in ends]
        hit = flow.met_more or self.model.fan_in.kept(*keys, flow.end)
        if hit:
            return ends[keys.index(hit)], FAN_IN
        end, evidence = view.by_range(protocol, ends)
        return end or view.oriented(protocol, ends) or self.earliest(flow, taken), evidence

    @staticmethod
    def handshake(flow):
        if flow.protocol != TCP:
            return None
        if flow.tcp & (SYN | ACK) == SYN:
            return flow.destination
        if flow.tcp & (SYN | ACK | FIN | RST | PSH) == SYN | ACK and flow.packets == 1:
            return flow.source  # a lone packet that has FIN, RST or PSH answers no SYN
        return None

    def earliest(self, flow, taken):
        """Equal ports and no record: who sent the batch's earliest flow of the pair."""
        pair = [each for each in taken if set(each.ends()) == set(flow.ends()) and (
            each.realm, each.protocol) == (flow.realm, flow.protocol)]
        starts = [each.end if self.model.points else each.covered()[0] for each in pair]
        clients = {each.source for each, start in zip(pair, starts) if start == min(starts)}
        return flow.other(clients.pop()) if len(clients) == 1 else max(flow.ends())

    def strength(self, key):
        """The strongest evidence by which an endpoint is known as listener."""
        return max(self.said.get(key, 0), self.model.strength(key))

    def decide(self, taken, events):
        for flow, end, evidence in [(flow, *self.ladder(flow, taken)) for flow in taken]:
            if never_client(flow.other(end)[0]):
                end = flow.other(end)
            flow.listener, flow.client, flow.evidence = end, flow.other(end), evidence
        for flow in events:
            key = self.listener(flow)
            self.said[key] = max(flow.evidence, self.said.get(key, 0))
            if flow.evidence in TOLD:
                self.told[key] = max(flow.evidence, self.told.get(key, 0))
        for flow in taken:
            ours, theirs = [max(self.told.get(key, 0), self.model.told(key)) for key in (
                self.endpoint(flow, end) for end in (flow.listener, flow.client))]
            if theirs > max(ours, flow.evidence) and not never_client(flow.listener[0]):
                flow.listener, flow.client = flow.client, flow.listener
                flow.evidence = theirs

    def key(self, flow):
        return flow.view.key(flow.protocol, flow.client, flow.listener)

    def ignored(self, flow):
        key, _ = self.key(flow)
        record = self.model.records.get(key)
        return flow.view.ignored(key, flow.client[0], ()) or (
            record is not None and record.status == IGNORED)

    # ---- what is counted ----

    def mark_mixed(self, events):
        """D2: records of several client ports that say the opposite by less."""
        for flow in events:
            key, _ = flow.view.key(flow.protocol, flow.listener, flow.client)
            record = self.model.records.get(key)
            if (record and record.port == SEVERAL and turnable(record)
                    and flow.evidence > self.strength(record.endpoint)
                    and not self.ignored(flow)):
                record.flags |= MIXED
                self.model.touch(record, self.now)
                self.report["mixed"] += 1

    def count(self, flow, how):
        self.report["ignored" if self.ignored(flow) else how(flow)] += 1

    def record(self, key):
        """The record, made where it fits, or None."""
        record = self.model.records.get(key)
        if record is None and self.model.room():
            record = self.model.make(key, self.now)
            self.report["records_new"] += 1
        return record

    def attempt(self, flow):
        key, grouped = self.key(flow)
        if key not in self.model.records and not self.model.keep_attempts:
            return "attempts_unknown"
        record = self.record(key)
        if record is None:
            return "dropped_full"
        record.flags |= MIXED if grouped else 0
        record.origin |= NETFLOW
        record.flow = record.flow or self.model.new_flow()
        record.flow.attempts += 1
        self.model.touch(record, self.now)
        return "attempts"

    def refusal(self, flow):
        """An event of a record that exists, and no evidence."""
        if self.key(flow)[0] not in self.model.records:
            return "attempts_unknown"
        flow.evidence = 0
        return self.event(flow)

    def event(self, flow):
        key, grouped = self.key(flow)
        record = self.record(key)
        if record is None:
            return "dropped_full"
        record.origin |= NETFLOW
        record.evidence = max(record.evidence, flow.evidence)
        record.flags |= MIXED if grouped else 0
        self.model.hear(record.endpoint, flow.evidence)
        if flow.evidence in TOLD:
            endpoint = self.model.endpoints[record.endpoint]
            endpoint.told = max(endpoint.told, flow.evidence)
        record.see_ports([flow.client[1]])
        record.flow = record.flow or self.model.new_flow()
        self.count_event(record.flow, flow)
        self.model.touch(record, self.now)
        self.model.newest = later(self.model.newest, flow.end)
        return "events"

    def count_event(self, into, flow):
        back = int(flow.source == flow.listener)
        into.events[back] += 1
        for at, (count, packets) in zip((back, 1 - back), flow.traffic()):
            into.bytes[at] = min(into.bytes[at] + count, COUNTER_MAX)
            into.packets[at] = min(into.packets[at] + packets, COUNTER_MAX)
        into.sampled |= flow.sampling > 1
        self.uncertain |= into.spans.unsure
        self.report["late"] += into.spans.add(*flow.covered())
        self.report["sampled"] += flow.sampling > 1
        self.report["biflows"] += bool(flow.flags & FLOW_BIFLOW)
        if flow.fault():
            self.report[flow.fault()] += 1

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Small caps and the policy to evict, over random operations (A7, N12): what goes was idle and of
the lowest revision, nothing is refused while something may go, a failed call changes nothing
(property 5), and a registry that is closed and opened again at any time goes on as one that never
was (property 3).

    test_caps.py DRIVER [--operations N] [--seed S] [--run LENGTH]"""

import argparse
import os
import random
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "support")]

import basics
import comparison
import model
import operations
import tap
from basics import DAY
from test_model import NOMEM, Driver, Mismatch

KINDS = ("records", "endpoints", "addresses", "hosts")
E_FULL = -11
# Not what changes many records at once: in which order is not specified.
CHANGES = (("snapshot", 0.7), ("add", 0.08), ("edit", 0.02), ("rekey", 0.04), ("delete", 0.03),
           ("prune", 0.01), ("device", 0.05), ("hostname", 0.03),
           ("set_rule", 0.02), ("delete_rule", 0.01))


class State:
    """What a registry shows between two operations."""

    def __init__(self, driver, is_local):
        self.records = {tuple(r["key"]): r for r in driver.ask("dump")["records"]}
        self.endpoints = {tuple(e["key"]): e for e in driver.ask("listeners")["listeners"]}
        self.addresses = {tuple(a["key"]): a for a in driver.ask("addresses")["addresses"]}
        self.hosts = {tuple(h["key"]): h for h in driver.ask("hosts")["hosts"]}
        self.evicted = driver.ask("counts")["evicted"]
        self.is_local = is_local

    def tables(self):
        return self.records, self.endpoints, self.addresses, self.hosts

    def end(self, realm, scope, text):
        """The key of the address at an end of a record."""
        local = self.is_local(realm, basics.address(text))
        return realm, scope if local else "0", text

    @staticmethod
    def address_of(endpoint):
        realm, scope, _, text, _ = endpoint
        return realm, scope, text

    def endpoint_of(self, key):
        realm, scope, protocol, _, listener, port = key
        return (*self.end(realm, scope, listener)[:2], protocol, listener, port)

    def used_by(self, keys):
        """Endpoints and addresses that these records refer to."""
        endpoints = {self.endpoint_of(key) for key in keys}
        addresses = {self.address_of(key) for key in endpoints}
        addresses |= {self.end(key[0], key[1], key[3]) for key in keys
                      if self.records[key]["cv"][0]}
        return endpoints, addresses

    def covered(self):
        """Keys of the wildcards that cover an endpoint, whether they are there or not."""
        keys = set()
        for realm, scope, protocol, text, port in self.endpoints:
            entry = self.addresses.get((realm, scope, text))
            if entry and entry["owner"] != "0":
                any_of = "::" if ":" in text else "0.0.0.0"
                keys.add((realm, entry["owner"], protocol, any_of, port))
        return keys

    def idle(self):
        """The keys of what may go, of endpoints, addresses, hosts."""
        endpoints, addresses = self.used_by(self.records)
        owning = {(key[0], a["owner"]) for key, a in self.addresses.items() if key in addresses}
        covered = self.covered()
        return ({key for key in self.endpoints if key not in endpoints and key not in covered},
                {key for key, a in self.addresses.items()
                 if key not in addresses and a["device"] is None},
                {key for key, h in self.hosts.items()
                 if key not in owning and (h["name"] is None or h["last"] is not None)})


class Pair:
    """Two registries that are told the same; the second is closed and opened now and then."""

    def __init__(self, path, rng):
        self.random = rng
        self.age = rng.choice((7 * DAY, DAY, 3600 * basics.SECOND))
        self.caps = [rng.randint(*span) for span in ((2, 40), (2, 24), (3, 24), (1, 3))]
        self.both = Driver(path), Driver(path)
        self.shadow = model.Model()
        self.generator = operations.Generator(rng, self.shadow)
        self.full = self.failed = 0
        self.evictions = [0, 0, 0, 0]
        options = " ".join("%s=%d" % pair for pair in zip(KINDS, self.caps))
        for driver in self.both:
            driver.ask("init owner_age=%d evict=1 %s" % (self.age, options))
        self.pending = self.generator.first()
        self.before = self.state()
        self.history = ["init owner_age=%d evict=1 %s" % (self.age, options)]

    def state(self):
        return State(self.both[0], self.shadow.is_local)

    def next(self):
        if self.pending:
            return self.pending.pop(0)
        r, generator = self.random, self.generator
        generator.clock += r.choice(operations.JUMPS) if r.random() < 0.3 else basics.SECOND
        names, shares = zip(*CHANGES)
        return getattr(generator, r.choices(names, shares)[0])()

    def step(self):
        op = self.next()
        command = operations.command(op)
        self.history += command.split("\n")
        if self.random.random() < 0.15:
            self.history.append("(the second registry is opened again)")
            if self.both[1].ask("reopen")["code"] != 0:
                raise Mismatch("it does not open again")
        if op["op"] == "rule" and op["rule"]["kind"] == basics.RULE_LOCAL:
            self.shadow.set_rule(op["rule"])
        first = self.fail(command) if self.random.random() < 0.1 else self.both[0].ask(command)
        second = self.both[1].ask(command)
        if first != second:
            raise Mismatch("the answers differ: %s\n%s" % (first, second))
        self.check(op, first)

    def fail(self, command):
        """Each allocation of the call fails in turn, and leaves the registry as it was."""
        n = 1
        while True:
            self.both[0].ask("failalloc %d 0" % n)
            answer = self.both[0].ask(command)
            if answer["code"] != NOMEM:
                return answer
            self.failed += 1
            if n % 8 == 1:
                self.same(self.before, self.state(), "after a failure")
            n += 1

    def same(self, one, other, when):
        for kind, ours, theirs in zip(KINDS, one.tables(), other.tables()):
            if ours != theirs:
                raise Mismatch("%s %s: %s\n%s" % (
                    kind, when, [ours[key] for key in ours if ours[key] != theirs.get(key)],
                    [theirs[key] for key in theirs if theirs[key] != ours.get(key)]))

    def check(self, op, answer):
        before, after = self.before, self.state()
        self.same(after, State(self.both[1], self.shadow.is_local), "after a restart")
        self.before = after
        self.shadow.records = {self.key(key): None for key in after.records}
        for kind, table, cap in zip(KINDS, after.tables(), self.caps):
            if len(table) > cap:
                raise Mismatch("%d %s, the cap is %d" % (len(table), kind, cap))
        if op["op"] != "prune":
            self.gone(op, before, after)
            self.refused(op, answer, before, after)

    @staticmethod
    def key(key):
        realm, scope, protocol, client, listener, port = key
        return (realm, int(scope, 16), protocol, basics.address(client),
                basics.address(listener), port)

    # ---- what went ----

    def gone(self, op, before, after):
        """What is not there any more was counted, not in use, and the first of its kind to go."""
        gone = [set(old) - set(new) for old, new in zip(before.tables(), after.tables())]
        counts = [new - old for old, new in zip(before.evicted, after.evicted)]
        for i in (1, 2, 3):
            self.evictions[i] += counts[i]
            if len(gone[i]) > counts[i]:
                raise Mismatch("%s went, %d were counted" % (gone[i], counts[i]))
        stay = set(before.records) & set(after.records)
        for kind, went, used in zip(KINDS[1:], gone[1:], before.used_by(stay)):
            if went & used:
                raise Mismatch("%s were in use and went: %s" % (kind, went & used))
        named = [key for key in gone[2] if before.addresses[key]["device"] is not None]
        if named:
            raise Mismatch("named, and went: %s" % named)
        cascaded = {key for key in gone[1] if before.address_of(key) in gone[2]}
        self.first("endpoints", before, after, gone[1] - cascaded, lambda e: e["rev"])
        self.first("addresses", before, after, {
            key for key in gone[2] if not self.lapses(op, before, gone[3], key)},
            lambda a: (a["owner"] != "0", a["rev"]))
        self.first("hosts", before, after, gone[3], lambda h: h["rev"])

    def lapses(self, op, before, hosts, key):
        """It was owned, and is nobody's before something has to go for what the call brings."""
        entry = before.addresses[key]
        owner = key[0], entry["owner"]
        return owner in hosts or (
            op["op"] == "snapshot" and owner == (op["realm"], "%x" % op["host"])
            and op["time"] - entry["seen"] > self.age)

    @staticmethod
    def untouched(kind, before, after):
        """What was idle, is idle, and was not touched meanwhile: it might have gone."""
        i = KINDS.index(kind)
        old, new = before.tables()[i], after.tables()[i]
        return {key for key in before.idle()[i - 1] & after.idle()[i - 1]
                if new[key]["rev"] == old[key]["rev"]}

    def first(self, kind, before, after, gone, rank):
        table = before.tables()[KINDS.index(kind)]
        if not gone:
            return
        last = max(rank(table[key]) for key in gone)
        for key in self.untouched(kind, before, after):
            if rank(table[key]) < last:
                raise Mismatch("%s: %s stays, %s went" % (kind, table[key], gone))

    # ---- what was refused ----

    def refused(self, op, answer, before, after):
        if op["op"] == "snapshot" and answer["code"] == 0:
            full = answer["dropped_full"] > 0
        else:
            full = answer["code"] == E_FULL
        if not full:
            return
        self.full += 1
        used = {"snapshot": KINDS, "hostname": KINDS[3:], "device": KINDS[2:3]}.get(
            op["op"], KINDS[:3])
        for kind in used:
            i = KINDS.index(kind)
            room = self.caps[i] - len(after.tables()[i])
            if kind != "records":
                room += len(self.untouched(kind, before, after))
            # A record may bring an address at both ends.
            if room < (2 if kind == "addresses" and op["op"] in ("snapshot", "edit") else 1):
                return
        raise Mismatch("refused, though something might have gone: %s" % answer)

    def end(self):
        for driver in self.both:
            driver.quit()

    def kill(self):
        for driver in self.both:
            driver.kill()


def random_run(path, seed, count):
    """Answers (faults, the pair)."""
    pair = Pair(path, random.Random(seed))
    try:
        for _ in range(count):
            pair.step()
        pair.end()
        return [], pair
    except Mismatch as mismatch:
        return ["seed %d, %d lines" % (seed, len(pair.history))] + pair.history[-60:] + [
            str(mismatch)[:4000]], pair
    finally:
        pair.kill()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("driver")
    parser.add_argument("--operations", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--run", type=int, default=300, help="operations in one run")
    options = parser.parse_args()
    cases = tap.Tap()
    total, full = [0, 0, 0, 0], 0
    for number in range(options.operations // options.run):
        faults, pair = random_run(options.driver, options.seed + number, options.run)
        cases.case("%d operations at caps of %s, %d failures (seed %d)" % (
            options.run, pair.caps, pair.failed, options.seed + number), faults)
        total = [a + b for a, b in zip(total, pair.evictions)]
        full += pair.full
    cases.case("%d endpoints, %d addresses, %d hosts went, %d calls were refused something" % (
        *total[1:], full), [] if all(total[1:]) and full else ["one of these never happened"])
    cases.finish()


if __name__ == "__main__":
    main()

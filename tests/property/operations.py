# SPDX-License-Identifier: MIT
"""Random operations over a small universe, as the driver's commands and on the model."""

import basics
import flow_operations
import queries
from basics import DAY, SECOND

HOSTS = (0xA, 0xB, 0xC)
HOMES = {0xA: ("10.0.0.1", "2001:db8::1"), 0xB: ("10.0.0.2", "2001:db8::2"),
         0xC: ("10.0.0.3", "172.17.0.1")}
FLOATING = ("10.0.0.9", "2001:db8::9")  # move from host to host
LOCAL = ("127.0.0.1", "::1", "fe80::1", "169.254.7.7")
VISITORS = ("203.0.113.5", "203.0.113.6", "2001:db8:1::5")
PORTS = (22, 53, 80, 443, 511, 3306, 20001, 20002, 25000, 32767, 32768, 40000, 40001, 50000, 65535)
SERVICES, EPHEMERAL = (80, 443, 20001), (40000, 40001, 50000)
RANGES = ((0, 0),) * 6 + ((32768, 60999), (10000, 65535), (49152, 65535), (20002, 40000))
NAMES = ["p%02d" % i for i in range(12)]
STATES = ([basics.ESTABLISHED] * 12 + [basics.TIME_WAIT] * 5 + [basics.SYN_SENT] * 2
          + list(range(14)))
GROUP_PREFIX, GROUP = "203.0.113.0/24", "203.0.113.0"
JUMPS = ((SECOND,) * 4 + (60 * SECOND,) * 8 + (3600 * SECOND,) * 4
         + (DAY, 3 * DAY, 7 * DAY - 1, 7 * DAY, 7 * DAY + 1, 8 * DAY))
START = 1_700_000_000 * SECOND


def key_text(key):
    realm, scope, protocol, client, listener, port = key
    return "%d,%x,%d,%s,%s,%d" % (realm, scope, protocol, basics.address_text(client),
                                  basics.address_text(listener), port)


def edit_words(edit):
    words = ["%s=%s" % (name, "-" if edit[name] is None else edit[name])
             for name in ("cdev", "ldev", "lproc", "note", "status") if name in edit]
    if "procs" in edit:
        words += ["proc=" + name for name in edit["procs"]] or ["proc="]
    if "key" in edit:
        words.append("key=" + key_text(edit["key"]))
    if edit.get("merge"):
        words.append("merge=1")
    return words


def filter_words(wanted):
    return ["%s=%s" % item for item in wanted.items()]


def command(op):
    """The driver's lines for an operation, without a last line end."""
    kind = op["op"]
    words = [kind]
    if kind == "snapshot":
        head = "snapshot %d %x %s %d %d %x %d %d %d" % (
            op["realm"], op["host"], op["name"] or "-", op["time"], op["now"], op["coverage"],
            op["low"], op["high"], len(op["rows"]))
        return "\n".join([head] + ["%d %s %d %s %d %d %d %s" % row for row in op["rows"]])
    if kind == "flows":
        return flow_operations.command(op)
    if kind == "add":
        words += [key_text(op["key"]), op["now"]] + edit_words(op["edit"])
    elif kind == "edit":
        words += [basics.record_id(op["key"]), op["now"]] + edit_words(op["edit"])
    elif kind == "delete":
        words += [op["now"]] + [basics.record_id(key) for key in op["keys"]]
    elif kind in ("delete_matching", "reset"):
        words += [op["dry"], op["now"]] + filter_words(op["filter"])
    elif kind == "prune":
        words += [op["older"], op["manual"], op["dry"], op["now"]]
    elif kind == "rule":
        rule = op["rule"]
        words += [rule[name] if rule[name] is not None else "-" for name in (
            "id", "realm", "kind", "client", "listener", "group", "low", "high", "protocol",
            "process")]
    elif kind == "delete_rule":
        words += [op["id"]]
    elif kind == "device":
        words += [op["realm"], "%x" % op["scope"], op["address"], op["name"] or "-", op["now"]]
    elif kind == "hostname":
        words += [op["realm"], "%x" % op["host"], op["name"] or "-", op["now"]]
    elif kind == "query":
        words += [op["sort"], op["descending"], op["limit"], op["page"], op["batch"]]
        words += filter_words(op["filter"])
    elif kind == "roundtrip":
        words += [op["format"]]
    return " ".join(str(word) for word in words)


def rows_of(op):
    return [(protocol, basics.address(local), lport, basics.address(remote), rport, state, flags,
             None if process == "-" else process)
            for protocol, local, lport, remote, rport, state, flags, process in op["rows"]]


def perform(op, on):
    """Does it on the model; answers what the driver must answer, as a dict."""
    kind = op["op"]
    on.next_call()
    if kind == "snapshot":
        return {"code": on.snapshot(op["realm"], op["host"], op["name"], op["time"], op["now"],
                                    op["coverage"], op["low"], op["high"], rows_of(op))}
    if kind == "flows":
        return flow_operations.perform(op, on)
    if kind in ("add", "edit"):
        return {"code": getattr(on, kind)(op["key"], op["now"], op["edit"])}
    if kind == "delete":
        return {"code": on.delete(op["keys"], op["now"])}
    if kind in ("delete_matching", "reset"):
        keys = [key for key, record in on.records.items()
                if queries.passes(on.dump_record(record), op["filter"])]
        if not op["dry"]:
            on.delete_all(keys) if kind == "delete_matching" else on.reset(keys, op["now"])
        return {"code": 0, "count": len(keys)}
    if kind == "prune":
        counts = on.prune(op["older"], op["manual"], op["dry"], op["now"])
        return dict(zip(("code", "records", "endpoints", "addresses", "hosts"), (0,) + counts))
    if kind == "rule":
        return {"code": on.set_rule(op["rule"])}
    if kind == "delete_rule":
        return {"code": on.delete_rule(op["id"])}
    if kind == "device":
        return {"code": on.set_device(op["realm"], op["scope"], basics.address(op["address"]),
                                      op["name"])}
    if kind == "hostname":
        return {"code": on.set_host_name(op["realm"], op["host"], op["name"])}
    return {"code": 0}


class Generator:
    """Gives operations; looks at the model only to hit what exists."""

    def __init__(self, random, on):
        self.random, self.model = random, on
        self.clock = START
        self.last_snapshot = None
        self.last_rows = {}  # of a (realm, host): most sockets stay from snapshot to snapshot
        self.local_rule = random.random() < 0.3
        self.hosts, self.homes, self.local = HOSTS, HOMES, LOCAL
        self.flows = flow_operations.Flows(self)

    def first(self):
        """What a run begins with: local prefixes stay as they are (K3)."""
        if not self.local_rule:
            return []
        return [{"op": "rule", "rule": self.rule(100 + realm, realm, basics.RULE_LOCAL,
                                                 client="172.17.0.0/16")} for realm in (0, 1)]

    @staticmethod
    def rule(number, realm, kind, client="-", listener="-", group="-", low=0, high=0, protocol=0,
             process=None):
        return {"id": number, "realm": realm, "kind": kind, "client": client,
                "listener": listener, "group": group, "low": low, "high": high,
                "protocol": protocol, "process": process}

    def next(self):
        pick, r = self.random.random(), self.random
        if r.random() < 0.8:
            self.clock += r.choice(JUMPS) if r.random() < 0.3 else r.randint(1, 120) * SECOND
        for share, make in self.capped_shares() if self.model.max_records else (
                (0.32, self.snapshot), (0.3, self.flows.flows), (0.03, self.again),
                (0.05, self.add), (0.06, self.edit),
                (0.02, self.rekey), (0.02, self.delete), (0.005, self.delete_matching),
                (0.01, self.reset), (0.01, self.prune), (0.015, self.set_rule),
                (0.01, self.delete_rule), (0.02, self.device), (0.01, self.hostname),
                (0.02, self.query), (0.06, self.walk), (0.015, self.changes),
                (0.015, self.reopen), (0.005, self.redump),
                (0.005, self.roundtrip)):
            pick -= share
            if pick < 0:
                break
        op = make()
        if r.random() < 0.04:
            op["fail"] = r.choice((("alloc", r.randint(1, 40), r.randint(0, 1)),
                                   ("storage", r.randint(1, 12), r.randint(0, 1)), ("sweep",)))
        return op

    def capped_shares(self):
        """At the cap of records: flows one by one, so that it is clear which comes first."""
        return ((0.62, self.flows.single), (0.08, self.edit), (0.04, self.delete),
                (0.04, self.query), (0.1, self.walk), (0.04, self.changes), (0.04, self.reopen),
                (0.02, self.redump), (0.02, self.roundtrip))

    # ---- snapshots ----

    def snapshot(self):
        r = self.random
        realm, host = r.choice((0, 0, 1)), r.choice(HOSTS)
        offset = 0
        if r.random() < 0.1:
            offset = r.choice((-SECOND, -90 * SECOND, -DAY, -8 * DAY, 300 * SECOND, 600 * SECOND,
                               600 * SECOND + 1))
        low, high = r.choice(RANGES)
        self.last_snapshot = {
            "op": "snapshot", "realm": realm, "host": host,
            "name": r.choice((None, None, "host%x" % host, "other%d" % r.randint(0, 2))),
            "time": self.clock + offset, "now": self.clock, "coverage": self.coverage(),
            "low": low, "high": high, "rows": self.rows(realm, host)}
        return self.last_snapshot

    def coverage(self):
        r = self.random
        if r.random() < 0.7:
            return 0xFFFFF
        return r.choice((0, 0x55555, 0xAAAAA, 0xF, 0xF0, 0x3, 0xC, r.getrandbits(8)))

    def address(self, host, of_family, local_end):
        """An address of the family; local ends are mostly the host's own."""
        r = self.random
        while True:
            pick = r.random()
            if pick < (0.7 if local_end else 0.1):
                text = r.choice(HOMES[host])
            elif pick < 0.8:
                text = r.choice(FLOATING)
            elif pick < 0.87 and not local_end:
                text = r.choice(VISITORS)
            else:
                text = r.choice(sum(HOMES.values(), ()) + FLOATING)
            if basics.family(basics.address(text)) == of_family:
                return text

    def rows(self, realm, host):
        r = self.random
        rows = []
        if r.random() < 0.6:
            stay = r.random()
            rows = [row for row in self.last_rows.get((realm, host), ()) if r.random() < stay]
        for _ in range(r.choice((0, 1, 2, 4, 8))):
            rows += self.listener(host) if r.random() < 0.4 else self.connection(host)
        if rows and r.random() < 0.3:
            rows += [r.choice(rows) for _ in range(r.randint(1, 3))]
        if r.random() < 0.3:
            rows = [self.mapped(row) for row in rows]
        r.shuffle(rows)
        rows = self.last_rows[realm, host] = self.without_contradictions(rows)[:60]
        return rows

    @staticmethod
    def mapped(row):
        """IPv4 as a dual-stack source tells it."""
        def text(raw):
            dotted = ":" not in raw and raw not in ("-", "0.0.0.0")
            return "::ffff:" + raw if dotted else raw
        return row[:1] + (text(row[1]), row[2], text(row[3])) + row[4:]

    @staticmethod
    def without_contradictions(rows):
        """A socket that is connected with itself, or a pair of rows that each say SYN_SENT (or
        SYN_RECV), is not what a system shows; which one wins is not specified."""
        taken, kept = {}, []
        for row in rows:
            protocol, local, lport, remote, rport, state = row[:6]
            here, there = (basics.address(local), lport), (basics.address(remote), rport)
            if here == there:
                continue
            if protocol == basics.TCP and state in (basics.SYN_SENT, basics.SYN_RECV):
                if taken.setdefault(frozenset((here, there)), (here, state)) != (here, state):
                    continue
            kept.append(row)
        return kept

    def process(self):
        return self.random.choice(NAMES) if self.random.random() < 0.6 else "-"

    def listener(self, host):
        r = self.random
        protocol = r.choice((6, 6, 17))
        local = r.choice(("::", "0.0.0.0", self.address(host, r.randint(0, 1), True),
                          r.choice(LOCAL)))
        flags = r.choice((0, 0, 0, 1, 2, 3)) if protocol == 17 else r.choice((0, 0, 1))
        port = r.choice(PORTS) if r.random() < 0.97 else 0
        return [(protocol, local, port, r.choice(("-", "0.0.0.0")), 0,
                 10 if protocol == 6 else 7, flags, self.process())]

    def connection(self, host):
        r = self.random
        protocol = r.choice((6, 6, 6, 17))
        if r.random() < 0.2:
            local = r.choice(LOCAL)
            remote = r.choice([text for text in LOCAL + HOMES[host]
                               if (":" in text) == (":" in local)])
        else:
            of_family = r.choice((0, 0, 1))
            local = self.address(host, of_family, True)
            remote = self.address(host, of_family, False)
        if protocol == 17 and r.random() < 0.03:
            remote = "ff02::fb" if ":" in local else r.choice(("224.0.0.251", "255.255.255.255"))
        lport, rport = r.choice(PORTS), r.choice(PORTS)
        if r.random() < 0.6:
            lport, rport = r.sample((r.choice(SERVICES), r.choice(EPHEMERAL)), 2)
        if r.random() < 0.02:
            lport = 0
        row = (protocol, local, lport, remote, rport, r.choice(STATES[:-14] if r.random() < 0.7
                                                               else STATES), 0, self.process())
        if row[5] == basics.LISTEN and protocol == 6:
            row = row[:5] + (basics.ESTABLISHED,) + row[6:]
        rows = [row]
        if r.random() < 0.15 and not basics.never_client(basics.address(remote)):
            rows.append((protocol, remote, rport, local, lport,
                         r.choice((1, 1, 6, row[5], 3, 2)), 0, self.process()))
        if r.random() < 0.2:  # further ports of the same client or to the same listener
            rows += [row[:2] + (r.choice(PORTS),) + row[3:] for _ in range(2)]
        return [self.without_listen(each) for each in rows]

    @staticmethod
    def without_listen(row):
        return row[:5] + (1,) + row[6:] if row[0] == 6 and row[5] == 10 else row

    def again(self):
        return dict(self.last_snapshot) if self.last_snapshot else self.snapshot()

    # ---- by hand ----

    def key(self):
        """One that exists, or any."""
        r = self.random
        if self.model.records and r.random() < 0.6:
            return r.choice(sorted(self.model.records, key=basics.order))
        return self.new_key()

    def new_key(self):
        r = self.random
        realm, host = r.choice((0, 0, 1)), r.choice(HOSTS)
        of_family = r.choice((0, 0, 1))
        ends = [r.choice(LOCAL) if r.random() < 0.15 else self.address(host, of_family, False)
                for _ in range(2)]
        if r.random() < 0.02:
            ends[0] = "224.0.0.251"
        client, listener = map(basics.address, ends)
        if basics.family(client) != basics.family(listener):
            return self.new_key()
        local = self.model.is_local(realm, client) or self.model.is_local(realm, listener)
        if r.random() < 0.02:
            local = not local
        port = r.choice(PORTS) if r.random() < 0.98 else 0
        return realm, host if local else 0, r.choice((6, 17)), client, listener, port

    def edit_fields(self):
        r, edit = self.random, {}
        for name, values in (("cdev", (None, "dev1", "dev2")), ("ldev", (None, "dev1", "dev3")),
                             ("lproc", (None, "q1", "q2")), ("note", (None, "n1", "n2")),
                             ("status", (0, 0, 1, 2))):
            if r.random() < 0.25:
                edit[name] = r.choice(values)
        if r.random() < 0.2:
            edit["procs"] = r.sample(NAMES, r.randint(0, 8))
        return edit

    def add(self):
        return {"op": "add", "key": self.key() if self.random.random() < 0.5 else self.new_key(),
                "now": self.clock, "edit": self.edit_fields()}

    def edit(self):
        return {"op": "edit", "key": self.key(), "now": self.clock, "edit": self.edit_fields()}

    def rekey(self):
        op = self.edit()
        if self.random.random() < 0.7:
            op["edit"] = {}
        op["edit"]["key"] = self.key() if self.random.random() < 0.7 else self.new_key()
        if self.random.random() < 0.7:
            op["edit"]["merge"] = True
        return op

    def delete(self):
        return {"op": "delete", "now": self.clock,
                "keys": [self.key() for _ in range(self.random.randint(1, 3))]}

    def bulk(self, kind):
        wanted = self.filter()
        wanted.pop("changed", None)
        if self.random.random() < 0.8:
            wanted["listener"] = self.random.choice(sum(HOMES.values(), ())) + ""
        return {"op": kind, "now": self.clock, "dry": int(self.random.random() < 0.2),
                "filter": wanted}

    def delete_matching(self):
        return self.bulk("delete_matching")

    def reset(self):
        return self.bulk("reset")

    def prune(self):
        r = self.random
        return {"op": "prune", "now": self.clock, "dry": int(r.random() < 0.3),
                "manual": int(r.random() < 0.3),
                "older": self.clock - r.choice((0, DAY, 8 * DAY, 30 * DAY))}

    def set_rule(self):
        r = self.random
        number, realm = r.randint(1, 4), r.choice((0, 1))
        if r.random() < 0.4:  # one group for each realm, under a number of its own
            return {"op": "rule", "rule": self.rule(10 + realm, realm, basics.RULE_GROUP,
                                                    client=GROUP_PREFIX, group=GROUP)}
        low, high = r.choice(((0, 0), (80, 80), (20001, 25000)))
        return {"op": "rule", "rule": self.rule(
            number, realm, basics.RULE_IGNORE, low=low, high=high,
            client=r.choice(("-", "10.0.0.0/30", "203.0.113.5")),
            listener=r.choice(("-", "10.0.0.9", "2001:db8::/32")),
            protocol=r.choice((0, 6, 17)), process=r.choice((None, "p0*", "p1*", "*5", "p03")))}

    def delete_rule(self):
        return {"op": "delete_rule", "id": self.random.choice((1, 2, 3, 4, 10, 11))}

    def device(self):
        r = self.random
        realm, host = r.choice((0, 1)), r.choice(HOSTS)
        text = r.choice(HOMES[host] + FLOATING + LOCAL + VISITORS)
        local = self.model.is_local(realm, basics.address(text))
        return {"op": "device", "realm": realm, "scope": host if local else 0, "address": text,
                "name": r.choice((None, "dev4", "dev5")), "now": self.clock}

    def hostname(self):
        r = self.random
        return {"op": "hostname", "realm": r.choice((0, 1)), "host": r.choice(HOSTS),
                "name": r.choice((None, "named1", "named2")), "now": self.clock}

    # ---- reading ----

    def filter(self):
        r, wanted = self.random, {}
        for name, values in (
                ("client", ("10.0.0.0/24", "10.0.0.1", "2001:db8::/32", "203.0.113.0")),
                ("listener", ("10.0.0.0/30", "10.0.0.9", "::1", "127.0.0.0/8")),
                ("port", ("1-511", "80-80", "20001-65535")), ("protocol", ("6", "17")),
                ("device", ("DEV1", "hosta", "HostB", "dev4", "other1")),
                ("process", ("p0", "P11", "q")), ("origin", ("1", "2", "3", "4")),
                ("since", (str(self.clock - DAY), str(self.clock - 3600 * SECOND))),
                ("changed", ("50", "500")), ("minp", ("0", "10.01", "50", "99.99", "100"))):
            if r.random() < 0.12:
                wanted[name] = r.choice(values)
        scope = r.choice(({"all": "1"}, {"realm": "1"}, {}))
        wanted.update(scope)
        if r.random() < 0.6:
            wanted["statuses"] = r.choice(("7", "7", "1", "2", "4", "6"))
        return wanted

    def query(self):
        r = self.random
        return {"op": "query", "sort": r.randint(0, 19), "descending": r.randint(0, 1),
                "limit": r.choice((0, 0, 5, 50)), "page": r.choice((0, 0, 4, 7, 30)),
                "batch": r.choice((1, 2, 5, 64)), "filter": self.filter()}

    def walk(self):
        return {"op": "walk", "sort": self.random.choice((0, 0, 3, 7, 13)),
                "count": self.random.choice((5, 64, 64, 64))}

    def changes(self):
        return {"op": "changes", "pick": self.random.random() ** 0.3,
                "capacity": self.random.choice((5, 20, 64))}

    @staticmethod
    def reopen():
        return {"op": "reopen"}

    @staticmethod
    def redump():
        return {"op": "redump"}

    def roundtrip(self):
        return {"op": "roundtrip", "format": self.random.choice((1, 2, 3))}

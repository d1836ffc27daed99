# SPDX-License-Identifier: MIT
"""A list that is read while the registry changes (A11): what is there throughout comes once."""

import basics

E_STATE = -36


class Walk:
    def __init__(self, on):
        self.model = on
        self.open = False

    def ids(self):
        return {basics.record_id(key): basics.order(key) for key in self.model.records}

    def records(self):
        """By id. What ended and was made again under its id is another."""
        return {basics.record_id(key): record for key, record in self.model.records.items()}

    def begin(self, sort):
        self.open, self.lost, self.sort = True, False, sort
        self.given, self.last = set(), None
        self.throughout = self.records()

    def changed(self, reopened):
        """After each operation: what has gone need not come any more."""
        if self.open:
            now = self.records()
            self.throughout = {i: record for i, record in self.throughout.items()
                               if now.get(i) is record}
            self.lost = self.lost or reopened

    def command(self, op):
        if not self.open:
            self.begin(op["sort"])
        return "walk %d %d" % (self.sort, op["count"])

    def faults(self, answer):
        """What is wrong with the next part of the list."""
        if self.lost:
            self.open = False
            return [] if answer["code"] == E_STATE else [
                "the cursor outlives its registry: %s" % (answer,)]
        if answer["code"] != 0:
            return ["walk gives %s" % (answer,)]
        now = self.ids()
        faults = ["gone, but given: %s" % i for i in answer["ids"] if i not in now]
        faults += ["given twice: %s" % i for i in answer["ids"] if i in self.given]
        if self.sort == 0 and not faults:
            order = [self.last] * (self.last is not None) + [now[i] for i in answer["ids"]]
            if sorted(order) != order:
                faults.append("not in key order: %s" % answer["ids"])
            self.last = order[-1] if order else None
        self.given.update(answer["ids"])
        if not answer["ids"]:
            self.open = False
            faults += ["never given: %s" % i for i in self.throughout if i not in self.given]
        return faults

# SPDX-License-Identifier: MIT
"""unittest that speaks TAP: each test method is a case, named by the first line of its docstring.
What cannot run here is counted as skipped, with the reason."""

import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from tap import Tap  # noqa: E402


class Result(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.tap = Tap()
        self.faults = None  # of the test that runs
        self.skipped = False

    def startTest(self, test):
        super().startTest(test)
        self.faults, self.skipped = [], False

    def addError(self, test, err):
        fault = self._exc_info_to_string(err, test)
        if self.faults is None:  # what a class or the module sets up or tears down
            self.tap.case(name_of(test), [fault])
        else:
            self.faults.append(fault)

    addFailure = addError

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self.faults.append("%s\n%s" % (subtest, self._exc_info_to_string(err, test)))

    def addSkip(self, test, reason):
        self.tap.skip(name_of(test), reason)
        self.skipped = True

    def stopTest(self, test):
        if self.faults or not self.skipped:
            self.tap.case(name_of(test), self.faults)
        self.faults = None
        super().stopTest(test)


def name_of(test):
    return test.shortDescription() or test.id()


def main():
    """Runs the test cases of the program and ends it."""
    result = Result()
    unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"]).run(result)
    result.tap.finish()

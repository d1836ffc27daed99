#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The binding equals the naive model of tests/property (design section 11, property 6), by the
stateful tests of Hypothesis, which cut what differs down to a short run.

test_stateful.py [SEED [STEPS]]"""

import random
import sys
import time
import unittest

from unittest_tap import ROOT, main

sys.path.insert(0, str(ROOT / "tests" / "property"))
import comparison  # noqa: E402
import operations  # noqa: E402
import test_model as property_model  # noqa: E402
from binding_driver import BindingDriver  # noqa: E402

try:
    import hypothesis
    from hypothesis import stateful, strategies
except ImportError:
    hypothesis = None

SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 1
STEPS = int(sys.argv[2]) if len(sys.argv) > 2 else 20000
SECONDS = 90  # no new round is begun after so many
EXAMPLES, RUN = 25, 100  # examples of a round, and the most steps of one
EARLY, CHECK = 10, 8  # compared after each of the first, then after every so many

done = 0


def machine():
    numbers = strategies.integers(0, 2**32 - 1)

    class Machine(stateful.RuleBasedStateMachine):
        @stateful.initialize(seed=numbers)
        def begin(self, seed):
            rng = random.Random(seed)
            self.run = property_model.Run(None, property_model.config_of(rng), BindingDriver)
            self.generator = operations.Generator(rng, self.run.model)
            self.pending, self.count = self.generator.first(), 0

        @stateful.rule(seed=numbers)
        def step(self, seed):
            global done
            self.generator.random.seed(seed)
            op = self.pending.pop(0) if self.pending else self.generator.next()
            if op.get("fail", ("storage",))[0] != "storage":
                del op["fail"]  # memory fails in the tests of C
            self.run.step(op)
            done, self.count = done + 1, self.count + 1
            if self.count <= EARLY or self.count % CHECK == 0:
                self.run.compare(comparison.turn(self.count))

        def teardown(self):
            if hasattr(self, "run"):
                self.run.end()

    return Machine


class Model(unittest.TestCase):
    def test_model(self):
        """Random steps of the binding equal the model"""
        if hypothesis is None:
            self.skipTest("Hypothesis is missing (Debian: python3-hypothesis)")
        began, seed = time.monotonic(), SEED
        while done < STEPS and time.monotonic() - began < SECONDS:
            print("# seed %d" % seed, flush=True)
            settings = hypothesis.settings(
                max_examples=EXAMPLES, stateful_step_count=RUN, deadline=None, database=None,
                suppress_health_check=list(hypothesis.HealthCheck), print_blob=False)
            stateful.run_state_machine_as_test(hypothesis.seed(seed)(machine()), settings=settings)
            seed += 1
        print("# %d steps in %.0f s" % (done, time.monotonic() - began))
        self.assertGreater(done, 0)


if __name__ == "__main__":
    main()

/* SPDX-License-Identifier: MIT
 * Calls whose every allocation fails in turn, as tables. */
#ifndef FAULT_SCENARIO_H
#define FAULT_SCENARIO_H

#include "world.h"

/* One call under test. `prepare` makes what the call needs, with memory. `act` is the call; it can
 * be repeated after a failure. Both return what the library returned. */
struct scenario {
    const char *name; /* "adding a record" */
    int (*prepare)(struct world *world);
    int (*act)(struct world *world);
    int plain; /* a storage makes no difference: run without one only */
};

struct scenario_table {
    const struct scenario *scenarios;
    size_t count;
};

extern const struct scenario_table caps_scenarios;
extern const struct scenario_table change_scenarios;
extern const struct scenario_table flow_scenarios;
extern const struct scenario_table ingest_scenarios;
extern const struct scenario_table read_scenarios;
extern const struct scenario_table transfer_scenarios;
extern const struct scenario_table store_scenarios;
extern const struct scenario_table snapshot_scenarios;

#endif

/* SPDX-License-Identifier: MIT
 * A registry's life as a list of calls, from its making to its last flush. */
#ifndef FAULT_LIFE_H
#define FAULT_LIFE_H

#include "world.h"

struct life_step {
    const char *name;
    int (*act)(struct world *world); /* can be repeated after a failure */
};

extern const struct life_step life_steps[];
extern const size_t life_step_count;

#endif

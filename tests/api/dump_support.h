/* SPDX-License-Identifier: MIT
 * What the tests of dumps share: the story of the fault tests with flows on top, registries on a
 * dump, and what is common to every refusal. */
#ifndef DUMP_SUPPORT_H
#define DUMP_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../fault/story.h"
#include "dump_items.h"

/* A registry with records of every origin and status, addresses that changed hands, settled counts,
 * rules, names, tombstones, fan-in, and flows of more segments than are kept. */
void dump_rich(struct world *world);

/* Two records and a rule: little to read again and again. */
void dump_small(struct world *world);

/* An empty registry that takes dumps of `like`. */
void dump_empty(struct world *world, const struct world *like);

/* Flows of which the earlier segments are folded; begins at `first`, minutes after T0. */
int dump_flows(struct world *world, int first);

void dump_end(struct world *world);

/* Restores from a file from its beginning; the error is world->error. */
int dump_restore(struct world *world, struct dump_file *file);

/* Whether a registry has nothing, and dumps that. */
void assert_dump_empty(struct world *world);

/* What a caller can see of both is the same. */
void assert_dump_same(struct world *a, struct world *b);

/* Restoring is refused with this, the registry is as empty as before. */
void assert_dump_refused(struct world *world, struct dump_file *file, int code);

#endif

/* SPDX-License-Identifier: MIT
 * A stored registry with changes of every kind that wait for a flush. */
#ifndef FAULT_STORY_H
#define FAULT_STORY_H

#include "world.h"

/* Fills a registry, flushes it, and changes it so that the next flush puts and erases items of
 * every kind, communications in more than one batch. */
int story_prepare(struct world *world);

/* What is done after story_prepare(); part of it. */
int story_change(struct world *world);

/* One more change. */
int story_go_on(struct world *world);

/* Whether another registry on a copy of what was stored shows what this one shows; the scan gives
 * items as the flags say. */
int story_reopens_equal(struct world *world, int backwards, int in_one);

#endif

/* SPDX-License-Identifier: MIT
 * An item as text, "MEMBER VALUE" in a line, each member by its name: a description of the structs
 * that shares nothing with the tables by which they are encoded. */
#ifndef ITEM_PRINT_H
#define ITEM_PRINT_H

#include "fault_text.h"
#include "svccomm/svccomm.h"

void item_print(uint32_t kind, const void *item, struct fault_text *text);

/* The kind that is called so here, "fan_in" and the like; SVCCOMM_KIND_COUNT for none. */
uint32_t item_kind(const char *name, size_t length);

#endif

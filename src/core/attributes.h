/* SPDX-License-Identifier: MIT
 * What a record carries beside its key and counters: names, a note, client processes (K6). */
#ifndef SVCCOMM_CORE_ATTRIBUTES_H
#define SVCCOMM_CORE_ATTRIBUTES_H

#include "core/state.h"

/* Room for the attributes of so many records, and so many new processes in all. */
int svccomm__attributes_reserve(svccomm_registry *registry, uint32_t records, uint32_t processes);

/* The attributes of a record, made if there are none; room was reserved. */
struct svccomm__attributes *svccomm__attributes_of(svccomm_registry *registry,
                                                   struct svccomm__record *record);

/* Ends what a record carries. */
void svccomm__attributes_end(svccomm_registry *registry, struct svccomm__record *record);

/* Sets one of the texts to an interned string whose reference moves in, or NULL. */
void svccomm__attributes_set(svccomm_registry *registry, const char **slot, const char *text);

/* A client process was seen: it comes before those not seen later; the oldest beyond
 * SVCCOMM_PROCESS_MAX goes. `name` is interned and kept by its own reference; room was reserved. */
void svccomm__process_seen(svccomm_registry *registry, struct svccomm__record *record,
                           const char *name, int64_t time);

/* Forgets the client processes of a record. */
void svccomm__processes_end(svccomm_registry *registry, struct svccomm__record *record);

/* Copies the client processes; gives their number, at most SVCCOMM_PROCESS_MAX. */
uint32_t svccomm__processes_show(const svccomm_registry *registry,
                                 const struct svccomm__record *record, svccomm_process *out);

#endif

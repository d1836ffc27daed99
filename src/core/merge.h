/* SPDX-License-Identifier: MIT
 * What one record has, added to another: re-keying, turning, importing (K9). */
#ifndef SVCCOMM_CORE_MERGE_H
#define SVCCOMM_CORE_MERGE_H

#include "core/records.h"

/* Adds what taking one record in may need to `need`. */
void svccomm__merge_need(struct svccomm__need *need);

/* Adds all that `from` has, but for its key and revision: per view the counters with more total
 * samples stay, found times are the earliest and latest, flow statistics add up, names unite. Room
 * was reserved, and every string of `from` is interned already. */
void svccomm__record_take(svccomm_registry *registry, uint32_t index, const svccomm_record *from);

#endif

/* SPDX-License-Identifier: MIT
 * Cursors: lists of records in a chosen order, in batches (design A11). */
#ifndef SVCCOMM_CURSOR_H
#define SVCCOMM_CURSOR_H

#include "error.h"
#include "filter.h"
#include "registry.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A list that is being read. It belongs to its registry's thread; it may be freed after it. */
typedef struct svccomm_cursor svccomm_cursor;

/* What a list is sorted by. No value sorts last; ties go by the key. */
#define SVCCOMM_SORT_KEY 0u
#define SVCCOMM_SORT_REVISION 1u
#define SVCCOMM_SORT_CREATED 2u
#define SVCCOMM_SORT_UPDATED 3u
#define SVCCOMM_SORT_FIRST_FOUND 4u
#define SVCCOMM_SORT_LAST_FOUND 5u
#define SVCCOMM_SORT_TOTAL_SAMPLES 6u /**< this and the next six: of the headline view */
#define SVCCOMM_SORT_ACTIVE_SAMPLES 7u
#define SVCCOMM_SORT_RECENT_SAMPLES 8u
#define SVCCOMM_SORT_ATTEMPTS 9u
#define SVCCOMM_SORT_IMPLIED_SAMPLES 10u
#define SVCCOMM_SORT_TOTAL_PORTS 11u
#define SVCCOMM_SORT_AVERAGE_CONNECTIONS 12u
#define SVCCOMM_SORT_PERSISTENCE 13u
#define SVCCOMM_SORT_FLOW_EVENTS 14u /**< this and the next: of the flow statistics */
#define SVCCOMM_SORT_FLOW_BYTES 15u
#define SVCCOMM_SORT_FLOW_PACKETS 16u
#define SVCCOMM_SORT_FLOW_ACTIVE_SAMPLES 17u
#define SVCCOMM_SORT_FLOW_ACTIVE_SPAN 18u
#define SVCCOMM_SORT_FLOW_GAP_SPAN 19u

/** Where a record stands in a sorted list: its value in an order-preserving form, and its key. */
typedef struct svccomm_position {
    uint64_t value; /**< 0 without a value */
    uint32_t has_value;
    uint32_t reserved; /**< 0 */
    svccomm_key key;
} svccomm_position;

/** What a list is. */
typedef struct svccomm_query {
    uint32_t size;                /**< sizeof(svccomm_query) */
    uint32_t sort;                /**< SVCCOMM_SORT_ */
    uint32_t descending;          /**< not 0: greatest first (keys of a tie still ascend) */
    uint32_t has_after;           /**< not 0: begin after `after` */
    svccomm_position after;       /**< where a list stopped; for SORT_KEY only its key matters */
    uint64_t limit;               /**< at most so many records; 0: all */
    const svccomm_filter *filter; /**< copied with its strings; NULL: normal records of realm 0 */
} svccomm_query;

/** Fills a query for everything in key order. @return 0, SVCCOMM_E_ARGUMENT,
 *  SVCCOMM_E_STRUCT_SIZE. Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_query_init(svccomm_query *query, size_t size);

/** Opens a list. In key order a record that is present throughout is given exactly once whatever
 *  is added or deleted meanwhile. Sorted otherwise, the records are those of now: ones that vanish
 *  are skipped, values are given as they are when read.
 *  @param out    out: the cursor, NULL on failure; end it with svccomm_cursor_free().
 *  @param registry not NULL; a cursor of a registry that was freed gives SVCCOMM_E_STATE.
 *  @param query  or NULL for everything of realm 0 in key order.
 *  @return 0, SVCCOMM_E_ARGUMENT, SVCCOMM_E_STRUCT_SIZE, SVCCOMM_E_STRUCT_TAIL, SVCCOMM_E_NOMEM,
 *  SVCCOMM_E_REENTRY. Thread: the registry's. Since 0.1.0. */
SVCCOMM_API int svccomm_cursor_new(svccomm_cursor **out, svccomm_registry *registry,
                                   const svccomm_query *query);

/** Ends a cursor; NULL is fine; before or after its registry.
 *  Thread: the registry's. Since 0.1.0. */
SVCCOMM_API void svccomm_cursor_free(svccomm_cursor *cursor);

/** The next records.
 *  @param records   out: `capacity` elements; their strings live until the next call on this cursor
 *  or the next change of the registry.
 *  @param size      sizeof(svccomm_record) of the caller.
 *  @return how many were written, 0 at the end (a later call may find records added since, in key
 *  order); SVCCOMM_E_ARGUMENT; SVCCOMM_E_STRUCT_SIZE; SVCCOMM_E_NOMEM; SVCCOMM_E_STATE (the
 * registry was freed); SVCCOMM_E_REENTRY. Thread: the registry's. Since 0.1.0. */
SVCCOMM_API int svccomm_cursor_next(svccomm_cursor *cursor, svccomm_record *records,
                                    size_t capacity, size_t size);

/** Where a record stands in a list, for svccomm_query.after.
 *  @param sort  SVCCOMM_SORT_.  @return 0, SVCCOMM_E_ARGUMENT. Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_record_position(const svccomm_record *record, uint32_t sort,
                                        svccomm_position *position);

#ifdef __cplusplus
}
#endif

#endif

/* SPDX-License-Identifier: MIT
 * Which records are meant: filters of lists, exports and bulk actions (design section 10). */
#ifndef SVCCOMM_FILTER_H
#define SVCCOMM_FILTER_H

#include "record.h"

#ifdef __cplusplus
extern "C" {
#endif

/* svccomm_filter.fields: which members are asked for. */
#define SVCCOMM_FILTER_CLIENT 0x1u
#define SVCCOMM_FILTER_LISTENER 0x2u
#define SVCCOMM_FILTER_PORT 0x4u
#define SVCCOMM_FILTER_PROTOCOL 0x8u
#define SVCCOMM_FILTER_DEVICE 0x10u
#define SVCCOMM_FILTER_PROCESS 0x20u
#define SVCCOMM_FILTER_ORIGIN 0x40u
#define SVCCOMM_FILTER_SINCE 0x80u
#define SVCCOMM_FILTER_CHANGED_SINCE 0x100u
#define SVCCOMM_FILTER_MIN_PERSISTENCE 0x200u
#define SVCCOMM_FILTER_ALL_REALMS 0x400u /**< no member: every realm (K5) */
#define SVCCOMM_FILTER_FIELDS 0x7FFu     /**< all of these; others are refused */

/* Sets of statuses for svccomm_filter.statuses. */
#define SVCCOMM_STATUSES_NORMAL 1u
#define SVCCOMM_STATUSES_HIDDEN 2u
#define SVCCOMM_STATUSES_IGNORED 4u
#define SVCCOMM_STATUSES_ALL 7u

/** A filter: a record passes if every member that is asked for holds. */
typedef struct svccomm_filter {
    uint32_t size;   /**< sizeof(svccomm_filter) */
    uint32_t fields; /**< SVCCOMM_FILTER_ bits */
    svccomm_prefix client;
    svccomm_prefix listener;
    uint16_t port_low;  /**< inclusive */
    uint16_t port_high; /**< inclusive */
    uint8_t protocol;
    uint8_t reserved[3];    /**< 0 */
    const char *device;     /**< either end's effective device name, ASCII case ignored */
    const char *process;    /**< part of a client or listener process name, ASCII case ignored */
    uint32_t origin;        /**< a set: one of them suffices */
    uint32_t statuses;      /**< SVCCOMM_STATUSES_ bits; 0: normal only */
    int64_t since;          /**< last found at this time or later; attempts-only ones never */
    uint64_t changed_since; /**< revision greater than this */
    double min_persistence; /**< percent; the headline view's persistence is at least this */
    uint32_t realm;         /**< the realm, 0 by default, unless SVCCOMM_FILTER_ALL_REALMS */
    uint32_t reserved2;     /**< 0 */
} svccomm_filter;

/** Fills a filter that all normal records of realm 0 pass. @return 0, SVCCOMM_E_ARGUMENT,
 *  SVCCOMM_E_STRUCT_SIZE. Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_filter_init(svccomm_filter *filter, size_t size);

#ifdef __cplusplus
}
#endif

#endif

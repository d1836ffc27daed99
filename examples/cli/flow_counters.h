/* SPDX-License-Identifier: MIT
 * The counters of flows with their names: what was decoded, what went into the registry, what was
 * dropped and why. */
#ifndef CLI_FLOW_COUNTERS_H
#define CLI_FLOW_COUNTERS_H

#include "json_text.h"

#include <svccomm/decoder.h>
#include <svccomm/flow.h>

/* One counter of a report. Lists of them end with a NULL name. */
struct flow_counter {
    const char *name; /* in JSON: that of the member */
    const char *text; /* what a person reads after the number */
    size_t offset;    /* of the member, a uint64_t */
};

extern const struct flow_counter decode_counters[]; /* of svccomm_decode_report */
extern const struct flow_counter ingest_counters[]; /* of svccomm_flow_report */
extern const struct flow_counter vpc_counters[];    /* of svccomm_vpc_report */

/* Prints every counter as a member of a JSON object; a NULL report gives nulls. */
void flow_counters_json(struct json *json, const struct flow_counter *counters, const void *report);

/* Prints those that are not 0, for a person, on stderr. */
void flow_counters_say(const struct flow_counter *counters, const void *report);

/* One such line. */
void flow_counter_say(uint64_t number, const char *text);

#endif

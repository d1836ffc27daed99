/* SPDX-License-Identifier: MIT
 * The names of the counters of flows, and how they are printed. */
#include "flow_counters.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define DECODED(member, text)                                  \
    {                                                          \
#member, text, offsetof(svccomm_decode_report, member) \
    }

const struct flow_counter decode_counters[] = {
    DECODED(datagrams, "datagrams decoded"),
    DECODED(flows, "flows decoded"),
    DECODED(unknown_version, "datagrams of an unknown version"),
    DECODED(malformed, "datagrams with a length that lies; what came before it was taken"),
    DECODED(sets, "sets of NetFlow v9 and IPFIX"),
    DECODED(sets_unknown, "sets of reserved ids, passed over"),
    DECODED(templates, "templates read"),
    DECODED(templates_new, "templates that were not known before"),
    DECODED(templates_changed, "templates that were known with other fields"),
    DECODED(templates_invalid, "templates refused"),
    DECODED(templates_withdrawn, "templates withdrawn"),
    DECODED(templates_expired, "templates that got too old"),
    DECODED(templates_evicted, "templates given up at a cap"),
    DECODED(exporters_evicted, "exporters given up at a cap"),
    DECODED(options, "options records"),
    DECODED(records_bad, "records that are cut or empty"),
    DECODED(records_other, "records of no flow between two addresses"),
    DECODED(no_template, "data sets that came before their template"),
    DECODED(held, "of these held until it comes"),
    DECODED(held_decoded, "of these decoded later"),
    DECODED(held_dropped, "of these dropped later"),
    DECODED(lost, "packets or records lost before they came, by sequence numbers"),
    DECODED(reordered, "datagrams behind their successor"),
    DECODED(restarts, "exporters that began anew"),
    {NULL, NULL, 0},
};

#define INGESTED(member, text)                               \
    {                                                        \
#member, text, offsetof(svccomm_flow_report, member) \
    }

const struct flow_counter ingest_counters[] = {
    INGESTED(flows, "flows in all"),
    INGESTED(events, "events counted"),
    INGESTED(attempts, "attempts counted"),
    INGESTED(attempts_unknown, "attempts of no known communication, not kept"),
    INGESTED(ignored, "ignored by rule"),
    INGESTED(dropped_protocol, "dropped: a protocol without ports"),
    INGESTED(dropped_port, "dropped: port 0"),
    INGESTED(dropped_fragment, "dropped: fragments"),
    INGESTED(dropped_address, "dropped: an address that cannot be"),
    INGESTED(dropped_future, "dropped: ended after it was received"),
    INGESTED(dropped_old, "dropped: ended long before it was received"),
    INGESTED(dropped_time, "dropped: a time that cannot be"),
    INGESTED(dropped_scope,
             "dropped: an address that is local to a host, and which host is not known"),
    INGESTED(dropped_full, "dropped: the registry is full"),
    INGESTED(records_new, "new communications"),
    INGESTED(turned, "communications turned round by better evidence"),
    INGESTED(mixed, "communications marked mixed"),
    INGESTED(late, "late events"),
    INGESTED(sampled, "events of sampled exporters"),
    INGESTED(biflows, "events with both directions"),
    INGESTED(long_durations, "events longer than 24 h, taken as points"),
    INGESTED(reversed_times, "events that end before they start, taken as points"),
    INGESTED(fan_in_full, "pairs beyond what fan-in can count"),
    {NULL, NULL, 0},
};

#define VPC(member, text)                                   \
    {                                                       \
#member, text, offsetof(svccomm_vpc_report, member) \
    }

const struct flow_counter vpc_counters[] = {
    VPC(lines, "lines"),
    VPC(headers, "header lines"),
    VPC(rejected, "lines of rejected traffic"),
    VPC(no_data, "lines without data"),
    VPC(skip_data, "lines that say that records were lost"),
    VPC(doubtful, "lines that are cut or cannot be read"),
    {NULL, NULL, 0},
};

static uint64_t value_of(const struct flow_counter *counter, const void *report)
{
    uint64_t value;
    memcpy(&value, (const char *)report + counter->offset, sizeof value);
    return value;
}

void flow_counters_json(struct json *json, const struct flow_counter *counters, const void *report)
{
    for (; counters->name != NULL; counters++)
        if (report != NULL)
            json_number(json, counters->name, value_of(counters, report));
        else
            json_null(json, counters->name);
}

void flow_counter_say(uint64_t number, const char *text)
{
    fprintf(stderr, "%12" PRIu64 "  %s\n", number, text);
}

void flow_counters_say(const struct flow_counter *counters, const void *report)
{
    for (; counters->name != NULL; counters++)
        if (value_of(counters, report) > 0)
            flow_counter_say(value_of(counters, report), counters->text);
}

/* SPDX-License-Identifier: MIT
 * Receiving goes on while the rest of the program works: between its steps `meanwhile` queues what
 * has come. The queue is bounded; beyond it datagrams wait in the socket's buffer. */
#include "collector.h"

#include "decoder_state.h"
#include "flow_counters.h"
#include "flow_report.h"
#include "say.h"
#include "stop.h"
#include "times.h"

#include <string.h>

#define QUEUE_MOST ((size_t)1 << 19) /* flows: 75 MB */
#define TURN_MOST 1024               /* datagrams in one turn, so that clocks are looked at */
#define KEEP_EVERY (60 * TIMES_SECOND)

bool collector_is_full(const struct collector *collector)
{
    return collector->intake.queue.count >= QUEUE_MOST;
}

/* Addresses that are local to a host are this host's where the exporter is on it. */
static int take(struct collector *collector, const struct flow_arrival *arrival)
{
    struct flow_origin origin = {.received = arrival->received};
    memcpy(origin.exporter, arrival->exporter, sizeof origin.exporter);
    if (own_addresses_have(&collector->own, arrival->exporter))
        origin.host = collector->host;
    return flow_intake_datagram(&collector->intake, arrival->data, arrival->length, &origin);
}

/* One datagram; false where none is there, or there is no room for its flows. */
static bool receive_one(struct collector *collector, struct flow_arrival *arrival)
{
    if (collector->code != 0 || collector_is_full(collector) ||
        !flow_listener_next(&collector->listener, arrival))
        return false;
    collector->code = take(collector, arrival);
    return true;
}

static void receive(void *user)
{
    struct flow_arrival arrival;
    for (int i = 0; i < TURN_MOST && receive_one(user, &arrival); i++) {
    }
}

int collector_begin(struct collector *collector, struct database *database, uint16_t port,
                    uint64_t host, uint32_t realm)
{
    collector->on = true;
    collector->host = host;
    collector->meanwhile.run = receive;
    collector->meanwhile.user = collector;
    collector->listener.fd = -1;
    int code = flow_intake_begin(&collector->intake, realm);
    if (code != 0)
        return code;
    decoder_state_get(database->store, collector->intake.decoder);
    own_addresses_read(&collector->own);
    collector->kept_at = stop_clock();
    return flow_listener_open(&collector->listener, port);
}

void collector_end(struct collector *collector)
{
    if (!collector->on)
        return;
    flow_listener_close(&collector->listener);
    flow_intake_end(&collector->intake);
    own_addresses_free(&collector->own);
}

int collector_receive(struct collector *collector, int64_t until)
{
    do {
        receive(collector);
        if (collector->code != 0 || collector_is_full(collector))
            break;
        flow_listener_wait(&collector->listener, until);
    } while (!stop_requested() && stop_clock() < until);
    return collector->code;
}

int collector_drain(struct collector *collector, int64_t time, bool *all)
{
    struct flow_arrival arrival = {.received = time};
    while (arrival.received <= time && receive_one(collector, &arrival)) {
    }
    *all = !collector_is_full(collector);
    return collector->code;
}

int collector_ingest(struct collector *collector, svccomm_registry *registry, int64_t now)
{
    flow_listener_count_drops(&collector->listener);
    own_addresses_read(&collector->own);
    return flow_intake_ingest(&collector->intake, registry, now);
}

static uint64_t template_changes(const struct collector *collector)
{
    const svccomm_decode_report *decoded = &collector->intake.decoded;
    return decoded->templates_new + decoded->templates_changed + decoded->templates_withdrawn;
}

bool collector_has(const struct collector *collector)
{
    return collector->intake.queue.count > 0 ||
           template_changes(collector) != collector->templates_kept;
}

/* Sampling rates and boot times move with every datagram: for them once a minute is enough. */
svccomm_decoder *collector_to_keep(struct collector *collector, bool at_end)
{
    uint64_t changes = template_changes(collector);
    int64_t now = stop_clock();
    if (collector->intake.decoded.datagrams == 0)
        return NULL;
    if (!at_end && changes == collector->templates_kept && now - collector->kept_at < KEEP_EVERY)
        return NULL;
    collector->templates_kept = changes;
    collector->kept_at = now;
    return collector->intake.decoder;
}

void collector_report(struct collector *collector)
{
    flow_listener_count_drops(&collector->listener);
    say_note("NetFlow:");
    flow_counter_say(collector->listener.datagrams, "datagrams received");
    flow_counter_say(collector->listener.dropped,
                     "datagrams dropped by the kernel, which had no room for them");
    if (collector->intake.others > 0)
        flow_counter_say(collector->intake.others, "datagrams of no known version, passed over");
    flow_report_say(&collector->intake);
}

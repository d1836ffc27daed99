/* SPDX-License-Identifier: MIT
 * Data sets without a template: held, and decoded when it comes. */
#include "ingest/sets.h"

/* Nothing is asked of what is known of the exporter but whether the template is there now. */
int svccomm__prepare_hold(struct svccomm__decoding *decoding, uint32_t exporter,
                          const struct svccomm__set *set)
{
    struct svccomm_decoder *decoder = decoding->decoder;
    struct svccomm__held *held;

    if (svccomm__templates_find(&decoder->templates, exporter, set->id) != 0 ||
        set->bytes.left > decoder->config.max_pending_bytes)
        return 0;
    held = svccomm__held_new(&decoder->memory, set->bytes.at, set->bytes.left);
    if (held == NULL)
        return SVCCOMM_E_NOMEM;
    held->origin = set->bytes.at;
    if (decoding->last_set != NULL)
        decoding->last_set->next = held;
    else
        decoding->sets = held;
    decoding->last_set = held;
    decoding->set_count++;
    return 0;
}

/* What was made ready for this set, or NULL; others before it found their template meanwhile. */
static struct svccomm__held *take_ready(struct svccomm__decoding *decoding,
                                        const struct svccomm__set *set)
{
    struct svccomm__held *held;

    while ((held = decoding->sets) != NULL && held->origin < set->bytes.at) {
        decoding->sets = held->next;
        svccomm__held_free(&decoding->decoder->memory, held);
    }
    if (held == NULL || held->origin != set->bytes.at)
        return NULL;
    decoding->sets = held->next;
    return held;
}

void svccomm__hold(struct svccomm__decoding *decoding, const struct svccomm__message *message,
                   const struct svccomm__set *set)
{
    struct svccomm_decoder *decoder = decoding->decoder;
    struct svccomm__held *held = take_ready(decoding, set);
    uint64_t cost = held == NULL ? 0 : svccomm__held_cost(held);

    svccomm__count(&decoding->report->no_template, 1);
    decoding->uncounted = 1;
    if (held == NULL || cost > decoder->config.max_pending_bytes) {
        svccomm__held_free(&decoder->memory, held);
        return;
    }
    svccomm__caps_for_held(decoding, cost);
    held->clock = message->clock;
    held->received = decoding->received;
    held->call = decoder->calls;
    svccomm__pending_add(&decoder->pending, decoding->exporter_index, set->id, held);
    svccomm__count(&decoding->report->held, 1);
}

static size_t flows_of(const struct svccomm__compiled *compiled, uint64_t length)
{
    uint32_t record = compiled->plan.record_length;

    if (compiled->options)
        return 0;
    return (size_t)(length /
                    (record < SVCCOMM__FLOW_LEAST_RECORD ? SVCCOMM__FLOW_LEAST_RECORD : record));
}

/* One template must not make an array of flows greater than all templates may be. */
size_t svccomm__held_flows(const struct svccomm__decoding *decoding, uint32_t exporter,
                           const struct svccomm__compiled *compiled, uint16_t id)
{
    const struct svccomm_decoder *decoder = decoding->decoder;
    uint32_t key = svccomm__pending_find(&decoder->pending, exporter, id);
    uint64_t most = decoder->config.max_bytes / sizeof(svccomm_flow);
    size_t flows;

    if (key == 0)
        return 0;
    flows = flows_of(compiled, svccomm__pending_key(&decoder->pending, key)->length);
    most = most > decoding->held_flows ? most - decoding->held_flows : 0;
    return flows < most ? flows : (size_t)most;
}

/* The time of a set is that of the datagram that it came with. */
static void decode_held(struct svccomm__decoding *decoding, uint32_t index,
                        const struct svccomm__held *held)
{
    struct svccomm__moment moment = decoding->moment;
    struct svccomm__reader bytes = {svccomm__held_bytes(held), held->length};
    uint64_t units = decoding->units;

    decoding->moment.export_time = held->clock.time;
    if (moment.has_uptime) {
        decoding->moment.uptime = held->clock.uptime;
        decoding->moment.uptime_at = svccomm__boot_time_at(&decoding->exporter->boot, &held->clock);
    }
    svccomm__set_decode_data(decoding, index, bytes);
    decoding->moment = moment;
    decoding->units = units;
}

/* Sets of this call have their room among the flows of the datagram. */
static int take_room(struct svccomm__decoding *decoding, const struct svccomm__held *held,
                     const struct svccomm__compiled *compiled)
{
    size_t flows = flows_of(compiled, held->length);

    if (held->call == decoding->decoder->calls)
        return 1;
    if (flows > decoding->held_flows)
        return 0;
    decoding->held_flows -= flows;
    return 1;
}

void svccomm__release_held(struct svccomm__decoding *decoding, uint32_t index)
{
    struct svccomm_decoder *decoder = decoding->decoder;
    const struct svccomm__template *template = svccomm__template_at(&decoder->templates, index);
    svccomm_decode_report *report = decoding->report;
    struct svccomm__held *held;
    uint32_t key;

    while ((key = svccomm__pending_find(&decoder->pending, template->exporter, template->id)) !=
           0) {
        held = svccomm__pending_take(&decoder->pending, key);
        if (take_room(decoding, held, template->compiled)) {
            decode_held(decoding, index, held);
            svccomm__count(&report->held_decoded, 1);
        } else {
            svccomm__count(&report->held_dropped, 1);
        }
        svccomm__held_free(&decoder->memory, held);
    }
}

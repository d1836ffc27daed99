/* SPDX-License-Identifier: MIT
 * Streams of datagrams of several exporters, templates and data mixed, into a decoder with small
 * caps. What holds for every stream: memory stays under the caps, the counters agree with each
 * other, and a decoder whose memory fails once gives the same as one whose memory does not.
 *
 * The target is built once for each version: a datagram that has none of the known versions gets
 * FUZZ_VERSION, so that a mutation does not waste the rest.
 *
 * Input: a byte that chooses the caps, a byte that says which allocation fails, then datagrams: a
 * byte for exporter, time and how its header is mended, two for its length, its bytes. */
#include <string.h>

#include "fault_memory.h"
#include "fuzz_check.h"
#include "svccomm/svccomm.h"

#define SECOND INT64_C(1000000000)
#define START (INT64_C(1735689600) * SECOND)

/* The control byte of a datagram. */
#define CONTROL_EXPORTER 0x03u /* which of four */
#define CONTROL_TIME 0x1cu     /* index of a step, times 4 */
#define CONTROL_MEND 0x20u     /* its length is written into an IPFIX header */
#define CONTROL_RELOAD 0x40u   /* the decoder is saved and another one loaded before it */

/* One of two decoders that get the same. */
struct side {
    struct fault_memory memory;
    svccomm_decoder *decoder;
    svccomm_decode_report report;
    const svccomm_flow *flows;
    int count;
};

struct saved {
    uint8_t *bytes;
    size_t length, capacity, read;
};

static const struct {
    uint32_t exporters, templates, exporter_templates;
    uint64_t bytes, pending;
    int64_t age;
} caps[] = {
    {2, 3, 2, 1 << 14, 256, 60 * SECOND},
    {4, 8, 4, 1 << 15, 2048, 3600 * SECOND},
    {64, 64, 16, 1 << 14, 1 << 14, 24 * 3600 * SECOND},
    {3, 1000, 1000, 1 << 12, 1 << 14, 24 * 3600 * SECOND},
};

/* What is not held against the caps: the handle, and the flows that it gives out. */
#define MEMORY_BESIDES ((uint64_t)1 << 20)

static void config_fill(svccomm_decoder_config *config, unsigned choice)
{
    choice %= sizeof caps / sizeof caps[0];
    FUZZ_CHECK(svccomm_decoder_config_init(config, sizeof *config) == 0);
    config->max_exporters = caps[choice].exporters;
    config->max_templates = caps[choice].templates;
    config->max_exporter_templates = caps[choice].exporter_templates;
    config->max_bytes = caps[choice].bytes;
    config->max_pending_bytes = caps[choice].pending;
    config->template_age = caps[choice].age;
}

static void map_realms(svccomm_decoder *decoder)
{
    static const svccomm_realm_map map[] = {
        {SVCCOMM_REALM_BY_VLAN, 7, 1, 0},
        {SVCCOMM_REALM_BY_VRF, 1, 2, 0},
    };

    FUZZ_CHECK(svccomm_decoder_map_realms(decoder, map, 2, sizeof map[0]) == 0);
}

static void side_begin(struct side *side, unsigned choice)
{
    svccomm_decoder_config config;

    memset(side, 0, sizeof *side);
    fault_memory_init(&side->memory);
    config_fill(&config, choice);
    config.allocator = &side->memory.allocator;
    FUZZ_CHECK(svccomm_decoder_new(&side->decoder, &config) == 0);
    FUZZ_CHECK(svccomm_decode_report_init(&side->report, sizeof side->report) == 0);
    map_realms(side->decoder);
}

static void side_end(struct side *side)
{
    FUZZ_CHECK(svccomm_decoder_memory(side->decoder) == side->memory.live_bytes);
    svccomm_decoder_free(side->decoder);
    FUZZ_CHECK(side->memory.live_bytes == 0 && side->memory.complaint == NULL);
}

static int known_version(unsigned version)
{
    return version == 1 || version == 5 || version == 7 || version == 9 || version == 10;
}

/* Where the header is wrong in what every datagram has right, a mutation would go no further. */
static void mend(uint8_t *bytes, size_t length, unsigned control)
{
    if (length < 4)
        return;
    if (!known_version((unsigned)bytes[0] << 8 | bytes[1])) {
        bytes[0] = 0;
        bytes[1] = FUZZ_VERSION;
    }
    if ((control & CONTROL_MEND) != 0 && bytes[1] == 10) {
        bytes[2] = (uint8_t)(length >> 8);
        bytes[3] = (uint8_t)length;
    }
}

static void datagram_fill(svccomm_datagram *datagram, unsigned control, int64_t *now)
{
    static const int64_t steps[] = {
        0, 1000000, SECOND, 60 * SECOND, 3600 * SECOND, 90000 * SECOND, -SECOND, 0};
    unsigned step = (control & CONTROL_TIME) >> 2;

    *now += steps[step];
    FUZZ_CHECK(svccomm_datagram_init(datagram, sizeof *datagram) == 0);
    if (step != 7)
        datagram->received = *now;
    datagram->exporter[10] = datagram->exporter[11] = 0xff;
    datagram->exporter[15] = (uint8_t)(1 + (control & CONTROL_EXPORTER));
}

static void check_flow(const svccomm_flow *flow)
{
    static const uint8_t zero[SVCCOMM_ADDRESS_SIZE];

    FUZZ_CHECK(flow->reserved == 0 && flow->initiator <= SVCCOMM_INITIATOR_DESTINATION);
    FUZZ_CHECK(flow->flags < 2 * SVCCOMM_FLOW_POST_NAT);
    FUZZ_CHECK((flow->flags & SVCCOMM_FLOW_SYN_ONLY_OK) == 0);
    FUZZ_CHECK(flow->realm <= 2);
    if ((flow->flags & SVCCOMM_FLOW_BIFLOW) == 0)
        FUZZ_CHECK(flow->reverse_bytes == 0 && flow->reverse_packets == 0);
    if ((flow->flags & SVCCOMM_FLOW_POST_NAT) == 0)
        FUZZ_CHECK(memcmp(flow->post_source, zero, sizeof zero) == 0 &&
                   memcmp(flow->post_destination, zero, sizeof zero) == 0);
}

static void check_report(const svccomm_decode_report *report, uint64_t datagrams, uint64_t flows)
{
    FUZZ_CHECK(report->datagrams == datagrams && report->flows == flows);
    FUZZ_CHECK(report->unknown_version <= datagrams && report->malformed <= datagrams);
    FUZZ_CHECK(report->templates_new + report->templates_changed + report->templates_invalid <=
               report->templates);
    FUZZ_CHECK(report->held <= report->no_template);
    FUZZ_CHECK(report->held_decoded + report->held_dropped <= report->held);
}

/* Decodes one datagram; when memory failed, again. */
static void side_decode(struct side *side, const uint8_t *bytes, size_t length,
                        const svccomm_datagram *datagram)
{
    side->count = svccomm_decoder_datagram(side->decoder, bytes, length, datagram, &side->flows,
                                           sizeof *side->flows, &side->report);
    if (side->count == SVCCOMM_E_NOMEM) {
        FUZZ_CHECK(side->memory.failed > 0 && side->memory.nth != 0);
        fault_memory_disarm(&side->memory);
        side_decode(side, bytes, length, datagram);
    }
    FUZZ_CHECK(side->count >= 0);
    FUZZ_CHECK(svccomm_decoder_memory(side->decoder) == side->memory.live_bytes);
}

static int save_bytes(void *user, const void *data, size_t length)
{
    struct saved *saved = user;

    if (saved->capacity - saved->length < length) {
        saved->capacity = 2 * (saved->length + length);
        saved->bytes = realloc(saved->bytes, saved->capacity);
        FUZZ_CHECK(saved->bytes != NULL);
    }
    memcpy(saved->bytes + saved->length, data, length);
    saved->length += length;
    return 0;
}

static int load_bytes(void *user, void *data, size_t capacity, size_t *length)
{
    struct saved *saved = user;

    *length = saved->length - saved->read < capacity ? saved->length - saved->read : capacity;
    memcpy(data, saved->bytes + saved->read, *length);
    saved->read += *length;
    return 0;
}

/* What a decoder saves, another one of the same caps can load, and saves alike. */
static void check_reload(svccomm_decoder *decoder, unsigned choice)
{
    struct saved first = {NULL, 0, 0, 0}, second = {NULL, 0, 0, 0};
    svccomm_decoder_config config;
    svccomm_decoder *other;

    config_fill(&config, choice);
    FUZZ_CHECK(svccomm_decoder_new(&other, &config) == 0);
    FUZZ_CHECK(svccomm_decoder_save(decoder, save_bytes, &first, NULL) == 0);
    FUZZ_CHECK(svccomm_decoder_load(other, load_bytes, &first, NULL) == 0);
    FUZZ_CHECK(svccomm_decoder_save(other, save_bytes, &second, NULL) == 0);
    FUZZ_CHECK(first.length == second.length &&
               memcmp(first.bytes, second.bytes, first.length) == 0);
    svccomm_decoder_free(other);
    free(first.bytes);
    free(second.bytes);
}

static void check_exporters(svccomm_decoder *decoder, unsigned choice)
{
    svccomm_exporter exporters[64];
    uint64_t templates = 0;
    int count, i;

    count = svccomm_decoder_exporters(decoder, NULL, exporters, 64, sizeof exporters[0]);
    choice %= sizeof caps / sizeof caps[0];
    FUZZ_CHECK(count >= 0 && (uint32_t)count <= caps[choice].exporters);
    for (i = 0; i < count; i++) {
        FUZZ_CHECK(exporters[i].templates <= caps[choice].exporter_templates);
        templates += exporters[i].templates;
    }
    FUZZ_CHECK(templates <= caps[choice].templates);
}

/* One datagram of the input into both. The number of flows. */
static uint64_t both_decode(struct side *calm, struct side *failing, struct fuzz_input *input,
                            unsigned choice, int64_t *now)
{
    unsigned control = fuzz_byte(input);
    size_t length = fuzz_byte(input) << 8;
    svccomm_datagram datagram;
    uint8_t *bytes;
    int i;

    length |= fuzz_byte(input);
    if (length > fuzz_left(input))
        length = fuzz_left(input);
    bytes = malloc(length + (length == 0));
    FUZZ_CHECK(bytes != NULL);
    memcpy(bytes, input->at, length);
    input->at += length;
    mend(bytes, length, control);
    datagram_fill(&datagram, control, now);
    if ((control & CONTROL_RELOAD) != 0)
        check_reload(calm->decoder, choice);
    side_decode(calm, bytes, length, &datagram);
    side_decode(failing, bytes, length, &datagram);
    free(bytes); /* flows must not lie in it */
    FUZZ_CHECK(calm->count == failing->count);
    for (i = 0; i < calm->count; i++)
        check_flow(&calm->flows[i]);
    FUZZ_CHECK(calm->count == 0 ||
               memcmp(calm->flows, failing->flows, (size_t)calm->count * sizeof *calm->flows) == 0);
    return (uint64_t)calm->count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, data + size};
    unsigned choice = fuzz_byte(&input), nth = fuzz_byte(&input);
    struct side calm, failing;
    uint64_t datagrams, flows = 0;
    int64_t now = START;

    side_begin(&calm, choice);
    side_begin(&failing, choice);
    fault_memory_arm(&failing.memory, nth, FAULT_ONCE);
    for (datagrams = 0; fuzz_left(&input) > 0; datagrams++) {
        flows += both_decode(&calm, &failing, &input, choice, &now);
        check_report(&calm.report, datagrams + 1, flows);
        FUZZ_CHECK(memcmp(&calm.report, &failing.report, sizeof calm.report) == 0);
        FUZZ_CHECK(svccomm_decoder_memory(calm.decoder) <=
                   caps[choice % 4].bytes + caps[choice % 4].pending + MEMORY_BESIDES);
    }
    check_exporters(calm.decoder, choice);
    check_reload(calm.decoder, choice);
    side_end(&calm);
    side_end(&failing);
    return 0;
}

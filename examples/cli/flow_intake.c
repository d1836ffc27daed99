/* SPDX-License-Identifier: MIT
 * Feeds the decoder, and queues what it gives. */
#include "flow_intake.h"

#include "database.h"
#include "flow_datagram.h"
#include "say.h"

#include <string.h>

int flow_intake_begin(struct flow_intake *intake, uint32_t realm)
{
    svccomm_decoder_config config;
    memset(intake, 0, sizeof *intake);
    intake->realm = realm;
    svccomm_decode_report_init(&intake->decoded, sizeof intake->decoded);
    svccomm_flow_report_init(&intake->ingested, sizeof intake->ingested);
    svccomm_decoder_config_init(&config, sizeof config);
    random_seed(config.seed);
    int code = svccomm_decoder_new(&intake->decoder, &config);
    return code == 0 ? 0 : say_code("decoder", code, NULL);
}

void flow_intake_end(struct flow_intake *intake)
{
    svccomm_decoder_free(intake->decoder);
    flow_queue_free(&intake->queue);
    intake->decoder = NULL;
}

static int decode(struct flow_intake *intake, const void *data, size_t length,
                  const struct flow_origin *origin, const svccomm_flow **flows)
{
    svccomm_datagram datagram;
    svccomm_datagram_init(&datagram, sizeof datagram);
    datagram.received = origin->received;
    memcpy(datagram.exporter, origin->exporter, sizeof datagram.exporter);
    return svccomm_decoder_datagram(intake->decoder, data, length, &datagram, flows, sizeof **flows,
                                    &intake->decoded);
}

int flow_intake_datagram(struct flow_intake *intake, const void *data, size_t length,
                         const struct flow_origin *origin)
{
    const svccomm_flow *flows;
    struct flow_origin when = *origin;
    if (!flow_datagram_known(data, length)) {
        intake->others++;
        return 0;
    }
    int count = decode(intake, data, length, origin, &flows);
    if (count < 0)
        return say_code("datagram", count, NULL);
    if (when.received == SVCCOMM_NO_TIME)
        when.received = flow_datagram_time(data, length);
    return flow_queue_add(&intake->queue, flows, (size_t)count, &when, intake->realm);
}

int flow_intake_vpc(struct flow_intake *intake, const char *text, size_t length,
                    const struct flow_origin *origin, const char *name, svccomm_vpc_report *report)
{
    const svccomm_flow *flows;
    svccomm_error error;
    svccomm_error_init(&error, sizeof error);
    int count =
        svccomm_decoder_vpc(intake->decoder, text, length, &flows, sizeof *flows, report, &error);
    if (count < 0)
        return say_code(name, count, &error);
    return flow_queue_add(&intake->queue, flows, (size_t)count, origin, intake->realm);
}

int flow_intake_ingest(struct flow_intake *intake, svccomm_registry *registry, int64_t now)
{
    return flow_queue_ingest(&intake->queue, registry, now, &intake->ingested);
}

uint64_t flow_intake_faults(const struct flow_intake *intake)
{
    const svccomm_decode_report *decoded = &intake->decoded;
    return intake->others + decoded->unknown_version + decoded->malformed +
           decoded->templates_invalid + decoded->records_bad;
}

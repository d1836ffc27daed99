/* SPDX-License-Identifier: MIT
 * The decoder's handle: its configuration, its life, and what goes in and out. */
#include <string.h>

#include "base/structs.h"
#include "ingest/decoder_state.h"
#include "ingest/vpc.h"

#define DECODER_MAX_EXPORTERS 65536u
#define DECODER_MAX_TEMPLATES 65536u
#define DECODER_MAX_EXPORTER_TEMPLATES 4096u
#define DECODER_MAX_BYTES (UINT64_C(64) << 20)
#define DECODER_MAX_PENDING_BYTES (UINT64_C(4) << 20)
#define DECODER_TEMPLATE_AGE (INT64_C(24) * 3600 * 1000000000)

int svccomm_decoder_config_init(svccomm_decoder_config *config, size_t size)
{
    int rc = svccomm__struct_init(config, size, sizeof *config);

    if (rc < 0)
        return rc;
    config->max_exporters = DECODER_MAX_EXPORTERS;
    config->max_templates = DECODER_MAX_TEMPLATES;
    config->max_exporter_templates = DECODER_MAX_EXPORTER_TEMPLATES;
    config->max_bytes = DECODER_MAX_BYTES;
    config->max_pending_bytes = DECODER_MAX_PENDING_BYTES;
    config->template_age = DECODER_TEMPLATE_AGE;
    return 0;
}

int svccomm_datagram_init(svccomm_datagram *datagram, size_t size)
{
    int rc = svccomm__struct_init(datagram, size, sizeof *datagram);

    if (rc == 0)
        datagram->received = SVCCOMM_NO_TIME;
    return rc;
}

int svccomm_decode_report_init(svccomm_decode_report *report, size_t size)
{
    return svccomm__struct_init(report, size, sizeof *report);
}

static int decoder_config_check(const svccomm_decoder_config *config)
{
    if (config->max_exporters == 0 || config->max_templates == 0 ||
        config->max_exporter_templates == 0 || config->max_bytes == 0)
        return SVCCOMM_E_RANGE;
    return config->template_age <= 0 ? SVCCOMM_E_RANGE : 0;
}

int svccomm_decoder_new(svccomm_decoder **out, const svccomm_decoder_config *config)
{
    struct svccomm__memory memory;
    svccomm_decoder_config own;
    struct svccomm_decoder *decoder;
    int rc;

    if (out == NULL)
        return SVCCOMM_E_ARGUMENT;
    *out = NULL;
    rc = svccomm_decoder_config_init(&own, sizeof own);
    if (rc == 0 && config != NULL)
        rc = svccomm__struct_in(&own, sizeof own, config);
    if (rc == 0)
        rc = decoder_config_check(&own);
    if (rc == 0)
        rc = svccomm__memory_init(&memory, own.allocator);
    if (rc < 0)
        return rc;
    decoder = svccomm__memory_new(&memory, sizeof *decoder);
    if (decoder == NULL)
        return SVCCOMM_E_NOMEM;
    decoder->memory = memory;
    decoder->config = own;
    decoder->config.allocator = NULL;
    *out = decoder;
    return 0;
}

void svccomm_decoder_free(svccomm_decoder *decoder)
{
    struct svccomm__memory memory;

    if (decoder == NULL)
        return;
    memory = decoder->memory;
    svccomm__flow_array_free(&decoder->flows, &memory);
    svccomm__vpc_free(decoder->vpc, &memory);
    svccomm__memory_free(&memory, decoder, sizeof *decoder);
}

uint64_t svccomm_decoder_memory(const svccomm_decoder *decoder)
{
    return decoder == NULL ? 0 : decoder->memory.bytes;
}

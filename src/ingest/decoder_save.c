/* SPDX-License-Identifier: MIT
 * Saving what a decoder knows of its exporters. */
#include "base/fail.h"
#include "ingest/decoder_format.h"
#include "ingest/decoding.h"

/* Once the callback has failed nothing more is given to it. */
struct saving {
    svccomm_write_fn write;
    void *user;
    int callback;
    size_t used;
    uint64_t sum;
    uint32_t exporters;
    uint32_t templates;
    unsigned char
        buffer[SVCCOMM__SAVED_EXPORTER_SIZE + SVCCOMM__SAMPLERS * SVCCOMM__SAVED_SAMPLER_SIZE];
};

static void save_bytes(struct saving *saving, const void *bytes, size_t length)
{
    if (saving->callback == 0 && length > 0)
        saving->callback = saving->write(saving->user, bytes, length);
}

static size_t encode(unsigned char *out, uint64_t value, size_t size)
{
    size_t i;

    for (i = 0; i < size; i++)
        out[i] = (unsigned char)(value >> 8 * (size - 1 - i));
    return size;
}

static void save_number(struct saving *saving, uint64_t value, size_t size)
{
    saving->used += encode(saving->buffer + saving->used, value, size);
}

static void save_time(struct saving *saving, int64_t time)
{
    save_number(saving, (uint64_t)time, 8);
}

/* Writes what was written into the buffer, and `rest` behind it, as a block. */
static void save_block(struct saving *saving, uint8_t kind, const void *rest, size_t length)
{
    unsigned char head[SVCCOMM__SAVED_BLOCK_HEAD], sum[SVCCOMM__SAVED_SUM];
    size_t used = encode(head, kind, 1);

    encode(head + used, saving->used + length, 4);
    saving->sum = svccomm__saved_sum(saving->sum, kind, saving->buffer, saving->used, rest, length);
    encode(sum, saving->sum, sizeof sum);
    save_bytes(saving, head, sizeof head);
    save_bytes(saving, saving->buffer, saving->used);
    save_bytes(saving, rest, length);
    save_bytes(saving, sum, sizeof sum);
    saving->used = 0;
}

static void save_exporter(struct saving *saving, struct svccomm__exporter *exporter)
{
    uint32_t i;

    exporter->ordinal = ++saving->exporters;
    memcpy(saving->buffer, exporter->key.address, SVCCOMM_ADDRESS_SIZE);
    saving->used = SVCCOMM_ADDRESS_SIZE;
    save_number(saving, exporter->key.domain, 4);
    save_number(saving, exporter->key.version, 1);
    save_number(saving, exporter->useful, 1);
    save_time(saving, exporter->last_seen);
    save_time(saving, exporter->boot.estimate);
    save_number(saving, exporter->boot.uptime, 4);
    save_number(saving, exporter->init_time, 8);
    save_number(saving, exporter->sampling, 4);
    save_number(saving, exporter->sampling_any, 4);
    for (i = 0; i < exporter->sampler_count; i++) {
        save_number(saving, exporter->samplers[i].id, 8);
        save_number(saving, exporter->samplers[i].rate, 4);
    }
    save_block(saving, SVCCOMM__SAVED_EXPORTER, NULL, 0);
}

static void save_template(struct saving *saving, const struct svccomm_decoder *decoder,
                          const struct svccomm__template *template)
{
    const struct svccomm__compiled *compiled = template->compiled;

    saving->templates++;
    save_number(saving, svccomm__exporter_at(&decoder->exporters, template->exporter)->ordinal, 4);
    save_number(saving, template->id, 2);
    save_number(saving, compiled->options, 1);
    save_number(saving, template->used, 1);
    save_time(saving, template->touched);
    save_number(saving, compiled->field_count, 2);
    save_number(saving, compiled->scope_count, 2);
    save_block(saving, SVCCOMM__SAVED_TEMPLATE, svccomm__compiled_fields(compiled),
               compiled->field_bytes);
}

static void save_begin(struct saving *saving)
{
    unsigned char head[SVCCOMM__SAVED_MAGIC_SIZE + 2];

    memcpy(head, SVCCOMM__SAVED_MAGIC, SVCCOMM__SAVED_MAGIC_SIZE);
    encode(head + SVCCOMM__SAVED_MAGIC_SIZE, SVCCOMM__SAVED_VERSION, 2);
    save_bytes(saving, head, sizeof head);
}

static void save_all(struct saving *saving, struct svccomm_decoder *decoder)
{
    uint32_t index;
    size_t list;

    save_begin(saving);
    for (list = 0; list < 2; list++)
        for (index = decoder->exporters.lists[list].oldest; index != 0;
             index = svccomm__exporter_at(&decoder->exporters, index)->link.newer)
            save_exporter(saving, svccomm__exporter_at(&decoder->exporters, index));
    for (list = 0; list < 2; list++)
        for (index = decoder->templates.lists[list].oldest; index != 0;
             index = svccomm__template_at(&decoder->templates, index)->link.newer)
            save_template(saving, decoder, svccomm__template_at(&decoder->templates, index));
    save_number(saving, saving->exporters, 4);
    save_number(saving, saving->templates, 4);
    save_block(saving, SVCCOMM__SAVED_END, NULL, 0);
}

int svccomm_decoder_save(svccomm_decoder *decoder, svccomm_write_fn write, void *user,
                         svccomm_error *error)
{
    struct saving saving;

    if (decoder == NULL || write == NULL)
        return svccomm__fail(error, SVCCOMM_E_ARGUMENT, "decoder or write is NULL");
    memset(&saving, 0, sizeof saving);
    saving.write = write;
    saving.user = user;
    save_all(&saving, decoder);
    if (saving.callback != 0)
        return svccomm__fail_callback(error, SVCCOMM_E_WRITE, saving.callback, NULL);
    return 0;
}

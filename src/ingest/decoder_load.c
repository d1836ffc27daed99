/* SPDX-License-Identifier: MIT
 * Restoring what a decoder was saved as. The bytes may be damaged or hostile: whatever is wrong
 * with them, the decoder is empty again. */
#include "base/fail.h"
#include "ingest/decoder_format.h"
#include "ingest/decoding.h"
#include "base/input.h"

/* A template's specifiers are part of a datagram. */
#define LOAD_MOST_BLOCK (SVCCOMM__SAVED_TEMPLATE_SIZE + 65535u)

struct loading {
    struct svccomm__input in;
    struct svccomm__decoding decoding; /* the caps ask for one */
    svccomm_decode_report unasked;
    unsigned char *block;
    size_t block_capacity;
    uint32_t *exporters; /* their indices, by ordinal; room for one more */
    size_t exporter_capacity;
    uint32_t exporter_count;
    uint32_t template_count;
    uint64_t sum;
    int ended;
};

static int is_time(int64_t time)
{
    return time == SVCCOMM_NO_TIME || (time >= -SVCCOMM_TIME_MAX && time <= SVCCOMM_TIME_MAX);
}

static int is_exported(uint32_t version)
{
    return version == 1 || version == 5 || version == 7 || version == SVCCOMM__NETFLOW_9 ||
           version == SVCCOMM__IPFIX;
}

static int read_time(struct svccomm__reader *block, int64_t *out)
{
    uint64_t bits;

    if (!svccomm__read_64(block, &bits))
        return 0;
    memcpy(out, &bits, sizeof *out); /* two's complement, as C11's int64_t is */
    return is_time(*out);
}

/* Counters begin anew, and so do the sequence numbers: nobody knows what came meanwhile. */
static int read_exporter(struct svccomm__reader *block, struct svccomm__exporter *exporter)
{
    struct svccomm__reader address;
    uint8_t version;

    memset(exporter, 0, sizeof *exporter);
    if (!svccomm__read_part(block, SVCCOMM_ADDRESS_SIZE, &address) ||
        !svccomm__read_32(block, &exporter->key.domain) || !svccomm__read_8(block, &version) ||
        !svccomm__read_8(block, &exporter->useful) || !read_time(block, &exporter->last_seen) ||
        !read_time(block, &exporter->boot.estimate) ||
        !svccomm__read_32(block, &exporter->boot.uptime) ||
        !svccomm__read_64(block, &exporter->init_time) ||
        !svccomm__read_32(block, &exporter->sampling) ||
        !svccomm__read_32(block, &exporter->sampling_any))
        return 0;
    memcpy(exporter->key.address, address.at, SVCCOMM_ADDRESS_SIZE);
    exporter->key.version = version;
    return is_exported(version) && exporter->useful <= 1;
}

static int read_samplers(struct svccomm__reader *block, struct svccomm__exporter *exporter)
{
    struct svccomm__sampler *sampler;

    while (block->left > 0) {
        if (exporter->sampler_count == SVCCOMM__SAMPLERS)
            return 0;
        sampler = &exporter->samplers[exporter->sampler_count++];
        if (!svccomm__read_64(block, &sampler->id) || !svccomm__read_32(block, &sampler->rate))
            return 0;
    }
    return 1;
}

/* Gives its index; room was reserved. */
static uint32_t add_exporter(struct loading *loading, const struct svccomm__exporter *read)
{
    struct svccomm__exporters *exporters = &loading->decoding.decoder->exporters;
    struct svccomm__exporter *exporter;
    struct svccomm__link link;
    uint32_t index;

    loading->decoding.exporter_index = 0;
    svccomm__caps_for_exporter(&loading->decoding);
    index = svccomm__exporters_add(exporters, &read->key);
    exporter = svccomm__exporter_at(exporters, index);
    link = exporter->link;
    *exporter = *read;
    exporter->link = link;
    exporter->useful = 0;
    exporter->ordinal = loading->exporter_count;
    svccomm__exporters_touch(exporters, index, read->useful);
    return index;
}

static int load_exporter(struct loading *loading, struct svccomm__reader *block)
{
    struct svccomm_decoder *decoder = loading->decoding.decoder;
    struct svccomm__exporter read;

    if (loading->template_count > 0 || !read_exporter(block, &read) ||
        !read_samplers(block, &read) ||
        svccomm__exporters_find(&decoder->exporters, &read.key) != 0)
        return SVCCOMM_E_FORMAT;
    if (svccomm__exporters_reserve(&decoder->exporters, &decoder->memory, 1) < 0 ||
        svccomm__memory_grow(&decoder->memory, &loading->exporters, &loading->exporter_capacity,
                             (size_t)loading->exporter_count + 1, sizeof *loading->exporters) < 0)
        return SVCCOMM_E_NOMEM;
    loading->exporter_count++;
    loading->exporters[loading->exporter_count - 1] = add_exporter(loading, &read);
    return 0;
}

struct saved_template {
    struct svccomm__definition definition;
    int64_t touched;
    uint32_t ordinal;
    uint8_t used;
};

static int read_template(struct svccomm__reader *block, struct saved_template *read)
{
    struct svccomm__definition *definition = &read->definition;

    memset(read, 0, sizeof *read);
    if (!svccomm__read_32(block, &read->ordinal) || !svccomm__read_16(block, &definition->id) ||
        !svccomm__read_8(block, &definition->options) || !svccomm__read_8(block, &read->used) ||
        !read_time(block, &read->touched) || !svccomm__read_16(block, &definition->field_count) ||
        !svccomm__read_16(block, &definition->scope_count))
        return 0;
    definition->fields = block->at;
    definition->length = (uint32_t)block->left;
    return definition->options <= 1 && read->used <= 1 && read->touched != SVCCOMM_NO_TIME;
}

/* Whether the specifiers are as many as they say, all whole. */
static int fields_match(const struct svccomm__definition *definition)
{
    struct svccomm__reader fields = {definition->fields, definition->length};
    struct svccomm__specifier field;
    uint32_t count = 0;

    while (svccomm__specifier_read(&fields, definition->version, &field))
        count++;
    return fields.left == 0 && count == definition->field_count;
}

/* The index of a saved exporter, or 0 if it left at a cap. */
static uint32_t exporter_of(const struct loading *loading, uint32_t ordinal)
{
    const struct svccomm__exporters *exporters = &loading->decoding.decoder->exporters;
    uint32_t index = loading->exporters[ordinal - 1];

    return svccomm__exporter_at(exporters, index)->ordinal == ordinal ? index : 0;
}

static int keep_template(struct loading *loading, const struct saved_template *read, uint32_t owner)
{
    struct svccomm_decoder *decoder = loading->decoding.decoder;
    struct svccomm__compiled *compiled;
    uint64_t bytes;
    uint32_t index;

    if (svccomm__templates_reserve(&decoder->templates, &decoder->memory, 1) < 0)
        return SVCCOMM_E_NOMEM;
    compiled = svccomm__template_compile(&decoder->memory, &read->definition);
    if (compiled == NULL)
        return SVCCOMM_E_NOMEM;
    compiled->origin = NULL;
    bytes = SVCCOMM__TEMPLATE_BYTES + svccomm__compiled_size(compiled);
    loading->decoding.exporter_index = owner;
    loading->decoding.exporter = svccomm__exporter_at(&decoder->exporters, owner);
    svccomm__caps_for_template(&loading->decoding, bytes);
    if (!svccomm__caps_fit_template(&loading->decoding, bytes)) {
        svccomm__compiled_free(&decoder->memory, compiled);
        return 0;
    }
    index = svccomm__templates_add(&decoder->templates, owner, read->definition.id, compiled);
    svccomm__templates_touch(&decoder->templates, index, read->touched, read->used);
    return 0;
}

static int load_template(struct loading *loading, struct svccomm__reader *block)
{
    struct svccomm_decoder *decoder = loading->decoding.decoder;
    struct saved_template read;
    uint32_t owner;

    if (!read_template(block, &read) || read.ordinal == 0 || read.ordinal > loading->exporter_count)
        return SVCCOMM_E_FORMAT;
    loading->template_count++;
    owner = exporter_of(loading, read.ordinal);
    if (owner == 0)
        return 0;
    read.definition.version =
        (uint8_t)svccomm__exporter_at(&decoder->exporters, owner)->key.version;
    if (read.definition.version < SVCCOMM__NETFLOW_9 || !fields_match(&read.definition) ||
        !svccomm__definition_measure(&read.definition) ||
        svccomm__templates_find(&decoder->templates, owner, read.definition.id) != 0)
        return SVCCOMM_E_FORMAT;
    return keep_template(loading, &read, owner);
}

static int load_end(struct loading *loading, struct svccomm__reader *block)
{
    uint32_t exporters, templates;

    if (!svccomm__read_32(block, &exporters) || !svccomm__read_32(block, &templates) ||
        block->left > 0 || exporters != loading->exporter_count ||
        templates != loading->template_count)
        return SVCCOMM_E_FORMAT;
    loading->ended = 1;
    return 0;
}

static int load_kind(struct loading *loading, uint8_t kind, struct svccomm__reader *block)
{
    switch (kind) {
    case SVCCOMM__SAVED_EXPORTER:
        return load_exporter(loading, block);
    case SVCCOMM__SAVED_TEMPLATE:
        return load_template(loading, block);
    case SVCCOMM__SAVED_END:
        return load_end(loading, block);
    default:
        return SVCCOMM_E_FORMAT;
    }
}

/* How much of a block is hashed apart from the rest. */
static size_t head_of(uint8_t kind, size_t length)
{
    if (kind != SVCCOMM__SAVED_TEMPLATE || length < SVCCOMM__SAVED_TEMPLATE_SIZE)
        return length;
    return SVCCOMM__SAVED_TEMPLATE_SIZE;
}

static int check_sum(struct loading *loading, uint8_t kind, size_t length)
{
    unsigned char sum[SVCCOMM__SAVED_SUM];
    size_t head = head_of(kind, length);
    int rc = svccomm__input_read(&loading->in, sum, sizeof sum);

    if (rc < 0)
        return rc;
    loading->sum = svccomm__saved_sum(loading->sum, kind, loading->block, head,
                                      loading->block + head, length - head);
    return loading->sum == svccomm__load_64(sum) ? 0 : SVCCOMM_E_FORMAT;
}

static int load_block(struct loading *loading)
{
    struct svccomm__memory *memory = &loading->decoding.decoder->memory;
    unsigned char head[SVCCOMM__SAVED_BLOCK_HEAD];
    struct svccomm__reader block;
    int rc = svccomm__input_read(&loading->in, head, sizeof head);

    if (rc < 0)
        return rc;
    block.left = svccomm__load_32(head + 1);
    if (block.left == 0 || block.left > LOAD_MOST_BLOCK)
        return SVCCOMM_E_FORMAT;
    if (svccomm__memory_grow(memory, &loading->block, &loading->block_capacity, block.left, 1) < 0)
        return SVCCOMM_E_NOMEM;
    rc = svccomm__input_read(&loading->in, loading->block, block.left);
    if (rc == 0)
        rc = check_sum(loading, head[0], block.left);
    block.at = loading->block;
    return rc < 0 ? rc : load_kind(loading, head[0], &block);
}

static int load_begin(struct loading *loading)
{
    unsigned char head[SVCCOMM__SAVED_MAGIC_SIZE + 2];
    int rc = svccomm__input_read(&loading->in, head, sizeof head);

    if (rc < 0)
        return rc;
    if (memcmp(head, SVCCOMM__SAVED_MAGIC, SVCCOMM__SAVED_MAGIC_SIZE) != 0)
        return SVCCOMM_E_FORMAT;
    return svccomm__load_16(head + SVCCOMM__SAVED_MAGIC_SIZE) == SVCCOMM__SAVED_VERSION
               ? 0
               : SVCCOMM_E_VERSION;
}

static void load_finish(struct loading *loading, int rc)
{
    struct svccomm_decoder *decoder = loading->decoding.decoder;
    struct svccomm__memory *memory = &decoder->memory;

    svccomm__memory_free(memory, loading->block, loading->block_capacity);
    svccomm__memory_free(memory, loading->exporters,
                         loading->exporter_capacity * sizeof *loading->exporters);
    if (rc < 0)
        svccomm__decoder_clear(decoder);
}

static int load_all(struct loading *loading)
{
    int rc = load_begin(loading);

    while (rc == 0 && !loading->ended)
        rc = load_block(loading);
    return rc;
}

int svccomm_decoder_load(svccomm_decoder *decoder, svccomm_read_fn read, void *user,
                         svccomm_error *error)
{
    struct loading loading;
    int rc;

    if (decoder == NULL || read == NULL)
        return svccomm__fail(error, SVCCOMM_E_ARGUMENT, "decoder or read is NULL");
    if (svccomm__exporters_count(&decoder->exporters) > 0)
        return svccomm__fail(error, SVCCOMM_E_STATE, "the decoder has met exporters");
    memset(&loading, 0, sizeof loading);
    loading.in.read = read;
    loading.in.user = user;
    loading.decoding.decoder = decoder;
    loading.decoding.report = &loading.unasked;
    rc = load_all(&loading);
    load_finish(&loading, rc);
    if (rc == SVCCOMM_E_READ)
        return svccomm__fail_callback(error, rc, loading.in.callback, NULL);
    return rc < 0 ? svccomm__fail_at(error, rc, 0, loading.in.offset, NULL) : 0;
}

/* SPDX-License-Identifier: MIT
 * Template sets: templates that are new, repeated, changed, or withdrawn. */
#include "ingest/sets.h"

#define WITHDRAW_TEMPLATES 2u /* RFC 7011 section 8.1 */
#define WITHDRAW_OPTIONS 3u

static void stage(struct svccomm__decoding *decoding, struct svccomm__compiled *compiled)
{
    if (decoding->last_template != NULL)
        decoding->last_template->next = compiled;
    else
        decoding->templates = compiled;
    decoding->last_template = compiled;
    decoding->template_count++;
}

/* A template that is known with the same fields needs nothing; but once the datagram changes one,
 * nobody can tell what will be known when the next is met. */
static int prepare_definition(struct svccomm__decoding *decoding, uint32_t exporter,
                              const struct svccomm__definition *definition)
{
    struct svccomm_decoder *decoder = decoding->decoder;
    uint32_t index = svccomm__templates_find(&decoder->templates, exporter, definition->id);
    struct svccomm__compiled *compiled;

    if (!decoding->restage && index != 0 &&
        svccomm__compiled_equals(svccomm__template_at(&decoder->templates, index)->compiled,
                                 definition))
        return 0;
    compiled = svccomm__template_compile(&decoder->memory, definition);
    if (compiled == NULL)
        return SVCCOMM_E_NOMEM;
    decoding->restage = 1;
    decoding->held_flows += svccomm__held_flows(decoding, exporter, compiled, definition->id);
    stage(decoding, compiled);
    return 0;
}

int svccomm__prepare_templates(struct svccomm__decoding *decoding, uint32_t exporter,
                               const struct svccomm__set *set, uint8_t version)
{
    struct svccomm__reader bytes = set->bytes;
    struct svccomm__definition definition;
    int met, rc = 0;

    do {
        met =
            svccomm__template_read(&bytes, version, set->kind == SVCCOMM__SET_OPTIONS, &definition);
        if (met == SVCCOMM__TEMPLATE_WITHDRAWN)
            decoding->restage = 1;
        else if (met == SVCCOMM__TEMPLATE_DEFINED)
            rc = prepare_definition(decoding, exporter, &definition);
    } while (rc == 0 && met != SVCCOMM__TEMPLATE_END && met != SVCCOMM__TEMPLATE_CUT);
    return rc;
}

/* What was made ready for this definition, or NULL. */
static struct svccomm__compiled *unstage(struct svccomm__decoding *decoding,
                                         const struct svccomm__definition *definition)
{
    struct svccomm__compiled *compiled = decoding->templates;

    if (compiled == NULL || compiled->origin != definition->fields)
        return NULL;
    decoding->templates = compiled->next;
    compiled->next = NULL;
    compiled->origin = NULL;
    return compiled;
}

static void add_template(struct svccomm__decoding *decoding, uint16_t id,
                         struct svccomm__compiled *compiled)
{
    struct svccomm_decoder *decoder = decoding->decoder;
    uint64_t bytes = SVCCOMM__TEMPLATE_BYTES + svccomm__compiled_size(compiled);
    uint32_t index;

    svccomm__caps_for_template(decoding, bytes);
    if (!svccomm__caps_fit_template(decoding, bytes)) {
        svccomm__compiled_free(&decoder->memory, compiled);
        svccomm__count(&decoding->report->templates_evicted, 1);
        return;
    }
    index = svccomm__templates_add(&decoder->templates, decoding->exporter_index, id, compiled);
    svccomm__templates_touch(&decoder->templates, index, decoding->received, 0);
    svccomm__release_held(decoding, index);
}

/* One that was known when everything was made ready, and was evicted since, is evicted again. */
static void replace_template(struct svccomm__decoding *decoding, uint32_t known, uint16_t id,
                             struct svccomm__compiled *compiled)
{
    struct svccomm_decoder *decoder = decoding->decoder;
    svccomm_decode_report *report = decoding->report;

    svccomm__count(known != 0 ? &report->templates_changed : &report->templates_new, 1);
    if (known != 0)
        svccomm__templates_remove(&decoder->templates, &decoder->memory, known);
    if (compiled != NULL)
        add_template(decoding, id, compiled);
    else
        svccomm__count(&report->templates_evicted, 1);
}

static void define(struct svccomm__decoding *decoding, const struct svccomm__definition *definition)
{
    struct svccomm_decoder *decoder = decoding->decoder;
    struct svccomm__compiled *compiled = unstage(decoding, definition);
    uint32_t known =
        svccomm__templates_find(&decoder->templates, decoding->exporter_index, definition->id);

    if (known == 0 || !svccomm__compiled_equals(
                          svccomm__template_at(&decoder->templates, known)->compiled, definition)) {
        replace_template(decoding, known, definition->id, compiled);
        return;
    }
    svccomm__templates_touch(&decoder->templates, known, decoding->received, 0);
    svccomm__compiled_free(&decoder->memory, compiled);
}

static void withdraw_one(struct svccomm__decoding *decoding, uint32_t index)
{
    svccomm__templates_remove(&decoding->decoder->templates, &decoding->decoder->memory, index);
    svccomm__count(&decoding->report->templates_withdrawn, 1);
}

static void withdraw_kind(struct svccomm__decoding *decoding, uint8_t options)
{
    const struct svccomm__recency *kind = &decoding->exporter->kinds[options];

    while (kind->oldest != 0)
        withdraw_one(decoding, kind->oldest);
}

/* One that is not known, or of the other kind, is none of ours to withdraw. */
static void withdraw(struct svccomm__decoding *decoding, uint16_t id, uint8_t options)
{
    const struct svccomm__templates *templates = &decoding->decoder->templates;
    uint32_t index = svccomm__templates_find(templates, decoding->exporter_index, id);

    if (id == (options ? WITHDRAW_OPTIONS : WITHDRAW_TEMPLATES))
        withdraw_kind(decoding, options);
    else if (index != 0 && svccomm__template_at(templates, index)->compiled->options == options)
        withdraw_one(decoding, index);
}

static void take_template(struct svccomm__decoding *decoding, int met,
                          const struct svccomm__definition *definition)
{
    svccomm_decode_report *report = decoding->report;

    if (met == SVCCOMM__TEMPLATE_END)
        return;
    svccomm__count(&report->templates, 1);
    if (met == SVCCOMM__TEMPLATE_DEFINED)
        define(decoding, definition);
    else if (met == SVCCOMM__TEMPLATE_WITHDRAWN)
        withdraw(decoding, definition->id, definition->options);
    else
        svccomm__count(&report->templates_invalid, 1);
}

void svccomm__set_decode_templates(struct svccomm__decoding *decoding,
                                   const struct svccomm__set *set)
{
    struct svccomm__reader bytes = set->bytes;
    struct svccomm__definition definition;
    uint8_t version = (uint8_t)decoding->exporter->key.version;
    int met;

    do {
        met =
            svccomm__template_read(&bytes, version, set->kind == SVCCOMM__SET_OPTIONS, &definition);
        take_template(decoding, met, &definition);
    } while (met != SVCCOMM__TEMPLATE_END && met != SVCCOMM__TEMPLATE_CUT);
}

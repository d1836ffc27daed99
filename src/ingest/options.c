/* SPDX-License-Identifier: MIT
 * Options data: what an exporter says of itself (RFC 3954 section 6, RFC 7011 section 3.4.2.2).
 * Sampling rates and the time at which its system began are kept; the rest is counted. */
#include "ingest/decoding.h"

static void options_record(struct svccomm__exporter *exporter, const struct svccomm__layout *layout,
                           const unsigned char *record)
{
    uint32_t rate;

    if (SVCCOMM__HAS(INIT_TIME))
        exporter->init_time = SVCCOMM__ASK(INIT_TIME);
    if (!svccomm__record_rate(layout, record, &rate))
        return;
    exporter->sampling_any = rate;
    if (SVCCOMM__HAS(SELECTOR_ID))
        svccomm__exporter_set_rate(exporter, SVCCOMM__ASK(SELECTOR_ID), rate);
    else if (SVCCOMM__HAS(SAMPLER_ID))
        svccomm__exporter_set_rate(exporter, SVCCOMM__ASK(SAMPLER_ID), rate);
    else
        exporter->sampling = rate;
}

void svccomm__options_decode(struct svccomm__decoding *decoding,
                             const struct svccomm__compiled *compiled, struct svccomm__reader *set)
{
    const struct svccomm__plan *plan = &compiled->plan;
    const struct svccomm__step *steps = svccomm__compiled_steps(compiled);
    struct svccomm__layout layout;
    size_t length = plan->record_length;

    if (!plan->variable)
        svccomm__layout_fixed(&layout, plan, steps);
    while (set->left >= plan->record_length) {
        if (plan->variable)
            length = svccomm__layout_variable(&layout, plan, steps, set->at, set->left);
        if (length == 0)
            return;
        options_record(decoding->exporter, &layout, set->at);
        decoding->units++;
        svccomm__count(&decoding->report->options, 1);
        svccomm__read_skip(set, length);
    }
}

/* SPDX-License-Identifier: MIT
 * The sets of NetFlow v9 and IPFIX. What may need memory is done twice: prepare makes everything
 * ready and changes nothing, decode cannot fail. */
#ifndef SVCCOMM_INGEST_SETS_H
#define SVCCOMM_INGEST_SETS_H

#include "ingest/decoding.h"

enum svccomm__set_kind {
    SVCCOMM__SET_UNKNOWN,
    SVCCOMM__SET_TEMPLATES,
    SVCCOMM__SET_OPTIONS,
    SVCCOMM__SET_DATA,
};

struct svccomm__set {
    struct svccomm__reader bytes; /* behind its header */
    uint16_t id;
    uint8_t kind; /* SVCCOMM__SET_ */
    uint8_t lies; /* its length does */
};

/* Takes the next set off a message: 1, or 0 at the end; `lies` is set in both cases. */
int svccomm__set_next(struct svccomm__reader *body, uint8_t version, struct svccomm__set *set);

int svccomm__all_zero(const unsigned char *bytes, size_t length);

/* Decodes the records of a data set by a template. */
void svccomm__set_decode_data(struct svccomm__decoding *decoding, uint32_t index,
                              struct svccomm__reader bytes);

/* Templates: new, repeated, changed, withdrawn. */
int svccomm__prepare_templates(struct svccomm__decoding *decoding, uint32_t exporter,
                               const struct svccomm__set *set, uint8_t version);
void svccomm__set_decode_templates(struct svccomm__decoding *decoding,
                                   const struct svccomm__set *set);

/* Data sets without a template. */
int svccomm__prepare_hold(struct svccomm__decoding *decoding, uint32_t exporter,
                          const struct svccomm__set *set);
void svccomm__hold(struct svccomm__decoding *decoding, const struct svccomm__message *message,
                   const struct svccomm__set *set);

/* How many flows may come out of what is held for a template that was made ready. */
size_t svccomm__held_flows(const struct svccomm__decoding *decoding, uint32_t exporter,
                           const struct svccomm__compiled *compiled, uint16_t id);

/* Decodes what was held for a template that came. */
void svccomm__release_held(struct svccomm__decoding *decoding, uint32_t index);

#endif

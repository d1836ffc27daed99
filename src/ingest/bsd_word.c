/* SPDX-License-Identifier: MIT
 * Protocol words of BSD systems, and the families that they name. */
#include "ingest/bsd_word.h"

#include "model/address.h"
#include "svccomm/key.h"

static const struct svccomm__bsd_word bsd_words[] = {
    {"tcp4", SVCCOMM_PROTO_TCP, 1},    {"tcp6", SVCCOMM_PROTO_TCP, 2},
    {"tcp46", SVCCOMM_PROTO_TCP, 3},   {"tcp", SVCCOMM_PROTO_TCP, 0},
    {"udp4", SVCCOMM_PROTO_UDP, 1},    {"udp6", SVCCOMM_PROTO_UDP, 2},
    {"udp46", SVCCOMM_PROTO_UDP, 3},   {"udp", SVCCOMM_PROTO_UDP, 0},
    {"sctp4", SVCCOMM_PROTO_SCTP, 1},  {"sctp6", SVCCOMM_PROTO_SCTP, 2},
    {"sctp46", SVCCOMM_PROTO_SCTP, 3}, {"sctp", SVCCOMM_PROTO_SCTP, 0},
};

const struct svccomm__bsd_word *svccomm__bsd_word(const char *at, const char *end)
{
    size_t i;

    if (end - at < 3 || end - at > 6 || (*at != 't' && *at != 'u' && *at != 's'))
        return NULL;
    for (i = 0; i < sizeof bsd_words / sizeof bsd_words[0]; i++)
        if (svccomm__word_is(at, end, bsd_words[i].word))
            return &bsd_words[i];
    return NULL;
}

void svccomm__bsd_any_v4(uint8_t *address)
{
    static const uint8_t zero[4];

    svccomm__address_set_v4(address, zero);
}

void svccomm__bsd_families(struct svccomm__line *line, uint8_t families, int star, int any)
{
    if (families == SVCCOMM__BSD_V4 && star)
        svccomm__bsd_any_v4(line->row.local);
    if (families == SVCCOMM__BSD_V6 && any && !svccomm__address_is_v4(line->row.local))
        line->row.flags |= SVCCOMM_ROW_V6ONLY;
    if (families == 0 && star)
        line->row.flags |= SVCCOMM__ROW_BRACKET;
}

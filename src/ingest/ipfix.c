/* SPDX-License-Identifier: MIT
 * The header of IPFIX (RFC 7011 section 3.1). It tells its length, so that several messages can be
 * in one datagram. */
#include "ingest/decoding.h"

#define IPFIX_HEADER 16u

/* A length that is more than is there, or less than the header's, lies: then the message is what is
 * there. */
static size_t true_length(const struct svccomm__reader *datagram, uint16_t length,
                          struct svccomm__message *message)
{
    message->lies = length > datagram->left || length < IPFIX_HEADER;
    return message->lies ? datagram->left : length;
}

int svccomm__ipfix_read(struct svccomm__reader *datagram, struct svccomm__message *message)
{
    struct svccomm__reader at = *datagram;
    uint32_t seconds;
    uint16_t length;

    if (!svccomm__read_skip(&at, 2) || !svccomm__read_16(&at, &length) ||
        !svccomm__read_32(&at, &seconds) || !svccomm__read_32(&at, &message->sequence) ||
        !svccomm__read_32(&at, &message->key.domain))
        return 0;
    message->clock.time = (int64_t)seconds * SVCCOMM__NS_PER_S;
    message->clock.grain = SVCCOMM__NS_PER_S;
    message->has_sequence = 1;
    return svccomm__read_part(datagram, true_length(datagram, length, message), &message->body) &&
           svccomm__read_skip(&message->body, IPFIX_HEADER);
}

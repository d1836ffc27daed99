/* SPDX-License-Identifier: MIT
 * The header of NetFlow v9 (RFC 3954 section 5.1). It tells whole seconds; its count is of records
 * and templates, and nothing depends on it. */
#include "ingest/decoding.h"

int svccomm__netflow9_read(struct svccomm__reader *datagram, struct svccomm__message *message)
{
    struct svccomm__reader at = *datagram;
    uint32_t seconds;

    if (!svccomm__read_skip(&at, 4) || !svccomm__read_32(&at, &message->clock.uptime) ||
        !svccomm__read_32(&at, &seconds) || !svccomm__read_32(&at, &message->sequence) ||
        !svccomm__read_32(&at, &message->key.domain))
        return 0;
    message->clock.time = (int64_t)seconds * SVCCOMM__NS_PER_S;
    message->clock.grain = SVCCOMM__NS_PER_S;
    message->has_uptime = 1;
    message->has_sequence = 1;
    message->body = at;
    return svccomm__read_skip(datagram, datagram->left);
}

/* SPDX-License-Identifier: MIT
 * What the sequence numbers of an exporter and domain say of datagrams that did not come. Numbers
 * count modulo 2^32. */
#include "ingest/sequence.h"

#include <string.h>

#include "ingest/flow_times.h"

/* No exporter is faster, in units a second; a number that is further on began anew. */
#define SEQUENCE_RATE (UINT64_C(1) << 20)
#define SEQUENCE_LEAST (UINT64_C(1) << 16)
/* How far a datagram can be behind and still be a late one. */
#define SEQUENCE_BEHIND (UINT32_C(1) << 16)

static uint64_t most_since(int64_t before, int64_t time)
{
    uint64_t seconds = time > before ? (uint64_t)((time - before) / SVCCOMM__NS_PER_S) : 0;

    return SEQUENCE_LEAST + seconds * SEQUENCE_RATE;
}

/* A late datagram was sent before the one that is furthest on. What is sent later with a lower
 * number comes from an exporter that began anew, if the number is nearer to 0 than to what was
 * expected; else from one that counts in its own way (options data, for instance). */
static int is_own_way(uint32_t number, uint32_t behind)
{
    return behind <= SEQUENCE_BEHIND && behind <= number;
}

struct svccomm__gap svccomm__sequence_observe(struct svccomm__sequence *sequence, uint32_t number,
                                              int64_t time, int anew)
{
    uint32_t ahead = number - sequence->expected, behind = sequence->expected - number;
    struct svccomm__gap gap;

    memset(&gap, 0, sizeof gap);
    if (anew)
        gap.restarted = 1;
    else if (!sequence->known || ahead == 0)
        return gap;
    else if (ahead <= UINT32_MAX / 2 && ahead <= most_since(sequence->time, time))
        gap.lost = ahead;
    else if (behind <= SEQUENCE_BEHIND && time <= sequence->time)
        gap.reordered = 1;
    else if (!is_own_way(number, behind))
        gap.restarted = 1;
    return gap;
}

void svccomm__sequence_advance(struct svccomm__sequence *sequence, uint32_t number, uint64_t units)
{
    sequence->expected = number + (uint32_t)units;
    sequence->known = 1;
}

void svccomm__sequence_forget(struct svccomm__sequence *sequence)
{
    sequence->known = 0;
}

/* SPDX-License-Identifier: MIT
 * When an exporter's system began.
 *
 * A header of time t, cut to a grain g, and uptime u says that the system began in [t - u, t - u +
 * g]. The estimate is moved into that interval if it is outside of it, by the shortest way: it
 * begins at the lower end, rises to the greatest of the lower ends, which is the true value, and
 * then stays, as long as the two clocks run alike; where they drift apart, it follows by as much.
 */
#include "ingest/boot_time.h"

#include "ingest/flow_times.h"

#define UPTIME_WRAP (((int64_t)UINT32_MAX + 1) * SVCCOMM__NS_PER_MS)
/* Clocks that drift are within it from one header to the next; a system that begins anew is not. */
#define BOOT_SAME (60 * SVCCOMM__NS_PER_S)

/* How many times the uptime has wrapped since the estimate, by the nearest. */
static int64_t wraps_between(int64_t estimate, int64_t told)
{
    int64_t distance = told - estimate, half;

    if (distance <= BOOT_SAME && distance >= -BOOT_SAME) /* nearly always: no division */
        return 0;
    half = distance < 0 ? -UPTIME_WRAP / 2 : UPTIME_WRAP / 2;
    return (distance + half) / UPTIME_WRAP;
}

static int64_t told_by(const struct svccomm__clock *clock)
{
    return clock->time - (int64_t)clock->uptime * SVCCOMM__NS_PER_MS;
}

static int is_same(int64_t estimate, int64_t told)
{
    return told - estimate <= BOOT_SAME && estimate - told <= BOOT_SAME;
}

/* The header's uptime is cut to a millisecond too, so the interval is one longer at its ends. */
static int64_t moved_into(int64_t estimate, int64_t told, int64_t grain)
{
    if (grain == 0)
        return estimate < told - SVCCOMM__NS_PER_MS || estimate > told + SVCCOMM__NS_PER_MS
                   ? told
                   : estimate;
    if (estimate < told)
        return told;
    return estimate < told + grain ? estimate : told + grain - SVCCOMM__NS_PER_MS;
}

int svccomm__boot_observe(struct svccomm__boot *boot, const struct svccomm__clock *clock)
{
    int64_t told = told_by(clock), unwrapped;
    uint32_t before = boot->uptime;

    boot->uptime = clock->uptime;
    if (boot->estimate == SVCCOMM_NO_TIME) {
        boot->estimate = told;
        return 0;
    }
    unwrapped = told - wraps_between(boot->estimate, told) * UPTIME_WRAP;
    if (is_same(boot->estimate, unwrapped)) {
        boot->estimate = moved_into(boot->estimate, unwrapped, clock->grain);
        return 0;
    }
    /* Either the system began anew, or somebody set its clock: then its uptime went on. */
    boot->estimate = told;
    return clock->uptime < before;
}

int64_t svccomm__boot_time_at(const struct svccomm__boot *boot, const struct svccomm__clock *clock)
{
    int64_t told = told_by(clock);
    int64_t wraps = wraps_between(boot->estimate, told);

    if (!is_same(boot->estimate, told - wraps * UPTIME_WRAP))
        return clock->time; /* of a life of the system that is over */
    return boot->estimate + wraps * UPTIME_WRAP + (int64_t)clock->uptime * SVCCOMM__NS_PER_MS;
}

/* SPDX-License-Identifier: MIT
 * --interval and --points: asked for, stored, compared. */
#include "intervals.h"

#include "say.h"
#include "times.h"

#include <string.h>
#include <svccomm/spans.h>

const struct option_spec interval_options[] = {
    {"interval", "S", "flow sample interval in seconds (default 60), kept with the database"},
    {"points", NULL, "only the end of a flow counts, not its duration; kept with the database"},
    {NULL, NULL, NULL},
};

int intervals_read(const struct cli *cli, struct intervals *intervals)
{
    const char *text = options_value(&cli->options, "interval");
    memset(intervals, 0, sizeof *intervals);
    intervals->points = intervals->points_said = options_has(&cli->options, "points");
    if (text == NULL)
        return 0;
    if (!times_duration(text, &intervals->interval) || intervals->interval <= 0)
        return say_usage("--interval %s: not a number of seconds above 0, or 5m, 1h", text);
    return 0;
}

static int refuse_interval(const struct intervals *asked, const struct intervals *stored,
                           const char *path)
{
    return say_input("%s: its flow sample interval is %.9g s, not %.9g s; it was set when the "
                     "database was made",
                     path, (double)stored->interval / 1e9, (double)asked->interval / 1e9);
}

int intervals_settle(struct intervals *intervals, const struct intervals *stored, const char *path)
{
    if (stored->interval == 0) {
        if (intervals->interval == 0)
            intervals->interval = SVCCOMM_INTERVAL_DEFAULT;
        return 0;
    }
    if (intervals->interval != 0 && intervals->interval != stored->interval)
        return refuse_interval(intervals, stored, path);
    if (intervals->points_said && !stored->points)
        return say_input("%s: counts the durations of flows; --points has to be given when the "
                         "database is made",
                         path);
    *intervals = *stored;
    return 0;
}

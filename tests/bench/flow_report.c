/* SPDX-License-Identifier: MIT
 * What bench_flow measured, as JSON. */
#include "flow_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void print_spread(const char *name, const char *unit, double *values, size_t count,
                         const char *after)
{
    qsort(values, count, sizeof *values, by_value);
    printf("\"%s_%s\": {\"median\": %.2f, \"least\": %.2f, \"most\": %.2f}%s", name, unit,
           values[count / 2], values[0], values[count - 1], after);
}

void flow_report_times(const char *name, const struct flow_series *series, size_t runs,
                       const char *after)
{
    double values[FLOW_REPORT_RUNS_MAX];

    memcpy(values, series->ns, runs * sizeof *values);
    print_spread(name, "ns", values, runs, after);
}

void flow_report_ratio(const char *name, const struct flow_series *series,
                       const struct flow_series *base, size_t runs, const char *after)
{
    double values[FLOW_REPORT_RUNS_MAX];
    size_t i;

    for (i = 0; i < runs; i++)
        values[i] = series->ns[i] / base->ns[i];
    print_spread(name, "ratio", values, runs, after);
}

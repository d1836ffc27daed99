/* SPDX-License-Identifier: MIT
 * Average connections, persistence and its Wilson interval (design N13). */
#include "svccomm/stats.h"

#include <math.h> /* NAN only; the library does without libm */

#include "svccomm/error.h"

/* The normal quantile of 97.5 %, so that 2.5 % are left on each side. */
#define Z 1.959963984540054

/* Newton's iteration for value > 0. From above the root it falls until rounding stops it. */
static double square_root(double value)
{
    double root = value > 1 ? value : 1;
    double next = (root + value / root) / 2;

    while (next < root) {
        root = next;
        next = (root + value / root) / 2;
    }
    return root;
}

double svccomm_average_connections(uint64_t total_ports, uint64_t active_samples)
{
    return active_samples == 0 ? (double)NAN : (double)total_ports / (double)active_samples;
}

double svccomm_persistence(uint64_t active_samples, uint64_t total_samples)
{
    if (total_samples == 0)
        return (double)NAN;
    if (active_samples >= total_samples)
        return 100;
    return (double)active_samples / (double)total_samples * 100;
}

static double clamp(double value, double least, double most)
{
    if (value < least)
        return least;
    return value > most ? most : value;
}

/* Wilson's formula with numerator and denominator times n. In truth low <= persistence <= high, and
 * the bounds at 0 and n are exactly 0 and 100; the clamps keep rounding from breaking that. */
int svccomm_persistence_interval(uint64_t active_samples, uint64_t total_samples, double *low,
                                 double *high)
{
    uint64_t hits = active_samples < total_samples ? active_samples : total_samples;
    double n = (double)total_samples, misses = (double)(total_samples - hits);
    double middle, half, scale, value = svccomm_persistence(hits, total_samples);

    if (low == NULL || high == NULL)
        return SVCCOMM_E_ARGUMENT;
    *low = *high = (double)NAN;
    if (total_samples == 0)
        return SVCCOMM_OK;
    scale = 100 / (n + Z * Z);
    middle = (double)hits + Z * Z / 2;
    half = Z * square_root((double)hits * (misses / n) + Z * Z / 4);
    *low = clamp((middle - half) * scale, 0, value);
    *high = clamp((middle + half) * scale, value, 100);
    return SVCCOMM_OK;
}

/* SPDX-License-Identifier: MIT
 * The filters that list, export, delete and reset take. */
#ifndef CLI_FILTERS_H
#define CLI_FILTERS_H

#include "cli.h"

#include <svccomm/filter.h>

extern const struct option_spec filter_options[];
extern const struct option_spec realm_options[]; /* --realm alone */

/* Reads the filters into `filter`, whose strings are those of the options. Returns 0 or an exit
 * code, after saying what is wrong. */
int filters_read(const struct cli *cli, svccomm_filter *filter);

/* Whether any filter was given. */
bool filters_given(const struct options *options);

/* --realm N or --realm all, alone. */
int filters_realm(const struct options *options, uint32_t *realm, int *all);

#endif

/* SPDX-License-Identifier: MIT
 * One record with everything that is known of it. */
#ifndef CLI_RECORD_TEXT_H
#define CLI_RECORD_TEXT_H

#include "cli.h"

#include <svccomm/registry.h>

/* Prints the record of that id, or with --json as JSON. 0 or an exit code. */
int record_print(const struct cli *cli, svccomm_registry *registry, const uint8_t *id);

#endif

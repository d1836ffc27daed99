/* SPDX-License-Identifier: MIT
 * Records by the id that a person types: all of it, or the first characters. */
#ifndef CLI_RECORD_IDS_H
#define CLI_RECORD_IDS_H

#include <svccomm/registry.h>

/* Finds the record whose id begins with `text`, in every realm and of every status. 0 or an exit
 * code, after saying that there is none, or which there are. */
int record_id_find(svccomm_registry *registry, const char *text, uint8_t *id);

#endif

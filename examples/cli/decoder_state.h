/* SPDX-License-Identifier: MIT
 * The templates of flow exporters, kept in the database, so that a restart is not blind until they
 * are told again. */
#ifndef CLI_DECODER_STATE_H
#define CLI_DECODER_STATE_H

#include "store/store.h"

#include <svccomm/decoder.h>

/* Writes them, within a transaction. 0, or another int with what failed in store->message. */
int decoder_state_put(struct store *store, svccomm_decoder *decoder);

/* Reads them, likewise, into a decoder that has met no exporter; says so where they cannot be read.
 */
void decoder_state_get(struct store *store, svccomm_decoder *decoder);

#endif

/* SPDX-License-Identifier: MIT
 * The templates of flow exporters, kept in the database, so that a restart is not blind until they
 * are told again. */
#ifndef CLI_DECODER_STATE_H
#define CLI_DECODER_STATE_H

#include "storage_sqlite.h"

#include <svccomm/decoder.h>

/* Writes them, within a transaction. Returns SQLite's code, with what failed in storage->message.
 */
int decoder_state_put(struct storage *storage, svccomm_decoder *decoder);

/* Reads them into a decoder that has met no exporter; says so where they cannot be read. */
void decoder_state_get(struct storage *storage, svccomm_decoder *decoder);

#endif

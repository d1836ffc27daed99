/* SPDX-License-Identifier: MIT
 * Reading an export record by record, whatever its format. */
#ifndef SVCCOMM_EXPORT_IMPORT_RECORDS_H
#define SVCCOMM_EXPORT_IMPORT_RECORDS_H

#include "base/memory.h"
#include "export/import_draft.h"
#include "svccomm/transfer.h"

/* Takes a record, whose strings live for the call: 0, or a code with `why` (initialised). */
typedef int (*svccomm__import_sink)(void *user, const svccomm_record *record, svccomm_error *why);

struct svccomm__import_source {
    uint32_t format; /* SVCCOMM_TRANSFER_ */
    svccomm_read_fn read;
    void *read_user;
    struct svccomm__import_defaults defaults;
    svccomm__import_sink sink;
    void *sink_user;
};

/* Reads everything; `records` counts what the sink took. Returns 0, a code of the sink, or
 * SVCCOMM_E_FORMAT, _TRUNCATED, _RANGE, _READ, _NOMEM; the error says where. */
int svccomm__import_records(const struct svccomm__import_source *source,
                            struct svccomm__memory *memory, uint64_t *records,
                            svccomm_error *error);

#endif

/* SPDX-License-Identifier: MIT
 * From a value as a reader finds it to a record's field. */
#ifndef SVCCOMM_EXPORT_IMPORT_SETTERS_H
#define SVCCOMM_EXPORT_IMPORT_SETTERS_H

#include "export/import_draft.h"

/* Sets a field of the draft's record; `place` is where the field is in it. Returns 0, or
 * SVCCOMM_E_FORMAT or SVCCOMM_E_RANGE with draft->fault. */
typedef int svccomm__draft_setter(struct svccomm__draft *draft,
                                  const struct svccomm__scalar *scalar, void *place);

/* Of a kind of field; NULL for derived ones and lists. */
svccomm__draft_setter *svccomm__draft_setter_of(uint8_t kind);

/* A time. Returns as a setter does. */
int svccomm__draft_read_time(struct svccomm__draft *draft, const struct svccomm__scalar *scalar,
                             int64_t *time);

/* Copies a string into the draft. Returns as a setter does. */
int svccomm__draft_keep(struct svccomm__draft *draft, const struct svccomm__scalar *scalar,
                        const char **out);

/* What `find` gives for a string; -1 for what is none. */
int svccomm__draft_find(const struct svccomm__scalar *scalar, int (*find)(const char *));

#endif

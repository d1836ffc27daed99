/* SPDX-License-Identifier: MIT
 * Lines of a text source that go on with what stands before. */
#ifndef SVCCOMM_INGEST_TEXT_GOES_ON_H
#define SVCCOMM_INGEST_TEXT_GOES_ON_H

#include "ingest/dialect.h"

/* A line of the kind OWNER, STATE or NEXT, of the open section. Returns 0 or SVCCOMM_E_NOMEM. */
int svccomm__text_goes_on(struct svccomm_snapshot *snapshot, int kind,
                          const struct svccomm__line *line);

/* The process of the rows that follow is the line's first name, or nobody. Returns as above. */
int svccomm__text_next(struct svccomm_snapshot *snapshot, const struct svccomm__line *line);

#endif

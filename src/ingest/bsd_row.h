/* SPDX-License-Identifier: MIT
 * What netstat of BSD and its descendants have in common: the rows. */
#ifndef SVCCOMM_INGEST_BSD_ROW_H
#define SVCCOMM_INGEST_BSD_ROW_H

#include "ingest/dialect.h"

/* svccomm__section.columns: the width of the columns of ends in the lower bits, 0 if no header
 * tells it. */
#define SVCCOMM__BSD_WIDTH 63u
#define SVCCOMM__BSD_PROCESS 64u  /* there is a column `process:pid` */
#define SVCCOMM__BSD_LONE_V4 128u /* `tcp` is IPv4 */

/* What a line that is no title and no header is, as svccomm__dialect.read says. */
int svccomm__bsd_row(struct svccomm__line *line, struct svccomm__section *section);

/* Title and header lines and rows: all of svccomm__dialect_bsd. */
int svccomm__bsd_read(struct svccomm__line *line, struct svccomm__section *section);

/* Decides what `tcp *.80` is when all protocol words of the section are known. */
void svccomm__bsd_finish(struct svccomm__section *section, struct svccomm__socket *rows,
                         size_t count);

#endif

/* SPDX-License-Identifier: MIT
 * Records as lines of CSV. */
#ifndef SVCCOMM_EXPORT_CSV_WRITE_H
#define SVCCOMM_EXPORT_CSV_WRITE_H

#include "export/transfer_out.h"

/* The line of column names: dotted paths. */
void svccomm__csv_write_header(struct svccomm__out *out);

void svccomm__csv_write_record(struct svccomm__out *out, const svccomm_record *record);

#endif

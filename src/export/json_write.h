/* SPDX-License-Identifier: MIT
 * Records as JSON objects. */
#ifndef SVCCOMM_EXPORT_JSON_WRITE_H
#define SVCCOMM_EXPORT_JSON_WRITE_H

#include "export/record_values.h"
#include "export/transfer_out.h"

/* The object of a record, without a line end. */
void svccomm__json_write_record(struct svccomm__out *out, const svccomm_record *record);

/* The list of a value of that form: SVCCOMM__VALUE_PROCESSES or _ORIGIN. */
void svccomm__json_write_list(struct svccomm__out *out, const svccomm_record *record,
                              enum svccomm__value_form form);

#endif

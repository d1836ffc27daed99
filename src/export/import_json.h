/* SPDX-License-Identifier: MIT
 * From JSON to the draft of a record. */
#ifndef SVCCOMM_EXPORT_IMPORT_JSON_H
#define SVCCOMM_EXPORT_IMPORT_JSON_H

#include "export/import_draft.h"
#include "export/json_read.h"

/* Reads the members of a record's object, whose bracket was taken. Names that nobody knows are
 * skipped. Returns 0 or a code, with json->fault or draft->fault where it is one of the input. */
int svccomm__import_json_record(struct svccomm__json *json, struct svccomm__draft *draft);

/* Reads the list, or null, of the column that the draft noted last. */
int svccomm__import_json_list(struct svccomm__json *json, struct svccomm__draft *draft);

#endif

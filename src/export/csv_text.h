/* SPDX-License-Identifier: MIT
 * The text in a cell of CSV: safe in a spreadsheet, valid UTF-8, the same bytes when read back. */
#ifndef SVCCOMM_EXPORT_CSV_TEXT_H
#define SVCCOMM_EXPORT_CSV_TEXT_H

#include "export/transfer_out.h"

/* Whether a spreadsheet would run it, or it begins with our mark: an apostrophe goes before it. */
int svccomm__csv_is_marked(const char *text);

/* Writes text as the inside of a cell: marked where it has to be, and with \udcXX for each byte
 * that is no UTF-8. A backslash that would begin such an escape is written as \udc5c, any other as
 * it is. */
void svccomm__csv_write_text(struct svccomm__out *out, const char *text);

/* Undoes that in place; gives the new length. */
size_t svccomm__csv_read_text(char *text, size_t length);

#endif

/* SPDX-License-Identifier: MIT
 * The text in a cell of CSV: formulas are marked, bytes that are no UTF-8 escaped. */
#include "export/csv_text.h"

#include <string.h>

#include "base/numbers.h"
#include "export/utf8.h"

#define CSV_MARK '\''
#define CSV_ESCAPE_LENGTH 6u

/* The wide forms of = + - @, which some spreadsheets take as well. */
static int csv_is_wide_formula(const char *text)
{
    static const char *const wide[] = {"\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d",
                                       "\xef\xbc\xa0"};

    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
        if (strncmp(text, wide[i], 3) == 0)
            return 1;
    return 0;
}

int svccomm__csv_is_marked(const char *text)
{
    static const char first[] = {'=', '+', '-', '@', '\t', '\r', '\n', CSV_MARK};

    return text[0] != '\0' &&
           (memchr(first, text[0], sizeof first) != NULL || csv_is_wide_formula(text));
}

/* The byte that \udcXX at `text` stands for, or -1 if there is no such escape. Lower case only, so
 * that there is one way to write it. */
static int csv_escaped_byte(const char *text, size_t length)
{
    int high, low, byte;

    if (length < CSV_ESCAPE_LENGTH || memcmp(text, "\\udc", 4) != 0 ||
        (text[4] >= 'A' && text[4] <= 'F') || (text[5] >= 'A' && text[5] <= 'F'))
        return -1;
    high = svccomm__hex_value((unsigned char)text[4]);
    low = svccomm__hex_value((unsigned char)text[5]);
    if (high < 0 || low < 0)
        return -1;
    byte = high * 16 + low;
    return byte >= 0x80 || byte == '\\' ? byte : -1;
}

void svccomm__csv_write_text(struct svccomm__out *out, const char *text)
{
    size_t length = strlen(text), step;

    if (svccomm__csv_is_marked(text))
        svccomm__out_byte(out, CSV_MARK);
    for (size_t i = 0; i < length; i += step) {
        step = svccomm__utf8_length(text + i, length - i);
        if (step > 0 && csv_escaped_byte(text + i, length - i) < 0) {
            svccomm__out_bytes(out, text + i, step);
        } else {
            svccomm__out_escaped(out, (unsigned char)text[i]);
            step = 1;
        }
    }
}

size_t svccomm__csv_read_text(char *text, size_t length)
{
    size_t used = 0, i = length > 0 && text[0] == CSV_MARK ? 1 : 0;

    while (i < length) {
        int byte = csv_escaped_byte(text + i, length - i);

        text[used++] = byte < 0 ? text[i] : (char)(unsigned char)byte;
        i += byte < 0 ? 1 : CSV_ESCAPE_LENGTH;
    }
    return used;
}

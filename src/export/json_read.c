/* SPDX-License-Identifier: MIT
 * A strict pull parser for JSON (RFC 8259) in bounded memory. */
#include "export/json_read.h"

#include <string.h>

#include "base/numbers.h"
#include "export/utf8.h"

void svccomm__json_begin(struct svccomm__json *json, struct svccomm__in *in)
{
    memset(json, 0, sizeof *json);
    json->in = in;
}

int svccomm__json_fault(struct svccomm__json *json, const char *fault)
{
    json->fault = fault;
    return SVCCOMM_E_FORMAT;
}

/* The next byte, which was not taken, does not fit; or there is none. */
static int json_unexpected(struct svccomm__json *json, const char *fault)
{
    return svccomm__in_peek(json->in) < 0 ? svccomm__in_end(json->in)
                                          : svccomm__json_fault(json, fault);
}

static void json_mark(struct svccomm__json *json)
{
    (void)svccomm__in_skip_space(json->in);
    json->line = json->in->line;
    json->offset = json->in->offset;
}

/* ---- text ---- */

static void json_text_begin(struct svccomm__json *json)
{
    json->length = 0;
    json->too_long = 0;
    json->text[0] = '\0';
}

static void json_text_add(struct svccomm__json *json, const char *bytes, size_t length)
{
    if (json->too_long || length > sizeof json->text - 1 - json->length) {
        json->too_long = 1;
        return;
    }
    memcpy(json->text + json->length, bytes, length);
    json->length += length;
    json->text[json->length] = '\0';
}

static void json_take(struct svccomm__json *json)
{
    char byte = (char)(unsigned char)svccomm__in_peek(json->in);

    json_text_add(json, &byte, 1);
    svccomm__in_take(json->in);
}

/* ---- strings ---- */

static int json_unit(struct svccomm__json *json, uint32_t *unit)
{
    *unit = 0;
    for (int i = 0; i < 4; i++) {
        int c = svccomm__in_peek(json->in),
            digit = c < 0 ? -1 : svccomm__hex_value((unsigned char)c);

        if (digit < 0)
            return json_unexpected(json, "\\u without four hex digits");
        *unit = *unit * 16 + (uint32_t)digit;
        svccomm__in_take(json->in);
    }
    return 0;
}

/* The second half of a pair, after a high surrogate. */
static int json_pair(struct svccomm__json *json, uint32_t high, uint32_t *character)
{
    static const char fault[] = "half of a surrogate pair";
    uint32_t low;
    int rc;

    if (!svccomm__in_skip(json->in, '\\') || !svccomm__in_skip(json->in, 'u'))
        return json_unexpected(json, fault);
    rc = json_unit(json, &low);
    if (rc < 0)
        return rc;
    if (low < 0xdc00 || low > 0xdfff)
        return svccomm__json_fault(json, fault);
    *character = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
    return 0;
}

/* After \u. A low surrogate alone from DC80 to DCFF is a byte that was no UTF-8. */
static int json_unicode(struct svccomm__json *json)
{
    char bytes[SVCCOMM__UTF8_MAX];
    uint32_t character;
    int rc = json_unit(json, &character);

    if (rc == 0 && character >= 0xd800 && character <= 0xdbff)
        rc = json_pair(json, character, &character);
    if (rc < 0)
        return rc;
    if (character == 0)
        return svccomm__json_fault(json, "a string with a NUL");
    if (character >= 0xdc80 && character <= 0xdcff) {
        bytes[0] = (char)(unsigned char)(character & 0xff);
        json_text_add(json, bytes, 1);
        return 0;
    }
    if (character >= 0xdc00 && character <= 0xdfff)
        return svccomm__json_fault(json, "half of a surrogate pair");
    json_text_add(json, bytes, svccomm__utf8_encode(character, bytes));
    return 0;
}

/* After a backslash. */
static int json_escape(struct svccomm__json *json)
{
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    int c = svccomm__in_peek(json->in);
    const char *letter = c > 0 ? strchr(letters, c) : NULL;

    if (c == 'u') {
        svccomm__in_take(json->in);
        return json_unicode(json);
    }
    if (letter == NULL)
        return json_unexpected(json, "an unknown escape");
    json_text_add(json, &meanings[letter - letters], 1);
    svccomm__in_take(json->in);
    return 0;
}

static int json_character(struct svccomm__json *json, int c)
{
    char bytes[SVCCOMM__UTF8_MAX];
    int length;

    if (c < 0x20)
        return json_unexpected(json, "a control character in a string");
    if (c == '\\') {
        svccomm__in_take(json->in);
        return json_escape(json);
    }
    length = svccomm__in_take_character(json->in, bytes);
    if (length > 0)
        json_text_add(json, bytes, (size_t)length);
    if (length == 0)
        return svccomm__json_fault(json, "a string that is not UTF-8");
    return length < 0 ? length : 0;
}

/* The quote was peeked. */
static int json_string(struct svccomm__json *json)
{
    int c, rc = 0;

    json_text_begin(json);
    svccomm__in_take(json->in);
    for (c = svccomm__in_peek(json->in); c != '"' && rc == 0; c = svccomm__in_peek(json->in))
        rc = json_character(json, c);
    if (rc == 0)
        svccomm__in_take(json->in);
    return rc;
}

/* ---- numbers and words ---- */

static int json_is_digit(struct svccomm__json *json)
{
    int c = svccomm__in_peek(json->in);

    return c >= '0' && c <= '9';
}

static int json_digits(struct svccomm__json *json)
{
    if (!json_is_digit(json))
        return json_unexpected(json, "a number that is none");
    while (json_is_digit(json))
        json_take(json);
    return 0;
}

static int json_exponent(struct svccomm__json *json)
{
    int c = svccomm__in_peek(json->in);

    if (c != 'e' && c != 'E')
        return 0;
    json_take(json);
    c = svccomm__in_peek(json->in);
    if (c == '+' || c == '-')
        json_take(json);
    return json_digits(json);
}

static int json_number(struct svccomm__json *json)
{
    int rc = 0;

    json_text_begin(json);
    if (svccomm__in_peek(json->in) == '-')
        json_take(json);
    if (svccomm__in_peek(json->in) == '0')
        json_take(json); /* a digit after it does not fit what follows a value */
    else
        rc = json_digits(json);
    if (rc == 0 && svccomm__in_peek(json->in) == '.') {
        json_take(json);
        rc = json_digits(json);
    }
    return rc < 0 ? rc : json_exponent(json);
}

static int json_word(struct svccomm__json *json, const char *word)
{
    for (; *word != '\0'; word++)
        if (!svccomm__in_skip(json->in, *word))
            return json_unexpected(json, "an unknown word");
    return 0;
}

/* ---- values ---- */

static enum svccomm__scalar_type json_type(int c)
{
    switch (c) {
    case '{':
        return SVCCOMM__SCALAR_OBJECT;
    case '[':
        return SVCCOMM__SCALAR_ARRAY;
    case '"':
        return SVCCOMM__SCALAR_STRING;
    case 't':
        return SVCCOMM__SCALAR_TRUE;
    case 'f':
        return SVCCOMM__SCALAR_FALSE;
    case 'n':
        return SVCCOMM__SCALAR_NULL;
    default:
        return SVCCOMM__SCALAR_NUMBER;
    }
}

static int json_body(struct svccomm__json *json, enum svccomm__scalar_type type)
{
    switch (type) {
    case SVCCOMM__SCALAR_STRING:
        return json_string(json);
    case SVCCOMM__SCALAR_TRUE:
        return json_word(json, "true");
    case SVCCOMM__SCALAR_FALSE:
        return json_word(json, "false");
    case SVCCOMM__SCALAR_NULL:
        return json_word(json, "null");
    case SVCCOMM__SCALAR_OBJECT:
    case SVCCOMM__SCALAR_ARRAY:
        svccomm__in_take(json->in);
        return 0;
    default:
        return json_number(json);
    }
}

int svccomm__json_value(struct svccomm__json *json, struct svccomm__scalar *scalar)
{
    int c, rc;

    json_mark(json);
    c = svccomm__in_peek(json->in);
    if (c < 0 || (strchr("{[\"tfn-", c) == NULL && !json_is_digit(json)) || c == 0)
        return json_unexpected(json, "no value where one is due");
    scalar->type = json_type(c);
    rc = json_body(json, scalar->type);
    scalar->text = json->text;
    scalar->length = json->length;
    scalar->too_long = json->too_long;
    return rc;
}

/* Takes what stands before the next item: the comma if it is not the first. 1, or 0 at the end. */
static int json_next(struct svccomm__json *json, char end, int *first)
{
    (void)svccomm__in_skip_space(json->in);
    if (svccomm__in_skip(json->in, end))
        return 0;
    if (!*first && !svccomm__in_skip(json->in, ','))
        return json_unexpected(json, "no comma or end after a value");
    *first = 0;
    json_mark(json);
    return 1;
}

int svccomm__json_element(struct svccomm__json *json, int *first)
{
    return json_next(json, ']', first);
}

int svccomm__json_member(struct svccomm__json *json, int *first)
{
    int rc = json_next(json, '}', first);

    if (rc <= 0)
        return rc;
    if (svccomm__in_peek(json->in) != '"')
        return json_unexpected(json, "no name where one is due");
    rc = json_string(json);
    if (rc < 0)
        return rc;
    (void)svccomm__in_skip_space(json->in);
    return svccomm__in_skip(json->in, ':') ? 1 : json_unexpected(json, "no colon after a name");
}

/* One bit of `objects` for each level that is open, the innermost lowest. */
int svccomm__json_skip(struct svccomm__json *json, const struct svccomm__scalar *begun)
{
    struct svccomm__scalar value = *begun;
    uint64_t objects = 0;
    unsigned depth = 0;
    int first = 1, rc;

    do {
        if (value.type >= SVCCOMM__SCALAR_OBJECT) {
            if (depth == SVCCOMM__JSON_DEPTH)
                return svccomm__json_fault(json, "nested too deeply");
            depth++;
            objects = objects << 1 | (value.type == SVCCOMM__SCALAR_OBJECT);
            first = 1;
        }
        value.type = SVCCOMM__SCALAR_NULL;
        if (depth == 0)
            return 0;
        rc = objects & 1 ? svccomm__json_member(json, &first) : svccomm__json_element(json, &first);
        if (rc == 0) {
            depth--;
            objects >>= 1;
            first = 0;
        } else if (rc > 0) {
            rc = svccomm__json_value(json, &value);
        }
    } while (rc >= 0);
    return rc;
}

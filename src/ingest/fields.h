/* SPDX-License-Identifier: MIT
 * Fields of a line of text: blanks, words, ports, ends of sockets. Shared by the dialects. */
#ifndef SVCCOMM_INGEST_FIELDS_H
#define SVCCOMM_INGEST_FIELDS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arith.h"
#include "base/byte_reader.h"

/* The byte at the end of a line that is parsed is always readable, and LF or CR: it is no blank, no
 * letter and no digit. So the functions here go without an end, and no line is read past it. */

static inline int svccomm__is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static inline const char *svccomm__skip_blanks(const char *at)
{
    for (;;) {
        while (*at == ' ')
            at++;
        if (*at != '\t')
            return at;
        at++;
    }
}

/* Likewise before the line's end, for columns: a third of a line of ss are blanks. Eight are looked
 * at in one go, so that it matters little how many they are. */
static inline const char *svccomm__skip_gap(const char *at, const char *end)
{
    uint64_t differ;

    for (; end - at >= 8; at += 8) {
        differ = svccomm__load_64((const unsigned char *)at) ^ UINT64_C(0x2020202020202020);
        if (differ != 0) {
            at += svccomm__leading_zeros(differ) / 8;
            break;
        }
    }
    return svccomm__skip_blanks(at);
}

/* The end of the word at `at`: the next blank or control byte. */
static inline const char *svccomm__word_end(const char *at)
{
    while ((unsigned char)*at > ' ')
        at++;
    return at;
}

static inline int svccomm__is_digit(char c)
{
    return (unsigned char)(c - '0') < 10;
}

static inline int svccomm__word_is(const char *at, const char *end, const char *word)
{
    size_t length = strlen(word);

    return (size_t)(end - at) == length && memcmp(at, word, length) == 0;
}

/* Whether the line begins with the text. */
static inline int svccomm__starts_with(const char *at, const char *end, const char *text)
{
    size_t length = strlen(text);

    return (size_t)(end - at) >= length && memcmp(at, text, length) == 0;
}

/* The first place of a text in [at, end), or NULL. */
const char *svccomm__find_text(const char *at, const char *end, const char *text);

/* The word after this one, or the end of the line. */
static inline const char *svccomm__next_word(const char *at)
{
    return svccomm__skip_blanks(svccomm__word_end(at));
}

/* Behind a number and the gap after it (a queue length, say); NULL if there is no number. */
static inline const char *svccomm__skip_number(const char *at, const char *end)
{
    const char *p = at;

    while (svccomm__is_digit(*p))
        p++;
    return p == at || !svccomm__is_blank(*p) ? NULL : svccomm__skip_gap(p, end);
}

/* One end of a socket as text. */
#define SVCCOMM__END_BAD 0     /* cannot be read: a name, or cut */
#define SVCCOMM__END_ADDRESS 1 /* an address, any or not */
#define SVCCOMM__END_STAR 2    /* `*`: any address of any family */

struct svccomm__end {
    uint8_t address[16];  /* zero for `*` */
    uint16_t port;        /* 0 for `*` */
    uint8_t form;         /* SVCCOMM__END_ */
    uint8_t any_port;     /* the port is `*` */
    uint8_t any_address;  /* unspecified, or `*` */
    uint8_t named_port;   /* the port is a name that is registered */
    uint8_t v6;           /* written as IPv6, mapped or not */
    uint8_t address_read; /* BAD: the address can be read all the same */
};

/* Reads the word ADDRESS:PORT, where the address is dotted, `*`, or IPv6 with or without brackets,
 * with a zone in or behind them (`[fe80::1]%lo`, `127.0.0.53%lo`); the port is the part after the
 * last colon: digits, `*`, or a registered name (`https`). Fills `out` with what could be told if
 * it is BAD too. Returns the end of the word. */
const char *svccomm__end_parse(const char *at, struct svccomm__end *out);

/* What it is made of, for ends that are written in another way: */

/* The port: up to five digits, or `*`, that end the word; the end of the word, or NULL. */
const char *svccomm__end_port(const char *at, struct svccomm__end *out);

/* Most ends are a.b.c.d, a separator, and a port: read in one pass. The port's place, or NULL if it
 * is not that. */
const char *svccomm__end_quad(const char *at, char separator, uint32_t *address);
void svccomm__end_set_quad(struct svccomm__end *out, uint32_t address);

/* The last separator of the word [at, end), or NULL. */
const char *svccomm__end_separator(const char *at, const char *end, char separator);

/* The word [at, end) of any kind, cut in address and port by the last separator. */
void svccomm__end_split(const char *at, const char *end, char by, struct svccomm__end *out);
/* Likewise all of [at, end), which no line end needs to follow. */
void svccomm__end_parse_to(const char *at, const char *end, struct svccomm__end *out);

#endif

/* SPDX-License-Identifier: MIT
 * Fields of a line of text that netstat dialects share. */
#include "ingest/fields.h"

#include "model/address.h"
#include "model/service_names.h"

const char *svccomm__find_text(const char *at, const char *end, const char *text)
{
    size_t length = strlen(text);

    for (; (size_t)(end - at) >= length; at++) {
        at = memchr(at, text[0], (size_t)(end - at) - length + 1);
        if (at == NULL)
            return NULL;
        if (memcmp(at, text, length) == 0)
            return at;
    }
    return NULL;
}

/* Up to five digits, or `*`; behind them, or NULL. */
static const char *end_port(const char *at, struct svccomm__end *out)
{
    unsigned port = 0, digit;
    size_t n;

    out->named_port = 0;
    out->any_port = *at == '*';
    if (out->any_port) {
        out->port = 0;
        return at + 1;
    }
    for (n = 0; n < 5 && (digit = (unsigned)(at[n] - '0')) < 10; n++)
        port = port * 10 + digit;
    out->port = (uint16_t)port;
    return n == 0 || port > 65535 ? NULL : at + n;
}

const char *svccomm__end_port(const char *at, struct svccomm__end *out)
{
    const char *end = end_port(at, out);

    return end != NULL && (unsigned char)*end > ' ' ? NULL : end;
}

/* A port, or its registered name, that is all of [at, end). */
static int end_port_slow(const char *at, const char *end, struct svccomm__end *out)
{
    int port;

    if (end_port(at, out) == end)
        return 1;
    port = svccomm__service_port(at, end);
    out->any_port = 0;
    out->named_port = port >= 0;
    out->port = (uint16_t)(port < 0 ? 0 : port);
    return port >= 0;
}

/* Up to three digits, one if it is a zero: some read octal behind that. Their count, or 0. */
static inline size_t end_octet(const char *at, uint32_t *octet)
{
    uint32_t value = (uint32_t)(at[0] - '0'), digit;

    *octet = value;
    if (value > 9)
        return 0;
    if (value == 0 || (digit = (uint32_t)(at[1] - '0')) > 9)
        return 1;
    *octet = value = value * 10 + digit;
    if ((digit = (uint32_t)(at[2] - '0')) > 9)
        return 2;
    *octet = value * 10 + digit;
    return *octet > 255 ? 0 : 3;
}

const char *svccomm__end_quad(const char *at, char separator, uint32_t *address)
{
    uint32_t octet;
    size_t i, length;

    for (i = 0; i < 4; i++, at += length + 1) {
        length = end_octet(at, &octet);
        if (length == 0 || at[length] != (i < 3 ? '.' : separator))
            return NULL;
        *address = *address << 8 | octet;
    }
    return at;
}

void svccomm__end_set_quad(struct svccomm__end *out, uint32_t address)
{
    const uint8_t octets[4] = {(uint8_t)(address >> 24), (uint8_t)(address >> 16),
                               (uint8_t)(address >> 8), (uint8_t)address};

    svccomm__address_set_v4(out->address, octets);
    out->any_address = address == 0;
    out->v6 = 0;
    out->form = SVCCOMM__END_ADDRESS;
}

const char *svccomm__end_separator(const char *at, const char *end, char separator)
{
    while (end > at)
        if (*--end == separator)
            return end;
    return NULL;
}

/* The address between `at` and its end: brackets off, the zone off. */
static int end_address(const char *at, const char *end, struct svccomm__end *out)
{
    const char *zone = memchr(at, '%', (size_t)(end - at));
    const char *stop = zone == NULL ? end : zone;

    if (at < stop && *at == '[') {
        out->v6 = 1;
        at++;
        if (zone == NULL || (at < stop && stop[-1] == ']')) {
            if (at == stop || stop[-1] != ']')
                return SVCCOMM__END_BAD;
            stop--;
        } else if (end[-1] != ']') { /* [fe80::1%eth0] */
            return SVCCOMM__END_BAD;
        }
    }
    if (stop - at == 1 && *at == '*' && !out->v6)
        return SVCCOMM__END_STAR;
    if (memchr(at, ':', (size_t)(stop - at)) != NULL)
        out->v6 = 1;
    if (at == stop || svccomm_address_parse(at, (size_t)(stop - at), out->address) < 0)
        return SVCCOMM__END_BAD;
    return SVCCOMM__END_ADDRESS;
}

void svccomm__end_split(const char *at, const char *end, char by, struct svccomm__end *out)
{
    const char *separator = svccomm__end_separator(at, end, by);
    int form;

    memset(out, 0, sizeof *out);
    if (separator == NULL)
        return;
    form = end_address(at, separator, out);
    out->address_read = form == SVCCOMM__END_ADDRESS;
    out->any_address = form == SVCCOMM__END_STAR || (form == SVCCOMM__END_ADDRESS &&
                                                     svccomm__address_is_unspecified(out->address));
    if (end_port_slow(separator + 1, end, out))
        out->form = (uint8_t)form;
}

/* a.b.c.d:port in one pass; behind it, or NULL if there is none. */
static const char *end_parse_quick(const char *at, struct svccomm__end *out)
{
    uint32_t address = 0;
    const char *end = svccomm__end_quad(at, ':', &address);

    if (end != NULL)
        end = end_port(end, out);
    if (end != NULL)
        svccomm__end_set_quad(out, address);
    return end;
}

const char *svccomm__end_parse(const char *at, struct svccomm__end *out)
{
    const char *end = end_parse_quick(at, out);

    if (end == NULL || (unsigned char)*end > ' ') {
        end = svccomm__word_end(at);
        svccomm__end_split(at, end, ':', out);
    }
    return end;
}

void svccomm__end_parse_to(const char *at, const char *end, struct svccomm__end *out)
{
    if (end_parse_quick(at, out) != end)
        svccomm__end_split(at, end, ':', out);
}

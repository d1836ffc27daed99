/* SPDX-License-Identifier: MIT
 * Ends of sockets as BSD writes them: ADDRESS.PORT. */
#include "ingest/dotted.h"

#define DOTTED_V4_LENGTH 21
#define DOTTED_V6_CUT 16
#define DOTTED_V6_LENGTH 45

/* `*.80`: the end of the word, or NULL. */
static const char *dotted_star(const char *at, struct svccomm__end *out)
{
    memset(out, 0, sizeof *out);
    out->form = SVCCOMM__END_STAR;
    out->any_address = 1;
    return svccomm__end_port(at + 2, out);
}

const char *svccomm__dotted_parse(const char *at, struct svccomm__end *out)
{
    const char *end;
    uint32_t address = 0;

    if (*at == '*' && at[1] == '.') {
        end = dotted_star(at, out);
        if (end != NULL)
            return end;
    } else if (svccomm__is_digit(*at)) {
        end = svccomm__end_quad(at, '.', &address);
        if (end != NULL)
            end = svccomm__end_port(end, out);
        if (end != NULL) {
            svccomm__end_set_quad(out, address);
            return end;
        }
    }
    end = svccomm__word_end(at);
    svccomm__end_split(at, end, '.', out);
    return end;
}

int svccomm__dotted_is_plain(const char *at)
{
    const char *p = svccomm__word_end(at);

    while (p > at && p[-1] != ':' && p[-1] != '.')
        p--;
    return p > at + 1 && p[-1] == '.' && (unsigned char)*p > ' ';
}

int svccomm__dotted_width(const char *at, const char *end, int v6, size_t width)
{
    size_t length = (size_t)(end - at), address;
    const char *dot = v6 ? svccomm__end_separator(at, end, '.') : NULL;

    if (length > width)
        return SVCCOMM__DOTTED_WIDE;
    if (length == width && (v6 || width < DOTTED_V4_LENGTH))
        return SVCCOMM__DOTTED_FULL;
    if (dot == NULL || width >= DOTTED_V6_LENGTH)
        return SVCCOMM__DOTTED_WHOLE;
    address = (size_t)(dot - at);
    return address == DOTTED_V6_CUT  ? SVCCOMM__DOTTED_FULL
           : address > DOTTED_V6_CUT ? SVCCOMM__DOTTED_WIDE
                                     : SVCCOMM__DOTTED_WHOLE;
}

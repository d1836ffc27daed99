/* SPDX-License-Identifier: MIT
 * lsof -F: a field a line, its letter first; a process (p, c), then its files (f, t, P, n, T):
 *
 *   p1206
 *   csshd
 *   f3
 *   tIPv4
 *   PTCP
 *   n*:22
 *   TST=LISTEN
 *
 * With -F0 the fields of a process, or of a file, stand in one line with a NUL behind each. P and n
 * must be among the fields that were asked for; t says of which family `*` is, and without T a TCP
 * socket with a peer is open, and one without listens. */
#include "ingest/lsof_name.h"

#include "svccomm/key.h"

/* svccomm__section.columns: what is known of the file at hand, from earlier fields. */
#define LSOF_FIELD_PROTOCOL 7u /* P: its index below */
#define LSOF_FIELD_V4 8u       /* t */
#define LSOF_FIELD_V6 16u
#define LSOF_FIELD_ROW 32u   /* n was a row that T goes on with */
#define LSOF_FIELD_PEER 64u  /* and it has a peer */
#define LSOF_FIELD_FILE 128u /* f: what follows is no more of the process */

#define LSOF_FIELD_PID_DIGITS 10

static const uint8_t lsof_field_protocols[] = {0,
                                               SVCCOMM_PROTO_TCP,
                                               SVCCOMM_PROTO_UDP,
                                               SVCCOMM_PROTO_SCTP,
                                               SVCCOMM_PROTO_DCCP,
                                               SVCCOMM_PROTO_UDPLITE};

/* The end of a field: the NUL behind it, or the line's end. */
static const char *lsof_field_end(const char *at, const char *end)
{
    const char *zero = memchr(at, '\0', (size_t)(end - at));

    return zero == NULL ? end : zero;
}

static int lsof_field_is_pid(const char *at, const char *end)
{
    const char *p = at + 1;

    if (*at != 'p')
        return 0;
    while (svccomm__is_digit(*p))
        p++;
    return p == end && p > at + 1 && p - at - 1 <= LSOF_FIELD_PID_DIGITS;
}

/* Whether [at, end) can be a field. But for names and paths none has a blank, and all lines of
 * other utilities do. */
static int lsof_field_is_field(const char *at, const char *end)
{
    static const char letters[] = "aCdDfFgGikKlLmNopPrRsStTuzZ";

    if (at == end)
        return 0;
    if (*at == 'c' || *at == 'n' || *at == 'M')
        return 1;
    if (memchr(letters, *at, sizeof letters - 1) == NULL)
        return 0;
    if (end - at == 2 && at[1] == ' ') /* a, l: none */
        return 1;
    while (at < end && !svccomm__is_blank(*at))
        at++;
    return at == end;
}

static void lsof_field_protocol(uint8_t *columns, const char *at, const char *end)
{
    uint8_t protocol = svccomm__lsof_protocol(at, end);
    uint8_t i = sizeof lsof_field_protocols;

    while (lsof_field_protocols[--i] != protocol)
        continue;
    *columns = (uint8_t)((*columns & ~LSOF_FIELD_PROTOCOL) | i);
}

static void lsof_field_type(uint8_t *columns, const char *at, const char *end)
{
    uint32_t families = svccomm__lsof_families(at, end);

    *columns &= (uint8_t) ~(LSOF_FIELD_V4 | LSOF_FIELD_V6);
    if (families == SVCCOMM__COVER_V4)
        *columns |= LSOF_FIELD_V4;
    else if (families == SVCCOMM__COVER_V6)
        *columns |= LSOF_FIELD_V6;
}

static uint32_t lsof_field_families(uint8_t columns)
{
    if ((columns & LSOF_FIELD_V4) != 0)
        return SVCCOMM__COVER_V4;
    return (columns & LSOF_FIELD_V6) != 0 ? SVCCOMM__COVER_V6 : SVCCOMM__COVER_BOTH;
}

/* Fills the row of n. */
static int lsof_field_row(struct svccomm__line *line, uint8_t protocol, uint32_t families,
                          const char *at, const char *end)
{
    int kind, peer;

    line->row.protocol = protocol;
    line->row.flags = 0;
    line->row.reserved = 0;
    line->known_protocol = 1;
    kind = svccomm__lsof_ends(line, at, end, families);
    if (kind != SVCCOMM__LINE_ROW)
        return kind;
    peer = line->row.remote_port != 0;
    line->row.state = svccomm__line_state(
        protocol, peer ? SVCCOMM_STATE_ESTABLISHED : SVCCOMM_STATE_UNKNOWN, peer);
    return kind;
}

/* n: a row if P said that it is a socket. What was known is of this file only: the next may have
 * neither f nor P. */
static int lsof_field_name(struct svccomm__line *line, uint8_t *columns, const char *at,
                           const char *end)
{
    uint8_t known = *columns, protocol = lsof_field_protocols[known & LSOF_FIELD_PROTOCOL];
    int kind;

    *columns = LSOF_FIELD_FILE;
    if (protocol == 0 || at == end)
        return SVCCOMM__LINE_OTHER;
    kind = lsof_field_row(line, protocol, lsof_field_families(known), at, end);
    if (kind == SVCCOMM__LINE_ROW && !svccomm__protocol_is_datagram(protocol))
        *columns |= (uint8_t)(LSOF_FIELD_ROW | (line->row.remote_port != 0 ? LSOF_FIELD_PEER : 0));
    return kind;
}

/* TST=: the state of the row that n began. */
static int lsof_field_state(struct svccomm__line *line, uint8_t columns, const char *at,
                            const char *end)
{
    if ((columns & LSOF_FIELD_ROW) == 0 || !svccomm__starts_with(at, end, "ST="))
        return SVCCOMM__LINE_OTHER;
    line->row.state = svccomm__line_state(SVCCOMM_PROTO_TCP, svccomm__lsof_state(at + 3, end),
                                          (columns & LSOF_FIELD_PEER) != 0);
    return SVCCOMM__LINE_STATE;
}

/* What a field says of the line; `columns` is told what it says of the fields behind it. */
static int lsof_field_take(struct svccomm__line *line, uint8_t *columns, const char *at,
                           const char *end)
{
    switch (*at) {
    case 'p':
        line->name_count = 0;
        *columns = 0;
        return SVCCOMM__LINE_NEXT;
    case 'c':
        if (*columns != 0)
            return SVCCOMM__LINE_OTHER;
        svccomm__lsof_process(line, at + 1, end);
        return SVCCOMM__LINE_NEXT;
    case 'f':
        *columns = LSOF_FIELD_FILE;
        return SVCCOMM__LINE_OTHER;
    case 't':
        lsof_field_type(columns, at + 1, end);
        return SVCCOMM__LINE_OTHER;
    case 'P':
        lsof_field_protocol(columns, at + 1, end);
        return SVCCOMM__LINE_OTHER;
    case 'n':
        return lsof_field_name(line, columns, at + 1, end);
    case 'T':
        return lsof_field_state(line, *columns, at + 1, end);
    default:
        return SVCCOMM__LINE_OTHER;
    }
}

/* All fields of the line: one, or with -F0 those of a process or of a file. */
static int lsof_field_read_all(struct svccomm__line *line, uint8_t *columns)
{
    const char *at = line->at, *end;
    int kind = SVCCOMM__LINE_FOREIGN, now;

    for (; at < line->end; at = end + 1) {
        end = lsof_field_end(at, line->end);
        if (!lsof_field_is_field(at, end))
            return kind;
        now = lsof_field_take(line, columns, at, end);
        if (now == SVCCOMM__LINE_STATE && kind == SVCCOMM__LINE_ROW)
            now = kind; /* of this line's row */
        if (now != SVCCOMM__LINE_OTHER || kind == SVCCOMM__LINE_FOREIGN)
            kind = now;
    }
    return kind;
}

/* Only the line of a process is plain enough to begin with. */
static int lsof_field_read(struct svccomm__line *line, struct svccomm__section *section)
{
    uint8_t columns = 0;

    if (section != NULL)
        return lsof_field_read_all(line, &section->columns);
    if (line->at == line->end || !lsof_field_is_pid(line->at, lsof_field_end(line->at, line->end)))
        return SVCCOMM__LINE_FOREIGN;
    line->cover = SVCCOMM__COVER_BOTH;
    lsof_field_read_all(line, &columns);
    return SVCCOMM__LINE_HEADER;
}

const struct svccomm__dialect svccomm__dialect_lsof_fields = {
    "lsof-f", 1u << SVCCOMM_FORMAT_LSOF_F, SVCCOMM__COVER_BOTH, lsof_field_read, NULL,
};

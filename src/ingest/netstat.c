/* SPDX-License-Identifier: MIT
 * netstat of net-tools (Linux), with or without -W, -e, -p, -o, and that of busybox:
 *
 *   Active Internet connections (servers and established)
 *   Proto Recv-Q Send-Q Local Address           Foreign Address         State     PID/Program name
 *   tcp6       0      0 :::22                   :::*                    LISTEN    1206/sshd
 *
 * Without -W an end is cut to 23 bytes, in the address, with the port whole:
 * 2001:db8:1234:5678:9:80 reads as an address that nobody has, and where -n was forgotten so does
 * 10.20.30.4:microsoft-ds. An end of 23 bytes that is IPv6 or has a port's name is therefore taken
 * only if a longer one in the same section shows that nothing was cut. */
#include "ingest/dialect.h"
#include "ingest/netstat_words.h"
#include "svccomm/key.h"

#define NETSTAT_END_WIDTH 23
#define NETSTAT_PROGRAM_WIDTH 20

static const struct {
    const char *word;
    uint8_t protocol;
    uint8_t v6;
} netstat_protocols[] = {
    {"tcp", SVCCOMM_PROTO_TCP, 0},      {"tcp6", SVCCOMM_PROTO_TCP, 1},
    {"udp", SVCCOMM_PROTO_UDP, 0},      {"udp6", SVCCOMM_PROTO_UDP, 1},
    {"udpl", SVCCOMM_PROTO_UDPLITE, 0}, {"udpl6", SVCCOMM_PROTO_UDPLITE, 1},
    {"sctp", SVCCOMM_PROTO_SCTP, 0},    {"sctp6", SVCCOMM_PROTO_SCTP, 1},
    {"dccp", SVCCOMM_PROTO_DCCP, 0},    {"dccp6", SVCCOMM_PROTO_DCCP, 1},
};

/* Index of a protocol word, or -1. */
static int netstat_protocol(const char *at, const char *end)
{
    size_t i;

    for (i = 0; i < sizeof netstat_protocols / sizeof netstat_protocols[0]; i++)
        if (svccomm__word_is(at, end, netstat_protocols[i].word))
            return (int)i;
    return -1;
}

/* A title in any language that is known; that of unix sockets goes on with the section. */
static int netstat_title(struct svccomm__line *line, const struct svccomm__section *section)
{
    int cover = svccomm__netstat_title(line->at, line->end);

    if (cover < 0)
        return SVCCOMM__LINE_FOREIGN;
    line->cover = (uint32_t)cover;
    if (svccomm__find_text(line->at, line->end, "UNIX") != NULL) {
        line->more = section != NULL;
        line->cover = SVCCOMM__COVER_BOTH;
    }
    return SVCCOMM__LINE_HEADER;
}

/* The line of column names. Those of Internet sockets are English, or follow a title. */
static int netstat_header(struct svccomm__line *line, const struct svccomm__section *section)
{
    int english = svccomm__find_text(line->at, line->end, "Local Address") != NULL;

    /* BSD systems leave a blank more there or write `(state)`, and other rows below. */
    if ((section == NULL && !english) ||
        svccomm__find_text(line->at, line->end, "  Local Address") != NULL ||
        svccomm__find_text(line->at, line->end, "(state)") != NULL)
        return SVCCOMM__LINE_FOREIGN;
    line->processes = svccomm__find_text(line->at, line->end, "PID/Program ") != NULL;
    line->more = 1; /* the title may have been taken for one of BSD */
    line->cover = SVCCOMM__COVER_BOTH;
    return SVCCOMM__LINE_HEADER;
}

/* The program's name behind `123/` in the columns after the state: User and Inode may stand before
 * it, a timer or a security context behind. Its column has 20 bytes and a blank at the end; the
 * name is cut to it, and may hold blanks. */
static void netstat_program(struct svccomm__line *line, const char *at)
{
    const char *slash, *end = line->end;

    for (; at < end; at = svccomm__next_word(at)) {
        for (slash = at; svccomm__is_digit(*slash); slash++)
            continue;
        if (slash > at && *slash == '/')
            break;
        if ((unsigned char)*at <= ' ')
            return;
    }
    if (at >= end)
        return;
    if (end - at > NETSTAT_PROGRAM_WIDTH && at[NETSTAT_PROGRAM_WIDTH - 1] == ' ')
        end = at + NETSTAT_PROGRAM_WIDTH;
    while (end > slash + 1 && svccomm__is_blank(end[-1]))
        end--;
    if (end == slash + 1)
        return;
    line->names[0].at = slash + 1;
    line->names[0].length = (size_t)(end - slash - 1);
    line->name_count = 1;
}

/* UDP without a peer has no state word; what stands in its place is the next column's. */
static void netstat_rest(struct svccomm__line *line, const char *at)
{
    const char *end = svccomm__word_end(at);
    uint8_t state = SVCCOMM_STATE_UNKNOWN;

    if (!svccomm__protocol_is_datagram(line->row.protocol)) {
        state = svccomm__netstat_state(at, end);
        if (state != SVCCOMM_STATE_UNKNOWN)
            at = svccomm__skip_gap(end, line->end);
    }
    line->row.state = svccomm__line_state(line->row.protocol, state, line->row.remote_port != 0);
    netstat_program(line, at);
}

/* Whether an end may be cut to its column. */
static int netstat_is_full(const struct svccomm__end *end, size_t width, int v6)
{
    return width == NETSTAT_END_WIDTH && (v6 || end->named_port);
}

/* Marks a row that may be cut; tells the section of one that cannot be. */
static void netstat_note(struct svccomm__line *line, struct svccomm__section *section, int wide,
                         int full)
{
    if (full)
        line->row.flags |= SVCCOMM__ROW_NARROW;
    if (section == NULL)
        return;
    section->wide |= (uint8_t)wide;
    section->marked |= (uint8_t)full;
}

static int netstat_ends(struct svccomm__line *line, const char *at, int v6,
                        struct svccomm__section *section)
{
    struct svccomm__end local, remote;
    const char *local_end = svccomm__end_parse(at, &local);
    const char *foreign = svccomm__skip_gap(local_end, line->end), *foreign_end;
    size_t width = (size_t)(local_end - at), foreign_width;
    int kind;

    if ((unsigned char)*foreign <= ' ')
        return SVCCOMM__LINE_DOUBTFUL;
    foreign_end = svccomm__end_parse(foreign, &remote);
    foreign_width = (size_t)(foreign_end - foreign);
    v6 |= local.v6 || remote.v6;
    kind = svccomm__line_ends(line, &local, &remote);
    netstat_note(line, section, width > NETSTAT_END_WIDTH || foreign_width > NETSTAT_END_WIDTH,
                 netstat_is_full(&local, width, v6) || netstat_is_full(&remote, foreign_width, v6));
    if (kind == SVCCOMM__LINE_ROW)
        netstat_rest(line, svccomm__skip_gap(foreign_end, line->end));
    else if (v6)
        line->unsure |= line->unsure >> 2 | (line->unsure << 2 & SVCCOMM__COVER_V6); /* N1 */
    else
        line->unsure &= SVCCOMM__COVER_V4;
    return kind;
}

/* Whether the word ends in a colon and a port or its name; BSD's tcp6 has a dot before the port. */
static int netstat_has_port(const char *at)
{
    const char *p = svccomm__word_end(at);

    while (p > at && p[-1] != ':' && p[-1] != '.')
        p--;
    return p > at && p[-1] == ':';
}

static int netstat_is_plain(const char *ends)
{
    return netstat_has_port(ends) && netstat_has_port(svccomm__next_word(ends));
}

static int netstat_row(struct svccomm__line *line, const char *at, size_t protocol,
                       struct svccomm__section *section)
{
    int kind = SVCCOMM__LINE_DOUBTFUL, v6 = netstat_protocols[protocol].v6;

    line->row.protocol = netstat_protocols[protocol].protocol;
    line->row.flags = 0;
    line->row.reserved = 0;
    line->known_protocol = 1;
    line->unsure = v6 ? SVCCOMM__COVER_BOTH : SVCCOMM__COVER_V4;
    if (*at >= 'A' && *at <= 'Z')
        return SVCCOMM__LINE_FOREIGN; /* a state instead of a queue: ss */
    at = svccomm__skip_number(at, line->end);
    if (at != NULL)
        at = svccomm__skip_number(at, line->end);
    if (at != NULL)
        kind = netstat_ends(line, at, v6, section);
    if (kind == SVCCOMM__LINE_DOUBTFUL && section == NULL &&
        (at == NULL || line->cut || !netstat_is_plain(at)))
        return SVCCOMM__LINE_FOREIGN;
    return kind;
}

static int netstat_read(struct svccomm__line *line, struct svccomm__section *section)
{
    const char *end = svccomm__word_end(line->at);
    int protocol;

    if (end == line->at)
        return SVCCOMM__LINE_FOREIGN;
    protocol = netstat_protocol(line->at, end);
    if (protocol >= 0)
        return netstat_row(line, svccomm__skip_gap(end, line->end), (size_t)protocol, section);
    if (svccomm__starts_with(line->at, line->end, "Proto "))
        return netstat_header(line, section);
    if (section != NULL && svccomm__word_is(line->at, end, "unix"))
        return SVCCOMM__LINE_OTHER;
    return netstat_title(line, section);
}

const struct svccomm__dialect svccomm__dialect_netstat = {
    "netstat", 1u << SVCCOMM_FORMAT_NETSTAT, SVCCOMM__COVER_BOTH, netstat_read, NULL,
};

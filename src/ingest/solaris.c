/* SPDX-License-Identifier: MIT
 * netstat of Solaris and illumos:
 *
 *   TCP: IPv4
 *      Local Address        Remote Address    Swind Send-Q Rwind Recv-Q    State
 *   -------------------- -------------------- ----- ------ ----- ------ -----------
 *         *.22                 *.*                0      0 128000      0 LISTEN
 *
 * The table's title says protocol and family, the rows do not. -u puts user, process and command
 * before the windows, if there is a process, and repeats a row for each; TCP: IPv6 has an interface
 * behind the state; UDP has a remote end only if it is connected. A socket for both families is in
 * both tables, so that an IPv6 one takes IPv6 only. Nothing says whether -a was given: without it
 * no socket without a peer is shown, so a table that shows none is no list of listeners (N1). */
#include "ingest/dialect.h"
#include "ingest/dotted.h"
#include "ingest/solaris_owner.h"
#include "ingest/state_words.h"
#include "model/address.h"
#include "svccomm/key.h"

/* svccomm__section.columns */
#define SOLARIS_V4 1u
#define SOLARIS_V6 2u
#define SOLARIS_OWNER 4u   /* -u */
#define SOLARIS_VERBOSE 8u /* -v: two lines for a socket */
#define SOLARIS_CLOSED 16u /* another table has begun */
#define SOLARIS_HEADER 32u

static const struct {
    const char *title;
    uint8_t protocol;
    uint8_t columns;
} solaris_titles[] = {
    {"TCP: IPv4", SVCCOMM_PROTO_TCP, SOLARIS_V4},
    {"TCP: IPv6", SVCCOMM_PROTO_TCP, SOLARIS_V6},
    {"UDP: IPv4", SVCCOMM_PROTO_UDP, SOLARIS_V4},
    {"UDP: IPv6", SVCCOMM_PROTO_UDP, SOLARIS_V6},
    {"SCTP:", SVCCOMM_PROTO_SCTP, 0},
};

static int solaris_title(struct svccomm__line *line)
{
    const char *end = line->end;
    size_t i;

    while (end > line->at && svccomm__is_blank(end[-1]))
        end--;
    for (i = 0; i < sizeof solaris_titles / sizeof solaris_titles[0]; i++) {
        if (!svccomm__word_is(line->at, end, solaris_titles[i].title))
            continue;
        line->protocol = solaris_titles[i].protocol;
        line->columns = solaris_titles[i].columns;
        line->cover = line->columns == SOLARIS_V4   ? SVCCOMM__COVER_V4
                      : line->columns == SOLARIS_V6 ? SVCCOMM__COVER_V6
                                                    : SVCCOMM__COVER_BOTH;
        return SVCCOMM__LINE_HEADER;
    }
    return SVCCOMM__LINE_FOREIGN;
}

/* The line that names the columns, at its first word. Old versions have a title without a family;
 * the columns tell the protocol. */
static int solaris_header(struct svccomm__line *line, const char *at,
                          const struct svccomm__section *section)
{
    int windows = svccomm__find_text(at, line->end, " Swind ") != NULL;

    if (!svccomm__starts_with(at, line->end, "Local") ||
        svccomm__find_text(at, line->end, " State") == NULL)
        return SVCCOMM__LINE_FOREIGN;
    line->columns = SOLARIS_HEADER;
    if (svccomm__starts_with(at, line->end, "Local/Remote Address "))
        line->columns |= SOLARIS_VERBOSE;
    else if (!svccomm__starts_with(at, line->end, "Local Address ") ||
             (!windows && svccomm__find_text(at, line->end, "Foreign") != NULL))
        return SVCCOMM__LINE_FOREIGN;
    if (svccomm__find_text(at, line->end, " Command ") != NULL) {
        line->columns |= SOLARIS_OWNER;
        line->processes = 1;
    }
    line->more = section != NULL && (section->columns & (SOLARIS_HEADER | SOLARIS_CLOSED)) == 0;
    line->protocol = windows ? SVCCOMM_PROTO_TCP : SVCCOMM_PROTO_UDP;
    line->cover = SVCCOMM__COVER_BOTH;
    return SVCCOMM__LINE_HEADER;
}

/* ---- rows ---- */

/* An end; SCTP leaves out the port if it is any. Returns the end of the word. */
static const char *solaris_end(const char *at, uint8_t protocol, struct svccomm__end *out)
{
    const char *end = svccomm__dotted_parse(at, out);

    if (out->form != SVCCOMM__END_BAD || protocol != SVCCOMM_PROTO_SCTP ||
        svccomm_address_parse(at, (size_t)(end - at), out->address) < 0)
        return end;
    out->form = SVCCOMM__END_ADDRESS;
    out->address_read = out->any_port = 1;
    out->port = 0;
    out->any_address = (uint8_t)svccomm__address_is_unspecified(out->address);
    return end;
}

/* A datagram socket without a peer: the remote column is empty. */
static void solaris_no_peer(struct svccomm__end *out)
{
    memset(out, 0, sizeof *out);
    out->form = SVCCOMM__END_STAR;
    out->any_address = out->any_port = 1;
}

/* What an address of the table's family is where the text says `*` or less. */
static void solaris_family(struct svccomm__line *line, const struct svccomm__end *local,
                           uint8_t columns)
{
    static const uint8_t zero[4];

    if ((columns & SOLARIS_V4) != 0 && local->form == SVCCOMM__END_STAR)
        svccomm__address_set_v4(line->row.local, zero);
    else if ((columns & SOLARIS_V6) != 0 && local->any_address)
        line->row.flags |= SVCCOMM_ROW_V6ONLY;
}

static void solaris_unsure(struct svccomm__line *line, uint8_t columns)
{
    if ((columns & SOLARIS_V4) != 0)
        line->unsure &= SVCCOMM__COVER_V4;
}

/* The remote end of a datagram socket, if it is there: its column begins where that of the local
 * end stops, and what follows the two is a user or a state. Returns its end. */
static const char *solaris_remote(const struct svccomm__line *line, const char *at, uint8_t columns,
                                  struct svccomm__end *out)
{
    size_t beyond = (columns & SOLARIS_V6) != 0 ? 68 : 42;
    const char *end = solaris_end(at, line->row.protocol, out);

    if (!svccomm__protocol_is_datagram(line->row.protocol) || out->form != SVCCOMM__END_BAD)
        return end;
    if (svccomm__dotted_is_plain(at) && (size_t)(at - line->at) < beyond)
        return end;
    solaris_no_peer(out);
    return at;
}

/* Behind the ends: owner, windows and state. Whether all is there that a row has. */
static int solaris_rest(struct svccomm__line *line, const char *at, uint8_t columns)
{
    struct svccomm__solaris_rest rest;
    uint8_t state = SVCCOMM_STATE_UNKNOWN;

    svccomm__solaris_rest(&rest, at, line->end, line->row.protocol);
    if (rest.state != NULL && !svccomm__protocol_is_datagram(line->row.protocol))
        state = svccomm__state_word(rest.state, svccomm__word_end(rest.state));
    line->row.state = svccomm__line_state(line->row.protocol, state, line->row.remote_port != 0);
    if ((columns & SOLARIS_OWNER) != 0 && rest.command != NULL) {
        line->names[0].at = rest.command;
        line->names[0].length = (size_t)(rest.command_end - rest.command);
        line->name_count = 1;
    }
    return rest.whole;
}

static int solaris_ends(struct svccomm__line *line, const char *at, uint8_t columns)
{
    struct svccomm__end local, remote;
    const char *next = svccomm__skip_gap(solaris_end(at, line->row.protocol, &local), line->end);
    int kind, whole;

    next = solaris_remote(line, next, columns, &remote);
    kind = svccomm__line_ends(line, &local, &remote);
    solaris_unsure(line, columns);
    whole = solaris_rest(line, svccomm__skip_gap(next, line->end), columns);
    if (kind == SVCCOMM__LINE_ROW)
        solaris_family(line, &local, columns);
    if (!whole)
        return kind == SVCCOMM__LINE_ROW ? SVCCOMM__LINE_DOUBTFUL : SVCCOMM__LINE_FOREIGN;
    return kind;
}

/* -v: the local end alone, then the rest. What cannot be told from one line is doubtful. */
static int solaris_verbose(const struct svccomm__line *line, const char *at)
{
    struct svccomm__end end;

    at = svccomm__skip_gap(svccomm__dotted_parse(at, &end), line->end);
    return at == line->end && end.form != SVCCOMM__END_BAD ? SVCCOMM__LINE_DOUBTFUL
                                                           : SVCCOMM__LINE_OTHER;
}

/* A row in a table, or one without that is plain: TCP, with a state that is known. */
static int solaris_row(struct svccomm__line *line, const char *at,
                       const struct svccomm__section *section)
{
    uint8_t columns = section == NULL ? 0 : section->columns;
    int kind;

    if ((columns & SOLARIS_CLOSED) != 0)
        return SVCCOMM__LINE_FOREIGN;
    if (!svccomm__dotted_is_plain(at) &&
        (section == NULL || section->protocol != SVCCOMM_PROTO_SCTP))
        return SVCCOMM__LINE_FOREIGN;
    line->row.protocol =
        section == NULL || section->protocol == 0 ? SVCCOMM_PROTO_TCP : section->protocol;
    line->row.flags = 0;
    line->row.reserved = 0;
    line->known_protocol = 1;
    line->unsure = SVCCOMM__COVER_BOTH;
    solaris_unsure(line, columns);
    if ((columns & SOLARIS_VERBOSE) != 0)
        return solaris_verbose(line, at);
    kind = solaris_ends(line, at, columns);
    if (section == NULL && (kind != SVCCOMM__LINE_ROW || line->row.state == SVCCOMM_STATE_UNKNOWN))
        return SVCCOMM__LINE_FOREIGN;
    return kind;
}

/* The title of another table, of routes or of Unix sockets. */
static int solaris_is_other(const char *at, const char *end)
{
    return svccomm__starts_with(at, end, "Active UNIX domain sockets") ||
           (*at >= 'A' && *at <= 'Z' && svccomm__find_text(at, end, " Table: ") != NULL);
}

static int solaris_read(struct svccomm__line *line, struct svccomm__section *section)
{
    const char *at = svccomm__skip_gap(line->at, line->end);
    int kind = SVCCOMM__LINE_FOREIGN;

    if (*at == 'T' || *at == 'U' || *at == 'S')
        kind = solaris_title(line);
    else if (*at == 'L')
        kind = solaris_header(line, at, section);
    if (kind == SVCCOMM__LINE_HEADER)
        return kind;
    if (section != NULL && svccomm__starts_with(at, line->end, "----")) {
        line->more = 1;
        return SVCCOMM__LINE_HEADER;
    }
    if (section != NULL && solaris_is_other(at, line->end)) {
        section->columns |= SOLARIS_CLOSED;
        return SVCCOMM__LINE_OTHER;
    }
    return solaris_row(line, at, section);
}

const struct svccomm__dialect svccomm__dialect_solaris = {
    "solaris",    1u << SVCCOMM_FORMAT_SOLARIS, SVCCOMM__COVER_BOTH,
    solaris_read, svccomm__finish_unlisted,
};

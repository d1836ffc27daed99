/* SPDX-License-Identifier: MIT
 * netstat of Windows, with or without -o, -b, -q, -t, -y:
 *
 *   Active Connections
 *
 *     Proto  Local Address          Foreign Address        State           PID
 *     TCP    0.0.0.0:135            0.0.0.0:0              LISTENING       1712
 *     RpcSs
 *    [svchost.exe]
 *     UDP    [::]:500               *:*                                    6856
 *
 * Title, header and state words are in the user's language and code page, so a row is known by its
 * shape: TCP or UDP in capitals and two ends, of which the foreign one says whether it listens.
 * Lines below a row tell the component and the owner of its socket (-b).
 *
 * No header says whether -a was given. Without it there are no listeners and no UDP; a section that
 * has no row without a peer covers connections only, since every Windows listens. */
#include "ingest/dialect.h"
#include "svccomm/key.h"

static const struct {
    const char *word;
    uint8_t protocol;
} windows_protocols[] = {
    {"TCP", SVCCOMM_PROTO_TCP},
    {"UDP", SVCCOMM_PROTO_UDP},
    {"TCPv6", SVCCOMM_PROTO_TCP},
    {"UDPv6", SVCCOMM_PROTO_UDP},
};

/* The protocol of a word, or 0. */
static uint8_t windows_protocol(const char *at, const char *end)
{
    size_t i;

    if (*at != 'T' && *at != 'U')
        return 0;
    for (i = 0; i < sizeof windows_protocols / sizeof windows_protocols[0]; i++)
        if (svccomm__word_is(at, end, windows_protocols[i].word))
            return windows_protocols[i].protocol;
    return 0;
}

/* English, which French, Spanish, Russian and most other Windows write too; then German, whose word
 * for listening has an umlaut: UTF-8, CP850, Windows-1252. */
static const struct {
    const char *word;
    uint8_t state;
} windows_states[] = {
    {"ESTABLISHED", SVCCOMM_STATE_ESTABLISHED},
    {"LISTENING", SVCCOMM_STATE_LISTEN},
    {"TIME_WAIT", SVCCOMM_STATE_TIME_WAIT},
    {"CLOSE_WAIT", SVCCOMM_STATE_CLOSE_WAIT},
    {"BOUND", SVCCOMM_STATE_BOUND},
    {"SYN_SENT", SVCCOMM_STATE_SYN_SENT},
    {"SYN_RECEIVED", SVCCOMM_STATE_SYN_RECV},
    {"FIN_WAIT_1", SVCCOMM_STATE_FIN_WAIT1},
    {"FIN_WAIT_2", SVCCOMM_STATE_FIN_WAIT2},
    {"LAST_ACK", SVCCOMM_STATE_LAST_ACK},
    {"CLOSING", SVCCOMM_STATE_CLOSING},
    {"CLOSED", SVCCOMM_STATE_CLOSE},
    {"DELETE_TCB", SVCCOMM_STATE_CLOSE},
    {"HERGESTELLT", SVCCOMM_STATE_ESTABLISHED},
    {"ABH\303\226REN", SVCCOMM_STATE_LISTEN},
    {"ABH\231REN", SVCCOMM_STATE_LISTEN},
    {"ABH\326REN", SVCCOMM_STATE_LISTEN},
    {"WARTEND", SVCCOMM_STATE_TIME_WAIT},
    {"SCHLIESSEN_WARTEN", SVCCOMM_STATE_CLOSE_WAIT},
    {"SYN_GESENDET", SVCCOMM_STATE_SYN_SENT},
    {"SYN_EMPFANGEN", SVCCOMM_STATE_SYN_RECV},
    {"FIN_WARTEN_1", SVCCOMM_STATE_FIN_WAIT1},
    {"FIN_WARTEN_2", SVCCOMM_STATE_FIN_WAIT2},
};

static uint8_t windows_state_of(const char *at, const char *end)
{
    size_t i;

    for (i = 0; i < sizeof windows_states / sizeof windows_states[0]; i++)
        if (svccomm__word_is(at, end, windows_states[i].word))
            return windows_states[i].state;
    return SVCCOMM_STATE_UNKNOWN;
}

/* Whether the PID column, the first number behind the ends, has 0: sockets in TIME_WAIT have no
 * process, and in any language that is what such rows are. */
static int windows_is_nobodys(const char *at)
{
    const char *p;

    for (; (unsigned char)*at > ' '; at = svccomm__skip_blanks(p)) {
        for (p = at; svccomm__is_digit(*p); p++)
            continue;
        if ((unsigned char)*p <= ' ')
            return p - at == 1 && *at == '0';
        p = svccomm__word_end(p);
    }
    return 0;
}

static uint8_t windows_state(const char *at, int has_peer)
{
    uint8_t state = windows_state_of(at, svccomm__word_end(at));

    if (state == SVCCOMM_STATE_UNKNOWN && has_peer && windows_is_nobodys(at))
        return SVCCOMM_STATE_TIME_WAIT;
    return state;
}

static int windows_has_port(const char *at)
{
    const char *end = svccomm__word_end(at);

    return memchr(at, ':', (size_t)(end - at)) != NULL;
}

/* `mypc:0`, `0.0.0.0:0` and `*:*` are ends of nobody; only the first is not read as such. */
static int windows_is_nobody(const char *end, const struct svccomm__end *remote)
{
    return (end[-1] == '0' && end[-2] == ':') || remote->any_port;
}

static int windows_ends(struct svccomm__line *line, const char *at, const char *foreign)
{
    struct svccomm__end local, remote;
    const char *end = svccomm__end_parse(foreign, &remote);
    int kind;

    svccomm__end_parse(at, &local);
    remote.any_port = (uint8_t)windows_is_nobody(end, &remote);
    kind = svccomm__line_ends(line, &local, &remote);
    if (kind == SVCCOMM__LINE_ROW) {
        at = svccomm__skip_gap(end, line->end);
        line->row.state =
            svccomm__line_state(line->row.protocol, windows_state(at, line->row.remote_port != 0),
                                line->row.remote_port != 0);
    } else if (remote.any_port && !line->cut) {
        /* Names of a listener: what it is of is known nevertheless. */
        line->unsure |= line->unsure >> 1;
        line->unsure &= SVCCOMM__COVER_LISTENERS;
    }
    return kind;
}

/* From the local end on. Ends are names where -n was left out, but never without a colon. */
static int windows_row(struct svccomm__line *line, const char *at,
                       const struct svccomm__section *section)
{
    const char *foreign = svccomm__next_word(at);
    int kind = SVCCOMM__LINE_DOUBTFUL, plain = windows_has_port(foreign);

    line->row.flags = 0;
    line->row.reserved = 0;
    line->known_protocol = 1;
    line->unsure = SVCCOMM__COVER_BOTH;
    if (!windows_has_port(at) && (!line->cut || section == NULL))
        return SVCCOMM__LINE_FOREIGN;
    if (plain)
        kind = windows_ends(line, at, foreign);
    if (kind == SVCCOMM__LINE_DOUBTFUL && section == NULL && (line->cut || !plain))
        return SVCCOMM__LINE_FOREIGN;
    return kind;
}

/* English ones; others are skipped like any line that nobody knows. */
static int windows_header(struct svccomm__line *line, const char *at,
                          const struct svccomm__section *section)
{
    line->cover = SVCCOMM__COVER_BOTH;
    if (at == line->at && svccomm__starts_with(at, line->end, "Active Connections"))
        return SVCCOMM__LINE_HEADER;
    line->more = section != NULL;
    if (at > line->at && svccomm__starts_with(at, line->end, "Proto  Local Address ") &&
        svccomm__find_text(at, line->end, " Foreign Address ") != NULL)
        return SVCCOMM__LINE_HEADER;
    return SVCCOMM__LINE_FOREIGN;
}

/* Lines of -b: the owner in brackets; a component, which is one word; and a sentence that tells, in
 * the user's language, that the owner is not known, which is indented by a single blank. */
static int windows_below(struct svccomm__line *line, const char *at)
{
    const char *end = line->end;

    while (end > at && svccomm__is_blank(end[-1]))
        end--;
    if (*at == '[' && end - at > 2 && end[-1] == ']') {
        line->names[0].at = at + 1;
        line->names[0].length = (size_t)(end - at - 2);
        line->name_count = 1;
        return SVCCOMM__LINE_OWNER;
    }
    return at - line->at == 1 || svccomm__word_end(at) == end ? SVCCOMM__LINE_OTHER
                                                              : SVCCOMM__LINE_FOREIGN;
}

static int windows_read(struct svccomm__line *line, struct svccomm__section *section)
{
    const char *at = svccomm__skip_blanks(line->at), *end = svccomm__word_end(at);
    int kind = SVCCOMM__LINE_FOREIGN;

    line->row.protocol = windows_protocol(at, end);
    if (line->row.protocol != 0)
        return windows_row(line, svccomm__skip_gap(end, line->end), section);
    if (*at == 'A' || *at == 'P')
        kind = windows_header(line, at, section);
    if (kind == SVCCOMM__LINE_FOREIGN && section != NULL && at > line->at && at < line->end)
        kind = windows_below(line, at);
    return kind;
}

const struct svccomm__dialect svccomm__dialect_windows = {
    "windows",    1u << SVCCOMM_FORMAT_WINDOWS, SVCCOMM__COVER_BOTH,
    windows_read, svccomm__finish_unlisted,
};

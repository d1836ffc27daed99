/* SPDX-License-Identifier: MIT
 * iproute2's ss, all of its columns optional:
 *
 *   Netid State  Recv-Q Send-Q Local Address:Port  Peer Address:PortProcess
 *   tcp   LISTEN 0      128          0.0.0.0:22         0.0.0.0:*    users:(("sshd",pid=1,fd=3))
 *
 * Netid is missing where one family was asked for (-t), and then nothing says which (see
 * sections.c); State is missing under a filter (`state established`), and then the text covers only
 * what was asked for. Lines that begin with a tab go on with the row before (-i, -m). */
#include "ingest/dialect.h"
#include "svccomm/key.h"

/* svccomm__section.columns */
#define SS_HEADER 1u   /* there was one */
#define SS_NETID 2u    /* with Netid */
#define SS_FILTERED 4u /* without State */

#define SS_NOT_TAKEN 255

static const struct {
    const char *word;
    uint8_t protocol;
} ss_netids[] = {
    {"tcp", SVCCOMM_PROTO_TCP},   {"udp", SVCCOMM_PROTO_UDP}, {"sctp", SVCCOMM_PROTO_SCTP},
    {"dccp", SVCCOMM_PROTO_DCCP}, {"nl", SS_NOT_TAKEN},       {"u_str", SS_NOT_TAKEN},
    {"u_dgr", SS_NOT_TAKEN},      {"u_seq", SS_NOT_TAKEN},    {"p_raw", SS_NOT_TAKEN},
    {"p_dgr", SS_NOT_TAKEN},      {"raw", SS_NOT_TAKEN},      {"icmp6", SS_NOT_TAKEN},
    {"mptcp", SS_NOT_TAKEN},      {"v_str", SS_NOT_TAKEN},    {"v_dgr", SS_NOT_TAKEN},
    {"tipc", SS_NOT_TAKEN},       {"xdp", SS_NOT_TAKEN}, /* mptcp: its subflows are told as tcp */
};

/* The protocol of a Netid, SS_NOT_TAKEN, or 0. */
static uint8_t ss_netid(const char *at, const char *end)
{
    size_t i;

    for (i = 0; i < sizeof ss_netids / sizeof ss_netids[0]; i++)
        if (svccomm__word_is(at, end, ss_netids[i].word))
            return ss_netids[i].protocol;
    return 0;
}

static const struct {
    const char *word;
    uint8_t state;
} ss_states[] = {
    {"ESTAB", SVCCOMM_STATE_ESTABLISHED},     {"TIME-WAIT", SVCCOMM_STATE_TIME_WAIT},
    {"LISTEN", SVCCOMM_STATE_LISTEN},         {"UNCONN", SVCCOMM_STATE_CLOSE},
    {"CLOSE-WAIT", SVCCOMM_STATE_CLOSE_WAIT}, {"SYN-SENT", SVCCOMM_STATE_SYN_SENT},
    {"SYN-RECV", SVCCOMM_STATE_SYN_RECV},     {"FIN-WAIT-1", SVCCOMM_STATE_FIN_WAIT1},
    {"FIN-WAIT-2", SVCCOMM_STATE_FIN_WAIT2},  {"LAST-ACK", SVCCOMM_STATE_LAST_ACK},
    {"CLOSING", SVCCOMM_STATE_CLOSING},
};

static uint8_t ss_state(const char *at, const char *end)
{
    size_t i;

    for (i = 0; i < sizeof ss_states / sizeof ss_states[0]; i++)
        if (svccomm__word_is(at, end, ss_states[i].word))
            return ss_states[i].state;
    return SVCCOMM_STATE_UNKNOWN;
}

static int ss_header(struct svccomm__line *line)
{
    const char *end = svccomm__word_end(line->at);
    int netid = svccomm__word_is(line->at, end, "Netid");
    int filtered = svccomm__find_text(line->at, line->end, "State ") == NULL;

    if (!netid && !svccomm__word_is(line->at, end, "State") &&
        !svccomm__word_is(line->at, end, "Recv-Q"))
        return SVCCOMM__LINE_FOREIGN;
    if (svccomm__find_text(line->at, line->end, "Local Address:Port") == NULL ||
        svccomm__find_text(line->at, line->end, "Peer Address:Port") == NULL)
        return SVCCOMM__LINE_FOREIGN;
    line->columns = (uint8_t)(SS_HEADER | (netid ? SS_NETID : 0) | (filtered ? SS_FILTERED : 0));
    line->cover = filtered ? 0 : SVCCOMM__COVER_BOTH;
    return SVCCOMM__LINE_HEADER;
}

/* The end of a process name: the quote before `,pid=1` or, in old versions, before `,1`. A name may
 * hold quotes, commas and parentheses of its own. NULL if there is none. */
static const char *ss_name_end(const char *at, const char *end)
{
    const char *digit;

    while ((at = memchr(at, '"', (size_t)(end - at))) != NULL) {
        digit = svccomm__starts_with(at + 1, end, ",pid=") ? at + 6 : at + 2;
        if (end - at > 2 && at[1] == ',' && svccomm__is_digit(*digit))
            return at;
        at++;
    }
    return NULL;
}

static void ss_add_name(struct svccomm__line *line, const char *at, size_t length)
{
    uint32_t i;

    for (i = 0; i < line->name_count; i++)
        if (line->names[i].length == length && memcmp(line->names[i].at, at, length) == 0)
            return;
    if (length == 0 || i == SVCCOMM__LINE_NAMES)
        return;
    line->names[i].at = at;
    line->names[i].length = length;
    line->name_count++;
}

/* The distinct names of `("a",pid=1,fd=3),("b",pid=2,fd=4))`. */
static void ss_names(struct svccomm__line *line, const char *at)
{
    const char *stop;

    while (svccomm__starts_with(at, line->end, "(\"")) {
        at += 2;
        stop = ss_name_end(at, line->end);
        if (stop == NULL)
            return;
        ss_add_name(line, at, (size_t)(stop - at));
        at = memchr(stop, ')', (size_t)(line->end - stop));
        if (at == NULL || at[1] != ',')
            return;
        at += 2;
    }
}

/* What stands behind the ends: names, and with -e whether :: takes IPv4 too. */
static void ss_rest(struct svccomm__line *line, const char *at)
{
    const char *said;

    at = svccomm__skip_blanks(at);
    for (said = at; said < line->end; said = svccomm__next_word(said)) {
        if (*said == 'u' && svccomm__starts_with(said, line->end, "users:(")) {
            ss_names(line, said + 7);
            break;
        }
        if ((unsigned char)*said < ' ')
            break;
    }
    if ((line->row.flags & SVCCOMM__ROW_BRACKET) == 0)
        return;
    said = svccomm__find_text(at, line->end, " v6only:");
    if (said != NULL)
        line->row.flags = (uint8_t)((line->row.flags & ~SVCCOMM__ROW_BRACKET) |
                                    (said[8] == '1' ? SVCCOMM_ROW_V6ONLY : 0u));
}

/* What the row shows of its section. The state of one that says its protocol says nothing of those
 * that do not. */
static void ss_note(struct svccomm__section *section, const struct svccomm__socket *row,
                    uint8_t state, int v4_wildcard)
{
    section->marked |= (row->flags & (SVCCOMM__ROW_BRACKET | SVCCOMM__ROW_UNSAID)) != 0;
    section->v4_wildcard |= (uint8_t)v4_wildcard;
    if ((row->flags & SVCCOMM__ROW_UNSAID) == 0)
        return;
    if (state == SVCCOMM_STATE_CLOSE)
        section->closed_state = 1;
    else if (state != SVCCOMM_STATE_ESTABLISHED && state != SVCCOMM_STATE_UNKNOWN)
        section->stream_state = 1;
}

static int ss_is_v4_wildcard(const struct svccomm__end *end)
{
    return end->any_address && end->form == SVCCOMM__END_ADDRESS && !end->v6;
}

/* The ends and what is behind them; the protocol and the state word are known. */
static int ss_ends(struct svccomm__line *line, const char *at, uint8_t state,
                   struct svccomm__section *section)
{
    struct svccomm__end local, remote;
    const char *peer = svccomm__skip_gap(svccomm__end_parse(at, &local), line->end), *peer_end;
    int kind;

    if ((unsigned char)*peer <= ' ')
        return SVCCOMM__LINE_DOUBTFUL;
    peer_end = svccomm__end_parse(peer, &remote);
    kind = svccomm__line_ends(line, &local, &remote);
    if (kind != SVCCOMM__LINE_ROW)
        return kind;
    if (local.any_address && local.form == SVCCOMM__END_ADDRESS && local.v6)
        line->row.flags |= SVCCOMM__ROW_BRACKET;
    line->row.state = svccomm__line_state(line->row.protocol, state, line->row.remote_port != 0);
    ss_rest(line, peer_end);
    if (section != NULL)
        ss_note(section, &line->row, state,
                ss_is_v4_wildcard(&local) || ss_is_v4_wildcard(&remote));
    return kind;
}

/* From the state word on. `plain`: the words before show that it is a row. */
static int ss_row(struct svccomm__line *line, const char *at, int plain,
                  struct svccomm__section *section)
{
    const char *end = svccomm__word_end(at);
    uint8_t state = SVCCOMM_STATE_UNKNOWN;
    int kind = SVCCOMM__LINE_DOUBTFUL;

    line->known_protocol = 1;
    line->unsure = SVCCOMM__COVER_BOTH;
    line->row.reserved = 0;
    if (svccomm__word_is(at, end, "`-")) { /* an association of the SCTP endpoint above */
        at = svccomm__skip_blanks(end);
        end = svccomm__word_end(at);
    }
    if (section == NULL || (section->columns & SS_FILTERED) == 0) {
        state = ss_state(at, end);
        at = svccomm__skip_gap(end, line->end);
    }
    at = svccomm__skip_number(at, line->end);
    if (at != NULL)
        at = svccomm__skip_number(at, line->end);
    if (at != NULL)
        kind = ss_ends(line, at, state, section);
    if (state == SVCCOMM_STATE_LISTEN || state == SVCCOMM_STATE_CLOSE)
        line->unsure &= SVCCOMM__COVER_LISTENERS;
    else if (state != SVCCOMM_STATE_UNKNOWN)
        line->unsure &= SVCCOMM__COVER_CONNECTIONS;
    /* A known state and two queues are proof enough of a row; else what stands before must be. */
    if (kind == SVCCOMM__LINE_DOUBTFUL && section == NULL &&
        (at == NULL || state == SVCCOMM_STATE_UNKNOWN))
        return SVCCOMM__LINE_FOREIGN;
    return at == NULL && !line->cut && !plain ? SVCCOMM__LINE_FOREIGN : kind;
}

static int ss_read(struct svccomm__line *line, struct svccomm__section *section)
{
    const char *at = line->at, *end = svccomm__word_end(at), *next;
    uint8_t netid;
    int plain;

    if (end == at)
        return *at == '\t' && section != NULL ? SVCCOMM__LINE_OTHER : SVCCOMM__LINE_FOREIGN;
    netid = ss_netid(at, end);
    if (netid == SS_NOT_TAKEN)
        return section != NULL ? SVCCOMM__LINE_OTHER : SVCCOMM__LINE_FOREIGN;
    line->row.protocol = netid;
    line->row.flags = 0;
    if (netid != 0) {
        next = svccomm__skip_gap(end, line->end);
        if (svccomm__is_digit(*next))
            return SVCCOMM__LINE_FOREIGN; /* a queue instead of a state: netstat */
        plain = section != NULL && (section->columns & SS_NETID) != 0;
        return ss_row(line, next, plain, section);
    }
    if (*at == 'N' || *at == 'S' || *at == 'R') {
        int kind = ss_header(line);
        if (kind != SVCCOMM__LINE_FOREIGN)
            return kind;
    }
    if (section != NULL && (section->columns & SS_NETID) != 0)
        return SVCCOMM__LINE_FOREIGN;
    /* Without a header that says so, the first word must be a state. */
    if ((section == NULL || (section->columns & SS_HEADER) == 0) &&
        ss_state(at, end) == SVCCOMM_STATE_UNKNOWN)
        return SVCCOMM__LINE_FOREIGN;
    line->row.protocol = SVCCOMM_PROTO_TCP; /* till the section ends */
    line->row.flags = SVCCOMM__ROW_UNSAID;
    return ss_row(line, at, 0, section);
}

/* Versions that write 0.0.0.0 write [::] for sockets that take IPv6 only, and `*` for those that
 * take both. Older ones do not tell; there :: takes IPv4 too (N5). */
static void ss_finish(struct svccomm__section *section, struct svccomm__socket *rows, size_t count)
{
    size_t i;

    for (i = 0; section->v4_wildcard && i < count; i++)
        if ((rows[i].flags & SVCCOMM__ROW_BRACKET) != 0)
            rows[i].flags |= SVCCOMM_ROW_V6ONLY;
}

const struct svccomm__dialect svccomm__dialect_ss = {
    "ss", 1u << SVCCOMM_FORMAT_SS, SVCCOMM__COVER_BOTH, ss_read, ss_finish,
};

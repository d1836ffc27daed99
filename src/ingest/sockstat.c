/* SPDX-License-Identifier: MIT
 * sockstat of FreeBSD, and of NetBSD, which writes a dot before the port:
 *
 *   USER     COMMAND    PID   FD  PROTO  LOCAL ADDRESS         FOREIGN ADDRESS
 *   root     sshd       1234  3   tcp6   *:22                  *:*
 *   ?        ?          ?     ?   tcp4   10.0.0.5:80           10.0.0.7:51000
 *
 * States are shown only with -s. Without it a socket that has a peer and a process is open; one
 * that no process holds any more may be waiting, which cannot be told. */
#include "ingest/bsd_word.h"
#include "ingest/dotted.h"
#include "ingest/state_words.h"
#include "svccomm/key.h"

/* svccomm__section.columns */
#define SOCKSTAT_HEADER 1u
#define SOCKSTAT_STATE 2u /* -s */

static int sockstat_header(struct svccomm__line *line)
{
    if (svccomm__find_text(line->at, line->end, "LOCAL ADDRESS") == NULL ||
        svccomm__find_text(line->at, line->end, "FOREIGN ADDRESS") == NULL)
        return SVCCOMM__LINE_FOREIGN;
    line->columns = SOCKSTAT_HEADER;
    if (svccomm__find_text(line->at, line->end, "STATE") != NULL)
        line->columns |= SOCKSTAT_STATE;
    line->cover = SVCCOMM__COVER_BOTH;
    line->processes = 1;
    return SVCCOMM__LINE_HEADER;
}

/* Whether the word is a number, or the question mark that stands for one; it is not empty. */
static int sockstat_is_number(const char *at)
{
    if (*at == '?')
        at++;
    else
        while (svccomm__is_digit(*at))
            at++;
    return svccomm__is_blank(*at);
}

/* A line up to the protocol: user, command (which may hold blanks), process, descriptor. */
struct sockstat_head {
    const char *command;
    const char *pid;
    const char *rest; /* behind the protocol */
    const struct svccomm__bsd_word *word;
    int other; /* a socket that is not taken */
};

static int sockstat_is_other(const char *at, const char *end)
{
    static const char *const words[] = {"stream", "dgram",   "seqpac", "seq",   "raw", "raw6",
                                        "divert", "divert4", "icmp4",  "icmp6", "rdm"};
    size_t i;

    for (i = 0; i < sizeof words / sizeof words[0]; i++)
        if (svccomm__word_is(at, end, words[i]))
            return 1;
    return 0;
}

/* Finds the protocol: the first such word with two numbers before it. */
static int sockstat_head(const struct svccomm__line *line, struct sockstat_head *head)
{
    const char *words[3] = {NULL, NULL, NULL}, *end, *at = svccomm__next_word(line->at);

    head->command = at;
    head->word = NULL;
    for (; at < line->end; at = svccomm__skip_gap(end, line->end)) {
        end = svccomm__word_end(at);
        if (end == at)
            return 0;
        words[0] = words[1];
        words[1] = words[2];
        words[2] = at;
        if (words[0] == NULL || words[0] == head->command || !sockstat_is_number(words[1]) ||
            !sockstat_is_number(words[0]))
            continue;
        head->pid = words[0];
        head->rest = svccomm__skip_gap(end, line->end);
        head->word = svccomm__bsd_word(at, end);
        head->other = sockstat_is_other(at, end);
        if (head->word != NULL || head->other)
            return 1;
    }
    return 0;
}

static void sockstat_command(struct svccomm__line *line, const struct sockstat_head *head)
{
    const char *end = head->pid;

    while (end > head->command && svccomm__is_blank(end[-1]))
        end--;
    if (end == head->command || (end == head->command + 1 && *head->command == '?'))
        return;
    line->names[0].at = head->command;
    line->names[0].length = (size_t)(end - head->command);
    line->name_count = 1;
}

static const char *sockstat_end(const char *at, struct svccomm__end *out)
{
    return svccomm__dotted_is_plain(at) ? svccomm__dotted_parse(at, out)
                                        : svccomm__end_parse(at, out);
}

/* The first word that is a state; the ones before may tell of a path of SCTP. */
static uint8_t sockstat_word(const char *at, const char *end)
{
    uint8_t state = SVCCOMM_STATE_UNKNOWN;

    while (at < end && (unsigned char)*at > ' ' && state == SVCCOMM_STATE_UNKNOWN) {
        state = svccomm__state_word(at, svccomm__word_end(at));
        at = svccomm__next_word(at);
    }
    return state;
}

/* Without a column of states: what a process holds and has a peer is open. */
static uint8_t sockstat_state(const struct svccomm__line *line, const char *at,
                              const struct svccomm__section *section)
{
    uint8_t state = sockstat_word(svccomm__skip_gap(at, line->end), line->end);
    int told = section != NULL && (section->columns & SOCKSTAT_STATE) != 0;
    int peer = line->row.remote_port != 0;

    if (state == SVCCOMM_STATE_UNKNOWN && !told && peer && line->name_count > 0)
        state = SVCCOMM_STATE_ESTABLISHED;
    return svccomm__line_state(line->row.protocol, state, peer);
}

/* The foreign end; a listener of SCTP has none. */
static const char *sockstat_foreign(const struct svccomm__line *line, const char *at,
                                    struct svccomm__end *remote)
{
    const char *end = sockstat_end(at, remote);

    if (line->row.protocol != SVCCOMM_PROTO_SCTP || remote->form != SVCCOMM__END_BAD ||
        (at < line->end && svccomm__state_word(at, end) == SVCCOMM_STATE_UNKNOWN))
        return end;
    remote->form = SVCCOMM__END_STAR;
    remote->any_address = remote->any_port = 1;
    return at;
}

static int sockstat_ends(struct svccomm__line *line, const struct sockstat_head *head,
                         const struct svccomm__section *section)
{
    struct svccomm__end local, remote;
    uint8_t families = head->word->families;
    const char *at = svccomm__skip_gap(sockstat_end(head->rest, &local), line->end);
    int kind;

    if (at == line->end && line->row.protocol != SVCCOMM_PROTO_SCTP)
        return SVCCOMM__LINE_DOUBTFUL;
    at = sockstat_foreign(line, at, &remote);
    kind = svccomm__line_ends(line, &local, &remote);
    if (families == SVCCOMM__BSD_V4)
        line->unsure &= SVCCOMM__COVER_V4;
    if (kind != SVCCOMM__LINE_ROW)
        return kind;
    /* NetBSD has `tcp` and `tcp6`, FreeBSD `tcp4`, `tcp6` and `tcp46`. */
    svccomm__bsd_families(line, families == 0 ? SVCCOMM__BSD_V4 : families,
                          local.form == SVCCOMM__END_STAR, local.any_address);
    sockstat_command(line, head);
    line->row.state = sockstat_state(line, at, section);
    return kind;
}

static int sockstat_read(struct svccomm__line *line, struct svccomm__section *section)
{
    struct sockstat_head head;
    int kind;

    if (svccomm__starts_with(line->at, line->end, "USER "))
        return sockstat_header(line);
    if ((unsigned char)*line->at <= ' ' || !sockstat_head(line, &head))
        return SVCCOMM__LINE_FOREIGN;
    if (head.other)
        return section != NULL ? SVCCOMM__LINE_OTHER : SVCCOMM__LINE_FOREIGN;
    line->row.protocol = head.word->protocol;
    line->row.flags = 0;
    line->row.reserved = 0;
    line->known_protocol = 1;
    line->unsure = head.word->families == SVCCOMM__BSD_V4 ? SVCCOMM__COVER_V4 : SVCCOMM__COVER_BOTH;
    kind = sockstat_ends(line, &head, section);
    return kind == SVCCOMM__LINE_DOUBTFUL && section == NULL ? SVCCOMM__LINE_FOREIGN : kind;
}

const struct svccomm__dialect svccomm__dialect_sockstat = {
    "sockstat", 1u << SVCCOMM_FORMAT_SOCKSTAT, SVCCOMM__COVER_BOTH, sockstat_read, NULL,
};

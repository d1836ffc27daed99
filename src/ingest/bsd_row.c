/* SPDX-License-Identifier: MIT
 * Rows of netstat of BSD and its descendants. What stands before the protocol (-A: addresses of
 * control blocks, a hash), how many numbers follow it (queues; -B of OpenBSD: windows) and what
 * stands behind the ends differs between systems and options:
 *
 *   tcp4       0      0  192.168.1.5.49230      17.57.144.5.5223       ESTABLISHED
 *   f1000e0000180bb8 tcp        0      0  *.21               *.*                LISTEN
 *   7fb03cb94d505aed cedd0cbf udp46      0      0  *.5353             *.*
 *
 * The word names the families: tcp4, tcp6, and tcp46 where one socket takes both. `tcp` is IPv4 on
 * systems that have `tcp6` but no `tcp4` (OpenBSD, NetBSD; their headers show them, too), both on
 * those that have all three (AIX) or none of them (HP-UX). */
#include "ingest/bsd_row.h"

#include "ingest/bsd_word.h"
#include "ingest/dotted.h"
#include "ingest/state_words.h"
#include "svccomm/key.h"

#define BSD_WIDTH_BLOCKS 18 /* of ends, where addresses of control blocks stand before (-A) */
#define BSD_WIDTH 22

/* ---- what stands before the ends ---- */

static int bsd_is_hex(const char *at, const char *end)
{
    if (at == end)
        return 0;
    for (; at < end; at++)
        if (!svccomm__is_digit(*at) && (unsigned char)((*at | 0x20) - 'a') >= 6)
            return 0;
    return 1;
}

/* The protocol word of the line, behind at most two words of hexadecimal digits; NULL if there is
 * none. `at` becomes the place behind it, `blocks` how many such words there are. */
static const struct svccomm__bsd_word *bsd_protocol(const struct svccomm__line *line,
                                                    const char **at, int *blocks)
{
    const struct svccomm__bsd_word *word;
    const char *p = line->at, *end;

    for (*blocks = 0;; (*blocks)++, p = svccomm__skip_gap(end, line->end)) {
        end = svccomm__word_end(p);
        word = svccomm__bsd_word(p, end);
        if (word != NULL) {
            *at = svccomm__skip_gap(end, line->end);
            return word;
        }
        if (*blocks == 2 || !bsd_is_hex(p, end))
            return NULL;
    }
}

/* Behind two or more numbers, or the one-to-one and one-to-many of SCTP; NULL if there are less. */
static const char *bsd_skip_numbers(const char *at, const char *end)
{
    const char *next = svccomm__skip_number(at, end);

    if (next == NULL)
        return svccomm__starts_with(at, end, "1to") ? svccomm__next_word(at) : NULL;
    at = svccomm__skip_number(next, end);
    for (next = at; next != NULL; next = svccomm__skip_number(at, end))
        at = next;
    return at;
}

/* ---- what stands behind them ---- */

/* The state word is the first one behind the ends, or the last one (-x of FreeBSD). */
static uint8_t bsd_state(const char *at, const char *end)
{
    uint8_t state = SVCCOMM_STATE_UNKNOWN;

    for (; at < end && state == SVCCOMM_STATE_UNKNOWN; at = svccomm__next_word(at)) {
        if ((unsigned char)*at <= ' ')
            break;
        if (!svccomm__is_digit(*at))
            state = svccomm__state_word(at, svccomm__word_end(at));
    }
    return state;
}

/* The last colon of the line that has a number behind it which ends a word. */
static const char *bsd_pid_colon(const char *at, const char *end)
{
    const char *digit;

    while (end > at) {
        if (*--end != ':')
            continue;
        for (digit = end + 1; svccomm__is_digit(*digit); digit++)
            continue;
        if (digit > end + 1 && (unsigned char)*digit <= ' ')
            return end;
    }
    return NULL;
}

/* macOS, -v: `Code Helper (Plu:14454` behind the state and columns of numbers. Names hold blanks
 * and colons, and are cut. */
static void bsd_process(struct svccomm__line *line, const char *at)
{
    const char *colon, *next;

    if (!svccomm__protocol_is_datagram(line->row.protocol) && !svccomm__is_digit(*at))
        at = svccomm__next_word(at);
    while ((next = svccomm__skip_number(at, line->end)) != NULL)
        at = next;
    colon = bsd_pid_colon(at, line->end);
    if (colon == NULL || colon == at)
        return;
    line->names[0].at = at;
    line->names[0].length = (size_t)(colon - at);
    line->name_count = 1;
}

/* ---- the row ---- */

/* Marks a row that may be cut, and tells the section of one that cannot be. An IPv4 end that fills
 * its column has lost digits of its port: the row is DOUBTFUL. */
static int bsd_width(struct svccomm__line *line, const char *at, const char *end, int v6,
                     size_t width, struct svccomm__section *section)
{
    int is = svccomm__dotted_width(at, end, v6, width);

    if (is == SVCCOMM__DOTTED_WHOLE)
        return SVCCOMM__LINE_ROW;
    if (is == SVCCOMM__DOTTED_WIDE) {
        if (section != NULL)
            section->wide = 1;
        return SVCCOMM__LINE_ROW;
    }
    if (!v6)
        return SVCCOMM__LINE_DOUBTFUL;
    line->row.flags |= SVCCOMM__ROW_NARROW;
    if (section != NULL)
        section->marked = 1;
    return SVCCOMM__LINE_ROW;
}

static size_t bsd_column_width(const struct svccomm__section *section, int blocks)
{
    size_t width = section == NULL ? 0 : section->columns & SVCCOMM__BSD_WIDTH;

    return width != 0 ? width : blocks > 0 ? BSD_WIDTH_BLOCKS : BSD_WIDTH;
}

/* The coverage bits that a row which is not taken may be of: an IPv6 one may be a mapped one (N1).
 */
static void bsd_unsure(struct svccomm__line *line, uint8_t families, int v6)
{
    if (families == SVCCOMM__BSD_V4)
        line->unsure &= SVCCOMM__COVER_V4;
    else if (v6)
        line->unsure |= line->unsure >> 2 | (line->unsure << 2 & SVCCOMM__COVER_V6);
}

static void bsd_rest(struct svccomm__line *line, const char *at, struct svccomm__section *section)
{
    uint8_t state = SVCCOMM_STATE_UNKNOWN;

    at = svccomm__skip_gap(at, line->end);
    if (!svccomm__protocol_is_datagram(line->row.protocol))
        state = bsd_state(at, line->end);
    line->row.state = svccomm__line_state(line->row.protocol, state, line->row.remote_port != 0);
    if (section != NULL && (section->columns & SVCCOMM__BSD_PROCESS) != 0)
        bsd_process(line, at);
}

/* The foreign end; a listener of SCTP has a state there, or nothing. Returns its end. */
static const char *bsd_foreign(const struct svccomm__line *line, const char *at,
                               struct svccomm__end *remote)
{
    const char *end = svccomm__dotted_parse(at, remote);

    if (remote->form != SVCCOMM__END_BAD || line->row.protocol != SVCCOMM_PROTO_SCTP ||
        (at < line->end && svccomm__state_word(at, end) == SVCCOMM_STATE_UNKNOWN))
        return end;
    remote->form = SVCCOMM__END_STAR;
    remote->any_address = remote->any_port = 1;
    return at;
}

static int bsd_ends(struct svccomm__line *line, const char *at, uint8_t families, size_t width,
                    struct svccomm__section *section)
{
    struct svccomm__end local, remote;
    const char *local_end = svccomm__dotted_parse(at, &local);
    const char *foreign = svccomm__skip_gap(local_end, line->end), *foreign_end;
    int kind, v6;

    if (foreign == line->end && line->row.protocol != SVCCOMM_PROTO_SCTP)
        return SVCCOMM__LINE_DOUBTFUL;
    foreign_end = bsd_foreign(line, foreign, &remote);
    v6 = (families & SVCCOMM__BSD_V6) != 0 || local.v6 || remote.v6;
    kind = svccomm__line_ends(line, &local, &remote);
    if (bsd_width(line, at, local_end, v6, width, section) != SVCCOMM__LINE_ROW ||
        bsd_width(line, foreign, foreign_end, v6, width, section) != SVCCOMM__LINE_ROW)
        kind = SVCCOMM__LINE_DOUBTFUL;
    bsd_unsure(line, families, v6);
    if (kind != SVCCOMM__LINE_ROW)
        return kind;
    svccomm__bsd_families(line, families, local.form == SVCCOMM__END_STAR, local.any_address);
    bsd_rest(line, foreign_end, section);
    if (section != NULL)
        section->marked |= (line->row.flags & SVCCOMM__ROW_BRACKET) != 0;
    return kind;
}

/* Whether a line that begins like a row is none of ours: Linux has a colon before the port, but so
 * has an IPv6 address that was cut to its column. */
static int bsd_is_foreign(const char *ends, size_t width, int own)
{
    struct svccomm__end end;

    if (svccomm__dotted_is_plain(ends))
        return !own && !svccomm__dotted_is_plain(svccomm__next_word(ends));
    return !own || ((size_t)(svccomm__end_parse(ends, &end) - ends) != width &&
                    end.form != SVCCOMM__END_BAD);
}

/* What a line is that has no protocol word: a Unix socket, maybe. */
static int bsd_no_word(const struct svccomm__line *line, int blocks, int own)
{
    return own && blocks > 0 && svccomm__word_end(line->at) - line->at >= 8 ? SVCCOMM__LINE_OTHER
                                                                            : SVCCOMM__LINE_FOREIGN;
}

static void bsd_begin(struct svccomm__line *line, const struct svccomm__bsd_word *word)
{
    line->row.protocol = word->protocol;
    line->row.flags = 0;
    line->row.reserved = 0;
    line->known_protocol = 1;
    line->unsure = word->families == SVCCOMM__BSD_V4 ? SVCCOMM__COVER_V4 : SVCCOMM__COVER_BOTH;
}

int svccomm__bsd_row(struct svccomm__line *line, struct svccomm__section *section)
{
    int blocks, kind, own = section != NULL;
    size_t width;
    const char *at;
    const struct svccomm__bsd_word *word = bsd_protocol(line, &at, &blocks);

    if (word == NULL)
        return bsd_no_word(line, blocks, own);
    bsd_begin(line, word);
    at = bsd_skip_numbers(at, line->end);
    if (at == NULL)
        return line->cut && own ? SVCCOMM__LINE_DOUBTFUL : SVCCOMM__LINE_FOREIGN;
    width = bsd_column_width(section, blocks);
    if (at < line->end && bsd_is_foreign(at, width, own))
        return SVCCOMM__LINE_FOREIGN;
    if (own && word->families != (SVCCOMM__BSD_V4 | SVCCOMM__BSD_V6))
        section->families |= word->families;
    kind = bsd_ends(line, at, word->families, width, section);
    return kind == SVCCOMM__LINE_DOUBTFUL && !own && (line->cut || at == line->end)
               ? SVCCOMM__LINE_FOREIGN
               : kind;
}

void svccomm__bsd_finish(struct svccomm__section *section, struct svccomm__socket *rows,
                         size_t count)
{
    size_t i;

    if (section->families != SVCCOMM__BSD_V6 && (section->columns & SVCCOMM__BSD_LONE_V4) == 0)
        return;
    for (i = 0; i < count; i++)
        if ((rows[i].flags & SVCCOMM__ROW_BRACKET) != 0)
            svccomm__bsd_any_v4(rows[i].local);
}

/* SPDX-License-Identifier: MIT
 * lsof as a table, of every system that it runs on; `lsof -i` lists sockets only:
 *
 *   COMMAND  PID  TID USER   FD   TYPE DEVICE SIZE/OFF NODE NAME
 *   sshd    1206      root    3u  IPv4  21598      0t0  TCP *:22 (LISTEN)
 *   sshd    4314      root    4u  IPv4  44866      0t0  TCP 10.0.0.5:22->10.0.0.7:5872
 * (ESTABLISHED)
 *
 * Cells may be empty, and options add columns, so a row is found by the shapes of its words: a
 * number (PID), then the first word that can be an FD, then a TYPE; NODE holds the protocol.
 * COMMAND is cut to 9 bytes unless +c was given, with blanks written as \x20. A socket is told once
 * for each process, and with -K for each thread, that holds it (N4); what no process holds
 * (TIME_WAIT) is missing, and so is whether :: takes IPv4. */
#include "ingest/lsof_name.h"

/* How many words may stand before the PID: blanks in COMMAND where lsof does not write \x20. */
#define LSOF_COMMAND_WORDS 6
/* And between the PID and the FD: TID, TASKCMD, PPID, PGID, ZONE, USER. */
#define LSOF_WORDS_BEFORE_FD 7
/* And from the TYPE to NODE: DEVICE, SIZE/OFF, NLINK. */
#define LSOF_WORDS_BEFORE_NODE 4

static int lsof_header(struct svccomm__line *line)
{
    const char *fd = svccomm__find_text(line->at, line->end, " FD ");

    if (fd == NULL || svccomm__find_text(line->at, line->end, " PID ") == NULL ||
        svccomm__find_text(fd, line->end, " TYPE ") == NULL ||
        svccomm__find_text(fd, line->end, " NAME") == NULL)
        return SVCCOMM__LINE_FOREIGN;
    line->cover = SVCCOMM__COVER_BOTH;
    line->processes = 1;
    return SVCCOMM__LINE_HEADER;
}

static const char *lsof_skip_digits(const char *at)
{
    while (svccomm__is_digit(*at))
        at++;
    return at;
}

static int lsof_is_number(const char *at, const char *end)
{
    return at < end && lsof_skip_digits(at) == end;
}

/* The PID: the first number behind COMMAND; NULL if there is none. */
static const char *lsof_find_pid(const char *at)
{
    const char *word = at, *end = svccomm__word_end(at);
    int count;

    for (count = 0; end > word && count < LSOF_COMMAND_WORDS; count++) {
        word = svccomm__skip_blanks(end);
        end = svccomm__word_end(word);
        if (lsof_is_number(word, end))
            return word;
    }
    return NULL;
}

/* A number with access mode and lock behind it (3u, 12rW, 4-), or what is no descriptor. */
static int lsof_is_fd(const char *at, const char *end)
{
    static const struct svccomm__word words[] = {
        {"cwd", 3}, {"rtd", 3}, {"txt", 3}, {"mem", 3}, {"DEL", 3},  {"NOFD", 4}, {"err", 3},
        {"ltx", 3}, {"jld", 3}, {"twd", 3}, {"v86", 3}, {"mmap", 4}, {"pd", 2},   {"tr", 2},
    };
    const char *mode = lsof_skip_digits(at);
    size_t i;

    if (mode > at)
        return end - mode <= 2 && (mode == end || *mode == '-' || (*mode >= 'A' && *mode <= 'z'));
    for (i = 0; i < sizeof words / sizeof words[0]; i++)
        if ((size_t)(end - at) == words[i].length && memcmp(at, words[i].at, words[i].length) == 0)
            return 1;
    return 0;
}

/* The TYPE behind the first FD; NULL if there is none. A USER or a TID can be a number, which is no
 * FD unless the TYPE of a socket follows. */
static const char *lsof_find_type(const char *pid)
{
    const char *word = svccomm__next_word(pid), *end = svccomm__word_end(word), *type;
    int count;

    for (count = 0; end > word && count < LSOF_WORDS_BEFORE_FD; count++) {
        type = svccomm__skip_blanks(end);
        if (lsof_is_fd(word, end) && (!lsof_is_number(word, end) ||
                                      svccomm__lsof_families(type, svccomm__word_end(type)) != 0))
            return type;
        word = type;
        end = svccomm__word_end(word);
    }
    return NULL;
}

/* NAME behind the protocol, which goes to row.protocol; NULL if NODE has none that is taken. */
static const char *lsof_find_name(struct svccomm__line *line, const char *type)
{
    const char *word = svccomm__next_word(type), *end = svccomm__word_end(word);
    int count;

    for (count = 0; end > word && count < LSOF_WORDS_BEFORE_NODE; count++) {
        line->row.protocol = svccomm__is_digit(*word) ? 0 : svccomm__lsof_protocol(word, end);
        word = svccomm__skip_blanks(end);
        if (line->row.protocol != 0)
            return word;
        end = svccomm__word_end(word);
    }
    return NULL;
}

/* The word in `(ESTABLISHED)`, or in `(ESTABLISHED QR=0 QS=0)` with -T; `(QR=0)` has none. */
static uint8_t lsof_read_state(const char *at, const char *end)
{
    const char *word = at + 1;

    if (at == end || *at != '(')
        return SVCCOMM_STATE_UNKNOWN;
    for (at = word; at < end && *at != ')' && !svccomm__is_blank(*at); at++)
        continue;
    return svccomm__lsof_state(word, at);
}

static int lsof_row(struct svccomm__line *line, const char *name, uint32_t families)
{
    const char *end = svccomm__word_end(name);
    uint8_t state;
    int kind;

    line->row.flags = 0;
    line->row.reserved = 0;
    line->known_protocol = 1;
    line->unsure = families == SVCCOMM__COVER_V4 ? SVCCOMM__COVER_V4 : SVCCOMM__COVER_BOTH;
    if (end == name)
        return SVCCOMM__LINE_DOUBTFUL;
    kind = svccomm__lsof_ends(line, name, end, families);
    if (kind != SVCCOMM__LINE_ROW)
        return kind;
    state = lsof_read_state(svccomm__skip_blanks(end), line->end);
    line->row.state = svccomm__line_state(line->row.protocol, state, line->row.remote_port != 0);
    return kind;
}

static int lsof_read(struct svccomm__line *line, struct svccomm__section *section)
{
    const char *pid, *type, *name, *end;
    uint32_t families;
    int kind;

    if (svccomm__starts_with(line->at, line->end, "COMMAND "))
        return lsof_header(line);
    pid = lsof_find_pid(line->at);
    type = pid == NULL ? NULL : lsof_find_type(pid);
    if (type == NULL)
        return SVCCOMM__LINE_FOREIGN;
    families = svccomm__lsof_families(type, svccomm__word_end(type));
    name = families == 0 ? NULL : lsof_find_name(line, type);
    if (name == NULL)
        return section == NULL ? SVCCOMM__LINE_FOREIGN : SVCCOMM__LINE_OTHER;
    kind = lsof_row(line, name, families);
    for (end = pid; end > line->at && svccomm__is_blank(end[-1]); end--)
        continue;
    svccomm__lsof_process(line, line->at, end);
    return kind == SVCCOMM__LINE_OTHER && section == NULL ? SVCCOMM__LINE_FOREIGN : kind;
}

const struct svccomm__dialect svccomm__dialect_lsof = {
    "lsof", 1u << SVCCOMM_FORMAT_LSOF, SVCCOMM__COVER_BOTH, lsof_read, NULL,
};

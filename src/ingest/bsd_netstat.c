/* SPDX-License-Identifier: MIT
 * netstat of macOS, FreeBSD, OpenBSD and NetBSD:
 *
 *   Active Internet connections (including servers)
 *   Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)
 *   tcp4       0      0  127.0.0.1.631          *.*                    LISTEN
 *
 * -A puts addresses of control blocks before, -b, -v and -x put columns behind. Columns of ends
 * have a fixed width, which the header shows, and what does not fit is cut; see dotted.h. AIX and
 * HP-UX write the same, so that their texts are read as these unless the caller says which they
 * are. OpenBSD's "(only servers)" is the title of Linux, too. */
#include "ingest/bsd_row.h"

/* Which sockets the title says were asked for (N1): without -a no listeners are shown. */
static int bsd_title(struct svccomm__line *line, const char *rest)
{
    const char *end = line->end;

    while (end > rest && svccomm__is_blank(end[-1]))
        end--;
    if (end == rest)
        line->cover = SVCCOMM__COVER_CONNECTIONS;
    else if (svccomm__word_is(rest, end, " (including servers)"))
        line->cover = SVCCOMM__COVER_BOTH;
    else if (svccomm__word_is(rest, end, " (only servers)"))
        line->cover = SVCCOMM__COVER_LISTENERS;
    else
        return SVCCOMM__LINE_FOREIGN;
    return SVCCOMM__LINE_HEADER;
}

/* Tables below, of sockets that are not taken. */
static int bsd_is_other(const char *at, const char *end)
{
    static const char *const titles[] = {"Active LOCAL (UNIX) domain sockets",
                                         "Active UNIX domain sockets",
                                         "Active Multipath Internet connections", "Active kernel "};
    size_t i;

    for (i = 0; i < sizeof titles / sizeof titles[0]; i++)
        if (svccomm__starts_with(at, end, titles[i]))
            return 1;
    return 0;
}

/* Titles of tables. Without a section of ours, Linux is asked before and takes "(only servers)";
 * the header below takes over what it says. */
static int bsd_active(struct svccomm__line *line, int own)
{
    static const char *const titles[] = {
        "Active Internet connections", "Active Internet6 connections", "Active SCTP associations"};
    size_t i;

    for (i = 0; i < sizeof titles / sizeof titles[0]; i++)
        if (svccomm__starts_with(line->at, line->end, titles[i]))
            return bsd_title(line, line->at + strlen(titles[i]));
    return own && bsd_is_other(line->at, line->end) ? SVCCOMM__LINE_OTHER : SVCCOMM__LINE_FOREIGN;
}

/* What the columns say, from " Local Address" and " Foreign Address" on. */
static void bsd_columns(struct svccomm__line *line, const char *local, const char *foreign)
{
    size_t width = (size_t)(foreign - local) - 1;

    line->columns = (uint8_t)(width > SVCCOMM__BSD_WIDTH ? SVCCOMM__BSD_WIDTH : width);
    if (svccomm__find_text(foreign, line->end, "process:pid") != NULL) {
        line->columns |= SVCCOMM__BSD_PROCESS;
        line->processes = 1;
    }
    if (svccomm__find_text(foreign, line->end, "(state)") == NULL)
        line->columns |= SVCCOMM__BSD_LONE_V4; /* OpenBSD: TCP-State or none, NetBSD: State */
}

/* Linux has one blank before "Local Address", and no parentheses about its state. */
static int bsd_header_is_linux(const struct svccomm__line *line, const char *local)
{
    return local[-1] != ' ' && svccomm__starts_with(line->at, line->end, "Proto ") &&
           svccomm__find_text(local, line->end, "(state)") == NULL;
}

/* The line that names the columns. */
static int bsd_header(struct svccomm__line *line, struct svccomm__section *section)
{
    const char *local = svccomm__find_text(line->at, line->end, " Local Address ");
    const char *foreign = NULL;

    if (local != NULL && svccomm__find_text(line->at, local, "Proto ") != NULL)
        foreign = svccomm__find_text(local, line->end, " Foreign Address");
    if (foreign == NULL || bsd_header_is_linux(line, local))
        return SVCCOMM__LINE_FOREIGN;
    bsd_columns(line, local, foreign);
    line->cover = SVCCOMM__COVER_BOTH;
    line->more = 1;
    if (section != NULL)
        section->columns = 0;
    return SVCCOMM__LINE_HEADER;
}

int svccomm__bsd_read(struct svccomm__line *line, struct svccomm__section *section)
{
    switch (*line->at) {
    case 'A':
        return bsd_active(line, section != NULL || line->forced != 0);
    case 'P': /* Proto, PCB */
    case 'S': /* Socket */
    case 'T': /* Tcpcb */
        return bsd_header(line, section);
    default:
        return svccomm__bsd_row(line, section);
    }
}

/* The column of AIX, which has a dialect of its own. */
static int bsd_read(struct svccomm__line *line, struct svccomm__section *section)
{
    if (svccomm__starts_with(line->at, line->end, "PCB/ADDR"))
        return SVCCOMM__LINE_FOREIGN;
    return svccomm__bsd_read(line, section);
}

const struct svccomm__dialect svccomm__dialect_bsd = {
    "bsd", 1u << SVCCOMM_FORMAT_BSD, SVCCOMM__COVER_BOTH, bsd_read, svccomm__bsd_finish,
};

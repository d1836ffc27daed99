/* SPDX-License-Identifier: MIT
 * What svccomm_snapshot is: its sockets, and the state of a text source that is being read. */
#ifndef SVCCOMM_MODEL_SNAPSHOT_H
#define SVCCOMM_MODEL_SNAPSHOT_H

#include "base/encoding.h"
#include "base/lines.h"
#include "model/sockets.h"

/* Marks in svccomm__socket.flags of rows that are staged: what only the end of their section can
 * say. They are gone when the rows become part of the snapshot. */
#define SVCCOMM__ROW_PUBLIC (SVCCOMM_ROW_V6ONLY | SVCCOMM_ROW_LISTENING)
#define SVCCOMM__ROW_BRACKET 0x80u /* ss: [::], which may be v6only; BSD: `tcp *.80` */
#define SVCCOMM__ROW_UNSAID 0x40u  /* the text does not name the protocol of the row */
#define SVCCOMM__ROW_NARROW 0x20u  /* an IPv6 end fills its column, or was cut to it */

/* The four coverage bits of one protocol. */
#define SVCCOMM__COVER_BOTH 0xfu
#define SVCCOMM__COVER_LISTENERS 0x5u
#define SVCCOMM__COVER_CONNECTIONS 0xau
#define SVCCOMM__COVER_V4 0x3u
#define SVCCOMM__COVER_V6 0xcu

/* Rows of a section that are taken or doubtful, as its end will tell. */
struct svccomm__undecided {
    uint64_t rows;
    uint64_t first_line;
    uint64_t unknown; /* those with an unknown state */
    uint64_t first_unknown_line;
    uint32_t clears; /* coverage bits that they clear if they are doubtful */
    uint32_t reserved;
};

/* Columns whose place a header tells. */
#define SVCCOMM__LINE_PLACES 6

struct svccomm__dialect; /* src/ingest/dialect.h */

/* One stretch of a text source under one header of one utility. */
struct svccomm__section {
    size_t first;                     /* its first row, counted from the first staged one */
    struct svccomm__undecided narrow; /* rows marked SVCCOMM__ROW_NARROW */
    const struct svccomm__dialect *dialect;
    uint64_t told;        /* the line that began it */
    uint32_t cover;       /* SVCCOMM__COVER_ bits that its header allows */
    uint32_t protocols;   /* 1 << protocol index of the rows seen, doubtful ones too */
    uint32_t cleared;     /* coverage bits that doubtful rows clear */
    uint32_t unsaid;      /* SVCCOMM__COVER_ bits that doubtful rows without a protocol clear */
    uint32_t tables;      /* /proc: families of the tables: 1 IPv4, 2 IPv6 */
    uint8_t columns;      /* what the header says, in bits of the dialect */
    uint8_t protocol;     /* of the rows that do not name it, if the header or the caller does */
    uint8_t has_unsaid;   /* there are such rows */
    uint8_t stream_state; /* a state was seen that only TCP sockets have */
    uint8_t closed_state; /* a state was seen that UDP sockets without a peer have */
    uint8_t v4_wildcard;  /* ss: 0.0.0.0 was seen, so this ss tells it from [::] and `*` */
    uint8_t families;     /* BSD: of the protocol words seen: 1 `tcp4`, 2 `tcp6` */
    uint8_t wide;         /* an end was wider than its column, so nothing was cut */
    uint8_t byte_order;   /* /proc: what the rows prove, see proc_net.c */
    uint8_t marked;       /* there are rows with a mark */
    uint8_t headed;       /* that was a header */
    uint8_t goes_on;      /* the line before was a row that is staged: lines may go on with it */
    uint16_t places[SVCCOMM__LINE_PLACES]; /* where columns are, see powershell.h */
    const char *process; /* interned: of the rows that follow, where a line of its own says so */
};

/* Bytes of an unknown line that an error shows. */
#define SVCCOMM__WORDS_SHOWN 24u

/* The state of a text source; src/ingest/text.c works on it. */
struct svccomm__source {
    struct svccomm__encoding encoding;
    struct svccomm__lines lines;
    struct svccomm__section *sections;
    size_t section_capacity;
    size_t section_count;
    size_t staged; /* rows behind sockets.count that are not yet part of the snapshot */
    svccomm_text_report report;
    uint32_t forced;  /* SVCCOMM_FORMAT_ */
    uint32_t claimed; /* coverage to add at the end: what is known outside of sections */
    uint32_t cleared;
    uint32_t tables;    /* /proc tables of ended sections, as below */
    uint32_t processes; /* a process name or the column of one was seen */
    /* Before any section: the first line with a word in it, its beginning, and the dialect that
     * would know it if another format had not been forced, or NULL. */
    uint64_t word_line;
    const struct svccomm__dialect *word_dialect;
    char words[SVCCOMM__WORDS_SHOWN + 1];
};

struct svccomm_snapshot {
    struct svccomm__sockets sockets; /* first: see svccomm__snapshot_sockets() */
    struct svccomm__source source;
    uint32_t tables; /* /proc tables of ended sources: 1 tcp, 2 tcp6, 4 udp, 8 udp6 (N1) */
};

/* Whether one more row fits below max_rows. */
static inline int svccomm__snapshot_has_room(const struct svccomm_snapshot *snapshot)
{
    return snapshot->sockets.count + snapshot->source.staged < snapshot->sockets.max_rows;
}

/* The row that was staged last; there is one. */
static inline struct svccomm__socket *
svccomm__snapshot_last(const struct svccomm_snapshot *snapshot)
{
    return &snapshot->sockets.rows[snapshot->sockets.count + snapshot->source.staged - 1];
}

static inline void svccomm__report_first(uint64_t *first, uint64_t line)
{
    if (*first == 0)
        *first = line;
}

/* Adds the counts of a source to a caller's report. */
void svccomm__report_add(svccomm_text_report *report, const svccomm_text_report *more);

#endif

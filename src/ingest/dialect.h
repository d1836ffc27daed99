/* SPDX-License-Identifier: MIT
 * What a dialect of netstat text is: one small file that says of a line what it is, and reads
 * it. */
#ifndef SVCCOMM_INGEST_DIALECT_H
#define SVCCOMM_INGEST_DIALECT_H

#include "ingest/fields.h"
#include "model/snapshot.h"

/* What a line is to a dialect. */
#define SVCCOMM__LINE_FOREIGN 0 /* nothing that this dialect knows */
#define SVCCOMM__LINE_OTHER 1   /* the dialect's own, but no socket that is taken (unix, raw) */
#define SVCCOMM__LINE_HEADER 2
#define SVCCOMM__LINE_ROW 3
#define SVCCOMM__LINE_DOUBTFUL 4 /* a row that cannot be read */
/* Only of an open section: */
#define SVCCOMM__LINE_OWNER                                                                      \
    5                         /* names[0] is the process of the row right before, if it has none \
                               */
#define SVCCOMM__LINE_STATE 6 /* row.state is the state of the row right before */
#define SVCCOMM__LINE_NEXT 7  /* names[0], or nobody, is the process of the rows that follow */

#define SVCCOMM__LINE_NAMES 8u
#define SVCCOMM__LINE_TEXT 256u

struct svccomm__word {
    const char *at;
    size_t length;
};

/* A line, and what a dialect read from it. */
struct svccomm__line {
    /* in */
    const char *at;
    const char *end; /* *end can be read and is LF or CR; see fields.h */
    uint64_t number; /* 1-based */
    uint32_t forced; /* the format that the caller says, or 0 */
    uint32_t cut;    /* the line does not end here */
    /* out, HEADER */
    uint32_t more;   /* goes on with the section that is open, instead of opening one; or
                      * with the title of another dialect */
    uint32_t cover;  /* SVCCOMM__COVER_ bits that a section under this header may claim */
    uint32_t tables; /* /proc: families of the table */
    uint16_t places[SVCCOMM__LINE_PLACES]; /* for svccomm__section.places */
    uint8_t columns;                       /* for svccomm__section.columns */
    uint8_t protocol;                      /* for svccomm__section.protocol */
    uint8_t processes;                     /* there is a column of process names */
    uint8_t known_protocol; /* DOUBTFUL: row.protocol is known (or unsaid), else it may be any */
    /* out, ROW: the row, its process left open; DOUBTFUL: row.protocol and the marks */
    struct svccomm__socket row;
    uint32_t unsure; /* DOUBTFUL: SVCCOMM__COVER_ bits of what it may be */
    uint32_t name_count;
    struct svccomm__word names[SVCCOMM__LINE_NAMES]; /* distinct process names */
    char text[SVCCOMM__LINE_TEXT];                   /* room for a name that has to be decoded */
};

struct svccomm__dialect {
    const char *name;
    uint32_t formats;       /* 1 << SVCCOMM_FORMAT_ */
    uint32_t default_cover; /* of a section without a header */
    /* What the line is. `section` is the open one if it is of this dialect, and may be told what
     * the rows show; else NULL, and only what is plainly of this dialect counts as such. */
    int (*read)(struct svccomm__line *line, struct svccomm__section *section);
    /* Decides about marked rows at the end of their section; NULL if there are none. */
    void (*finish)(struct svccomm__section *section, struct svccomm__socket *rows, size_t count);
};

extern const struct svccomm__dialect svccomm__dialect_proc_net;
extern const struct svccomm__dialect svccomm__dialect_ss;
extern const struct svccomm__dialect svccomm__dialect_netstat;
extern const struct svccomm__dialect svccomm__dialect_bsd;
extern const struct svccomm__dialect svccomm__dialect_aix;
extern const struct svccomm__dialect svccomm__dialect_hpux;
extern const struct svccomm__dialect svccomm__dialect_solaris;
extern const struct svccomm__dialect svccomm__dialect_sockstat;
extern const struct svccomm__dialect svccomm__dialect_windows;
extern const struct svccomm__dialect svccomm__dialect_powershell;
extern const struct svccomm__dialect svccomm__dialect_lsof;
extern const struct svccomm__dialect svccomm__dialect_lsof_fields;

/* A dialect by its index, or NULL beyond the last. */
const struct svccomm__dialect *svccomm__dialect_at(uint32_t index);

/* Fills the ends of line->row and the SVCCOMM__COVER_ bits of what it is; ROW, or DOUBTFUL if an
 * end cannot be read. */
int svccomm__line_ends(struct svccomm__line *line, const struct svccomm__end *local,
                       const struct svccomm__end *remote);

/* For svccomm__dialect.finish, where no header says whether listeners were asked for: a section
 * with no row without a peer covers connections only. */
void svccomm__finish_unlisted(struct svccomm__section *section, struct svccomm__socket *rows,
                              size_t count);

/* The state of a row from its word and from the shape of its foreign end: without a peer it listens
 * unless the word is known and says otherwise; `state` is SVCCOMM_STATE_UNKNOWN if nobody knows the
 * word. For datagrams the word says nothing. */
uint8_t svccomm__line_state(uint8_t protocol, uint8_t state, int has_peer);

#endif

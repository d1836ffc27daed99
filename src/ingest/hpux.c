/* SPDX-License-Identifier: MIT
 * netstat of HP-UX:
 *
 *   Active Internet connections (including servers)
 *   Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)
 *   tcp        0      0  *.22                   *.*                     LISTEN
 *
 * Nothing in it is plainly of HP-UX: title, columns, protocol words and states are those of BSD,
 * and a text is taken for one of BSD, with the same rows. So this is only for a caller who says
 * what it is. */
#include "ingest/bsd_row.h"

static int hpux_read(struct svccomm__line *line, struct svccomm__section *section)
{
    return line->forced == SVCCOMM_FORMAT_HPUX ? svccomm__bsd_read(line, section)
                                               : SVCCOMM__LINE_FOREIGN;
}

const struct svccomm__dialect svccomm__dialect_hpux = {
    "hpux", 1u << SVCCOMM_FORMAT_HPUX, SVCCOMM__COVER_BOTH, hpux_read, svccomm__bsd_finish,
};

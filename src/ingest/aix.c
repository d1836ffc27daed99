/* SPDX-License-Identifier: MIT
 * netstat of AIX, with -A, and what rmsock says of a socket:
 *
 *   Active Internet connections (including servers)
 *   PCB/ADDR         Proto Recv-Q Send-Q  Local Address      Foreign Address    (state)
 *   f1000e0000180bb8 tcp4       0      0  *.1334             *.*                LISTEN
 *   The socket 0xf1000e0000180808 is being held by proccess 3211434 (writesrv).
 *
 * Rows are those of BSD. Ends have 18 bytes and ports are cut: 192.168.9.230.3277 may be 32770. The
 * protocol `tcp` is a socket for both families. Without -A nothing tells the text from that of BSD:
 * it is read as such, unless the caller says that it is of AIX. */
#include "ingest/bsd_row.h"

/* The name in the parentheses at the end, behind the number of the process. */
static int aix_owner(struct svccomm__line *line)
{
    const char *held = svccomm__find_text(line->at, line->end, " is being held by proc");
    const char *open, *close = line->end;

    if (held == NULL)
        return SVCCOMM__LINE_OTHER;
    open = svccomm__find_text(held, line->end, " (");
    while (close > line->at && close[-1] != ')')
        close--;
    if (open == NULL || close - open < 4)
        return SVCCOMM__LINE_OTHER;
    line->names[0].at = open + 2;
    line->names[0].length = (size_t)(close - open) - 3;
    line->name_count = 1;
    return SVCCOMM__LINE_OWNER;
}

static int aix_read(struct svccomm__line *line, struct svccomm__section *section)
{
    if (svccomm__starts_with(line->at, line->end, "PCB/ADDR "))
        return svccomm__bsd_read(line, section);
    if (section != NULL && svccomm__starts_with(line->at, line->end, "The socket 0x"))
        return aix_owner(line);
    return section != NULL || line->forced == SVCCOMM_FORMAT_AIX ? svccomm__bsd_read(line, section)
                                                                 : SVCCOMM__LINE_FOREIGN;
}

const struct svccomm__dialect svccomm__dialect_aix = {
    "aix", 1u << SVCCOMM_FORMAT_AIX, SVCCOMM__COVER_BOTH, aix_read, NULL,
};

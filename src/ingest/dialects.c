/* SPDX-License-Identifier: MIT
 * The list of dialects, and what they share beyond fields. */
#include "ingest/dialect.h"

#include "model/address.h"

#include "svccomm/key.h"

const struct svccomm__dialect *svccomm__dialect_at(uint32_t index)
{
    static const struct svccomm__dialect *const dialects[] = {
        &svccomm__dialect_ss,         &svccomm__dialect_netstat, &svccomm__dialect_proc_net,
        &svccomm__dialect_bsd,        &svccomm__dialect_aix,     &svccomm__dialect_hpux,
        &svccomm__dialect_sockstat,   &svccomm__dialect_solaris, &svccomm__dialect_windows,
        &svccomm__dialect_powershell, &svccomm__dialect_lsof,    &svccomm__dialect_lsof_fields,
    };

    return index < sizeof dialects / sizeof dialects[0] ? dialects[index] : NULL;
}

const char *svccomm_format_name(uint32_t format)
{
    static const char *const names[] = {"detect",  "proc-tcp",   "proc-udp", "ss",       "netstat",
                                        "windows", "powershell", "bsd",      "sockstat", "solaris",
                                        "aix",     "hpux",       "lsof",     "lsof-f"};

    return format < sizeof names / sizeof names[0] ? names[format] : NULL;
}

/* The families that an end may be of. */
static uint32_t line_families(const struct svccomm__end *end)
{
    if (end->form != SVCCOMM__END_ADDRESS && !end->address_read)
        return end->v6 ? SVCCOMM__COVER_V6 : SVCCOMM__COVER_BOTH;
    return svccomm__address_is_v4(end->address) ? SVCCOMM__COVER_V4 : SVCCOMM__COVER_V6;
}

int svccomm__line_ends(struct svccomm__line *line, const struct svccomm__end *local,
                       const struct svccomm__end *remote)
{
    int peer = !remote->any_port || !remote->any_address;

    line->unsure = line_families(local);
    if (!line->cut || remote->form != SVCCOMM__END_BAD)
        line->unsure &= peer ? SVCCOMM__COVER_CONNECTIONS : SVCCOMM__COVER_LISTENERS;
    if (local->form == SVCCOMM__END_BAD || remote->form == SVCCOMM__END_BAD)
        return SVCCOMM__LINE_DOUBTFUL;
    memcpy(line->row.local, local->address, sizeof line->row.local);
    line->row.local_port = local->port;
    if (remote->any_address && remote->port == 0) {
        memset(line->row.remote, 0, sizeof line->row.remote);
        line->row.remote_port = 0;
        return SVCCOMM__LINE_ROW;
    }
    memcpy(line->row.remote, remote->address, sizeof line->row.remote);
    line->row.remote_port = remote->port;
    return remote->any_address ? SVCCOMM__LINE_DOUBTFUL : SVCCOMM__LINE_ROW;
}

uint8_t svccomm__line_state(uint8_t protocol, uint8_t state, int has_peer)
{
    if (svccomm__protocol_is_datagram(protocol))
        return has_peer ? SVCCOMM_STATE_ESTABLISHED : SVCCOMM_STATE_CLOSE;
    if (state == SVCCOMM_STATE_UNKNOWN && !has_peer)
        return SVCCOMM_STATE_LISTEN;
    return state;
}

void svccomm__finish_unlisted(struct svccomm__section *section, struct svccomm__socket *rows,
                              size_t count)
{
    size_t i;

    for (i = 0; i < count; i++)
        if (rows[i].remote_port == 0)
            return;
    section->cover &= SVCCOMM__COVER_CONNECTIONS;
}

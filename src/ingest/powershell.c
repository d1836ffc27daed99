/* SPDX-License-Identifier: MIT
 * Get-NetTCPConnection and Get-NetUDPEndpoint of PowerShell, as a table or by Export-Csv and
 * ConvertTo-Csv, with columns in any order:
 *
 *   LocalAddress        LocalPort RemoteAddress       RemotePort State       AppliedSetting
 *   ------------        --------- -------------       ---------- -----       --------------
 *   ::                  49664     ::                  0          Listen
 *
 *   "LocalAddress","LocalPort","RemoteAddress","RemotePort","State","OwningProcess"
 *   "10.0.0.5","50123","10.0.0.9","443","Established","4120"
 *
 * Names are English on every Windows. A table that is too wide for its console loses columns from
 * the right, and addresses that are too long for theirs end in dots. Rows that lack what tells
 * whether they listen are doubtful: for every connection there is a row in state Bound as well.
 *
 * UDP endpoints have no peer and no state, so columns of a local end alone are theirs; they cover
 * no connections. Columns that were selected by hand may come from the other command: then nothing
 * is covered. A column ProcessName, which the commands do not have by themselves, is understood. */
#include "ingest/powershell.h"

#include "base/numbers.h"
#include "model/address.h"
#include "svccomm/address.h"
#include "svccomm/key.h"

static const struct {
    const char *word, *number;
    uint8_t state;
} powershell_states[] = {
    {"Established", "5", SVCCOMM_STATE_ESTABLISHED}, {"Listen", "2", SVCCOMM_STATE_LISTEN},
    {"Bound", "100", SVCCOMM_STATE_BOUND},           {"TimeWait", "11", SVCCOMM_STATE_TIME_WAIT},
    {"CloseWait", "8", SVCCOMM_STATE_CLOSE_WAIT},    {"SynSent", "3", SVCCOMM_STATE_SYN_SENT},
    {"SynReceived", "4", SVCCOMM_STATE_SYN_RECV},    {"FinWait1", "6", SVCCOMM_STATE_FIN_WAIT1},
    {"FinWait2", "7", SVCCOMM_STATE_FIN_WAIT2},      {"LastAck", "10", SVCCOMM_STATE_LAST_ACK},
    {"Closing", "9", SVCCOMM_STATE_CLOSING},         {"Closed", "1", SVCCOMM_STATE_CLOSE},
    {"DeleteTCB", "12", SVCCOMM_STATE_CLOSE},
};

static uint8_t powershell_state(const struct svccomm__word *field)
{
    const char *end = field->at + field->length;
    size_t i;

    for (i = 0; i < sizeof powershell_states / sizeof powershell_states[0]; i++)
        if (svccomm__word_is(field->at, end,
                             svccomm__is_digit(*field->at) ? powershell_states[i].number
                                                           : powershell_states[i].word))
            return powershell_states[i].state;
    return SVCCOMM_STATE_UNKNOWN;
}

static int powershell_has(const struct svccomm__word *field, char c)
{
    return memchr(field->at, c, field->length) != NULL;
}

/* Most addresses are a.b.c.d: what stands behind the field ends them. */
static int powershell_address(const struct svccomm__word *field, struct svccomm__end *end)
{
    const char *behind = field->at + field->length + 1;
    uint32_t quad = 0;

    if (svccomm__end_quad(field->at, behind[-1], &quad) == behind)
        svccomm__end_set_quad(end, quad);
    else if (field->length == 0 ||
             svccomm_address_parse(field->at, field->length, end->address) < 0)
        return 0;
    end->any_address = (uint8_t)svccomm__address_is_unspecified(end->address);
    return 1;
}

static void powershell_end(const struct svccomm__word *address, const struct svccomm__word *port,
                           struct svccomm__end *end)
{
    uint64_t number = 0;
    int read = svccomm__number_parse(port->at, port->length, UINT16_MAX, &number);

    memset(end, 0, sizeof *end);
    end->port = (uint16_t)number;
    end->any_port = read && number == 0;
    end->address_read = (uint8_t)powershell_address(address, end);
    end->form = end->address_read && read ? SVCCOMM__END_ADDRESS : SVCCOMM__END_BAD;
    if (!end->address_read)
        end->v6 = (uint8_t)powershell_has(address, ':');
}

/* No end, for columns that are not there. */
static void powershell_nobody(struct svccomm__end *end)
{
    memset(end, 0, sizeof *end);
    end->form = SVCCOMM__END_STAR;
    end->any_port = end->any_address = 1;
}

static int powershell_is_number(const struct svccomm__word *field)
{
    size_t i;

    for (i = 0; i < field->length; i++)
        if (!svccomm__is_digit(field->at[i]))
            return 0;
    return field->length > 0;
}

/* Other text may stand between rows: one has a port, and an address or the beginning of one. */
static int powershell_is_row(const struct svccomm__word *fields, const struct svccomm__end *local)
{
    const struct svccomm__word *address = &fields[SVCCOMM__POWERSHELL_LOCAL_ADDRESS];

    return local->form == SVCCOMM__END_ADDRESS ||
           (powershell_is_number(&fields[SVCCOMM__POWERSHELL_LOCAL_PORT]) &&
            (powershell_has(address, ':') || powershell_has(address, '.')));
}

static int powershell_has_remote(const struct svccomm__section *section)
{
    return section->places[SVCCOMM__POWERSHELL_REMOTE_ADDRESS] != 0 &&
           section->places[SVCCOMM__POWERSHELL_REMOTE_PORT] != 0;
}

/* Of a row whose ends can be read: whether its peer and its state are told, or follow. */
static int powershell_tcp(struct svccomm__line *line, const struct svccomm__section *section,
                          uint8_t state)
{
    int has_peer = line->row.remote_port != 0;

    line->row.state = svccomm__line_state(SVCCOMM_PROTO_TCP, state, has_peer);
    if (section->places[SVCCOMM__POWERSHELL_STATE] != 0)
        return powershell_has_remote(section) || state == SVCCOMM_STATE_LISTEN ||
                       state == SVCCOMM_STATE_BOUND
                   ? SVCCOMM__LINE_ROW
                   : SVCCOMM__LINE_DOUBTFUL;
    return has_peer ? SVCCOMM__LINE_ROW : SVCCOMM__LINE_DOUBTFUL;
}

static int powershell_row(struct svccomm__line *line, const struct svccomm__section *section,
                          const struct svccomm__word *fields, const struct svccomm__end *local)
{
    struct svccomm__end remote;
    uint8_t state = powershell_state(&fields[SVCCOMM__POWERSHELL_STATE]);
    int kind;

    if (powershell_has_remote(section))
        powershell_end(&fields[SVCCOMM__POWERSHELL_REMOTE_ADDRESS],
                       &fields[SVCCOMM__POWERSHELL_REMOTE_PORT], &remote);
    else
        powershell_nobody(&remote);
    kind = svccomm__line_ends(line, local, &remote);
    if (section->protocol == SVCCOMM_PROTO_UDP)
        line->row.state = SVCCOMM_STATE_CLOSE;
    else if (kind == SVCCOMM__LINE_ROW)
        kind = powershell_tcp(line, section, state);
    if (kind == SVCCOMM__LINE_DOUBTFUL && !powershell_has_remote(section) &&
        section->protocol == SVCCOMM_PROTO_TCP)
        line->unsure |= line->unsure << 1; /* a connection as well as a listener */
    return kind;
}

/* What the columns can tell (N1). */
static uint32_t powershell_cover(const struct svccomm__line *line, int tcp, int view)
{
    uint32_t cover = SVCCOMM__COVER_BOTH;

    if (!tcp)
        return view != 0 ? SVCCOMM__COVER_LISTENERS : 0;
    if (line->places[SVCCOMM__POWERSHELL_REMOTE_ADDRESS] == 0 ||
        line->places[SVCCOMM__POWERSHELL_REMOTE_PORT] == 0)
        cover &= SVCCOMM__COVER_LISTENERS;
    if (line->places[SVCCOMM__POWERSHELL_STATE] == 0)
        cover &= SVCCOMM__COVER_CONNECTIONS;
    return cover;
}

/* Names of columns, which begin a section. */
static int powershell_header(struct svccomm__line *line)
{
    uint8_t view;
    int tcp;

    if (!svccomm__powershell_header(line, &view))
        return SVCCOMM__LINE_FOREIGN;
    tcp = view == SVCCOMM_PROTO_TCP || line->places[SVCCOMM__POWERSHELL_REMOTE_ADDRESS] != 0 ||
          line->places[SVCCOMM__POWERSHELL_REMOTE_PORT] != 0 ||
          line->places[SVCCOMM__POWERSHELL_STATE] != 0;
    line->protocol = tcp ? SVCCOMM_PROTO_TCP : SVCCOMM_PROTO_UDP;
    line->cover = powershell_cover(line, tcp, view);
    line->processes = line->places[SVCCOMM__POWERSHELL_PROCESS] != 0;
    return SVCCOMM__LINE_HEADER;
}

/* The dashes below the names in a table. */
static int powershell_is_ruler(const struct svccomm__line *line)
{
    const char *at = svccomm__skip_blanks(line->at);

    if (*at != '-')
        return 0;
    while (*at == '-' || svccomm__is_blank(*at))
        at++;
    return at >= line->end;
}

static int powershell_read(struct svccomm__line *line, struct svccomm__section *section)
{
    struct svccomm__word fields[SVCCOMM__LINE_PLACES];
    const struct svccomm__word *process = &fields[SVCCOMM__POWERSHELL_PROCESS];
    struct svccomm__end local;

    if (section == NULL)
        return powershell_header(line);
    svccomm__powershell_fields(line, section, fields);
    powershell_end(&fields[SVCCOMM__POWERSHELL_LOCAL_ADDRESS],
                   &fields[SVCCOMM__POWERSHELL_LOCAL_PORT], &local);
    if (!powershell_is_row(fields, &local)) {
        line->more = 1;
        if (powershell_is_ruler(line))
            return SVCCOMM__LINE_HEADER;
        line->more = 0;
        return powershell_header(line);
    }
    line->row.protocol = section->protocol;
    line->row.flags = 0;
    line->row.reserved = 0;
    line->known_protocol = 1;
    if (process->length > 0) {
        line->names[0] = *process;
        line->name_count = 1;
    }
    return powershell_row(line, section, fields, &local);
}

/* `-State Listen` and the like leave no trace but the rows. Every Windows listens; and where one
 * was asked for all, there are connections, bound sockets, or what is left of them. */
static void powershell_finish(struct svccomm__section *section, struct svccomm__socket *rows,
                              size_t count)
{
    int listening = 0, other = 0;
    size_t i;

    if (section->protocol == SVCCOMM_PROTO_UDP)
        return;
    for (i = 0; i < count && !(listening && other); i++) {
        listening |= rows[i].state == SVCCOMM_STATE_LISTEN;
        other |= rows[i].state != SVCCOMM_STATE_LISTEN;
    }
    if (!listening)
        section->cover &= SVCCOMM__COVER_CONNECTIONS;
    else if (!other)
        section->cover &= SVCCOMM__COVER_LISTENERS;
}

const struct svccomm__dialect svccomm__dialect_powershell = {
    "powershell", 1u << SVCCOMM_FORMAT_POWERSHELL, 0, powershell_read, powershell_finish,
};

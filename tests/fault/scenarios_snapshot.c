/* SPDX-License-Identifier: MIT
 * Scenarios of a snapshot that is collected: rows, and text in three formats. */
#include <stdio.h>
#include <string.h>

#include "scenario.h"

static const char ss_text[] =
    "Netid State  Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n"
    "tcp   LISTEN 0      128    0.0.0.0:22         0.0.0.0:*         "
    "users:((\"sshd\",pid=1,fd=3))\n"
    "tcp   ESTAB  0      0      10.0.0.5:443       10.0.0.7:51000    "
    "users:((\"nginx\",pid=2,fd=3),(\"nginx2\",pid=3,fd=3))\n"
    "udp   UNCONN 0      0      127.0.0.53:53      0.0.0.0:*         "
    "users:((\"named\",pid=4,fd=3))\n";

static const char proc_text[] =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
    "inode\n"
    "   0: 0100007F:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 "
    "1 "
    "0000000000000000 100 0 0 10 0\n"
    "   1: 0500000A:01BB 0700000A:C738 01 00000000:00000000 00:00000000 00000000     0        0 2 "
    "1 "
    "0000000000000000 100 0 0 10 0\n";

static const char netstat_text[] =
    "Active Internet connections (servers and established)\n"
    "Proto Recv-Q Send-Q Local Address           Foreign Address         State       "
    "PID/Program name    \n"
    "tcp        0      0 0.0.0.0:22              0.0.0.0:*               LISTEN      "
    "1/sshd              \n"
    "tcp        0      0 10.0.0.5:443            10.0.0.7:51000          ESTABLISHED "
    "2/nginx             \n";

static int nothing(struct world *world)
{
    (void)world;
    return 0;
}

static int make(struct world *world)
{
    svccomm_snapshot_config config;
    int rc;

    svccomm_snapshot_config_init(&config, sizeof config);
    config.allocator = &world->memory.allocator;
    rc = svccomm_snapshot_new(&world->snapshot, &config);
    return rc < 0 && world->snapshot != NULL ? SVCCOMM_E_INTERNAL : rc;
}

static int begin(struct world *world)
{
    svccomm_snapshot_info info;

    svccomm_snapshot_info_init(&info, sizeof info);
    info.host = WEB;
    info.time = T0;
    info.name = "a host with a name";
    return svccomm_snapshot_begin(world->snapshot, &info);
}

static int begun(struct world *world)
{
    int rc = make(world);

    return rc < 0 ? rc : begin(world);
}

/* Rows and names enough that the tables grow within one call. */
static int add_rows(struct world *world)
{
    svccomm_row rows[150];
    char names[150][16];

    memset(rows, 0, sizeof rows);
    for (unsigned i = 0; i < COUNT(rows); i++) {
        sample_address("10.0.0.5", rows[i].local);
        sample_address("10.0.0.9", rows[i].remote);
        snprintf(names[i], sizeof names[i], "name %u", i);
        rows[i].local_port = (uint16_t)(40000 + i);
        rows[i].remote_port = 443;
        rows[i].protocol = SVCCOMM_PROTO_TCP;
        rows[i].state = SVCCOMM_STATE_ESTABLISHED;
        rows[i].process = names[i];
    }
    return svccomm_snapshot_add_rows(world->snapshot, rows, COUNT(rows), sizeof *rows, &world->text,
                                     world_error(world));
}

static int rows_added(struct world *world)
{
    int rc = begun(world);

    return rc < 0 ? rc : add_rows(world);
}

static int text_begin(struct world *world)
{
    return svccomm_snapshot_text_begin(world->snapshot, SVCCOMM_FORMAT_DETECT);
}

static int text_begun(struct world *world)
{
    int rc = begun(world);

    return rc < 0 ? rc : text_begin(world);
}

static int text_half_given(struct world *world)
{
    int rc = text_begun(world);

    return rc < 0 ? rc : svccomm_snapshot_text(world->snapshot, ss_text, 100);
}

static int give_rest(struct world *world)
{
    return svccomm_snapshot_text(world->snapshot, ss_text + 100, sizeof ss_text - 101);
}

static int give_ss(struct world *world)
{
    return svccomm_snapshot_text(world->snapshot, ss_text, sizeof ss_text - 1);
}

static int give_proc(struct world *world)
{
    return svccomm_snapshot_text(world->snapshot, proc_text, sizeof proc_text - 1);
}

static int give_netstat(struct world *world)
{
    return svccomm_snapshot_text(world->snapshot, netstat_text, sizeof netstat_text - 1);
}

static int ss_given(struct world *world)
{
    int rc = text_begun(world);

    return rc < 0 ? rc : give_ss(world);
}

static int proc_given(struct world *world)
{
    int rc = text_begun(world);

    return rc < 0 ? rc : give_proc(world);
}

static int netstat_given(struct world *world)
{
    int rc = text_begun(world);

    return rc < 0 ? rc : give_netstat(world);
}

/* Its only line has no end, so that it is read when the text ends. */
static int cut_given(struct world *world)
{
    static const char text[] = "tcp LISTEN 0 128 10.0.0.5:443 0.0.0.0:*";
    int rc = text_begun(world);

    return rc < 0 ? rc : svccomm_snapshot_text(world->snapshot, text, sizeof text - 1);
}

/* A row in UTF-16, and half a character, which becomes a line when the text ends. */
static int half_given(struct world *world)
{
    static const char row[] = "tcp LISTEN 0 128 10.0.0.5:443 0.0.0.0:*\n";
    char text[2 * sizeof row + 1] = "\377\376";
    int rc = text_begun(world);

    for (size_t i = 0; i < sizeof row - 1; i++)
        text[2 * i + 2] = row[i];
    text[2 * sizeof row] = 'x';
    return rc < 0 ? rc : svccomm_snapshot_text(world->snapshot, text, sizeof text);
}

/* A source after rows that are there already. */
static int ss_after_rows(struct world *world)
{
    int rc = rows_added(world);

    if (rc == 0)
        rc = text_begin(world);
    return rc < 0 ? rc : give_ss(world);
}

static int text_end(struct world *world)
{
    return svccomm_snapshot_text_end(world->snapshot, &world->text, world_error(world));
}

static const struct scenario scenarios[] = {
    {"making a snapshot", nothing, make, 1},
    {"beginning a snapshot", make, begin, 1},
    {"beginning a snapshot again", rows_added, begin, 1},
    {"adding rows", begun, add_rows, 1},
    {"adding rows to others", rows_added, add_rows, 1},
    {"beginning a text", begun, text_begin, 1},
    {"giving text of ss", text_begun, give_ss, 1},
    {"giving text of /proc", text_begun, give_proc, 1},
    {"giving text of netstat", text_begun, give_netstat, 1},
    {"giving the rest of a text that was cut in a line", text_half_given, give_rest, 1},
    {"ending a text of ss", ss_given, text_end, 1},
    {"ending a text of /proc", proc_given, text_end, 1},
    {"ending a text of netstat", netstat_given, text_end, 1},
    {"ending a text of a line without an end", cut_given, text_end, 1},
    {"ending a text in half a character", half_given, text_end, 1},
    {"ending a text after rows", ss_after_rows, text_end, 1},
};

const struct scenario_table snapshot_scenarios = {scenarios, COUNT(scenarios)};

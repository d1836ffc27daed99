/* SPDX-License-Identifier: MIT
 * The sockets of bench_netstat, and the dialects that write them. */
#include "bench_netstat_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LISTENERS 50u
#define CLIENTS 4000u
#define ROW_ROOM 300u

#define BSD_TITLE "Active Internet connections (including servers)\n"

const struct bench_kind bench_kinds[BENCH_KINDS] = {
    {"ss", "Netid State  Recv-Q Send-Q     Local Address:Port       Peer Address:Port  Process\n",
     bench_line_ss, bench_bare_ss, 0},
    {"proc",
     "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
     "inode\n",
     bench_line_proc, bench_bare_proc, 1},
    {"netstat",
     "Active Internet connections (servers and established)\n"
     "Proto Recv-Q Send-Q Local Address           Foreign Address         State       "
     "PID/Program name    \n",
     bench_line_netstat, bench_bare_netstat, 0},
    {"windows",
     "\r\nActive Connections\r\n\r\n"
     "  Proto  Local Address          Foreign Address        State           PID\r\n",
     bench_line_windows, bench_bare_windows, 0},
    {"powershell",
     "\r\nLocalAddress                        LocalPort RemoteAddress                       "
     "RemotePort State       AppliedSetting OwningProcess\r\n"
     "------------                        --------- -------------                       "
     "---------- -----       -------------- -------------\r\n",
     bench_line_powershell, bench_bare_powershell, 0},
    {"powershell_csv",
     "\"LocalAddress\",\"LocalPort\",\"RemoteAddress\",\"RemotePort\",\"State\","
     "\"OwningProcess\"\r\n",
     bench_line_powershell_csv, bench_bare_powershell_csv, 0},
    {"bsd",
     BSD_TITLE "Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)    \n",
     bench_line_bsd, bench_bare_bsd, 0},
    {"sockstat",
     "USER     COMMAND    PID   FD  PROTO  LOCAL ADDRESS         FOREIGN ADDRESS      \n",
     bench_line_sockstat, bench_bare_sockstat, 0},
    {"solaris",
     "\nTCP: IPv4\n"
     "   Local Address        Remote Address    Swind Send-Q Rwind Recv-Q    State\n"
     "-------------------- -------------------- ----- ------ ----- ------ -----------\n",
     bench_line_solaris, bench_bare_solaris, 0},
    {"aix",
     BSD_TITLE
     "PCB/ADDR         Proto Recv-Q Send-Q  Local Address      Foreign Address    (state)\n",
     bench_line_aix, bench_bare_aix, 0},
    {"lsof", "COMMAND     PID USER   FD   TYPE  DEVICE SIZE/OFF NODE NAME\n", bench_line_lsof,
     bench_bare_lsof, 0},
    {"lsof_f", "", bench_line_lsof_f, bench_bare_lsof_f, 0},
};

static const char *const programs[] = {"nginx", "sshd",    "postgres",     "node",
                                       "java",  "haproxy", "redis-server", "systemd-resolve"};

static uint16_t listener_port(size_t index)
{
    return (uint16_t)(index < 8 ? 22 + 61 * index : 3000 + 13 * index);
}

static struct bench_socket socket_at(size_t index)
{
    struct bench_socket s = {0x0a140005, 0, 0, 0, 0, (unsigned)(index % 8), NULL};
    size_t k;

    if (index < LISTENERS) {
        s.local = index % 3 == 0 ? 0 : s.local;
        s.local_port = listener_port(index);
        s.listens = 1;
        return s;
    }
    k = index - LISTENERS;
    s.remote = 0x0a010000 + (uint32_t)(k % CLIENTS) * 7;
    if (k % 10 == 9) { /* a connection of this host to another's service */
        s.local_port = (uint16_t)(32768 + k / 10 % 28000);
        s.remote = 0x0a1e0000 + (uint32_t)(k / 10 % 97);
        s.remote_port = (uint16_t)(k / 280000 + 5432);
        return s;
    }
    s.process = (unsigned)(k % LISTENERS % 8);
    s.local_port = listener_port(k % LISTENERS);
    s.remote_port = (uint16_t)(32768 + (k / CLIENTS * 101 + k * 17) % 28000);
    return s;
}

struct bench_socket bench_socket_at(size_t index)
{
    struct bench_socket s = socket_at(index);

    s.program = programs[s.process];
    return s;
}

char *bench_text(const struct bench_kind *kind, size_t rows, size_t *length)
{
    char *text = malloc((rows + 2) * ROW_ROOM);
    struct bench_socket s;
    size_t i, at;

    if (text == NULL)
        abort();
    at = (size_t)sprintf(text, "%s", kind->head);
    for (i = 0; i < rows; i++) {
        s = bench_socket_at(i);
        at += (size_t)kind->line(text + at, &s, i);
    }
    *length = at;
    return text;
}

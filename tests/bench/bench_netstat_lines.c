/* SPDX-License-Identifier: MIT
 * A socket as a line of each dialect, padded as the utilities do it. */
#include <stdio.h>
#include <string.h>

#include "bench_netstat_text.h"

#define END_ROOM 32

static void address_text(char *out, size_t room, uint32_t address, unsigned port, int any)
{
    int length = snprintf(out, room, "%u.%u.%u.%u:", address >> 24, address >> 16 & 255,
                          address >> 8 & 255, address & 255);

    if (any)
        snprintf(out + length, room - (size_t)length, "*");
    else
        snprintf(out + length, room - (size_t)length, "%u", port);
}

/* ADDRESS:PORT of a listener's far end too, as `none` says it. */
static void ends_text(const struct bench_socket *s, char *local, char *remote, const char *none)
{
    address_text(local, END_ROOM, s->local, s->local_port, 0);
    address_text(remote, END_ROOM, s->remote, s->remote_port, 0);
    if (s->listens)
        snprintf(remote, END_ROOM, "%s", none);
}

/* ADDRESS.PORT, and `*` for any. */
static void dotted_text(char *out, uint32_t address, unsigned port)
{
    address_text(out, END_ROOM, address, port, 0);
    *strchr(out, ':') = '.';
    if (address == 0)
        snprintf(out, END_ROOM, "*.%u", port);
}

static void dotted_ends(const struct bench_socket *s, char *local, char *remote)
{
    dotted_text(local, s->local, s->local_port);
    dotted_text(remote, s->remote, s->remote_port);
    if (s->listens)
        snprintf(remote, END_ROOM, "*.*");
}

/* As `ss -tunap` pads it on this machine: ends right-aligned at the colon, ports left-aligned. */
int bench_line_ss(char *out, const struct bench_socket *s, size_t index)
{
    char local[32], remote[32];
    int gap, wide;

    address_text(local, sizeof local, s->local, s->local_port, 0);
    address_text(remote, sizeof remote, s->remote, s->remote_port, s->listens);
    gap = (int)(strchr(local, ':') - local);
    wide = (int)(strchr(remote, ':') - remote);
    return sprintf(
        out, "tcp   %-6s 0      %-6d %*.*s%-6s %*.*s%-6s users:((\"%s\",pid=%u,fd=%u))\n",
        s->listens ? "LISTEN" : "ESTAB", s->listens ? 128 : 0, 17, gap, local, local + gap, 17,
        wide, remote, remote + wide, s->program, 1000 + s->process, (unsigned)(index % 900 + 3));
}

static uint32_t turned(uint32_t x)
{
    return x >> 24 | (x >> 8 & 0xff00) | (x << 8 & 0xff0000) | x << 24;
}

int bench_line_proc(char *out, const struct bench_socket *s, size_t index)
{
    return sprintf(out,
                   "%4u: %08X:%04X %08X:%04X %02X 00000000:00000000 00:00000000 00000000"
                   "  1000        0 %u 1 ffff88003d3af3c0 100 0 0 10 0\n",
                   (unsigned)index, (unsigned)turned(s->local), s->local_port,
                   (unsigned)turned(s->remote), s->remote_port, s->listens ? 10 : 1,
                   (unsigned)(20000 + index));
}

int bench_line_netstat(char *out, const struct bench_socket *s, size_t index)
{
    char local[END_ROOM], remote[END_ROOM];

    (void)index;
    ends_text(s, local, remote, "0.0.0.0:*");
    return sprintf(out, "tcp        0      0 %-23s %-23s %-11s %u/%-19s\n", local, remote,
                   s->listens ? "LISTEN" : "ESTABLISHED", 1000 + s->process, s->program);
}

int bench_line_windows(char *out, const struct bench_socket *s, size_t index)
{
    char local[END_ROOM], remote[END_ROOM];

    (void)index;
    ends_text(s, local, remote, "0.0.0.0:0");
    return sprintf(out, "  TCP    %-22s %-22s %-15s %u\r\n", local, remote,
                   s->listens ? "LISTENING" : "ESTABLISHED", 1000 + s->process);
}

/* Address and port as two texts. */
static const char *cut_port(char *end)
{
    char *colon = strchr(end, ':');

    *colon = '\0';
    return colon + 1;
}

int bench_line_powershell(char *out, const struct bench_socket *s, size_t index)
{
    char local[END_ROOM], remote[END_ROOM];
    const char *local_port, *remote_port;

    (void)index;
    ends_text(s, local, remote, "0.0.0.0:0");
    local_port = cut_port(local);
    remote_port = cut_port(remote);
    return sprintf(out, "%-35s %-9s %-35s %-10s %-11s %-14s %u\r\n", local, local_port, remote,
                   remote_port, s->listens ? "Listen" : "Established", s->listens ? "" : "Internet",
                   1000 + s->process);
}

int bench_line_powershell_csv(char *out, const struct bench_socket *s, size_t index)
{
    char local[END_ROOM], remote[END_ROOM];
    const char *local_port, *remote_port;

    (void)index;
    ends_text(s, local, remote, "0.0.0.0:0");
    local_port = cut_port(local);
    remote_port = cut_port(remote);
    return sprintf(out, "\"%s\",\"%s\",\"%s\",\"%s\",\"%s\",\"%u\"\r\n", local, local_port, remote,
                   remote_port, s->listens ? "Listen" : "Established", 1000 + s->process);
}

int bench_line_bsd(char *out, const struct bench_socket *s, size_t index)
{
    char local[END_ROOM], remote[END_ROOM];

    (void)index;
    dotted_ends(s, local, remote);
    return sprintf(out, "tcp4       0      0  %-22s %-22s %-11s\n", local, remote,
                   s->listens ? "LISTEN" : "ESTABLISHED");
}

int bench_line_aix(char *out, const struct bench_socket *s, size_t index)
{
    char local[END_ROOM], remote[END_ROOM];
    struct bench_socket near = *s;

    near.remote -= 0x01000000; /* 9.1.109.255.60767 is one letter below the column */
    dotted_ends(&near, local, remote);
    return sprintf(out, "f1000e00%08x tcp4       0      0  %-18s %-18s %s\n",
                   (unsigned)index * 2048, local, remote, s->listens ? "LISTEN" : "ESTABLISHED");
}

int bench_line_solaris(char *out, const struct bench_socket *s, size_t index)
{
    char local[END_ROOM], remote[END_ROOM];

    (void)index;
    dotted_ends(s, local, remote);
    return sprintf(out, "%s%-*s %s%-*s %5u      0 49640      0 %s\n", s->local == 0 ? "      " : "",
                   s->local == 0 ? 14 : 20, local, s->listens ? "     " : "", s->listens ? 15 : 20,
                   remote, s->listens ? 0u : 64128u, s->listens ? "LISTEN" : "ESTABLISHED");
}

int bench_line_sockstat(char *out, const struct bench_socket *s, size_t index)
{
    char local[END_ROOM], remote[END_ROOM];

    ends_text(s, local, remote, "*:*");
    if (s->local == 0)
        snprintf(local, sizeof local, "*:%u", s->local_port);
    return sprintf(out, "%-8s %-10.10s %5u %-3u tcp4   %-21s %-21s\n", "www", s->program,
                   1000 + s->process, (unsigned)(index % 900 + 3), local, remote);
}

/* What lsof calls the name of a socket. */
static int lsof_name(char *out, const struct bench_socket *s)
{
    char local[END_ROOM], remote[END_ROOM];

    ends_text(s, local, remote, "");
    if (s->local == 0)
        snprintf(local, sizeof local, "*:%u", s->local_port);
    return sprintf(out, "%s%s%s", local, s->listens ? "" : "->", remote);
}

int bench_line_lsof(char *out, const struct bench_socket *s, size_t index)
{
    char name[2 * END_ROOM + 8];

    lsof_name(name, s);
    return sprintf(out, "%-9.9s %5u root %4uu  IPv4 %7u      0t0  TCP %s (%s)\n", s->program,
                   1000 + s->process, (unsigned)(index % 900 + 3), (unsigned)(20000 + index), name,
                   s->listens ? "LISTEN" : "ESTABLISHED");
}

/* A process has 64 sockets here. */
int bench_line_lsof_f(char *out, const struct bench_socket *s, size_t index)
{
    char name[2 * END_ROOM + 8], process[64] = "";

    lsof_name(name, s);
    if (index % 64 == 0)
        snprintf(process, sizeof process, "p%u\nc%s\n", (unsigned)(1000 + index / 64), s->program);
    return sprintf(out, "%sf%u\ntIPv4\nPTCP\nn%s\nTST=%s\nTQR=0\nTQS=0\n", process,
                   (unsigned)(index % 64 + 3), name, s->listens ? "LISTEN" : "ESTABLISHED");
}

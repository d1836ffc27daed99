/* SPDX-License-Identifier: MIT
 * Text of many sockets for bench_netstat, and the bare loops that measure what reading it must
 * cost. */
#include "bench_netstat_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LISTENERS 50u
#define CLIENTS 4000u
#define ROW_ROOM 220u

static const char *const programs[] = {"nginx", "sshd",    "postgres",     "node",
                                       "java",  "haproxy", "redis-server", "systemd-resolve"};

static uint16_t listener_port(size_t index)
{
    return (uint16_t)(index < 8 ? 22 + 61 * index : 3000 + 13 * index);
}

struct bench_socket bench_socket_at(size_t index)
{
    struct bench_socket s = {0x0a140005, 0, 0, 0, 0, (unsigned)(index % 8)};
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

static void address_text(char *out, size_t room, uint32_t address, unsigned port, int any)
{
    int length = snprintf(out, room, "%u.%u.%u.%u:", address >> 24, address >> 16 & 255,
                          address >> 8 & 255, address & 255);

    if (any)
        snprintf(out + length, room - (size_t)length, "*");
    else
        snprintf(out + length, room - (size_t)length, "%u", port);
}

/* As `ss -tunap` pads it on this machine: ends right-aligned at the colon, ports left-aligned. */
static int ss_line(char *out, const struct bench_socket *s, size_t index)
{
    char local[32], remote[32];
    int gap, wide;

    address_text(local, sizeof local, s->local, s->local_port, 0);
    address_text(remote, sizeof remote, s->remote, s->remote_port, s->listens);
    gap = (int)(strchr(local, ':') - local);
    wide = (int)(strchr(remote, ':') - remote);
    return sprintf(out,
                   "tcp   %-6s 0      %-6d %*.*s%-6s %*.*s%-6s users:((\"%s\",pid=%u,fd=%u))\n",
                   s->listens ? "LISTEN" : "ESTAB", s->listens ? 128 : 0, 17, gap, local,
                   local + gap, 17, wide, remote, remote + wide, programs[s->process],
                   1000 + s->process, (unsigned)(index % 900 + 3));
}

static uint32_t turned(uint32_t x)
{
    return x >> 24 | (x >> 8 & 0xff00) | (x << 8 & 0xff0000) | x << 24;
}

static int proc_line(char *out, const struct bench_socket *s, size_t index)
{
    return sprintf(out,
                   "%4u: %08X:%04X %08X:%04X %02X 00000000:00000000 00:00000000 00000000"
                   "  1000        0 %u 1 ffff88003d3af3c0 100 0 0 10 0\n",
                   (unsigned)index, (unsigned)turned(s->local), s->local_port,
                   (unsigned)turned(s->remote), s->remote_port, s->listens ? 10 : 1,
                   (unsigned)(20000 + index));
}

char *bench_text(int kind, size_t rows, size_t *length)
{
    static const char ss_head[] = "Netid State  Recv-Q Send-Q     Local Address:Port       Peer "
                                  "Address:Port  Process\n";
    static const char proc_head[] = "  sl  local_address rem_address   st tx_queue rx_queue tr "
                                    "tm->when retrnsmt   uid  timeout inode\n";
    char *text = malloc((rows + 2) * ROW_ROOM);
    struct bench_socket s;
    size_t i, at;

    if (text == NULL)
        abort();
    at = (size_t)sprintf(text, "%s", kind == BENCH_SS ? ss_head : proc_head);
    for (i = 0; i < rows; i++) {
        s = bench_socket_at(i);
        at += (size_t)(kind == BENCH_SS ? ss_line(text + at, &s, i) : proc_line(text + at, &s, i));
    }
    *length = at;
    return text;
}

static const char *blanks(const char *p)
{
    while (*p == ' ')
        p++;
    return p;
}

static const char *word(const char *p)
{
    while (*p > ' ')
        p++;
    return p;
}

/* a.b.c.d:port or :*, without any check. */
static const char *bare_end(const char *p, uint32_t *address, uint32_t *port)
{
    uint32_t value = 0, octet = 0;
    unsigned c;

    for (;; p++) {
        c = (unsigned)*p - '0';
        if (c < 10) {
            octet = octet * 10 + c;
            continue;
        }
        value = value << 8 | octet;
        octet = 0;
        if (*p != '.')
            break;
    }
    *address = value;
    *port = 0;
    p++;
    if (*p == '*')
        return p + 1;
    for (; (c = (unsigned)*p - '0') < 10; p++)
        *port = *port * 10 + c;
    return p;
}

static size_t bare_ss(const char *p, const char *end, uint64_t *sum)
{
    const char *next, *q;
    uint32_t local, remote, local_port, remote_port;
    size_t rows = 0;

    for (; p < end; p = next + 1) {
        next = memchr(p, '\n', (size_t)(end - p));
        if (p[0] != 't' || p[1] != 'c' || p[2] != 'p')
            continue;
        q = blanks(word(p));
        *sum += (unsigned char)q[0] * 7u;
        q = blanks(word(blanks(word(blanks(word(q))))));
        q = blanks(bare_end(q, &local, &local_port));
        bare_end(q, &remote, &remote_port);
        *sum += local ^ remote ^ local_port ^ remote_port;
        rows++;
    }
    return rows;
}

static uint32_t hex(const char *p, int digits)
{
    uint32_t value = 0;
    int i;

    for (i = 0; i < digits; i++)
        value = value << 4 | (uint32_t)(p[i] <= '9' ? p[i] - '0' : (p[i] & 15) + 9);
    return value;
}

static size_t bare_proc(const char *p, const char *end, uint64_t *sum)
{
    const char *next, *q;
    size_t rows = 0;

    for (; p < end; p = next + 1) {
        next = memchr(p, '\n', (size_t)(end - p));
        q = memchr(p, ':', (size_t)(next - p));
        if (q == NULL || q[1] != ' ')
            continue;
        q += 2;
        *sum += turned(hex(q, 8)) ^ turned(hex(q + 14, 8)) ^ hex(q + 9, 4) ^ hex(q + 23, 4) ^
                hex(q + 28, 2);
        rows++;
    }
    return rows;
}

size_t bench_bare_loop(int kind, const char *text, size_t length, uint64_t *sum)
{
    return kind == BENCH_SS ? bare_ss(text, text + length, sum)
                            : bare_proc(text, text + length, sum);
}

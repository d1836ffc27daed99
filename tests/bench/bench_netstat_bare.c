/* SPDX-License-Identifier: MIT
 * The bare loops of bench_netstat: lines are found, the columns that count are read, nothing is
 * checked and nothing is kept. */
#include <string.h>

#include "bench_netstat_text.h"

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

size_t bench_bare_ss(const char *p, const char *end, uint64_t *sum)
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

static uint32_t turned(uint32_t x)
{
    return x >> 24 | (x >> 8 & 0xff00) | (x << 8 & 0xff0000) | x << 24;
}

static uint32_t hex(const char *p, int digits)
{
    uint32_t value = 0;
    int i;

    for (i = 0; i < digits; i++)
        value = value << 4 | (uint32_t)(p[i] <= '9' ? p[i] - '0' : (p[i] & 15) + 9);
    return value;
}

size_t bench_bare_proc(const char *p, const char *end, uint64_t *sum)
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

/* a.b.c.d, or `*`, as a number; its end. */
static inline const char *bare_address(const char *p, uint32_t *address)
{
    uint32_t value = 0, octet = 0;
    unsigned c, left = 4;

    *address = 0;
    if (*p == '*')
        return p + 1;
    for (; left > 0; p++) {
        c = (unsigned)*p - '0';
        if (c < 10) {
            octet = octet * 10 + c;
            continue;
        }
        value = value << 8 | octet;
        octet = 0;
        if (--left == 0)
            break;
    }
    *address = value;
    return p;
}

static inline const char *bare_port(const char *p, uint32_t *port)
{
    unsigned c;

    *port = 0;
    if (*p == '*')
        return p + 1;
    for (; (c = (unsigned)*p - '0') < 10; p++)
        *port = *port * 10 + c;
    return p;
}

/* Two ends with `gap` bytes between address and port, and what `between` finds before the next. */
static inline const char *bare_ends(const char *p, size_t gap, const char *(*between)(const char *),
                                    uint64_t *sum)
{
    uint32_t local, remote, local_port, remote_port;

    p = bare_port(bare_address(p, &local) + gap, &local_port);
    p = bare_port(bare_address(between(p), &remote) + gap, &remote_port);
    *sum += local ^ remote ^ local_port ^ remote_port;
    return p;
}

static inline const char *skip_words(const char *p, unsigned count)
{
    for (; count > 0; count--)
        p = blanks(word(p));
    return p;
}

/* Lines whose first column begins with `first`, where `before` words stand before the ends and
 * `behind` between them and the state. */
static inline size_t bare_rows(const char *p, const char *end, uint64_t *sum, char first,
                               unsigned before, unsigned behind)
{
    const char *next, *q;
    size_t rows = 0;

    for (; p < end; p = next + 1) {
        next = memchr(p, '\n', (size_t)(end - p));
        q = blanks(p);
        if (*q != first)
            continue;
        q = bare_ends(skip_words(q, before), 1, blanks, sum);
        *sum += (unsigned char)*blanks(skip_words(q, behind)) * 7u;
        rows++;
    }
    return rows;
}

size_t bench_bare_netstat(const char *text, const char *end, uint64_t *sum)
{
    return bare_rows(text, end, sum, 't', 3, 0);
}

size_t bench_bare_windows(const char *text, const char *end, uint64_t *sum)
{
    return bare_rows(text, end, sum, 'T', 1, 0);
}

size_t bench_bare_bsd(const char *text, const char *end, uint64_t *sum)
{
    return bare_rows(text, end, sum, 't', 3, 0);
}

size_t bench_bare_aix(const char *text, const char *end, uint64_t *sum)
{
    return bare_rows(text, end, sum, 'f', 4, 0);
}

size_t bench_bare_sockstat(const char *text, const char *end, uint64_t *sum)
{
    return bare_rows(text, end, sum, 'w', 5, 0);
}

size_t bench_bare_solaris(const char *p, const char *end, uint64_t *sum)
{
    const char *next, *q;
    size_t rows = 0;

    for (; p < end; p = next + 1) {
        next = memchr(p, '\n', (size_t)(end - p));
        q = blanks(p);
        if (*q != '*' && (unsigned)*q - '0' > 9)
            continue;
        q = bare_ends(q, 1, blanks, sum);
        *sum += (unsigned char)*skip_words(blanks(q), 4) * 7u;
        rows++;
    }
    return rows;
}

/* The second end follows an arrow; a listener has none. */
static inline const char *bare_name(const char *p, uint64_t *sum)
{
    uint32_t local, remote = 0, local_port, remote_port = 0;

    p = bare_port(bare_address(p, &local) + 1, &local_port);
    if (*p == '-')
        p = bare_port(bare_address(p + 2, &remote) + 1, &remote_port);
    *sum += local ^ remote ^ local_port ^ remote_port;
    return p;
}

size_t bench_bare_lsof(const char *p, const char *end, uint64_t *sum)
{
    const char *next, *q;
    size_t rows = 0;

    for (; p < end; p = next + 1) {
        next = memchr(p, '\n', (size_t)(end - p));
        q = skip_words(p, 4);
        if (q[0] != 'I' || q[1] != 'P')
            continue;
        q = bare_name(skip_words(q, 4), sum);
        *sum += (unsigned char)q[2] * 7u;
        rows++;
    }
    return rows;
}

size_t bench_bare_lsof_f(const char *p, const char *end, uint64_t *sum)
{
    const char *next;
    size_t rows = 0;

    for (; p < end; p = next + 1) {
        next = memchr(p, '\n', (size_t)(end - p));
        if (*p == 'n') {
            bare_name(p + 1, sum);
            rows++;
        } else if (p[0] == 'T' && p[1] == 'S') {
            *sum += (unsigned char)p[4] * 7u;
        }
    }
    return rows;
}

size_t bench_bare_powershell(const char *p, const char *end, uint64_t *sum)
{
    uint32_t local, remote, local_port, remote_port;
    const char *next, *q;
    size_t rows = 0;

    for (; p < end; p = next + 1) {
        next = memchr(p, '\n', (size_t)(end - p));
        if ((unsigned)*p - '0' > 9)
            continue;
        q = bare_port(blanks(bare_address(p, &local)), &local_port);
        q = bare_port(blanks(bare_address(blanks(q), &remote)), &remote_port);
        *sum += (local ^ remote ^ local_port ^ remote_port) + (unsigned char)*blanks(q) * 7u;
        rows++;
    }
    return rows;
}

static const char *behind_quotes(const char *p)
{
    return p + 3;
}

size_t bench_bare_powershell_csv(const char *p, const char *end, uint64_t *sum)
{
    const char *next;
    size_t rows = 0;

    for (; p < end; p = next + 1) {
        next = memchr(p, '\n', (size_t)(end - p));
        if ((unsigned)p[1] - '0' > 9)
            continue;
        *sum += (unsigned char)bare_ends(p + 1, 3, behind_quotes, sum)[3] * 7u;
        rows++;
    }
    return rows;
}

/* SPDX-License-Identifier: MIT
 * The text that bench_netstat reads, made in memory, the same in each run. */
#ifndef BENCH_NETSTAT_TEXT_H
#define BENCH_NETSTAT_TEXT_H

#include <stddef.h>
#include <stdint.h>

/* One of `rows` distinct sockets of a plausible host: 50 listeners, some thousand clients of them,
 * and some connections of its own. */
struct bench_socket {
    uint32_t local, remote; /* host byte order */
    uint16_t local_port, remote_port;
    int listens;
    unsigned process;
    const char *program;
};

struct bench_socket bench_socket_at(size_t index);

/* A dialect: how it writes a socket, and the bare loop over such a text, the least that any parser
 * must do with these columns. That gives the rows, and a sum that depends on what was read. */
struct bench_kind {
    const char *name;
    const char *head;
    int (*line)(char *out, const struct bench_socket *socket, size_t index);
    size_t (*bare)(const char *text, const char *end, uint64_t *sum);
    int half_covered; /* one of two tables: the other is not there */
};

#define BENCH_KINDS 12u
extern const struct bench_kind bench_kinds[BENCH_KINDS];

/* The text of `rows` sockets, NUL-terminated; free() ends it. */
char *bench_text(const struct bench_kind *kind, size_t rows, size_t *length);

/* What bench_kinds refers to: bench_netstat_lines.c and bench_netstat_bare.c. */
int bench_line_aix(char *out, const struct bench_socket *socket, size_t index);
int bench_line_bsd(char *out, const struct bench_socket *socket, size_t index);
int bench_line_lsof(char *out, const struct bench_socket *socket, size_t index);
int bench_line_lsof_f(char *out, const struct bench_socket *socket, size_t index);
int bench_line_netstat(char *out, const struct bench_socket *socket, size_t index);
int bench_line_powershell(char *out, const struct bench_socket *socket, size_t index);
int bench_line_powershell_csv(char *out, const struct bench_socket *socket, size_t index);
int bench_line_proc(char *out, const struct bench_socket *socket, size_t index);
int bench_line_sockstat(char *out, const struct bench_socket *socket, size_t index);
int bench_line_solaris(char *out, const struct bench_socket *socket, size_t index);
int bench_line_ss(char *out, const struct bench_socket *socket, size_t index);
int bench_line_windows(char *out, const struct bench_socket *socket, size_t index);

size_t bench_bare_aix(const char *text, const char *end, uint64_t *sum);
size_t bench_bare_bsd(const char *text, const char *end, uint64_t *sum);
size_t bench_bare_lsof(const char *text, const char *end, uint64_t *sum);
size_t bench_bare_lsof_f(const char *text, const char *end, uint64_t *sum);
size_t bench_bare_netstat(const char *text, const char *end, uint64_t *sum);
size_t bench_bare_powershell(const char *text, const char *end, uint64_t *sum);
size_t bench_bare_powershell_csv(const char *text, const char *end, uint64_t *sum);
size_t bench_bare_proc(const char *text, const char *end, uint64_t *sum);
size_t bench_bare_sockstat(const char *text, const char *end, uint64_t *sum);
size_t bench_bare_solaris(const char *text, const char *end, uint64_t *sum);
size_t bench_bare_ss(const char *text, const char *end, uint64_t *sum);
size_t bench_bare_windows(const char *text, const char *end, uint64_t *sum);

#endif

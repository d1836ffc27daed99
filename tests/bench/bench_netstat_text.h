/* SPDX-License-Identifier: MIT
 * The text that bench_netstat reads, made in memory, the same in each run. */
#ifndef BENCH_NETSTAT_TEXT_H
#define BENCH_NETSTAT_TEXT_H

#include <stddef.h>
#include <stdint.h>

#define BENCH_SS 0
#define BENCH_PROC 1

/* One of `rows` distinct sockets of a plausible host: 50 listeners, some thousand clients of them,
 * and some connections of its own. */
struct bench_socket {
    uint32_t local, remote; /* host byte order */
    uint16_t local_port, remote_port;
    int listens;
    unsigned process;
};

struct bench_socket bench_socket_at(size_t index);

/* The text of `rows` sockets, NUL-terminated; free() ends it. */
char *bench_text(int kind, size_t rows, size_t *length);

/* The bare loop over such a text: the least that any parser must do with these columns. Gives
 * the rows, and a sum that depends on what was read. */
size_t bench_bare_loop(int kind, const char *text, size_t length, uint64_t *sum);

#endif

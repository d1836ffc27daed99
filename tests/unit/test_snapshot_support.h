/* SPDX-License-Identifier: MIT
 * What the tests of snapshots share: handles over text, rows as text, and the files of
 * tests/data/netstat with what is expected of them. */
#ifndef TEST_SNAPSHOT_SUPPORT_H
#define TEST_SNAPSHOT_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "svccomm/svccomm.h"

#define TIME INT64_C(1767225600000000000)

#define TCP_L4 SVCCOMM_COVER_LISTENERS_V4
#define TCP_C4 SVCCOMM_COVER_CONNECTIONS_V4
#define TCP_L6 SVCCOMM_COVER_LISTENERS_V6
#define TCP_C6 SVCCOMM_COVER_CONNECTIONS_V6
#define UDP(bits) ((bits) << SVCCOMM_COVER_SHIFT_UDP)
#define PROCESSES SVCCOMM_COVER_PROCESSES

/* A snapshot handle with a snapshot begun. */
static inline svccomm_snapshot *begun(const svccomm_snapshot_config *config)
{
    svccomm_snapshot_info info;
    svccomm_snapshot *snapshot;

    assert_int_equal(svccomm_snapshot_new(&snapshot, config), 0);
    svccomm_snapshot_info_init(&info, sizeof info);
    info.host = 7;
    info.time = TIME;
    assert_int_equal(svccomm_snapshot_begin(snapshot, &info), 0);
    return snapshot;
}

/* Gives a text in pieces of `step` bytes as one source; the code of text_end. Each piece is copied
 * to a block of its own size, so that reading beyond it is seen. */
static inline int take_pieces(svccomm_snapshot *snapshot, uint32_t format, const char *text,
                              size_t length, size_t step, svccomm_text_report *report,
                              svccomm_error *error)
{
    size_t at, piece;
    char *copy;

    svccomm_text_report_init(report, sizeof *report);
    assert_int_equal(svccomm_snapshot_text_begin(snapshot, format), 0);
    for (at = 0; at < length; at += piece) {
        piece = length - at < step ? length - at : step;
        copy = malloc(piece);
        memcpy(copy, text + at, piece);
        assert_int_equal(svccomm_snapshot_text(snapshot, copy, piece), 0);
        free(copy);
    }
    return svccomm_snapshot_text_end(snapshot, report, error);
}

static inline svccomm_text_report take(svccomm_snapshot *snapshot, const char *text)
{
    svccomm_text_report report;

    assert_int_equal(take_pieces(snapshot, 0, text, strlen(text), SIZE_MAX, &report, NULL), 0);
    return report;
}

/* The row as `protocol state local port peer port process`, in the form of the .expected files. */
static inline void row_text(const svccomm_row *row, char *out, size_t room)
{
    static const uint8_t zero[16];
    char local[SVCCOMM_ADDRESS_TEXT_SIZE], remote[SVCCOMM_ADDRESS_TEXT_SIZE] = "-";

    svccomm_address_format(row->local, local, sizeof local);
    if (memcmp(row->remote, zero, sizeof zero) != 0 || row->remote_port != 0)
        svccomm_address_format(row->remote, remote, sizeof remote);
    snprintf(out, room, "%d %d %s %d %s %d %s", row->protocol, row->state, local, row->local_port,
             remote, row->remote_port, row->process == NULL ? "-" : row->process);
}

static inline void assert_row(const svccomm_snapshot *snapshot, uint64_t index,
                              const char *expected, uint8_t flags)
{
    char text[400] = "no such row";
    svccomm_row row;

    memset(&row, 0, sizeof row);
    if (svccomm_snapshot_rows(snapshot, index, &row, 1, sizeof row) == 1)
        row_text(&row, text, sizeof text);
    assert_string_equal(text, expected);
    assert_int_equal(row.flags, flags);
}

/* One text and the only row that it gives. */
static inline void assert_one_row(const char *text, const char *expected, uint8_t flags)
{
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report = take(snapshot, text);

    if (report.taken != 1 || report.doubtful != 0)
        fail_msg("%u taken, %u doubtful of\n%s", (unsigned)report.taken, (unsigned)report.doubtful,
                 text);
    assert_row(snapshot, 0, expected, flags);
    svccomm_snapshot_free(snapshot);
}

/* A text that ends in a row which is doubtful, and the coverage that is left. */
static inline void assert_doubtful(const char *text, uint64_t line, uint32_t coverage)
{
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report = take(snapshot, text);

    if (report.doubtful != 1 || report.first_doubtful_line != line ||
        svccomm_snapshot_coverage(snapshot) != coverage)
        fail_msg("%u doubtful, line %u, coverage %x of\n%s", (unsigned)report.doubtful,
                 (unsigned)report.first_doubtful_line,
                 (unsigned)svccomm_snapshot_coverage(snapshot), text);
    svccomm_snapshot_free(snapshot);
}

/* A text in which nobody knows a line. */
static inline void assert_foreign(const char *text)
{
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report;
    int rc = take_pieces(snapshot, 0, text, strlen(text), SIZE_MAX, &report, NULL);

    if (rc != SVCCOMM_E_FORMAT)
        fail_msg("%d, %u taken, %u doubtful of\n%s", rc, (unsigned)report.taken,
                 (unsigned)report.doubtful, text);
    svccomm_snapshot_free(snapshot);
}

/* /proc/net has each word of an address in the byte order of the machine, and the texts here are
 * those of a little-endian one: any other takes them as it would have written them. */
static inline void turn_proc_addresses(char *text)
{
    static const char hex[] = "0123456789ABCDEF";
    static const uint16_t one = 1;
    size_t length, word, i;
    char turned[8], *at;

    if (*(const uint8_t *)&one == 1)
        return;
    for (at = text; *at != '\0'; at += length + (at[length] != '\0')) {
        length = strspn(at, hex);
        if (length % 8 != 0 || at[length] != ':' || strspn(at + length + 1, hex) != 4)
            continue;
        for (word = 0; word < length; word += 8) {
            for (i = 0; i < 8; i++)
                turned[i] = at[word + 6 - i / 2 * 2 + i % 2];
            memcpy(at + word, turned, sizeof turned);
        }
    }
}

/* A file of tests/data/netstat, NUL-terminated; free() ends it. */
static inline char *data_file(const char *name, const char *suffix, size_t *length)
{
    const char *folder = getenv("SVCCOMM_TEST_DATA");
    char path[1024];
    char *bytes = malloc((size_t)1 << 20);
    FILE *file;

    snprintf(path, sizeof path, "%s/netstat/%s%s", folder == NULL ? "tests/data" : folder, name,
             suffix);
    file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("cannot open %s", path);
    *length = fread(bytes, 1, ((size_t)1 << 20) - 1, file);
    bytes[*length] = '\0';
    fclose(file);
    if (strstr(name, "proc_net") != NULL || strstr(name, "-proc-") != NULL)
        turn_proc_addresses(bytes);
    return bytes;
}

static inline int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

#define ROW_TEXT 400

/* All rows as sorted lines behind `head`. */
static inline char *rows_text(const svccomm_snapshot *snapshot, const char *head)
{
    size_t count = (size_t)svccomm_snapshot_row_count(snapshot), i;
    char(*lines)[ROW_TEXT] = malloc((count + 1) * ROW_TEXT);
    char *out = malloc((count + 1) * ROW_TEXT + 100);
    svccomm_row row;

    for (i = 0; i < count; i++) {
        assert_int_equal(svccomm_snapshot_rows(snapshot, i, &row, 1, sizeof row), 1);
        row_text(&row, lines[i], ROW_TEXT);
    }
    qsort(lines, count, ROW_TEXT, by_text);
    strcpy(out, head);
    for (i = 0; i < count; i++) {
        strcat(out, lines[i]);
        strcat(out, "\n");
    }
    free(lines);
    return out;
}

/* A file gives the rows, counts and coverage that are expected of it. */
static inline void assert_file(const char *name, uint32_t formats, uint32_t coverage)
{
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report;
    size_t length, expected_length;
    char *text = data_file(name, "", &length);
    char *expected = data_file(name, ".expected", &expected_length), *rows;
    char head[100];

    assert_int_equal(take_pieces(snapshot, 0, text, length, SIZE_MAX, &report, NULL), 0);
    snprintf(head, sizeof head, "%u %u %u %u\n", (unsigned)report.lines, (unsigned)report.taken,
             (unsigned)report.skipped, (unsigned)report.doubtful);
    rows = rows_text(snapshot, head);
    assert_string_equal(rows, expected);
    if (report.formats != formats || svccomm_snapshot_coverage(snapshot) != coverage)
        fail_msg("%s: formats %x, coverage %x", name, (unsigned)report.formats,
                 (unsigned)svccomm_snapshot_coverage(snapshot));
    free(rows);
    free(expected);
    free(text);
    svccomm_snapshot_free(snapshot);
}

#endif

/* SPDX-License-Identifier: MIT
 * What a text leaves behind in a snapshot, whole or in pieces, and whether two results are the
 * same. */
#ifndef TEST_TEXT_RESULT_H
#define TEST_TEXT_RESULT_H

#include "test_snapshot_support.h"

#define RESULT_ROWS 600u

/* All that a text leaves behind. */
struct result {
    int code;
    uint32_t coverage;
    svccomm_text_report report;
    svccomm_error error;
    size_t count;
    svccomm_row rows[RESULT_ROWS];
};

static inline void collect(svccomm_snapshot *snapshot, struct result *result)
{
    int count =
        svccomm_snapshot_rows(snapshot, 0, result->rows, RESULT_ROWS, sizeof result->rows[0]);

    assert_in_range(count, 0, RESULT_ROWS - 1);
    result->count = (size_t)count;
    result->coverage = svccomm_snapshot_coverage(snapshot);
}

static inline void begin_again(svccomm_snapshot *snapshot)
{
    svccomm_snapshot_info info;

    svccomm_snapshot_info_init(&info, sizeof info);
    info.host = 7;
    info.time = TIME;
    assert_int_equal(svccomm_snapshot_begin(snapshot, &info), 0);
}

static inline void assert_same(const struct result *a, const struct result *b, const char *name,
                               size_t cut)
{
    size_t i;

    if (a->code != b->code || a->coverage != b->coverage || a->count != b->count ||
        memcmp(&a->report, &b->report, sizeof a->report) != 0 ||
        memcmp(&a->error, &b->error, sizeof a->error) != 0)
        fail_msg("%s cut at %u: another result", name, (unsigned)cut);
    for (i = 0; i < a->count; i++) {
        svccomm_row x = a->rows[i], y = b->rows[i];
        x.process = y.process = NULL;
        if (memcmp(&x, &y, sizeof x) != 0 ||
            (a->rows[i].process == NULL) != (b->rows[i].process == NULL) ||
            (a->rows[i].process != NULL && strcmp(a->rows[i].process, b->rows[i].process) != 0))
            fail_msg("%s cut at %u: another row %u", name, (unsigned)cut, (unsigned)i);
    }
}

static inline void read_pieces(svccomm_snapshot *snapshot, const char *text, size_t length,
                               size_t step, struct result *result)
{
    memset(result, 0, sizeof *result);
    svccomm_error_init(&result->error, sizeof result->error);
    result->code = take_pieces(snapshot, 0, text, length, step, &result->report, &result->error);
    collect(snapshot, result);
}

static inline void read_halves(svccomm_snapshot *snapshot, const char *text, size_t length,
                               size_t cut, struct result *result)
{
    char *half = malloc(length - cut + 1);

    begin_again(snapshot);
    memset(result, 0, sizeof *result);
    svccomm_error_init(&result->error, sizeof result->error);
    svccomm_text_report_init(&result->report, sizeof result->report);
    assert_int_equal(svccomm_snapshot_text_begin(snapshot, 0), 0);
    memcpy(half, text + cut, length - cut);
    assert_int_equal(svccomm_snapshot_text(snapshot, text, cut), 0);
    assert_int_equal(svccomm_snapshot_text(snapshot, half, length - cut), 0);
    result->code = svccomm_snapshot_text_end(snapshot, &result->report, &result->error);
    collect(snapshot, result);
    free(half);
}

/* A text that is to be cut, and what it gives as a whole. */
struct cutting {
    const char *name, *text;
    size_t length;
    svccomm_snapshot *snapshot;
    struct result whole, parts;
};

/* Reads the whole, and single bytes. */
static inline struct cutting *cutting_begin(const char *name, const char *text, size_t length)
{
    struct cutting *cutting = malloc(sizeof *cutting);

    cutting->name = name;
    cutting->text = text;
    cutting->length = length;
    cutting->snapshot = begun(NULL);
    read_pieces(cutting->snapshot, text, length, SIZE_MAX, &cutting->whole);
    begin_again(cutting->snapshot);
    read_pieces(cutting->snapshot, text, length, 1, &cutting->parts);
    assert_same(&cutting->whole, &cutting->parts, name, 1);
    return cutting;
}

/* Two pieces, cut at each place of [first, last]. */
static inline void cutting_at(struct cutting *cutting, size_t first, size_t last)
{
    size_t cut;

    for (cut = first; cut <= last; cut++) {
        read_halves(cutting->snapshot, cutting->text, cutting->length, cut, &cutting->parts);
        assert_same(&cutting->whole, &cutting->parts, cutting->name, cut);
    }
}

static inline void cutting_end(struct cutting *cutting)
{
    svccomm_snapshot_free(cutting->snapshot);
    free(cutting);
}

#endif

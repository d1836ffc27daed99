/* SPDX-License-Identifier: MIT
 * Encodings of text: byte order marks, and UTF-16 cut anywhere. */
#include "test_snapshot_support.h"

#include "base/encoding.h"

#define ROOM 400

/* What becomes of `length` bytes given in two pieces and the end; NUL-terminated, its length. */
static size_t read_in_two(const char *text, size_t length, size_t cut, char *out)
{
    struct svccomm__encoding encoding = {0};
    struct svccomm__memory memory;
    struct svccomm__piece piece;
    size_t used = 0, part;

    assert_int_equal(svccomm__memory_init(&memory, NULL), 0);
    svccomm__encoding_begin(&encoding);
    for (part = 0; part < 3; part++) {
        piece.at = part == 0 ? text : text + cut;
        piece.end = part == 0 ? text + cut : text + length;
        if (part == 2)
            svccomm__encoding_end(&encoding, &piece);
        else
            assert_int_equal(svccomm__encoding_read(&encoding, &memory, &piece), 0);
        memcpy(out + used, piece.at, (size_t)(piece.end - piece.at));
        used += (size_t)(piece.end - piece.at);
    }
    svccomm__encoding_free(&encoding, &memory);
    out[used] = '\0';
    return used;
}

static void assert_reads(const char *text, size_t length, const char *expected)
{
    char out[ROOM];
    size_t cut;

    for (cut = 0; cut <= length; cut++) {
        size_t used = read_in_two(text, length, cut, out);
        if (used != strlen(expected) || memcmp(out, expected, used) != 0)
            fail_msg("cut at %u: `%s` instead of `%s`", (unsigned)cut, out, expected);
    }
}

#define READS(text, expected) assert_reads(text, sizeof text - 1, expected)

static void marks_are_no_text_and_other_bytes_stay_what_they_are(void **state)
{
    (void)state;
    READS("", "");
    READS("tcp\n", "tcp\n");
    READS("\357\273\277tcp\n", "tcp\n");
    READS("\357\273\277", "");
    READS("\357\273tcp", "\357\273tcp");
    READS("\357\273", "\357\273");
    READS("\357", "\357");
    READS("\376x\377", "\376x\377");
    READS("\377", "\377");
    READS("\376x", "\376x");
    READS("\357\273\277\377\376t", "\377\376t");
}

static void utf_16_becomes_utf_8(void **state)
{
    (void)state;
    READS("\377\376t\0c\0p\0\n\0", "tcp\n");
    READS("\376\377\0t\0c\0p\0\n", "tcp\n");
    READS("\377\376\326\0\012\001\135\116", "\303\226\304\212\344\271\235"); /* U+010A is no LF */
    READS("\376\377\0\177\0\200\007\377\010\0\377\375",
          "\177\302\200\337\277\340\240\200\357\277\275");
    READS("\377\376\75\330\0\336x\0", "\360\237\230\200x");
    READS("\376\377\330\75\336\0\0x", "\360\237\230\200x");
    READS("\377\376", "");
    READS("\377\376a\0\377\376b\0", "ab"); /* a mark of a text that was put behind */
}

static void halves_of_characters_are_question_marks(void **state)
{
    (void)state;
    READS("\376\377\330\75\0x", "?x");
    READS("\376\377\330\75\377\375", "?\357\277\275");
    READS("\376\377\330\75\330\75\336\0", "?\360\237\230\200");
    READS("\376\377\336\0\0x", "?x");
    READS("\376\377\0x\330\75", "x?");
    READS("\376\377\0x\0", "x?");
    READS("\376\377\0x\330\75\336", "x?");
}

static void *no_memory(void *ctx, size_t size)
{
    (void)ctx, (void)size;
    return NULL;
}

/* Bytes of an earlier piece that were no mark need room of their own. */
static void without_memory_a_piece_is_not_read(void **state)
{
    static const char text[] = "\357tcp";
    struct svccomm__encoding encoding = {0};
    struct svccomm__memory memory;
    struct svccomm__piece piece = {text, text + 1};

    (void)state;
    assert_int_equal(svccomm__memory_init(&memory, NULL), 0);
    memory.allocator.malloc = no_memory;
    svccomm__encoding_begin(&encoding);
    assert_int_equal(svccomm__encoding_read(&encoding, &memory, &piece), 0);
    assert_ptr_equal(piece.at, piece.end);
    piece.end = text + sizeof text - 1;
    assert_int_equal(svccomm__encoding_read(&encoding, &memory, &piece), SVCCOMM_E_NOMEM);
    assert_int_equal(memory.bytes, 0);
}

/* The bytes as UTF-16 with a mark, each of them a letter of Windows-1252. */
static char *widen(const char *text, size_t length, int big)
{
    char *out = calloc(length + 1, 2);
    size_t i;

    out[big ? 0 : 1] = (char)0xFE;
    out[big ? 1 : 0] = (char)0xFF;
    for (i = 0; i < length; i++)
        out[2 * i + 2 + (big ? 1 : 0)] = text[i];
    return out;
}

static char *rows_of(const char *text, size_t length, size_t step)
{
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report;
    char head[100], *rows;

    assert_int_equal(take_pieces(snapshot, 0, text, length, step, &report, NULL), 0);
    snprintf(head, sizeof head, "%u %u %u %u %x\n", (unsigned)report.lines, (unsigned)report.taken,
             (unsigned)report.skipped, (unsigned)report.doubtful,
             (unsigned)svccomm_snapshot_coverage(snapshot));
    rows = rows_text(snapshot, head);
    svccomm_snapshot_free(snapshot);
    return rows;
}

static void files_in_utf_16_give_the_same_rows(void **state)
{
    static const char *const files[] = {"windows10-netstat-aonb.out", "windows-netstat-anoq.txt",
                                        "debian12-ss-tunap.txt", "debian12-proc-tcp6.txt"};
    static const size_t steps[] = {SIZE_MAX, 1, 997};
    size_t i, k, length;

    (void)state;
    for (i = 0; i < sizeof files / sizeof files[0]; i++) {
        char *text = data_file(files[i], "", &length), *right = rows_of(text, length, SIZE_MAX);
        for (k = 0; k < 6; k++) {
            char *wide = widen(text, length, k % 2 == 0);
            char *rows = rows_of(wide, 2 * length + 2, steps[k / 2]);
            assert_string_equal(rows, right);
            free(rows);
            free(wide);
        }
        free(right);
        free(text);
    }
}

static void a_text_of_a_mark_alone_is_empty(void **state)
{
    static const char *const marks[] = {"\377\376", "\376\377", "\357\273\277"};
    svccomm_text_report report;
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_error error;
    size_t i;

    (void)state;
    for (i = 0; i < 3; i++) {
        svccomm_error_init(&error, sizeof error);
        assert_int_equal(
            take_pieces(snapshot, 0, marks[i], strlen(marks[i]), SIZE_MAX, &report, &error),
            SVCCOMM_E_FORMAT);
        assert_string_equal(error.message, "the text is empty");
    }
    svccomm_snapshot_free(snapshot);
}

/* Whatever half of a character is left, the row that it belongs to is cut. */
static void a_text_cut_within_a_line_end_has_a_doubtful_row(void **state)
{
    static const char text[] = "UDP  0.0.0.0:1  *:*\r\nUDP  0.0.0.0:2  *:*\r\n";
    char *wide = widen(text, sizeof text - 1, 0);
    size_t length = 2 * (sizeof text - 1) + 2, cut;
    svccomm_text_report report;

    (void)state;
    for (cut = length - 42; cut <= length; cut++) {
        svccomm_snapshot *snapshot = begun(NULL);
        assert_int_equal(take_pieces(snapshot, 0, wide, cut, SIZE_MAX, &report, NULL), 0);
        assert_int_equal(report.taken, cut == length ? 2 : 1);
        assert_int_equal(report.doubtful, cut < length && cut > length - 42);
        svccomm_snapshot_free(snapshot);
    }
    free(wide);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_are_no_text_and_other_bytes_stay_what_they_are),
        cmocka_unit_test(utf_16_becomes_utf_8),
        cmocka_unit_test(halves_of_characters_are_question_marks),
        cmocka_unit_test(without_memory_a_piece_is_not_read),
        cmocka_unit_test(files_in_utf_16_give_the_same_rows),
        cmocka_unit_test(a_text_of_a_mark_alone_is_empty),
        cmocka_unit_test(a_text_cut_within_a_line_end_has_a_doubtful_row),
    };

    return cmocka_run_group_tests_name("encoding", tests, NULL, NULL);
}

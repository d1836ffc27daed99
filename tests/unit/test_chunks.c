/* SPDX-License-Identifier: MIT
 * Text in pieces (property 8), and text while memory fails (property 5, A5). */
#include "test_text_result.h"

static const char *const files[] = {
    "debian12-ss-tunap.txt",
    "debian12-ss-tunape.txt",
    "debian12-ss-H-tunap.txt",
    "debian12-ss-tan.txt",
    "debian12-ss-uan.txt",
    "debian12-ss-tap.txt",
    "debian12-netstat-tunap.txt",
    "debian12-netstat-tunapW.txt",
    "debian12-netstat-tunape.txt",
    "debian12-busybox-netstat-tuan.txt",
    "debian12-lsof-i.txt",
    "debian12-lsof-nPi-FpcPnT.txt",
    "debian12-lsof-nPi-FpcftPnT0.txt",
    "debian12-proc-tcp.txt",
    "debian12-proc-tcp6.txt",
    "debian12-proc-udp.txt",
    "debian12-proc-udp6.txt",
    "ubuntu1804-ss-sudo-tulpen.out",
    "centos7-netstat-sudo-lnp.out",
    "centos7-netstat-sudo-aeep.out",
    "ubuntu1804-netstat-sudo-lnp-space.out",
    "proc_net_tcp",
    "windows-de-netstat-anob.txt",
    "windows-de-netstat-anob.utf16.txt",
    "windows-netstat-aof.txt",
};
#define FILES (sizeof files / sizeof files[0])

static void any_cut_of_all_dialects_in_one_gives_the_same(void **state)
{
    static const char text[] =
        "Welcome to web1\r\n\r\n"
        "Netid State Recv-Q Send-Q Local Address:Port Peer Address:Port\r\n"
        "tcp LISTEN 0 8 [::]:80 [::]:* users:((\"a\",pid=1,fd=2),(\"b\",pid=1,fd=2))\r\n"
        "tcp ESTAB 0 0 web1:22 10.0.0.6:50000\r\n"
        "tcp LISTEN 0 8 0.0.0.0:22 0.0.0.0:*\r\n"
        "[sudo] password for me: \r\n"
        "Active Internet connections (only servers)\r\n"
        "Proto Recv-Q Send-Q Local Address           Foreign Address         State       "
        "PID/Program name\r\n"
        "tcp6 0 0 2001:db8:1:2:3:4:5:6:80 :::* LISTEN 1/a b\r\n"
        "tcp6 0 0 2001:db8:1:2:3:4:5:6:8080 :::* LISTEN 1/a b\r\n"
        "  sl  local_address rem_address   st tx_queue rx_queue\r\n"
        "   0: 0A000005:0016 0A000007:C351 01 00000000:00000000\r\n"
        "   1: 7F000001:0016 00000000:0000 0A 00000000:00000000\r\n"
        "COMMAND PID USER FD TYPE DEVICE SIZE/OFF NODE NAME\r\n"
        "a\\x20b 1 jo 3u IPv4 1 0t0 TCP 10.0.0.5:1 (LISTEN)\r\n"
        "p12\r\nca b\r\nPTCP\r\nn10.0.0.5:2->10.0.0.6:3\r\nTST=CLOSE_WAIT\r\n"
        "State Recv-Q Send-Q Local Address:Port Peer Address:Port\r\n"
        "UNCONN 0 0 10.0.0.5:53 0.0.0.0:*\r\n"
        "ESTAB 0 0 10.0.0.5:53 10.0.0.9:";
    static struct result result;
    struct cutting *cutting = cutting_begin("mixed", text, sizeof text - 1);
    svccomm_snapshot *snapshot = begun(NULL);

    (void)state;
    cutting_at(cutting, 0, sizeof text - 1);
    cutting_end(cutting);
    read_pieces(snapshot, text, sizeof text - 1, 7, &result);
    assert_int_equal(result.code, 0);
    assert_int_equal(result.report.taken, 9);
    assert_int_equal(result.report.doubtful, 2);
    assert_int_equal(result.report.skipped, 4);
    assert_int_equal(result.report.formats, 0x301a);
    assert_row(snapshot, 0, "6 10 :: 80 - 0 a", SVCCOMM_ROW_V6ONLY);
    assert_row(snapshot, 5, "6 1 10.0.0.5 22 10.0.0.7 50001 -", 0);
    assert_row(snapshot, 7, "6 10 10.0.0.5 1 - 0 a b", 0);
    assert_row(snapshot, 8, "6 8 10.0.0.5 2 10.0.0.6 3 a b", 0);
    assert_row(snapshot, 9, "17 7 10.0.0.5 53 - 0 -", 0);
    svccomm_snapshot_free(snapshot);
}

static void a_text_cut_anywhere_loses_only_its_last_row(void **state)
{
    static struct result result;
    size_t length, cut, lines;
    char *text = data_file("debian12-ss-tunap.txt", "", &length);
    svccomm_snapshot *snapshot = begun(NULL);

    (void)state;
    for (cut = 1, lines = 0; cut < length; cut++) {
        lines += text[cut - 1] == '\n';
        if (lines == 0)
            continue;
        begin_again(snapshot);
        read_pieces(snapshot, text, cut, SIZE_MAX, &result);
        assert_int_equal(result.code, 0);
        assert_int_equal(result.report.taken, lines - 1);
        assert_int_equal(result.report.doubtful, text[cut - 1] != '\n');
        assert_int_equal(result.report.first_doubtful_line, text[cut - 1] != '\n' ? lines + 1 : 0);
    }
    free(text);
    svccomm_snapshot_free(snapshot);
}

static void a_line_beyond_the_limit_is_doubtful_in_any_cut(void **state)
{
    static const char head[] =
        "tcp LISTEN 0 8 10.0.0.5:80 0.0.0.0:*\ntcp LISTEN 0 8 10.0.0.5:81 0.0.0.0:* ";
    static struct result whole, parts;
    size_t length = 600000, step;
    char *text = malloc(length);
    svccomm_snapshot *one = begun(NULL), *other = begun(NULL);

    (void)state;
    memset(text, 'x', length);
    memcpy(text, head, sizeof head - 1);
    memcpy(text + length - 39, "\ntcp LISTEN 0 8 10.0.0.5:82 0.0.0.0:*  \n", 39);
    text[length - 1] = '\n';
    read_pieces(one, text, length, SIZE_MAX, &whole);
    assert_int_equal(whole.report.taken, 2);
    assert_int_equal(whole.report.doubtful, 1);
    assert_int_equal(whole.report.first_doubtful_line, 2);
    for (step = 4093; step < length; step *= 3) {
        begin_again(other);
        read_pieces(other, text, length, step, &parts);
        assert_same(&whole, &parts, "long line", step);
    }
    free(text);
    svccomm_snapshot_free(one);
    svccomm_snapshot_free(other);
}

/* An allocator that refuses the n-th call, and perhaps all after it. */
struct failing {
    size_t calls, fail_at, held;
    int for_good;
};

static int refuses(struct failing *f)
{
    f->calls++;
    return f->for_good ? f->calls >= f->fail_at : f->calls == f->fail_at;
}

static void *failing_malloc(void *ctx, size_t size)
{
    struct failing *f = ctx;

    if (refuses(f))
        return NULL;
    f->held += size;
    return malloc(size);
}

static void *failing_realloc(void *ctx, void *block, size_t old_size, size_t size)
{
    struct failing *f = ctx;

    if (refuses(f))
        return NULL;
    f->held += size - old_size;
    return realloc(block, size);
}

static void failing_free(void *ctx, void *block, size_t size)
{
    struct failing *f = ctx;

    f->held -= size;
    free(block);
}

static svccomm_snapshot *begun_with(struct failing *failing)
{
    svccomm_snapshot_config config;
    svccomm_allocator allocator;

    svccomm_allocator_init(&allocator, sizeof allocator);
    allocator.ctx = failing;
    allocator.malloc = failing_malloc;
    allocator.realloc = failing_realloc;
    allocator.free = failing_free;
    svccomm_snapshot_config_init(&config, sizeof config);
    config.allocator = &allocator;
    return begun(&config);
}

/* Reads pieces; one that fails is given again once memory is back. How many calls failed. */
static size_t read_stubbornly(svccomm_snapshot *snapshot, struct failing *failing, const char *text,
                              size_t length, size_t step, struct result *result)
{
    size_t at, piece, failures = 0;
    int code;

    memset(result, 0, sizeof *result);
    svccomm_error_init(&result->error, sizeof result->error);
    svccomm_text_report_init(&result->report, sizeof result->report);
    assert_int_equal(svccomm_snapshot_text_begin(snapshot, 0), 0);
    for (at = 0; at < length; at += piece) {
        piece = length - at < step ? length - at : step;
        while ((code = svccomm_snapshot_text(snapshot, text + at, piece)) != 0) {
            assert_int_equal(code, SVCCOMM_E_NOMEM);
            failures++;
            failing->fail_at = 0;
            failing->for_good = 0;
        }
    }
    result->code = svccomm_snapshot_text_end(snapshot, &result->report, NULL);
    if (result->code == SVCCOMM_E_NOMEM) {
        failures++;
        failing->fail_at = 0;
        failing->for_good = 0;
        result->code = svccomm_snapshot_text_end(snapshot, &result->report, NULL);
    }
    collect(snapshot, result);
    return failures;
}

static void sweep_text(const char *name, const char *text, size_t length, size_t step, int for_good)
{
    static struct result whole, got;
    size_t n, failed = 1;
    svccomm_snapshot *calm = begun(NULL), *snapshot;

    read_pieces(calm, text, length, SIZE_MAX, &whole);
    for (n = 1; failed > 0; n++) {
        struct failing failing = {0, 0, 0, for_good};
        failing.for_good = 0;
        snapshot = begun_with(&failing);
        failing.fail_at = failing.calls + n;
        failing.for_good = for_good;
        failed = read_stubbornly(snapshot, &failing, text, length, step, &got);
        assert_same(&whole, &got, name, n);
        svccomm_snapshot_free(snapshot);
        assert_int_equal(failing.held, 0);
    }
    assert_in_range(n, 3, 10000); /* some did fail */
    svccomm_snapshot_free(calm);
}

static void sweep(const char *name, size_t step, int for_good)
{
    size_t length;
    char *text = data_file(name, "", &length);

    sweep_text(name, text, length, step, for_good);
    free(text);
}

static void a_call_that_ran_out_of_memory_can_be_repeated(void **state)
{
    static const size_t steps[] = {SIZE_MAX, 4096, 100};
    size_t i, k;

    (void)state;
    for (i = 0; i < FILES; i++)
        for (k = 0; k < 3; k++) {
            sweep(files[i], steps[k], 0);
            sweep(files[i], steps[k], 1);
        }
}

/* The second piece ends the line that the first began, and has one that is too long, before memory
 * fails in it: what was kept of the first piece must be there for the second try. */
static void so_can_one_that_had_a_line_beyond_the_limit(void **state)
{
    static const char begun_line[] = "\ntcp LISTEN 0 8 10.0.0.5:80", rest_of_it[] = " 0.0.0.0:*\n";
    size_t step = 300000, length = step, i;
    char *text = malloc(2 * step);

    (void)state;
    memset(text, 'x', 2 * step);
    memcpy(text + step - (sizeof begun_line - 1), begun_line, sizeof begun_line - 1);
    memcpy(text + length, rest_of_it, sizeof rest_of_it - 1);
    length += 270000;
    for (i = 0; i < 200; i++)
        length += (size_t)snprintf(text + length, 2 * step - length,
                                   "\ntcp LISTEN 0 8 10.0.0.5:%u 0.0.0.0:* users:((\"n%u\",pid=1))",
                                   (unsigned)(1000 + i), (unsigned)i);
    text[length++] = '\n';
    sweep_text("long line", text, length, step, 0);
    sweep_text("long line", text, length, step, 1);
    free(text);
}

static void a_second_snapshot_allocates_nothing(void **state)
{
    static struct result result;
    struct failing failing = {0, 0, 0, 0};
    svccomm_snapshot *snapshot = begun_with(&failing);
    size_t i, length, calls = 0, round;
    char *text;

    (void)state;
    for (round = 0; round < 3; round++) {
        calls = failing.calls;
        begin_again(snapshot);
        for (i = 0; i < 5; i++) {
            text = data_file(files[i], "", &length);
            read_pieces(snapshot, text, length, 1000, &result);
            free(text);
        }
    }
    assert_int_equal(failing.calls, calls);
    svccomm_snapshot_free(snapshot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_cut_of_all_dialects_in_one_gives_the_same),
        cmocka_unit_test(a_text_cut_anywhere_loses_only_its_last_row),
        cmocka_unit_test(a_line_beyond_the_limit_is_doubtful_in_any_cut),
        cmocka_unit_test(a_call_that_ran_out_of_memory_can_be_repeated),
        cmocka_unit_test(so_can_one_that_had_a_line_beyond_the_limit),
        cmocka_unit_test(a_second_snapshot_allocates_nothing),
    };

    return cmocka_run_group_tests_name("chunks", tests, NULL, NULL);
}

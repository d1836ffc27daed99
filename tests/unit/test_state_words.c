/* SPDX-License-Identifier: MIT
 * Nothing hangs on the words for states that listen or are open: with random letters in place of
 * them, every text of tests/data/netstat tells the same listeners and communications. */
#define _POSIX_C_SOURCE 200809L
#include "test_data_files.h"

#define SEEDS 25u
#define KEYS_MAX 2000

/* As the utilities say them, in the languages and code pages of the texts. */
static const char *const words[] = {
    "LISTEN",       "LISTENING",   "Listen",      "ABH\x99REN", "ABH\xc3\x96REN",    "ESTABLISHED",
    "ESTAB",        "Established", "HERGESTELLT", "FIN_WAIT1",  "FIN_WAIT2",         "FIN-WAIT-1",
    "FIN-WAIT-2",   "FIN_WAIT_1",  "FIN_WAIT_2",  "FinWait1",   "FinWait2",          "FIN_WARTEN_1",
    "FIN_WARTEN_2", "CLOSE_WAIT",  "CLOSE-WAIT",  "CloseWait",  "SCHLIESSEN_WARTEN", "CLOSING",
    "Closing",      "LAST_ACK",    "LAST-ACK",    "LastAck",
};
#define WORDS (sizeof words / sizeof words[0])

/* What a snapshot makes of an empty registry. */
struct outcome {
    uint32_t coverage;
    uint64_t rows;
    int listener_count, record_count;
    svccomm_endpoint_key listeners[KEYS_MAX];
    svccomm_key records[KEYS_MAX];
};

static uint64_t random_state;

static unsigned random_below(unsigned bound)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(random_state >> 33) % bound;
}

static int is_word_byte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
           c == '-' || (unsigned char)c >= 0x80;
}

static int is_state_word(const char *at, size_t length)
{
    size_t i;

    for (i = 0; i < WORDS; i++)
        if (strlen(words[i]) == length && memcmp(words[i], at, length) == 0)
            return 1;
    return 0;
}

/* Random letters over every state word; how many there are. */
static unsigned replace_words(char *text, size_t length)
{
    size_t at, end;
    unsigned count = 0;

    for (at = 0; at < length; at = end + 1) {
        for (end = at; end < length && is_word_byte(text[end]); end++)
            ;
        if (!is_state_word(text + at, end - at))
            continue;
        for (count++; at < end; at++)
            text[at] = (char)('A' + random_below(26));
    }
    return count;
}

/* In /proc/net the words are numbers behind the port of the foreign end: here one that no state
 * has. */
static unsigned replace_numbers(char *text, size_t length)
{
    static const char digits[] = "0123456789ABCDEF";
    unsigned count = 0;
    size_t at;

    for (at = 6; at + 2 < length; at++) {
        if (text[at - 6] != ':' || text[at - 1] != ' ' || text[at] != '0' || text[at + 2] != ' ' ||
            strchr("14589AB", text[at + 1]) == NULL)
            continue;
        text[at] = digits[1 + random_below(15)];
        text[at + 1] = digits[random_below(16)];
        count++;
    }
    return count;
}

static void list_records(svccomm_registry *registry, struct outcome *outcome)
{
    static svccomm_record records[KEYS_MAX];
    svccomm_cursor *cursor;
    svccomm_query query;
    int i;

    assert_int_equal(svccomm_query_init(&query, sizeof query), 0);
    assert_int_equal(svccomm_cursor_new(&cursor, registry, &query), 0);
    outcome->record_count = svccomm_cursor_next(cursor, records, KEYS_MAX, sizeof records[0]);
    assert_in_range(outcome->record_count, 0, KEYS_MAX - 1);
    for (i = 0; i < outcome->record_count; i++)
        outcome->records[i] = records[i].key;
    svccomm_cursor_free(cursor);
}

static void list_listeners(svccomm_registry *registry, struct outcome *outcome)
{
    static svccomm_endpoint endpoints[KEYS_MAX];
    int i;

    outcome->listener_count =
        svccomm_registry_listeners(registry, 0, 1, NULL, endpoints, KEYS_MAX, sizeof endpoints[0]);
    assert_in_range(outcome->listener_count, 0, KEYS_MAX - 1);
    for (i = 0; i < outcome->listener_count; i++)
        outcome->listeners[i] = endpoints[i].key;
}

static void ingest(const char *text, size_t length, struct outcome *outcome)
{
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report;
    svccomm_registry *registry;

    memset(outcome, 0, sizeof *outcome);
    assert_int_equal(svccomm_registry_new(&registry, NULL), 0);
    if (take_pieces(snapshot, 0, text, length, SIZE_MAX, &report, NULL) == 0) {
        outcome->coverage = svccomm_snapshot_coverage(snapshot);
        outcome->rows = svccomm_snapshot_row_count(snapshot);
        assert_int_equal(svccomm_registry_ingest_snapshot(registry, snapshot, TIME, NULL, NULL), 0);
    }
    list_records(registry, outcome);
    list_listeners(registry, outcome);
    svccomm_registry_free(registry);
    svccomm_snapshot_free(snapshot);
}

static void assert_same(const char *name, unsigned seed, const struct outcome *a,
                        const struct outcome *b)
{
    if (a->rows != b->rows || a->coverage != b->coverage)
        fail_msg("%s, seed %u: %u rows, coverage %x; with words %u, %x", name, seed,
                 (unsigned)b->rows, (unsigned)b->coverage, (unsigned)a->rows,
                 (unsigned)a->coverage);
    if (memcmp(a, b, sizeof *a) != 0)
        fail_msg("%s, seed %u: %d communications, %d listeners; with words %d, %d, or others", name,
                 seed, b->record_count, b->listener_count, a->record_count, a->listener_count);
}

static void random_letters_for_states_change_nothing(void **state)
{
    static struct outcome with_words, without;
    const char *name = *state;
    size_t length;
    char *text = data_file(name, "", &length), *copy = malloc(length + 1);
    unsigned seed, count;

    ingest(text, length, &with_words);
    for (seed = 1; seed <= SEEDS; seed++) {
        memcpy(copy, text, length + 1);
        random_state = seed;
        count = strstr(name, "proc") != NULL ? replace_numbers(copy, length)
                                             : replace_words(copy, length);
        ingest(copy, length, &without);
        assert_same(name, seed, &with_words, &without);
        if (count == 0)
            break;
    }
    free(copy);
    free(text);
}

int main(void)
{
    static struct data_files files;

    data_files_list(&files);
    return run_data_files("state words", &files, random_letters_for_states_change_nothing);
}

/* SPDX-License-Identifier: MIT
 * Texts whose state words are replaced by random letters: listeners and open connections must stay
 * the same. */
#ifndef TEST_STATE_SUPPORT_H
#define TEST_STATE_SUPPORT_H

#include "test_snapshot_support.h"

/* Words of sockets that listen or are open; those of UDP say nothing. */
static const char *const open_words[] = {"LISTEN",   "ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2",
                                         "LAST_ACK", "CLOSE_WAIT",  "CLOSING",    "ESTABL",
                                         "Idle",     "Unbound",     "Connected"};

static inline int is_letter(char c)
{
    return (unsigned char)c > ' ';
}

/* Replaces each such word by as many letters, some of them no ASCII. */
static inline void replace_states(char *text, uint32_t seed)
{
    static const char letters[] = "QZXVWJ\303\251\344\377qzx";
    size_t i, n;
    char *at;

    for (i = 0; i < sizeof open_words / sizeof open_words[0]; i++) {
        n = strlen(open_words[i]);
        for (at = text; (at = strstr(at, open_words[i])) != NULL; at += n) {
            if (at == text || is_letter(at[-1]) || is_letter(at[n]))
                continue;
            for (char *p = at; p < at + n; p++) {
                seed = seed * 1664525u + 1013904223u;
                *p = letters[(seed >> 16) % (sizeof letters - 1)];
            }
        }
    }
}

/* A row with what matters of its state: whether it listens or is open (N7). */
static inline int state_class(uint8_t state)
{
    switch (state) {
    case SVCCOMM_STATE_LISTEN:
        return SVCCOMM_STATE_LISTEN;
    case SVCCOMM_STATE_UNKNOWN:
    case SVCCOMM_STATE_ESTABLISHED:
    case SVCCOMM_STATE_FIN_WAIT1:
    case SVCCOMM_STATE_FIN_WAIT2:
    case SVCCOMM_STATE_CLOSE_WAIT:
    case SVCCOMM_STATE_LAST_ACK:
    case SVCCOMM_STATE_CLOSING:
        return SVCCOMM_STATE_ESTABLISHED;
    default:
        return state;
    }
}

/* Neither rows nor processes nor coverage depend on the words. */
static inline void assert_states_do_not_matter(const char *name)
{
    svccomm_snapshot *told = begun(NULL), *random = begun(NULL);
    size_t length;
    char *text = data_file(name, "", &length), row_told[400], row_random[400];
    svccomm_row a, b;
    uint64_t i;

    take(told, text);
    replace_states(text, (uint32_t)length);
    take(random, text);
    assert_int_equal(svccomm_snapshot_row_count(random), svccomm_snapshot_row_count(told));
    assert_int_equal(svccomm_snapshot_coverage(random), svccomm_snapshot_coverage(told));
    for (i = 0; i < svccomm_snapshot_row_count(told); i++) {
        assert_int_equal(svccomm_snapshot_rows(told, i, &a, 1, sizeof a), 1);
        assert_int_equal(svccomm_snapshot_rows(random, i, &b, 1, sizeof b), 1);
        assert_int_equal(a.flags, b.flags);
        a.state = (uint8_t)state_class(a.state);
        b.state = (uint8_t)state_class(b.state);
        row_text(&a, row_told, sizeof row_told);
        row_text(&b, row_random, sizeof row_random);
        assert_string_equal(row_random, row_told);
    }
    free(text);
    svccomm_snapshot_free(told);
    svccomm_snapshot_free(random);
}

#endif

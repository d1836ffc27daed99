/* SPDX-License-Identifier: MIT
 * Every text of tests/data/netstat in two pieces gives the same as in one (property 8): cut at
 * every byte if it is short, else at 2,000 seeded places and around every line end. */
#define _POSIX_C_SOURCE 200809L
#include "test_data_files.h"
#include "test_text_result.h"

#define SHORT 16384u
#define SEEDED 2000u
/* A text of more is cut around its line ends window by window, each a text of its own behind the
 * first line: a cut costs as much as the text, which has thousands of lines. */
#define LONG 65536u
#define WINDOW 4096u

static uint64_t random_state;

static size_t random_below(size_t bound)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (size_t)(random_state >> 33) % bound;
}

static void cut_at_random(struct cutting *cutting, size_t count)
{
    size_t cut;

    random_state = cutting->length;
    for (; count > 0; count--) {
        cut = random_below(cutting->length + 1);
        cutting_at(cutting, cut, cut);
    }
}

static void cut_around_line_ends(struct cutting *cutting)
{
    size_t at, length = cutting->length;

    for (at = 0; at < length; at++)
        if (cutting->text[at] == '\n')
            cutting_at(cutting, at < 1 ? 0 : at - 1, at + 3 < length ? at + 3 : length);
}

/* The length of the lines from `at` on that fill a window. */
static size_t window_length(const char *text, size_t length, size_t at)
{
    size_t end = length - at < WINDOW ? length : at + WINDOW;

    while (end < length && text[end - 1] != '\n')
        end++;
    return end - at;
}

static void cut_windows(const char *name, const char *text, size_t length)
{
    size_t head = (size_t)(strchr(text, '\n') + 1 - text), at, window;
    char *copy = malloc(length);
    struct cutting *cutting;

    memcpy(copy, text, head);
    for (at = head; at < length; at += window) {
        window = window_length(text, length, at);
        memcpy(copy + head, text + at, window);
        cutting = cutting_begin(name, copy, head + window);
        cut_around_line_ends(cutting);
        cutting_end(cutting);
    }
    free(copy);
}

static void the_halves_of_a_text_give_the_same_as_the_whole(void **state)
{
    const char *name = *state;
    size_t length;
    char *text = data_file(name, "", &length);
    struct cutting *cutting = cutting_begin(name, text, length);

    if (length <= SHORT)
        cutting_at(cutting, 0, length);
    else
        cut_at_random(cutting, SEEDED);
    if (length > SHORT && length <= LONG)
        cut_around_line_ends(cutting);
    if (length > LONG)
        cut_windows(name, text, length);
    cutting_end(cutting);
    free(text);
}

int main(void)
{
    static struct data_files files;

    data_files_list(&files);
    return run_data_files("cuts", &files, the_halves_of_a_text_give_the_same_as_the_whole);
}

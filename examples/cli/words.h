/* SPDX-License-Identifier: MIT
 * The words for protocols, evidence, origins, statuses and sort fields, as exports spell them. */
#ifndef CLI_WORDS_H
#define CLI_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A word and the number it stands for; lists of them end with a NULL word. */
struct word {
    const char *word;
    uint32_t number;
};

extern const struct word evidence_words[];
extern const struct word origin_words[];
extern const struct word status_words[];   /* SVCCOMM_STATUS_ */
extern const struct word statuses_words[]; /* SVCCOMM_STATUSES_ */
extern const struct word sort_words[];
extern const struct word format_words[]; /* text formats of snapshots */
extern const struct word transfer_words[];
extern const struct word coverage_words[];  /* masks of SVCCOMM_COVER_ */
extern const struct word cover_bit_words[]; /* of TCP and UDP, one bit each */

/* The word of a number, or "?". */
const char *word_of(const struct word *words, uint32_t number);

/* The number of a word. */
bool word_number(const struct word *words, const char *text, uint32_t *number);

/* Words with commas between them, as a set of bits. */
bool word_set(const struct word *words, const char *text, uint32_t *bits);

/* Every word, with commas, for a message; returns `text`. */
const char *word_list(const struct word *words, char *text, size_t capacity);

/* The names of the bits that are set, with commas; returns `text`. */
const char *word_bits(const struct word *words, uint32_t bits, char *text, size_t capacity);

/* A protocol: "tcp", "udp", "sctp", or its number. Returns `text`. */
const char *protocol_format(uint8_t protocol, char *text, size_t capacity);
bool protocol_parse(const char *text, uint8_t *protocol);

#endif

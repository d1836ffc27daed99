/* SPDX-License-Identifier: MIT
 * Command lines: options in any place, `--name value` or `--name=value`, `--` ends them. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

/* One option. Lists of them end with a NULL name. */
struct option_spec {
    const char *name;  /* without the dashes */
    const char *value; /* what stands for its value in the help; NULL: it takes none */
    const char *help;
};

struct option_given {
    const struct option_spec *spec;
    const char *value; /* NULL for one that takes none */
};

/* A command line that was read. Texts are those of argv. */
struct options {
    struct option_given *given;
    size_t given_count;
    const char **operands;
    size_t operand_count;
};

/* Reads arguments by lists of specs (`sets` ends with NULL). With `first_only` it stops at the
 * first operand. Returns how many arguments were read, or -1 after saying what is wrong.
 * End the options with options_free() in any case. */
int options_parse(struct options *options, const struct option_spec *const *sets, bool first_only,
                  int argc, char *const *argv);
void options_free(struct options *options);

/* Whether the option was given. */
bool options_has(const struct options *options, const char *name);

/* Its value, the last one where it was given more than once; NULL where it was not. */
const char *options_value(const struct options *options, const char *name);

/* Its values in order, up to `capacity`; returns how many there are. */
size_t options_values(const struct options *options, const char *name, const char **values,
                      size_t capacity);

#endif

/* SPDX-License-Identifier: MIT
 * Files that are read, `-` being standard input. */
#ifndef CLI_INPUT_FILE_H
#define CLI_INPUT_FILE_H

#include <stddef.h>
#include <stdio.h>

struct input_file {
    const char *name; /* for messages */
    FILE *file;
};

/* 0 or an exit code, after saying what is wrong. input_file_close() in any case. */
int input_file_open(struct input_file *input, const char *path);
void input_file_close(struct input_file *input);

/* An svccomm_read_fn; `user` is the input. */
int input_file_read(void *user, void *data, size_t capacity, size_t *length);

/* Says why reading failed; returns an exit code. */
int input_file_failed(const struct input_file *input);

#endif

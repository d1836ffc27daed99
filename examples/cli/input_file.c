/* SPDX-License-Identifier: MIT
 * Files that are read, `-` being standard input. */
#include "input_file.h"

#include "say.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

int input_file_failed(const struct input_file *input)
{
    return say_input("%s: %s", input->name, strerror(errno));
}

int input_file_open(struct input_file *input, const char *path)
{
    bool standard = strcmp(path, "-") == 0;
    input->name = standard ? "standard input" : path;
    input->file = standard ? stdin : fopen(path, "rb");
    return input->file != NULL ? 0 : input_file_failed(input);
}

void input_file_close(struct input_file *input)
{
    if (input->file != NULL && input->file != stdin)
        fclose(input->file);
    input->file = NULL;
}

int input_file_read(void *user, void *data, size_t capacity, size_t *length)
{
    struct input_file *input = user;
    *length = fread(data, 1, capacity, input->file);
    return *length == 0 && ferror(input->file) ? 1 : 0;
}

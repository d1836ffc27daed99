/* SPDX-License-Identifier: MIT
 * The texts of tests/data/netstat, by their names, and a test case for each. */
#ifndef TEST_DATA_FILES_H
#define TEST_DATA_FILES_H

#include "folder.h"
#include "test_snapshot_support.h"

#define DATA_FILES 400

/* The names, sorted; the program holds them until it ends. */
struct data_files {
    size_t count;
    char names[DATA_FILES][FOLDER_NAME];
};

/* Not what is expected of a text, nor where it is from. */
static inline int is_text_name(const char *name)
{
    size_t length = strlen(name);

    return strcmp(name, "PROVENANCE") != 0 && strcmp(name, "jc") != 0 &&
           (length < 9 || strcmp(name + length - 9, ".expected") != 0);
}

/* Ends the program if the folder is not there: no test case would say so. */
static inline void data_files_list(struct data_files *files)
{
    const char *folder = getenv("SVCCOMM_TEST_DATA");
    char path[1024];
    size_t found;

    snprintf(path, sizeof path, "%s/netstat", folder == NULL ? "tests/data" : folder);
    found = folder_names(path, files->names, DATA_FILES);
    files->count = 0;
    for (size_t i = 0; i < found; i++)
        if (is_text_name(files->names[i]))
            memmove(files->names[files->count++], files->names[i], FOLDER_NAME);
    if (files->count == 0)
        exit(1);
}

/* One test case for each text; `state` of the function is its name. */
static inline int run_data_files(const char *group, struct data_files *files,
                                 CMUnitTestFunction function)
{
    static struct CMUnitTest tests[DATA_FILES];
    size_t i;

    for (i = 0; i < files->count; i++) {
        tests[i].name = files->names[i];
        tests[i].test_func = function;
        tests[i].initial_state = files->names[i];
    }
    return _cmocka_run_group_tests(group, tests, files->count, NULL, NULL);
}

#endif

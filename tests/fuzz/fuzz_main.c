/* SPDX-License-Identifier: MIT
 * The program around a fuzz target where there is no fuzzer: replays the files of the folders that
 * it is given, in the order of their names, one test case each. */
#define _POSIX_C_SOURCE 200809L
#include <dirent.h>
#include <string.h>

#include "fuzz_check.h"

#define FILE_MAX ((size_t)4 << 20)
#define PATH_ROOM 4096

static unsigned cases;

static void replay(const char *path, const char *name)
{
    uint8_t *bytes = malloc(FILE_MAX), *own;
    FILE *file = fopen(path, "rb");
    size_t length;

    FUZZ_CHECK(file != NULL && bytes != NULL);
    length = fread(bytes, 1, FILE_MAX, file);
    fclose(file);
    own = malloc(length + (length == 0)); /* of its size, so that reading beyond it is seen */
    FUZZ_CHECK(own != NULL);
    memcpy(own, bytes, length);
    LLVMFuzzerTestOneInput(own, length);
    free(own);
    free(bytes);
    printf("ok %u - %s\n", ++cases, name);
    fflush(stdout);
}

static int is_file(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void replay_folder(const char *folder)
{
    char path[PATH_ROOM];
    struct dirent **entries;
    int count = scandir(folder, &entries, is_file, alphasort), i;

    FUZZ_CHECK(count > 0);
    for (i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        replay(path, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
}

int main(int argc, char **argv)
{
    int i;

    for (i = 1; i < argc; i++)
        replay_folder(argv[i]);
    printf("1..%u\n", cases);
    return cases == 0;
}

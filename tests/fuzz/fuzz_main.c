/* SPDX-License-Identifier: MIT
 * The program around a fuzz target where there is no fuzzer: replays the files of the folders that
 * it is given, in the order of their names, one test case each. */
#include <string.h>

#include "folder.h"
#include "fuzz_check.h"

#define FILE_MAX ((size_t)4 << 20)
#define FILES 1000
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

static void replay_folder(const char *folder)
{
    static char names[FILES][FOLDER_NAME];
    size_t count = folder_names(folder, names, FILES);
    char path[PATH_ROOM];

    FUZZ_CHECK(count > 0 && count < FILES); /* all of them */
    for (size_t i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%s/%.*s", folder, FOLDER_NAME - 1, names[i]);
        replay(path, names[i]);
    }
}

int main(int argc, char **argv)
{
    int i;

    for (i = 1; i < argc; i++)
        replay_folder(argv[i]);
    printf("1..%u\n", cases);
    return cases == 0;
}

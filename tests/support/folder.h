/* SPDX-License-Identifier: MIT
 * The names in a folder, sorted. By readdir(), since Windows has no scandir(). */
#ifndef FOLDER_H
#define FOLDER_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER_NAME 256

static inline int folder_order(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* As many as there is room for, but hidden ones; 0 if there is no such folder. */
static inline size_t folder_names(const char *path, char (*names)[FOLDER_NAME], size_t room)
{
    DIR *directory = opendir(path);
    struct dirent *entry;
    size_t count = 0;

    if (directory == NULL)
        return 0;
    while (count < room && (entry = readdir(directory)) != NULL)
        if (entry->d_name[0] != '.')
            snprintf(names[count++], FOLDER_NAME, "%s", entry->d_name);
    closedir(directory);
    qsort(names, count, FOLDER_NAME, folder_order);
    return count;
}

#endif

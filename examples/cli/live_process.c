/* SPDX-License-Identifier: MIT
 * Which process has which socket open: the links /proc/PID/fd/N to socket:[INODE]. Processes come
 * and go meanwhile; what is not there any more is left out. */
#include "live.h"

#include "grow.h"
#include "say.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int add_name(struct live_names *names, uint64_t inode, const char *name)
{
    int code = grow(&names->list, names->count + 1, &names->capacity, sizeof *names->list);
    if (code != 0)
        return code;
    struct live_name *added = &names->list[names->count++];
    memset(added, 0, sizeof *added);
    added->inode = inode;
    memcpy(added->name, name, strnlen(name, LIVE_NAME_SIZE - 1));
    return 0;
}

/* "" where the process has ended. */
static void read_command_name(int process, char *name)
{
    int fd = openat(process, "comm", O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? 0 : read(fd, name, LIVE_NAME_SIZE - 1);
    name[length > 0 ? length : 0] = '\0';
    name[strcspn(name, "\n")] = '\0';
    if (fd >= 0)
        close(fd);
}

static bool socket_inode(DIR *directory, const char *link, uint64_t *inode)
{
    char target[64];
    ssize_t length = readlinkat(dirfd(directory), link, target, sizeof target - 1);
    if (length <= 0)
        return false;
    target[length] = '\0';
    return sscanf(target, "socket:[%" SCNu64 "]", inode) == 1;
}

static int read_links(DIR *directory, const char *name, struct live_names *names)
{
    const struct dirent *entry;
    uint64_t inode;
    int code = 0;
    while (code == 0 && (entry = readdir(directory)) != NULL)
        if (socket_inode(directory, entry->d_name, &inode))
            code = add_name(names, inode, name);
    return code;
}

static int read_process(int process, struct live_names *names)
{
    char name[LIVE_NAME_SIZE];
    int fd = openat(process, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *directory = fd < 0 ? NULL : fdopendir(fd);
    if (directory == NULL) {
        names->unreadable = names->unreadable || errno == EACCES || errno == EPERM;
        if (fd >= 0)
            close(fd);
        return 0;
    }
    read_command_name(process, name);
    int code = name[0] != '\0' ? read_links(directory, name, names) : 0;
    closedir(directory);
    return code;
}

static int read_entry(DIR *proc, const char *entry, struct live_names *names)
{
    if (!isdigit((unsigned char)entry[0]))
        return 0;
    int process = openat(dirfd(proc), entry, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (process < 0)
        return 0;
    int code = read_process(process, names);
    close(process);
    return code;
}

static int compare(const void *left, const void *right)
{
    const struct live_name *a = left, *b = right;
    if (a->inode != b->inode)
        return a->inode < b->inode ? -1 : 1;
    return strcmp(a->name, b->name);
}

/* Sorts, and drops what is there twice: a socket that was handed on, or opened twice. */
static void sort_names(struct live_names *names)
{
    size_t kept = 0;
    if (names->count == 0)
        return;
    qsort(names->list, names->count, sizeof *names->list, compare);
    for (size_t i = 1; i < names->count; i++)
        if (compare(&names->list[kept], &names->list[i]) != 0)
            names->list[++kept] = names->list[i];
    names->count = kept + 1;
}

int live_names_read(struct live_names *names, const struct meanwhile *meanwhile)
{
    const struct dirent *entry;
    int code = 0;
    names->count = 0;
    names->unreadable = false;
    DIR *proc = opendir("/proc");
    if (proc == NULL)
        return say_input("/proc: %s", strerror(errno));
    while (code == 0 && (entry = readdir(proc)) != NULL) {
        code = read_entry(proc, entry->d_name, names);
        meanwhile_run(meanwhile);
    }
    closedir(proc);
    sort_names(names);
    return code;
}

const struct live_name *live_names_find(const struct live_names *names, uint64_t inode)
{
    size_t low = 0, high = names->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (names->list[middle].inode < inode)
            low = middle + 1;
        else
            high = middle;
    }
    return low < names->count && names->list[low].inode == inode ? &names->list[low] : NULL;
}

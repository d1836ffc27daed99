/* SPDX-License-Identifier: MIT
 * The lock of those who write. LMDB has one of its own, but would wait for it for ever without a
 * word. Nothing is left of it where its holder is killed. */
#include "lmdb_client.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define FILE_NAME "writer.lock"

static int fail(struct lmdb_store *store, int number)
{
    return store_fail(&store->store, FILE_NAME ": %s", strerror(number));
}

/* Where a reader finds none nobody has written there: it is a copy of the data alone. */
static int open_file(struct lmdb_store *store)
{
    char path[STORE_NAME_SIZE + sizeof "/" FILE_NAME];
    const bool reading = store->store.reading_only;
    snprintf(path, sizeof path, "%s/" FILE_NAME, store->path);
    store->lock = open(path, O_CLOEXEC | (reading ? O_RDONLY : O_RDWR | O_CREAT), 0666);
    return store->lock >= 0 || (reading && errno == ENOENT) ? 0 : fail(store, errno);
}

int lmdb_lock(struct lmdb_store *store)
{
    const int how = store->store.reading_only ? LOCK_SH : LOCK_EX;
    int code = store->lock < 0 ? open_file(store) : 0;
    if (store->lock < 0)
        return code;
    for (unsigned tries = 0; code == 0 && flock(store->lock, how | LOCK_NB) != 0; tries++) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            return fail(store, errno);
        if (!store_wait(&store->store, tries))
            return store_fail_busy(&store->store);
    }
    return code;
}

void lmdb_unlock(struct lmdb_store *store)
{
    if (store->lock >= 0)
        flock(store->lock, LOCK_UN);
}

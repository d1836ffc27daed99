/* SPDX-License-Identifier: MIT
 * A storage that another program is: each callback is a request on one pipe and an int on another
 * (design A10). What crosses is arrays of bytes and ints.
 *
 * A request: op (1 byte), kind (4), count (4), then `count` times length (4) and that many bytes;
 * numbers are little-endian. The answer: an int (4); of a scan before it items, each length (4) and
 * bytes, and a length of all ones. PIPE_DESTROY and what follows it in the enum have no answer. */
#ifndef PIPE_STORAGE_H
#define PIPE_STORAGE_H

#include "svccomm/svccomm.h"

enum pipe_op {
    PIPE_BEGIN,
    PIPE_COMMIT,
    PIPE_ROLLBACK,
    PIPE_PUT,
    PIPE_ERASE,
    PIPE_SCAN,
    PIPE_DAMAGED, /* an item, and the message about it */
    PIPE_DESTROY,
    PIPE_READY,  /* what is stored is there, and all kinds of changes wait for a flush */
    PIPE_FAILED, /* a call: kind is whether it was opening; its code and the callback's int follow
                  */
    PIPE_RESULT, /* the registry as text */
};

/* Callbacks over stdin and stdout. */
void pipe_storage_init(svccomm_storage *storage);

/* Tells `count` texts or numbers that have no answer. */
void pipe_tell(enum pipe_op op, uint32_t kind, const void *const *items, const size_t *lengths,
               uint32_t count);

#endif

/* SPDX-License-Identifier: MIT
 * Writes to a database through its client step by step, as a script says, to be driven into what
 * the svccomm program would end at: a flush that fails and is tried again.
 *
 *   store_writer NAME     on stdin, an answer on stdout for each:
 *
 *     add PORT COUNT      records of so many ports
 *     flush, load
 *     fail N              the client's N-th realloc() from now on gives nothing
 *     limit BYTES         files cannot grow beyond it; 0: they can */
#include "store/store.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <svccomm/svccomm.h>
#include <sys/resource.h>

/* The linker has the client call this one (--wrap). */
void *__real_realloc(void *memory, size_t size);
void *__wrap_realloc(void *memory, size_t size);

static long until_failure;

void *__wrap_realloc(void *memory, size_t size)
{
    if (until_failure > 0 && --until_failure == 0)
        return NULL;
    return __real_realloc(memory, size);
}

struct writer {
    struct store *store;
    svccomm_registry *registry;
};

static int load(struct writer *writer)
{
    svccomm_storage callbacks;
    svccomm_registry_free(writer->registry);
    store_callbacks(writer->store, &callbacks);
    int code = svccomm_registry_new(&writer->registry, NULL);
    if (code == 0)
        code = store_begin(writer->store);
    if (code == 0)
        code = svccomm_registry_open(writer->registry, &callbacks, NULL);
    if (code == 0)
        store_loaded(writer->store);
    store_rollback(writer->store);
    return code;
}

static int add(struct writer *writer, unsigned port)
{
    svccomm_edit edit;
    svccomm_edit_init(&edit, sizeof edit);
    svccomm_address_parse("10.0.0.7", 8, edit.key.client);
    svccomm_address_parse("10.0.0.5", 8, edit.key.listener);
    edit.key.protocol = 6;
    edit.key.port = (uint16_t)port;
    return svccomm_registry_add(writer->registry, &edit, 1, NULL, NULL);
}

static int add_all(struct writer *writer, unsigned port, unsigned count)
{
    int code = 0;
    for (unsigned i = 0; i < count && code == 0; i++)
        code = add(writer, port + i);
    return code;
}

static int limit(unsigned long bytes)
{
    const rlim_t most = bytes > 0 ? bytes : RLIM_INFINITY;
    const struct rlimit limits = {most, RLIM_INFINITY};
    signal(SIGXFSZ, SIG_IGN);
    return setrlimit(RLIMIT_FSIZE, &limits);
}

static int obey(struct writer *writer, const char *line)
{
    char word[16] = "";
    unsigned long first = 0, second = 1;
    sscanf(line, "%15s %lu %lu", word, &first, &second);
    if (strcmp(word, "add") == 0)
        return add_all(writer, (unsigned)first, (unsigned)second);
    if (strcmp(word, "flush") == 0)
        return svccomm_registry_flush(writer->registry, NULL);
    if (strcmp(word, "fail") == 0)
        until_failure = (long)first;
    if (strcmp(word, "limit") == 0)
        return limit(first);
    return strcmp(word, "load") == 0 ? load(writer) : 0;
}

int main(int argc, char **argv)
{
    const struct store_watch watch = {NULL, NULL, NULL};
    struct writer writer = {NULL, NULL};
    char line[64];
    int code = argc == 2 ? store_open(argv[1], false, &watch, &writer.store) : -1;
    if (code == 0)
        code = load(&writer);
    printf("%d\n", code);
    while (code == 0 && fflush(stdout) == 0 && fgets(line, sizeof line, stdin) != NULL) {
        int answer = obey(&writer, line);
        printf("%d %s\n", answer, answer != 0 ? writer.store->message : "");
    }
    svccomm_registry_free(writer.registry);
    store_close(writer.store);
    return code != 0;
}

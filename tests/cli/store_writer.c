/* SPDX-License-Identifier: MIT
 * Writes to a database through its client step by step, as a script says, to be driven into what
 * the svccomm program would end at: a flush that fails and is tried again.
 *
 *   store_writer NAME     `add PORT`, `flush`, `load` on stdin; an answer on stdout for each */
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <svccomm/svccomm.h>

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

static int add(struct writer *writer, const char *port)
{
    svccomm_edit edit;
    svccomm_edit_init(&edit, sizeof edit);
    svccomm_address_parse("10.0.0.7", 8, edit.key.client);
    svccomm_address_parse("10.0.0.5", 8, edit.key.listener);
    edit.key.protocol = 6;
    edit.key.port = (uint16_t)atoi(port);
    return svccomm_registry_add(writer->registry, &edit, 1, NULL, NULL);
}

static int obey(struct writer *writer, char *line)
{
    line[strcspn(line, "\n")] = '\0';
    if (strncmp(line, "add ", 4) == 0)
        return add(writer, line + 4);
    if (strcmp(line, "flush") == 0)
        return svccomm_registry_flush(writer->registry, NULL);
    return load(writer);
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

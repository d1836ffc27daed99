/* SPDX-License-Identifier: MIT
 * What a person says of a record: the options of add and edit. */
#ifndef CLI_EDITS_H
#define CLI_EDITS_H

#include "cli.h"

#include <svccomm/registry.h>

extern const struct option_spec key_options[];
extern const struct option_spec attribute_options[];

/* An edit, and room for what it points to. */
struct edits {
    svccomm_edit edit;
    const char *processes[SVCCOMM_PROCESS_MAX];
    uint64_t scope; /* the host id of --host, else the scope of the record that is edited */
    bool key_given; /* an option of the key was given */
};

/* Reads the options; the key's start from what edit.key and scope hold. Strings are those of the
 * options. 0 or an exit code, after saying what is wrong. */
int edits_read(const struct cli *cli, struct edits *edits);

/* Applies an edit: svccomm_registry_add(), or svccomm_registry_edit() of `id`. Only the library
 * knows which addresses are local to a host: the scope of edits->scope is tried, then none.
 * `result` is the id. 0 or an exit code, after saying what is wrong. */
int edits_apply(const struct cli *cli, struct edits *edits, svccomm_registry *registry,
                const uint8_t *id, uint8_t *result);

#endif

/* SPDX-License-Identifier: MIT
 * What a person says of a record, checked and interned before anything changes. */
#ifndef SVCCOMM_CORE_EDIT_H
#define SVCCOMM_CORE_EDIT_H

#include "core/state.h"

/* The strings of an edit, interned; each holds a reference until it is used or dropped. */
struct svccomm__edit_texts {
    const char *client_device;
    const char *listener_device;
    const char *listener_process;
    const char *note;
    const char *processes[SVCCOMM_PROCESS_MAX];
};

/* Whether a key may be that of a record that comes from elsewhere: a scope that a rule gave there
 * is taken as it stands. */
int svccomm__key_is_valid(const svccomm_key *key);

/* What is wrong with the key of a record that is to be made here: a message, or NULL. */
const char *svccomm__key_fault(const svccomm_registry *registry, const svccomm_key *key);

/* Interns what the edit gives. Returns 0 or a code with nothing held. */
int svccomm__edit_intern(svccomm_registry *registry, const svccomm_edit *edit,
                         struct svccomm__edit_texts *texts);

/* Drops what was not used. */
void svccomm__edit_drop(svccomm_registry *registry, struct svccomm__edit_texts *texts);

/* Changes the record's attributes; the texts' references move. Room was reserved. */
void svccomm__edit_apply(svccomm_registry *registry, uint32_t index, const svccomm_edit *edit,
                         struct svccomm__edit_texts *texts);

#endif

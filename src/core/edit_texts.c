/* SPDX-License-Identifier: MIT
 * What a person says of a record: checked, interned, and put into it (K6). */
#include <string.h>

#include "core/attributes.h"
#include "core/edit.h"
#include "core/endpoints.h"
#include "core/eviction.h"
#include "core/rules.h"
#include "model/address.h"
#include "model/sockets.h"

/* Whether the scope fits the addresses by their form alone: rules come and go (K3). */
static int scope_fits_form(const svccomm_key *key)
{
    return key->scope != 0 ||
           (!svccomm__address_is_local(key->client) && !svccomm__address_is_local(key->listener));
}

int svccomm__key_is_valid(const svccomm_key *key)
{
    if (key->reserved != 0 || !svccomm__address_is_client(key->client) ||
        svccomm__address_is_unspecified(key->listener))
        return 0;
    return (svccomm__protocol_index(key->protocol) >= 0) == (key->port != 0) &&
           scope_fits_form(key);
}

const char *svccomm__key_fault(const svccomm_registry *registry, const svccomm_key *key)
{
    int ported = svccomm__protocol_index(key->protocol) >= 0;
    int local = svccomm__rules_local(registry, key->realm, key->client) ||
                svccomm__rules_local(registry, key->realm, key->listener);

    if (!svccomm__address_is_client(key->client))
        return "the client address is unspecified, multicast or broadcast";
    if (ported && key->port == 0)
        return "the port is 0";
    if (!ported && key->port != 0)
        return "the protocol has no ports";
    if (local && key->scope == 0)
        return "an address is local to one host, and the scope does not say which";
    if (!local && key->scope != 0)
        return "no address is local to one host, so the scope must be 0";
    return svccomm__key_is_valid(key) ? NULL : "the key is not valid";
}

static int intern_text(svccomm_registry *registry, uint32_t given, const char *text,
                       const char **out)
{
    if (!given || text == NULL)
        return 0;
    return svccomm__strings_intern(&registry->strings, text, strlen(text), out);
}

static int intern_processes(svccomm_registry *registry, const svccomm_edit *edit,
                            struct svccomm__edit_texts *texts)
{
    uint32_t i;
    int rc = 0;

    if (!(edit->fields & SVCCOMM_EDIT_PROCESSES))
        return 0;
    for (i = 0; rc == 0 && i < edit->process_count; i++)
        rc = edit->processes[i] == NULL
                 ? SVCCOMM_E_ARGUMENT
                 : intern_text(registry, 1, edit->processes[i], &texts->processes[i]);
    return rc;
}

int svccomm__edit_intern(svccomm_registry *registry, const svccomm_edit *edit,
                         struct svccomm__edit_texts *texts)
{
    uint32_t f = edit->fields;
    int rc;

    memset(texts, 0, sizeof *texts);
    rc = intern_text(registry, f & SVCCOMM_EDIT_CLIENT_DEVICE, edit->client_device,
                     &texts->client_device);
    if (rc == 0)
        rc = intern_text(registry, f & SVCCOMM_EDIT_LISTENER_DEVICE, edit->listener_device,
                         &texts->listener_device);
    if (rc == 0)
        rc = intern_text(registry, f & SVCCOMM_EDIT_LISTENER_PROCESS, edit->listener_process,
                         &texts->listener_process);
    if (rc == 0)
        rc = intern_text(registry, f & SVCCOMM_EDIT_NOTE, edit->note, &texts->note);
    if (rc == 0)
        rc = intern_processes(registry, edit, texts);
    if (rc < 0)
        svccomm__edit_drop(registry, texts);
    return rc;
}

void svccomm__edit_drop(svccomm_registry *registry, struct svccomm__edit_texts *texts)
{
    size_t i;

    svccomm__strings_drop(&registry->strings, texts->client_device);
    svccomm__strings_drop(&registry->strings, texts->listener_device);
    svccomm__strings_drop(&registry->strings, texts->listener_process);
    svccomm__strings_drop(&registry->strings, texts->note);
    for (i = 0; i < SVCCOMM_PROCESS_MAX; i++)
        svccomm__strings_drop(&registry->strings, texts->processes[i]);
    memset(texts, 0, sizeof *texts);
}

static void apply_text(svccomm_registry *registry, struct svccomm__record *record, int given,
                       size_t member, const char **text)
{
    struct svccomm__attributes *a;
    const char **slot;

    if (!given || (svccomm__parts_of(registry, record).attributes == 0 && *text == NULL))
        return;
    a = svccomm__attributes_of(registry, record);
    slot = (const char **)(void *)((char *)a + member);
    svccomm__attributes_set(registry, slot, *text);
    *text = NULL;
}

static int64_t shown_time(const svccomm_process *shown, uint32_t count, const char *name)
{
    uint32_t i;

    for (i = 0; i < count; i++)
        if (shown[i].name == name)
            return shown[i].last_seen;
    return SVCCOMM_NO_TIME;
}

/* The set is replaced; names that were there keep when they were seen. */
static void apply_processes(svccomm_registry *registry, struct svccomm__record *record,
                            const svccomm_edit *edit, struct svccomm__edit_texts *texts)
{
    svccomm_process shown[SVCCOMM_PROCESS_MAX];
    uint32_t count, i;

    if (!(edit->fields & SVCCOMM_EDIT_PROCESSES))
        return;
    count = svccomm__processes_show(registry, record, shown);
    for (i = 0; i < count; i++)
        svccomm__strings_keep(shown[i].name);
    svccomm__processes_end(registry, record);
    for (i = edit->process_count; i-- > 0;)
        svccomm__process_seen(registry, record, texts->processes[i],
                              shown_time(shown, count, texts->processes[i]));
    for (i = 0; i < count; i++)
        svccomm__strings_drop(&registry->strings, shown[i].name);
}

/* The listening program belongs to the endpoint: a later sighting replaces what a person said. */
static void apply_listener_process(svccomm_registry *registry, struct svccomm__record *record,
                                   const svccomm_edit *edit, struct svccomm__edit_texts *texts)
{
    struct svccomm__endpoint *e = svccomm__endpoint_at(registry, record->endpoint);

    if (!(edit->fields & SVCCOMM_EDIT_LISTENER_PROCESS))
        return;
    svccomm__attributes_set(registry, &e->process, texts->listener_process);
    e->process_seen = SVCCOMM_NO_TIME;
    texts->listener_process = NULL;
    svccomm__endpoint_touch(registry, record->endpoint);
}

void svccomm__edit_apply(svccomm_registry *registry, uint32_t index, const svccomm_edit *edit,
                         struct svccomm__edit_texts *texts)
{
    struct svccomm__record *record = svccomm__record_at(registry, index);
    uint32_t f = edit->fields;

    apply_text(registry, record, (f & SVCCOMM_EDIT_CLIENT_DEVICE) != 0,
               offsetof(struct svccomm__attributes, client_device), &texts->client_device);
    apply_text(registry, record, (f & SVCCOMM_EDIT_LISTENER_DEVICE) != 0,
               offsetof(struct svccomm__attributes, listener_device), &texts->listener_device);
    apply_text(registry, record, (f & SVCCOMM_EDIT_NOTE) != 0,
               offsetof(struct svccomm__attributes, note), &texts->note);
    apply_processes(registry, record, edit, texts);
    apply_listener_process(registry, record, edit, texts);
    if (f & SVCCOMM_EDIT_STATUS)
        record->status = (uint8_t)edit->status;
    svccomm__eviction_forget(registry);
    svccomm__edit_drop(registry, texts);
}

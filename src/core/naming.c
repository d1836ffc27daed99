/* SPDX-License-Identifier: MIT
 * Names that a person gives to hosts and addresses (K7). */
#include <string.h>

#include "core/addresses.h"
#include "core/attributes.h"
#include "core/calls.h"
#include "core/changed.h"
#include "core/hosts.h"
#include "core/idle.h"
#include "core/room.h"
#include "core/rules.h"
#include "model/address.h"

static int intern_name(svccomm_registry *registry, const char *name, const char **out)
{
    *out = NULL;
    return name == NULL ? 0 : svccomm__strings_intern(&registry->strings, name, strlen(name), out);
}

static int name_reserve(svccomm_registry *registry, int is_new, uint32_t *victim)
{
    uint32_t touched = 0;
    int rc = is_new ? svccomm__host_room(registry, victim, &touched) : 0;

    if (rc == 0)
        rc = svccomm__changed_reserve(registry, SVCCOMM_KIND_HOST, 1, 0);
    if (rc == 0)
        rc = svccomm__changed_reserve(registry, SVCCOMM_KIND_ADDRESS, touched, 0);
    return rc < 0 ? rc : svccomm__changed_reserve(registry, SVCCOMM_KIND_ENDPOINT, touched, 0);
}

int svccomm_registry_set_host_name(svccomm_registry *registry, uint32_t realm, uint64_t host,
                                   const char *name, int64_t now)
{
    uint32_t index, victim = 0;
    const char *text = NULL;
    int rc = svccomm__call_check_now(registry, now);

    if (rc == 0 && host == 0)
        rc = SVCCOMM_E_RANGE;
    if (rc < 0)
        return rc;
    index = svccomm__host_find(registry, realm, host);
    rc = name_reserve(registry, index == 0, &victim);
    if (rc == 0)
        rc = intern_name(registry, name, &text);
    if (rc < 0)
        return rc;
    registry->revision++;
    if (victim != 0)
        svccomm__host_evict(registry, victim);
    if (index == 0)
        index = svccomm__host_make(registry, realm, host);
    svccomm__attributes_set(registry, &svccomm__host_at(registry, index)->name, text);
    svccomm__host_touch(registry, index);
    return 0;
}

static int device_reserve(svccomm_registry *registry, uint32_t more)
{
    int rc = svccomm__idle_reserve(registry, 0, more, 0);

    if (rc == 0 && svccomm__address_room(registry, 0) < more)
        rc = SVCCOMM_E_FULL;
    if (rc == 0)
        rc = svccomm__address_reserve(registry, more);
    return rc < 0 ? rc : svccomm__changed_reserve(registry, SVCCOMM_KIND_ADDRESS, 1, 0);
}

int svccomm_registry_set_device(svccomm_registry *registry, uint32_t realm, uint64_t scope,
                                const uint8_t *address, const char *name, int64_t now)
{
    uint32_t index;
    const char *text = NULL;
    int rc = svccomm__call_check_now(registry, now);

    if (rc == 0 && (address == NULL || svccomm__address_is_unspecified(address) ||
                    svccomm__rules_local(registry, realm, address) != (scope != 0)))
        rc = SVCCOMM_E_ARGUMENT;
    if (rc < 0)
        return rc;
    index = svccomm__address_find(registry, realm, scope, address);
    rc = device_reserve(registry, index == 0);
    if (rc == 0)
        rc = intern_name(registry, name, &text);
    if (rc < 0)
        return rc;
    if (index == 0) {
        svccomm__address_admit(registry, realm, scope, address, SVCCOMM__ROOM_ANY);
        index = svccomm__address_make(registry, realm, scope, address);
    }
    registry->revision++;
    svccomm__address_name(registry, index, text);
    svccomm__address_touch(registry, index);
    return 0;
}

/* SPDX-License-Identifier: MIT
 * Names that a person gives to hosts and addresses (K7). */
#include <string.h>

#include "core/addresses.h"
#include "core/attributes.h"
#include "core/calls.h"
#include "core/changed.h"
#include "core/hosts.h"
#include "core/rules.h"
#include "model/address.h"

static int intern_name(svccomm_registry *registry, const char *name, const char **out)
{
    *out = NULL;
    return name == NULL ? 0 : svccomm__strings_intern(&registry->strings, name, strlen(name), out);
}

int svccomm_registry_set_host_name(svccomm_registry *registry, uint32_t realm, uint64_t host,
                                   const char *name, int64_t now)
{
    uint32_t index;
    const char *text = NULL;
    int rc = svccomm__call_check_now(registry, now);

    if (rc == 0 && host == 0)
        rc = SVCCOMM_E_RANGE;
    if (rc < 0)
        return rc;
    index = svccomm__host_find(registry, realm, host);
    rc = svccomm__host_reserve(registry, index == 0);
    if (rc == 0)
        rc = svccomm__changed_reserve(registry, SVCCOMM_KIND_HOST, 1, 0);
    if (rc == 0)
        rc = intern_name(registry, name, &text);
    if (rc < 0)
        return rc;
    if (index == 0)
        index = svccomm__host_make(registry, realm, host);
    registry->revision++;
    svccomm__attributes_set(registry, &svccomm__host_at(registry, index)->name, text);
    svccomm__host_touch(registry, index);
    return 0;
}

static int device_reserve(svccomm_registry *registry, int is_new)
{
    int rc;

    if (is_new && svccomm__pool_count(&registry->addresses) >= registry->config.max_addresses)
        return SVCCOMM_E_FULL;
    rc = svccomm__address_reserve(registry, (uint32_t)is_new);
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
    if (index == 0)
        index = svccomm__address_make(registry, realm, scope, address);
    registry->revision++;
    svccomm__attributes_set(registry, &svccomm__address_at(registry, index)->device, text);
    svccomm__address_touch(registry, index);
    return 0;
}

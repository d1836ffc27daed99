/* SPDX-License-Identifier: MIT
 * Whether what is to be made fits under the caps (A7). */
#include "core/admit.h"

#include "core/addresses.h"
#include "core/endpoints.h"
#include "core/records.h"

int svccomm__admit_address(const svccomm_registry *registry, uint32_t realm, uint64_t scope,
                           const uint8_t *address)
{
    return svccomm__pool_count(&registry->addresses) < registry->config.max_addresses ||
           svccomm__address_find(registry, realm, scope, address) != 0;
}

int svccomm__admit_endpoint(const svccomm_registry *registry, const svccomm_endpoint_key *key)
{
    if (svccomm__endpoint_find(registry, key) != 0)
        return 1;
    return svccomm__pool_count(&registry->endpoints) < registry->config.max_endpoints &&
           (svccomm__endpoint_is_wildcard(key) ||
            svccomm__admit_address(registry, key->realm, key->scope, key->address));
}

uint32_t svccomm__admit_record(svccomm_registry *registry, const svccomm_key *key, int64_t now,
                               int *made)
{
    uint32_t index = svccomm__record_find(registry, key);
    uint32_t locality = svccomm__record_locality(registry, key);
    svccomm_endpoint_key endpoint = svccomm__record_endpoint_key(key, locality);

    *made = 0;
    if (index != 0 || !svccomm__admit_endpoint(registry, &endpoint) ||
        !svccomm__record_admit(registry))
        return index;
    *made = 1;
    return svccomm__record_make(registry, key, locality, now);
}

/* SPDX-License-Identifier: MIT
 * A record that is to be made if it fits under the caps, with all that it refers to (A7). */
#include "core/admit.h"

#include "core/records.h"
#include "core/room.h"

uint32_t svccomm__admit_record(svccomm_registry *registry, const svccomm_key *key, int client_view,
                               uint64_t before, int64_t now, int *made)
{
    uint32_t index = svccomm__record_find(registry, key);
    uint32_t locality = svccomm__record_locality(registry, key);
    struct svccomm__room room = svccomm__room_of(key, locality, client_view, before);

    *made = 0;
    if (index != 0 || !svccomm__room_fits(registry, &room) || !svccomm__record_admit(registry) ||
        !svccomm__room_make(registry, &room))
        return index;
    *made = 1;
    return svccomm__record_make(registry, key, locality, now);
}

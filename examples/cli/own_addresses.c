/* SPDX-License-Identifier: MIT
 * The addresses of this host's interfaces. */
#include "own_addresses.h"

#include "grow.h"

#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static const uint8_t mapped[12] = {[10] = 0xFF, [11] = 0xFF};

static bool convert(const struct sockaddr *from, uint8_t *address)
{
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    if (from == NULL)
        return false;
    if (from->sa_family == AF_INET) {
        memcpy(&v4, from, sizeof v4);
        memcpy(address, mapped, sizeof mapped);
        memcpy(address + sizeof mapped, &v4.sin_addr, 4);
    } else if (from->sa_family == AF_INET6) {
        memcpy(&v6, from, sizeof v6);
        memcpy(address, &v6.sin6_addr, SVCCOMM_ADDRESS_SIZE);
    }
    return from->sa_family == AF_INET || from->sa_family == AF_INET6;
}

static int compare(const void *left, const void *right)
{
    return memcmp(left, right, SVCCOMM_ADDRESS_SIZE);
}

void own_addresses_read(struct own_addresses *own)
{
    struct ifaddrs *all;
    if (getifaddrs(&all) != 0)
        return;
    own->count = 0;
    for (const struct ifaddrs *one = all; one != NULL; one = one->ifa_next)
        if (grow(&own->list, own->count + 1, &own->capacity, sizeof *own->list) == 0 &&
            convert(one->ifa_addr, own->list[own->count]))
            own->count++;
    freeifaddrs(all);
    if (own->count > 0)
        qsort(own->list, own->count, sizeof *own->list, compare);
}

static bool is_loopback(const uint8_t *address)
{
    static const uint8_t one[SVCCOMM_ADDRESS_SIZE] = {[15] = 1};
    if (memcmp(address, mapped, sizeof mapped) == 0)
        return address[12] == 127;
    return memcmp(address, one, sizeof one) == 0;
}

bool own_addresses_have(const struct own_addresses *own, const uint8_t *address)
{
    if (is_loopback(address))
        return true;
    return own->count > 0 && bsearch(address, own->list, own->count, sizeof *own->list, compare);
}

void own_addresses_free(struct own_addresses *own)
{
    free(own->list);
    memset(own, 0, sizeof *own);
}

/* SPDX-License-Identifier: MIT
 * Which item a message is about: "host 4711", "endpoint 10.0.0.5 port 443 of realm 2". */
#include "store/item_name.h"

#include "base/fail.h"
#include "store/kinds.h"

static void name_number(svccomm_error *error, const char *before, uint64_t number)
{
    svccomm__fail_text(error, before);
    svccomm__fail_number(error, number);
}

static void name_address(svccomm_error *error, const uint8_t *address)
{
    char text[SVCCOMM_ADDRESS_TEXT_SIZE];

    svccomm_address_format(address, text, sizeof text);
    svccomm__fail_text(error, " ");
    svccomm__fail_text(error, text);
}

/* Where it is not the usual one. */
static void name_place(svccomm_error *error, uint32_t realm, uint64_t scope)
{
    if (realm != 0)
        name_number(error, " of realm ", realm);
    if (scope != 0)
        name_number(error, " local to host ", scope);
}

static void name_host(const void *item, svccomm_error *error)
{
    const svccomm_host *h = item;

    name_number(error, " ", h->key.host);
    name_place(error, h->key.realm, 0);
}

static void name_of_address(const void *item, svccomm_error *error)
{
    const svccomm_address *a = item;

    name_address(error, a->key.address);
    name_place(error, a->key.realm, a->key.scope);
}

static void name_endpoint(const void *item, svccomm_error *error)
{
    const svccomm_endpoint *e = item;

    name_address(error, e->key.address);
    name_number(error, " port ", e->key.port);
    name_number(error, " protocol ", e->key.protocol);
    name_place(error, e->key.realm, e->key.scope);
}

static void name_rule(const void *item, svccomm_error *error)
{
    name_number(error, " ", ((const svccomm_rule *)item)->id);
}

static void name_tombstone(const void *item, svccomm_error *error)
{
    name_number(error, " of revision ", ((const svccomm_change *)item)->revision);
}

static void name_fan_in(const void *item, svccomm_error *error)
{
    name_number(error, " ", ((const svccomm_fan_in *)item)->end);
}

static void name_record(const void *item, svccomm_error *error)
{
    char text[SVCCOMM_ID_TEXT_SIZE];

    svccomm_id_format(((const svccomm_record *)item)->id, text, sizeof text);
    svccomm__fail_text(error, " ");
    svccomm__fail_text(error, text);
}

void svccomm__item_name(uint32_t kind, const void *item, svccomm_error *error)
{
    static void (*const name_key[SVCCOMM_KIND_COUNT])(const void *, svccomm_error *) = {
        [SVCCOMM_KIND_HOST] = name_host,
        [SVCCOMM_KIND_ADDRESS] = name_of_address,
        [SVCCOMM_KIND_ENDPOINT] = name_endpoint,
        [SVCCOMM_KIND_RULE] = name_rule,
        [SVCCOMM_KIND_TOMBSTONE] = name_tombstone,
        [SVCCOMM_KIND_FAN_IN] = name_fan_in,
        [SVCCOMM_KIND_COMMUNICATION] = name_record,
    };

    svccomm__fail_text(error, svccomm__kinds[kind].name);
    if (item != NULL && name_key[kind] != NULL)
        name_key[kind](item, error);
}

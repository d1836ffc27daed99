/* SPDX-License-Identifier: MIT
 * Stored items that cannot be. Each spoils a copy of a sound database. */
#include "damage.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define BAD_TIME (INT64_MIN + 1)

/* Longer than SVCCOMM_STRING_MAX; freed with the item, so it is a block of its own. */
static char *long_string(const char *old)
{
    char *text = malloc(SVCCOMM_STRING_MAX + 2);
    void *own;

    memcpy(&own, &old, sizeof own);
    free(own);
    if (text == NULL)
        abort();
    memset(text, 'x', SVCCOMM_STRING_MAX + 1);
    text[SVCCOMM_STRING_MAX + 1] = '\0';
    return text;
}

/* ---- meta ---- */

static void meta_of_the_future(void *item)
{
    ((svccomm_meta *)item)->format = SVCCOMM_META_FORMAT + 1;
}

static void meta_without_format(void *item)
{
    ((svccomm_meta *)item)->format = 0;
}

static void meta_newest(void *item)
{
    ((svccomm_meta *)item)->newest = BAD_TIME;
}

static void meta_interval(void *item)
{
    ((svccomm_meta *)item)->interval++;
}

static void meta_points(void *item)
{
    ((svccomm_meta *)item)->points = 1;
}

/* ---- host ---- */

static void host_zero(void *item)
{
    ((svccomm_host *)item)->key.host = 0;
}

static void host_time(void *item)
{
    ((svccomm_host *)item)->last_snapshot = BAD_TIME;
}

static void host_complete_time(void *item)
{
    ((svccomm_host *)item)->last_complete[1][2] = BAD_TIME;
}

static void host_name(void *item)
{
    svccomm_host *host = item;

    host->name = long_string(host->name);
}

/* ---- address ---- */

static int is_owned(const void *item)
{
    return ((const svccomm_address *)item)->owner != 0;
}

static void address_unspecified(void *item)
{
    memset(((svccomm_address *)item)->key.address, 0, SVCCOMM_ADDRESS_SIZE);
}

static void address_owner(void *item)
{
    ((svccomm_address *)item)->owner = 0xdead;
}

static void address_never_seen(void *item)
{
    ((svccomm_address *)item)->last_seen = SVCCOMM_NO_TIME;
}

static void address_since(void *item)
{
    ((svccomm_address *)item)->since = BAD_TIME;
}

static void address_device(void *item)
{
    svccomm_address *address = item;

    address->device = long_string(address->device);
}

/* ---- endpoint ---- */

static int is_wildcard(const void *item)
{
    static const uint8_t any[SVCCOMM_ADDRESS_SIZE];

    return memcmp(((const svccomm_endpoint *)item)->key.address, any, sizeof any) == 0;
}

static void endpoint_of_no_host(void *item)
{
    ((svccomm_endpoint *)item)->key.scope = 0;
}

static void endpoint_listen(void *item)
{
    ((svccomm_endpoint *)item)->own_listen = BAD_TIME;
}

static void endpoint_seen(void *item)
{
    ((svccomm_endpoint *)item)->last_seen = BAD_TIME;
}

static void endpoint_process_seen(void *item)
{
    ((svccomm_endpoint *)item)->process_seen = BAD_TIME;
}

static void endpoint_process(void *item)
{
    svccomm_endpoint *endpoint = item;

    endpoint->process = long_string(endpoint->process);
}

/* ---- rule ---- */

static void rule_kind(void *item)
{
    ((svccomm_rule *)item)->kind = 99;
}

static void rule_zero(void *item)
{
    ((svccomm_rule *)item)->id = 0;
}

static void rule_prefix(void *item)
{
    ((svccomm_rule *)item)->client.length = 129;
}

static void rule_process(void *item)
{
    svccomm_rule *rule = item;

    rule->process = long_string(rule->process);
}

/* ---- tombstone ---- */

static void tombstone_cause(void *item)
{
    ((svccomm_change *)item)->cause = 99;
}

static void tombstone_alive(void *item)
{
    ((svccomm_change *)item)->cause = SVCCOMM_CHANGE_UPDATED;
}

static void tombstone_zero(void *item)
{
    ((svccomm_change *)item)->revision = 0;
}

/* ---- fan-in ---- */

static int has_ports(const void *item)
{
    return ((const svccomm_fan_in *)item)->count > 0;
}

static void fan_in_nothing(void *item)
{
    ((svccomm_fan_in *)item)->count = 0;
}

static void fan_in_too_much(void *item)
{
    ((svccomm_fan_in *)item)->count = SVCCOMM_FAN_IN_MOST + 1;
}

static void fan_in_port_twice(void *item)
{
    svccomm_fan_in *end = item;

    end->ports[end->count] = end->ports[0];
    end->count++;
}

static void fan_in_reached(void *item)
{
    ((svccomm_fan_in *)item)->reached = BAD_TIME;
}

/* ---- communication ---- */

static int has_view(const void *item)
{
    return ((const svccomm_record *)item)->listener_view.found != 0;
}

static int has_client_view(const void *item)
{
    return ((const svccomm_record *)item)->client_view.found != 0;
}

static int has_processes(const void *item)
{
    return ((const svccomm_record *)item)->process_count > 0;
}

static int is_local(const void *item)
{
    return ((const svccomm_record *)item)->key.scope != 0;
}

static int is_not_local(const void *item)
{
    return ((const svccomm_record *)item)->key.scope == 0;
}

static void record_id(void *item)
{
    ((svccomm_record *)item)->id[0] ^= 1;
}

/* A record whose id is that of the key that it got. */
static void record_with_key(svccomm_record *record)
{
    svccomm_key_id(&record->key, record->id);
}

static void record_port(void *item)
{
    ((svccomm_record *)item)->key.port = 0;
    record_with_key(item);
}

static void record_client(void *item)
{
    memset(((svccomm_record *)item)->key.client, 0, SVCCOMM_ADDRESS_SIZE);
    record_with_key(item);
}

static void record_scope(void *item)
{
    ((svccomm_record *)item)->key.scope = 5;
    record_with_key(item);
}

static void record_no_scope(void *item)
{
    ((svccomm_record *)item)->key.scope = 0;
    record_with_key(item);
}

static void record_active(void *item)
{
    svccomm_netstat *view = &((svccomm_record *)item)->listener_view;

    view->active_samples = view->total_samples + 1;
}

static void record_client_active(void *item)
{
    svccomm_netstat *view = &((svccomm_record *)item)->client_view;

    view->active_samples = view->total_samples + 1;
}

static void record_implied(void *item)
{
    svccomm_netstat *view = &((svccomm_record *)item)->client_view;

    view->implied_samples = view->active_samples + 1;
}

static void record_found(void *item)
{
    svccomm_netstat *view = &((svccomm_record *)item)->listener_view;

    view->first_found = view->last_found + 1;
}

static void record_view(void *item)
{
    ((svccomm_record *)item)->listener_view.view = 77;
}

static void record_evidence(void *item)
{
    ((svccomm_record *)item)->evidence = 99;
}

static void record_status(void *item)
{
    ((svccomm_record *)item)->status = 99;
}

static void record_created(void *item)
{
    ((svccomm_record *)item)->created = BAD_TIME;
}

static void record_note(void *item)
{
    svccomm_record *record = item;

    record->note = long_string(record->note);
}

static void record_no_process(void *item)
{
    svccomm_process *process;
    void *own;

    memcpy(&process, &((svccomm_record *)item)->processes, sizeof process);
    memcpy(&own, &process[0].name, sizeof own);
    free(own);
    process[0].name = NULL;
}

static void record_spans(void *item)
{
    ((svccomm_record *)item)->netflow.present = 1;
}

static void record_reserved(void *item)
{
    ((svccomm_record *)item)->key.reserved = 1;
    record_with_key(item);
}

#define META SVCCOMM_KIND_META
#define HOST SVCCOMM_KIND_HOST
#define ADDRESS SVCCOMM_KIND_ADDRESS
#define ENDPOINT SVCCOMM_KIND_ENDPOINT
#define RULE SVCCOMM_KIND_RULE
#define TOMBSTONE SVCCOMM_KIND_TOMBSTONE
#define FAN_IN SVCCOMM_KIND_FAN_IN
#define RECORD SVCCOMM_KIND_COMMUNICATION
#define FORMAT SVCCOMM_E_FORMAT

const struct damage damages[] = {
    {"meta of a later format is refused as a version", META, SVCCOMM_E_VERSION, NULL,
     meta_of_the_future},
    {"meta of format 0 is damaged", META, FORMAT, NULL, meta_without_format},
    {"meta with a time out of range is damaged", META, FORMAT, NULL, meta_newest},
    {"meta of another interval does not match", META, SVCCOMM_E_MISMATCH, NULL, meta_interval},
    {"meta of other points does not match", META, SVCCOMM_E_MISMATCH, NULL, meta_points},
    {"a host of id 0 is damaged", HOST, FORMAT, NULL, host_zero},
    {"a host with a time out of range is damaged", HOST, FORMAT, NULL, host_time},
    {"a host with a complete snapshot out of range is damaged", HOST, FORMAT, NULL,
     host_complete_time},
    {"a host with a name too long is damaged", HOST, FORMAT, NULL, host_name},
    {"a host that is there twice is damaged", HOST, FORMAT, NULL, NULL},
    {"an unspecified address is damaged", ADDRESS, FORMAT, NULL, address_unspecified},
    {"an address of a host that is not there is damaged", ADDRESS, FORMAT, is_owned, address_owner},
    {"an owned address that was never seen is damaged", ADDRESS, FORMAT, is_owned,
     address_never_seen},
    {"an address with a time out of range is damaged", ADDRESS, FORMAT, NULL, address_since},
    {"an address with a name too long is damaged", ADDRESS, FORMAT, NULL, address_device},
    {"an address that is there twice is damaged", ADDRESS, FORMAT, NULL, NULL},
    {"a wildcard of no host is damaged", ENDPOINT, FORMAT, is_wildcard, endpoint_of_no_host},
    {"an endpoint with a LISTEN out of range is damaged", ENDPOINT, FORMAT, NULL, endpoint_listen},
    {"an endpoint with a sighting out of range is damaged", ENDPOINT, FORMAT, NULL, endpoint_seen},
    {"an endpoint with a process out of range is damaged", ENDPOINT, FORMAT, NULL,
     endpoint_process_seen},
    {"an endpoint with a name too long is damaged", ENDPOINT, FORMAT, NULL, endpoint_process},
    {"an endpoint that is there twice is damaged", ENDPOINT, FORMAT, NULL, NULL},
    {"a rule of no kind is damaged", RULE, FORMAT, NULL, rule_kind},
    {"a rule of id 0 is damaged", RULE, FORMAT, NULL, rule_zero},
    {"a rule with a prefix too long is damaged", RULE, FORMAT, NULL, rule_prefix},
    {"a rule with a pattern too long is damaged", RULE, FORMAT, NULL, rule_process},
    {"a tombstone of no cause is damaged", TOMBSTONE, FORMAT, NULL, tombstone_cause},
    {"a tombstone of a record that lives is damaged", TOMBSTONE, FORMAT, NULL, tombstone_alive},
    {"a tombstone of revision 0 is damaged", TOMBSTONE, FORMAT, NULL, tombstone_zero},
    {"a fan-in end that met nothing is damaged", FAN_IN, FORMAT, has_ports, fan_in_nothing},
    {"a fan-in end that met too much is damaged", FAN_IN, FORMAT, NULL, fan_in_too_much},
    {"a fan-in end that met a port twice is damaged", FAN_IN, FORMAT, has_ports, fan_in_port_twice},
    {"a fan-in end with a time out of range is damaged", FAN_IN, FORMAT, NULL, fan_in_reached},
    {"a fan-in end that is there twice is damaged", FAN_IN, FORMAT, NULL, NULL},
    {"a communication of another id is damaged", RECORD, FORMAT, NULL, record_id},
    {"a communication with port 0 is damaged", RECORD, FORMAT, NULL, record_port},
    {"a communication of no client is damaged", RECORD, FORMAT, NULL, record_client},
    {"a communication with a scope too much is damaged", RECORD, FORMAT, is_not_local,
     record_scope},
    {"a communication with a scope too few is damaged", RECORD, FORMAT, is_local, record_no_scope},
    {"a communication with a reserved byte set is damaged", RECORD, FORMAT, NULL, record_reserved},
    {"a communication more active than counted is damaged", RECORD, FORMAT, has_view,
     record_active},
    {"a communication whose client is more active than counted is damaged", RECORD, FORMAT,
     has_client_view, record_client_active},
    {"a communication more implied than active is damaged", RECORD, FORMAT, has_client_view,
     record_implied},
    {"a communication found last before first is damaged", RECORD, FORMAT, has_view, record_found},
    {"a communication of an unknown view is damaged", RECORD, FORMAT, has_view, record_view},
    {"a communication of unknown evidence is damaged", RECORD, FORMAT, NULL, record_evidence},
    {"a communication of unknown status is damaged", RECORD, FORMAT, NULL, record_status},
    {"a communication made out of range is damaged", RECORD, FORMAT, NULL, record_created},
    {"a communication with a note too long is damaged", RECORD, FORMAT, NULL, record_note},
    {"a communication with a process of no name is damaged", RECORD, FORMAT, has_processes,
     record_no_process},
    {"a communication with spans that cannot be is damaged", RECORD, FORMAT, NULL, record_spans},
    {"a communication that is there twice is damaged", RECORD, FORMAT, NULL, NULL},
};

const size_t damage_count = COUNT(damages);

static size_t fitting(const struct damage *damage, const struct fault_items *list)
{
    size_t at = 0;

    while (at < list->count && damage->fits != NULL && !damage->fits(list->items[at]))
        at++;
    return at;
}

void damage_apply(const struct damage *damage, struct fault_storage *storage)
{
    struct fault_items *list = &storage->committed.kinds[damage->kind];
    size_t at = fitting(damage, list);

    if (at == list->count)
        return;
    if (damage->spoil == NULL)
        fault_items_append(list, damage->kind, list->items[at]);
    else
        damage->spoil(list->items[at]);
}

size_t damage_place(const struct damage *damage, const struct fault_storage *storage)
{
    const struct fault_items *list = &storage->committed.kinds[damage->kind];

    return damage->spoil == NULL ? list->count : fitting(damage, list);
}

int damage_id(const struct damage *damage, const struct fault_storage *storage, char *text,
              size_t capacity)
{
    const struct fault_items *list = &storage->committed.kinds[damage->kind];
    void *item = list->items[fitting(damage, list)];
    struct fault_content copy;
    int rc;

    if (damage->kind != RECORD)
        return 0;
    /* As it is stored: spoiled. */
    memset(&copy, 0, sizeof copy);
    fault_items_append(&copy.kinds[RECORD], RECORD, item);
    if (damage->spoil != NULL)
        damage->spoil(copy.kinds[RECORD].items[0]);
    rc = svccomm_id_format(((svccomm_record *)copy.kinds[RECORD].items[0])->id, text, capacity);
    fault_content_free(&copy);
    return rc > 0;
}

/* SPDX-License-Identifier: MIT
 * The set of rules of a registry: kept in order of id, changed all or none. */
#include <string.h>

#include "base/fail.h"
#include "base/structs.h"
#include "core/calls.h"
#include "core/changed.h"
#include "core/rules.h"
#include "model/address.h"

/* The position of the first rule whose id is not less. */
static size_t rule_position(const svccomm_registry *registry, uint64_t id)
{
    size_t low = 0, high = registry->rule_count, middle;

    while (low < high) {
        middle = low + (high - low) / 2;
        if (registry->rules[middle].rule.id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int rule_is_at(const svccomm_registry *registry, size_t position, uint64_t id)
{
    return position < registry->rule_count && registry->rules[position].rule.id == id;
}

/* Dirty positions move when a rule is put in between: they are worked out anew from the flags. */
static void remark_rules(svccomm_registry *registry)
{
    size_t i;

    registry->changed[SVCCOMM_KIND_RULE].count = 0;
    for (i = 0; i < registry->rule_count; i++)
        if (registry->rules[i].dirty) {
            registry->rules[i].dirty = 0;
            svccomm__changed_mark(registry, SVCCOMM_KIND_RULE, (uint32_t)i,
                                  &registry->rules[i].dirty);
        }
}

/* Inserts or replaces; `process` is interned and its reference moves in. */
static void rule_put(svccomm_registry *registry, const svccomm_rule *rule, const char *process,
                     uint64_t hits)
{
    size_t at = rule_position(registry, rule->id);
    struct svccomm__rule_entry *entry = registry->rules + at;

    if (!rule_is_at(registry, at, rule->id)) {
        memmove(entry + 1, entry, (registry->rule_count - at) * sizeof *entry);
        memset(entry, 0, sizeof *entry);
        registry->rule_count++;
    }
    svccomm__strings_drop(&registry->strings, entry->rule.process);
    entry->rule = *rule;
    entry->rule.process = process;
    entry->rule.hits = hits;
    entry->dirty = registry->has_storage;
    remark_rules(registry);
    registry->meta_dirty = 1;
}

static int rule_check(const svccomm_rule *rule)
{
    if (rule->id == 0 || rule->kind < SVCCOMM_RULE_IGNORE || rule->kind > SVCCOMM_RULE_LOCAL)
        return SVCCOMM_E_ARGUMENT;
    if (rule->kind == SVCCOMM_RULE_GROUP && !svccomm__address_is_client(rule->group))
        return SVCCOMM_E_ARGUMENT;
    if (!svccomm__prefix_is_valid(&rule->client) || !svccomm__prefix_is_valid(&rule->listener) ||
        rule->port_low > rule->port_high)
        return SVCCOMM_E_ARGUMENT;
    if (rule->process != NULL && strlen(rule->process) > SVCCOMM_STRING_MAX)
        return SVCCOMM_E_RANGE;
    return 0;
}

static const svccomm_rule *rule_element(const svccomm_rule *rules, size_t index, size_t size)
{
    return (const svccomm_rule *)(const void *)((const char *)rules + index * size);
}

/* How many of the given rules are not there yet; an id given twice is one rule. */
static size_t rules_new(const svccomm_registry *registry, const svccomm_rule *rules, size_t count,
                        size_t size)
{
    size_t found = 0, i, before;
    uint64_t id;

    for (i = 0; i < count; i++) {
        id = rule_element(rules, i, size)->id;
        for (before = 0; before < i && rule_element(rules, before, size)->id != id; before++)
            ;
        found += before == i && !rule_is_at(registry, rule_position(registry, id), id);
    }
    return found;
}

static int rules_reserve(svccomm_registry *registry, size_t count)
{
    int rc;

    if (registry->rule_count + count > registry->config.max_rules)
        return SVCCOMM_E_FULL;
    rc = svccomm__memory_grow(&registry->memory, &registry->rules, &registry->rule_capacity,
                              registry->rule_count + count, sizeof *registry->rules);
    return rc < 0 ? rc
                  : svccomm__changed_reserve(registry, SVCCOMM_KIND_RULE,
                                             registry->rule_count + count, count);
}

static int rules_check(const svccomm_rule *rules, size_t count, size_t size, svccomm_error *error)
{
    size_t i;
    int rc;

    for (i = 0; i < count; i++) {
        rc = rule_check(rule_element(rules, i, size));
        if (rc < 0)
            return svccomm__fail_at(error, rc, 0, i, NULL);
    }
    return 0;
}

/* Interns every pattern first, so that putting cannot fail; on failure drops what it took. */
static int intern_patterns(svccomm_registry *registry, const svccomm_rule *rules, size_t count,
                           size_t size, const char **names)
{
    const char *process;
    size_t i;
    int rc = 0;

    for (i = 0; i < count && rc == 0; i++) {
        process = rule_element(rules, i, size)->process;
        if (process != NULL)
            rc = svccomm__strings_intern(&registry->strings, process, strlen(process), &names[i]);
    }
    for (i = 0; i < count && rc < 0; i++)
        svccomm__strings_drop(&registry->strings, names[i]);
    return rc;
}

static int rules_put(svccomm_registry *registry, const svccomm_rule *rules, size_t count,
                     size_t size)
{
    const char **names = svccomm__memory_new(&registry->memory, count * sizeof *names);
    size_t i, at;
    int rc = names == NULL ? SVCCOMM_E_NOMEM
                           : rules_reserve(registry, rules_new(registry, rules, count, size));

    if (rc == 0)
        rc = intern_patterns(registry, rules, count, size, names);
    for (i = 0; i < count && rc == 0; i++) {
        const svccomm_rule *rule = rule_element(rules, i, size);

        at = rule_position(registry, rule->id);
        rule_put(registry, rule, names[i],
                 rule_is_at(registry, at, rule->id) ? registry->rules[at].rule.hits : 0);
    }
    svccomm__memory_free(&registry->memory, (void *)names, count * sizeof *names);
    return rc;
}

int svccomm_registry_set_rules(svccomm_registry *registry, const svccomm_rule *rules, size_t count,
                               size_t size, svccomm_error *error)
{
    int rc = svccomm__call_check(registry);

    if (rc == 0)
        rc = svccomm__elements_in(rules, count, size, sizeof *rules);
    if (rc < 0)
        return svccomm__fail(error, rc, NULL);
    rc = rules_check(rules, count, size, error);
    if (rc < 0 || count == 0)
        return rc;
    rc = rules_put(registry, rules, count, size);
    return rc < 0 ? svccomm__fail(error, rc, NULL) : 0;
}

int svccomm__rules_restore(svccomm_registry *registry, const svccomm_rule *rule)
{
    const char *process = NULL;
    int rc = rule_check(rule);

    if (rc < 0)
        return SVCCOMM_E_FORMAT;
    rc = rules_reserve(registry, 1);
    if (rc == 0)
        rc = intern_patterns(registry, rule, 1, sizeof *rule, &process);
    if (rc == 0)
        rule_put(registry, rule, process, rule->hits);
    return rc;
}

int svccomm_registry_delete_rule(svccomm_registry *registry, uint64_t id)
{
    int rc = svccomm__call_check(registry);
    size_t at;

    if (rc < 0)
        return rc;
    at = rule_position(registry, id);
    if (!rule_is_at(registry, at, id))
        return SVCCOMM_E_NOT_FOUND;
    rc = svccomm__changed_reserve(registry, SVCCOMM_KIND_RULE, registry->rule_count, 1);
    if (rc < 0)
        return rc;
    svccomm__changed_erase(registry, SVCCOMM_KIND_RULE, &id);
    svccomm__strings_drop(&registry->strings, registry->rules[at].rule.process);
    registry->rule_count--;
    memmove(registry->rules + at, registry->rules + at + 1,
            (registry->rule_count - at) * sizeof *registry->rules);
    remark_rules(registry);
    return 0;
}

int svccomm_registry_rules(const svccomm_registry *registry, uint64_t after, svccomm_rule *rules,
                           size_t capacity, size_t size)
{
    size_t at, n;

    if (registry == NULL || (rules == NULL && capacity > 0))
        return SVCCOMM_E_ARGUMENT;
    if (size < sizeof *rules)
        return SVCCOMM_E_STRUCT_SIZE;
    at = after == UINT64_MAX ? registry->rule_count : rule_position(registry, after + 1);
    for (n = 0; n < capacity && n < INT32_MAX && at + n < registry->rule_count; n++)
        svccomm__element_out(rules, n, size, &registry->rules[at + n].rule, sizeof *rules);
    return (int)n;
}

void svccomm__rules_free(svccomm_registry *registry)
{
    svccomm__memory_free(&registry->memory, registry->rules,
                         registry->rule_capacity * sizeof *registry->rules);
    registry->rules = NULL;
    registry->rule_count = registry->rule_capacity = 0;
}

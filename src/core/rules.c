/* SPDX-License-Identifier: MIT
 * Rules that a registry applies before a record is made: how they match (K3, K11, K12). */
#include "core/rules.h"

#include <string.h>

#include "base/arith.h"
#include "core/changed.h"
#include "model/address.h"

static int covers(const svccomm_prefix *prefix, const uint8_t *address)
{
    return svccomm_prefix_contains(prefix, address) == 1;
}

int svccomm__rules_local(const svccomm_registry *registry, uint32_t realm, const uint8_t *address)
{
    const svccomm_rule *rule;
    size_t i;

    if (svccomm__address_is_local(address))
        return 1;
    for (i = 0; i < registry->rule_count; i++) {
        rule = &registry->rules[i].rule;
        if (rule->kind == SVCCOMM_RULE_LOCAL && rule->realm == realm &&
            covers(&rule->client, address))
            return 1;
    }
    return 0;
}

int svccomm__rules_group(const svccomm_registry *registry, uint32_t realm, uint8_t *client)
{
    const svccomm_rule *rule, *best = NULL;
    size_t i;

    for (i = 0; i < registry->rule_count; i++) {
        rule = &registry->rules[i].rule;
        if (rule->kind == SVCCOMM_RULE_GROUP && rule->realm == realm &&
            covers(&rule->client, client) &&
            (best == NULL || rule->client.length > best->client.length))
            best = rule;
    }
    if (best == NULL)
        return 0;
    memcpy(client, best->group, SVCCOMM_ADDRESS_SIZE);
    return 1;
}

/* Glob with `*` only: after a star the earliest match of the rest is as good as any. */
static int glob(const char *pattern, const char *text)
{
    const char *star = NULL, *again = NULL;

    while (*text != '\0') {
        if (*pattern == '*') {
            star = ++pattern;
            again = text;
        } else if (*pattern == *text) {
            pattern++;
            text++;
        } else if (star != NULL) {
            pattern = star;
            text = ++again;
        } else {
            return 0;
        }
    }
    while (*pattern == '*')
        pattern++;
    return *pattern == '\0';
}

static int port_matches(const svccomm_rule *rule, uint16_t port)
{
    if (rule->port_low == 0 && rule->port_high == 0)
        return 1;
    return port >= rule->port_low && port <= rule->port_high;
}

static int ignores(const svccomm_rule *rule, const svccomm_key *key, const uint8_t *seen,
                   const char *process)
{
    if (rule->kind != SVCCOMM_RULE_IGNORE || rule->realm != key->realm)
        return 0;
    if (rule->protocol != 0 && rule->protocol != key->protocol)
        return 0;
    if (!port_matches(rule, key->port) || !covers(&rule->listener, key->listener))
        return 0;
    if (!covers(&rule->client, key->client) && !covers(&rule->client, seen))
        return 0;
    return rule->process == NULL || (process != NULL && glob(rule->process, process));
}

size_t svccomm__rules_ignore(const svccomm_registry *registry, const svccomm_key *key,
                             const uint8_t *seen, const char *process)
{
    size_t i;

    for (i = 0; i < registry->rule_count; i++)
        if (ignores(&registry->rules[i].rule, key, seen, process))
            return i + 1;
    return 0;
}

void svccomm__rules_hit(svccomm_registry *registry, size_t position, uint64_t hits)
{
    struct svccomm__rule_entry *entry = &registry->rules[position];

    svccomm__count(&entry->rule.hits, hits);
    svccomm__changed_mark(registry, SVCCOMM_KIND_RULE, (uint32_t)position, &entry->dirty);
}

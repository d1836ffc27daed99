/* SPDX-License-Identifier: MIT
 * Rules that a registry applies before a record is made: local prefixes (K3), client groups (K11),
 * ignore rules (K12). */
#ifndef SVCCOMM_RULES_H
#define SVCCOMM_RULES_H

#include "error.h"
#include "key.h"
#include "registry.h"

#ifdef __cplusplus
extern "C" {
#endif

/* svccomm_rule.kind */
#define SVCCOMM_RULE_IGNORE 1u /**< what matches every given member is not counted (K12) */
#define SVCCOMM_RULE_GROUP 2u  /**< clients in `client` are counted under `group` (K11) */
#define SVCCOMM_RULE_LOCAL 3u  /**< addresses in `client` mean something only on one host (K3) */

/** A rule. It acts on what is seen from then on; records that exist stay as they are. */
typedef struct svccomm_rule {
    uint64_t id;             /**< chosen by the caller, not 0; a rule of the same id is replaced */
    uint32_t realm;          /**< where it applies */
    uint32_t kind;           /**< SVCCOMM_RULE_ */
    svccomm_prefix client;   /**< IGNORE: of the client; GROUP, LOCAL: the prefix. Length 0: any */
    svccomm_prefix listener; /**< IGNORE: of the listener. Length 0: any */
    uint8_t group[SVCCOMM_ADDRESS_SIZE]; /**< GROUP: the address that stands for the prefix */
    uint16_t port_low;                   /**< IGNORE: listener port, inclusive; 0, 0: any */
    uint16_t port_high;                  /**< inclusive */
    uint8_t protocol;                    /**< IGNORE: 0 is any */
    uint8_t reserved[3];                 /**< 0 */
    const char *process; /**< IGNORE: pattern with `*` of a process name of the observing host, or
                            NULL: any; case counts */
    uint64_t hits;       /**< observations that it caught; given by the library */
} svccomm_rule;

/** Adds or replaces rules, all or none.
 *  @param rules  array; @param count elements; @param size sizeof(svccomm_rule) of the caller.
 *  @return 0; SVCCOMM_E_ARGUMENT (a member is not of its form; error->offset is the index);
 *  SVCCOMM_E_STRUCT_SIZE; SVCCOMM_E_STRUCT_TAIL; SVCCOMM_E_RANGE; SVCCOMM_E_FULL; SVCCOMM_E_NOMEM;
 *  SVCCOMM_E_REENTRY. Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_registry_set_rules(svccomm_registry *registry, const svccomm_rule *rules,
                                           size_t count, size_t size, svccomm_error *error);

/** Deletes a rule. @return 0, SVCCOMM_E_ARGUMENT, SVCCOMM_E_NOT_FOUND, SVCCOMM_E_NOMEM,
 *  SVCCOMM_E_REENTRY. Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_registry_delete_rule(svccomm_registry *registry, uint64_t id);

/** The rules in order of id, with their hits.
 *  @param after  give ids greater than this; 0: from the start.
 *  @param rules  out: `capacity` elements; strings live until the registry's next change.
 *  @return how many; SVCCOMM_E_ARGUMENT; SVCCOMM_E_STRUCT_SIZE.
 *  Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_registry_rules(const svccomm_registry *registry, uint64_t after,
                                       svccomm_rule *rules, size_t capacity, size_t size);

#ifdef __cplusplus
}
#endif

#endif

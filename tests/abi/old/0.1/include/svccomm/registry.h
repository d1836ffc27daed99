/* SPDX-License-Identifier: MIT
 * The registry of service communications: made, changed and asked here. */
#ifndef SVCCOMM_REGISTRY_H
#define SVCCOMM_REGISTRY_H

#include "allocator.h"
#include "error.h"
#include "filter.h"
#include "record.h"
#include "snapshot.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A registry of communications. */
typedef struct svccomm_registry svccomm_registry;

/* What happens at the caps of records, endpoints, addresses and hosts (A7).
 *
 * Of records, guesses go first, then all that are not manual, ignored or annotated. Of the
 * inventory only that goes to which no record refers and that the call itself does not show:
 *   - an endpoint of which there is no record; a wildcard bind once it covers no endpoint;
 *   - an address by which no client view counts and on which no endpoint has a record, with the
 *     endpoints on it; never one that svccomm_registry_set_device() named; those that give names,
 *     their owner's or an imported one (K7), after all that do not;
 *   - a host that owns no address which records refer to, unless it was named and never seen; what
 *     it owned is nobody's then, and its next snapshot begins anew, whatever its time.
 * Each time the lowest revision goes; of equal ones the first in key order. Where none may go, new
 * ones are refused. What comes from a storage or an import evicts nothing. Names, notes and rules
 * that do not fit are always refused. */
#define SVCCOMM_CAP_REFUSE 0u /**< new ones are refused and counted */
#define SVCCOMM_CAP_EVICT 1u  /**< the lowest revision goes */

/* svccomm_registry_config.flow_options */
#define SVCCOMM_FLOWS_PORTLESS 1u /**< protocols without ports are kept, with port 0 (F9) */
#define SVCCOMM_FLOWS_ATTEMPTS 2u /**< attempts make records (F12) */

/** How a registry is made. */
typedef struct svccomm_registry_config {
    uint32_t size;          /**< sizeof(svccomm_registry_config) */
    uint32_t cap_policy;    /**< SVCCOMM_CAP_; default REFUSE */
    uint64_t seed[2];       /**< key of every hash table; zero by default, which is NOT safe against
                                 chosen keys: give 128 random bits (A7) */
    uint64_t max_records;   /**< default 16 million */
    uint64_t max_endpoints; /**< default 4 million */
    uint64_t max_addresses; /**< default 16 million */
    uint64_t max_hosts;     /**< default 1 million */
    uint64_t max_strings;   /**< distinct names and notes; default 1 million */
    uint64_t max_string_bytes; /**< their bytes; default 64 MiB */
    uint32_t max_tombstones;   /**< kept for `changes` (K10); default 65,536 */
    uint32_t max_rules;        /**< default 4,096 */
    int64_t interval;          /**< flow sample interval, ns; default 60 s; stored (section 2) */
    uint32_t points;           /**< not 0: only the end of a flow counts (F2); stored */
    uint32_t keep_segments;    /**< K of F5, 2 to 16; default 4 */
    int64_t owner_age;         /**< an address is owned so long after its last sighting (K7), ns;
                                    default 7 days */
    uint32_t open_states;      /**< bit 1 << SVCCOMM_STATE_ for each state that is open (N7) */
    uint32_t flow_options;     /**< SVCCOMM_FLOWS_ bits; default 0 */
    int64_t flow_age;          /**< a flow that ended longer before it was received is dropped (F9),
                                    ns; default 24 h */
    int64_t flow_future;       /**< one that ended longer after it was received, too, ns; default
                                    10 min */
    uint32_t max_fan_in;       /**< ends whose ports are counted (section 6); default 262,144 */
    uint32_t reserved;         /**< 0 */
    const svccomm_allocator *allocator; /**< copied; NULL: the C library's */
} svccomm_registry_config;

/** Counts of what a registry holds and of what it dropped. */
typedef struct svccomm_counts {
    uint32_t size;     /**< sizeof(svccomm_counts) */
    uint32_t reserved; /**< 0 */
    uint64_t records;  /**< all realms, every status */
    uint64_t endpoints;
    uint64_t addresses;
    uint64_t hosts;
    uint64_t rules;
    uint64_t tombstones;
    uint64_t strings;
    uint64_t string_bytes;
    uint64_t revision;          /**< the newest given (K10) */
    uint64_t unflushed;         /**< items that the next flush writes or erases */
    uint64_t evicted;           /**< records evicted at the cap since the handle was made */
    uint64_t evicted_endpoints; /**< likewise endpoints */
    uint64_t evicted_addresses; /**< likewise addresses */
    uint64_t evicted_hosts;     /**< likewise hosts */
    uint64_t memory;            /**< bytes that the handle holds now */
    int64_t newest;             /**< newest observation, or SVCCOMM_NO_TIME */
} svccomm_counts;

/** What became of a snapshot; adds up over calls, unchanged by a failed one. */
typedef struct svccomm_ingest_report {
    uint32_t size;           /**< sizeof(svccomm_ingest_report) */
    uint32_t reserved;       /**< 0 */
    uint64_t snapshots;      /**< applied */
    uint64_t rows;           /**< in them */
    uint64_t duplicates;     /**< rows that tell a socket told already (N4) */
    uint64_t listeners;      /**< distinct listening sockets */
    uint64_t connections;    /**< distinct sockets that gave an observation */
    uint64_t not_counted;    /**< rows in a state that says nothing (N7) */
    uint64_t unknown_states; /**< connections treated as open though nobody knows the state (N7) */
    uint64_t records_seen;   /**< distinct communications observed */
    uint64_t records_new;    /**< of these, made now */
    uint64_t implied;        /**< listeners implied by a connection (N6) */
    uint64_t presence_only;  /**< communications seen, but the snapshot was not complete for them */
    uint64_t ignored;        /**< communications caught by an ignore rule or of status ignored */
    uint64_t dropped_address; /**< rows whose client would be unspecified, multicast or broadcast */
    uint64_t dropped_port;    /**< rows with port 0 */
    uint64_t dropped_full;    /**< communications, listeners, addresses or names refused at a cap */
    uint64_t turned;          /**< communications turned round by stronger evidence (D2) */
} svccomm_ingest_report;

/* svccomm_edit.fields: which members are given. */
#define SVCCOMM_EDIT_CLIENT_DEVICE 0x1u
#define SVCCOMM_EDIT_LISTENER_DEVICE 0x2u
#define SVCCOMM_EDIT_PROCESSES 0x4u /**< replaces the set of client processes */
#define SVCCOMM_EDIT_LISTENER_PROCESS 0x8u
#define SVCCOMM_EDIT_NOTE 0x10u
#define SVCCOMM_EDIT_STATUS 0x20u
#define SVCCOMM_EDIT_KEY 0x40u    /**< re-key (K9) */
#define SVCCOMM_EDIT_FIELDS 0xFFu /**< all of these; others are refused */
#define SVCCOMM_EDIT_MERGE 0x80u  /**< no member: a re-key that collides merges the two (K9) */

/** What a person says of a record; NULL strings take a name away. */
typedef struct svccomm_edit {
    uint32_t size;   /**< sizeof(svccomm_edit) */
    uint32_t fields; /**< SVCCOMM_EDIT_ bits */
    svccomm_key key; /**< for add: the key; for edit: the new one. Where neither end is local the
                          scope must be 0, else not 0 (K3) */
    const char *client_device;
    const char *listener_device;
    const char *listener_process;
    const char *note;
    const char *const *processes; /**< names, most recent first */
    uint32_t process_count;       /**< at most SVCCOMM_PROCESS_MAX */
    uint32_t status;              /**< SVCCOMM_STATUS_ */
} svccomm_edit;

/** What to prune (K12). */
typedef struct svccomm_prune {
    uint32_t size;           /**< sizeof(svccomm_prune) */
    uint32_t include_manual; /**< not 0: manual records too */
    uint32_t dry_run;        /**< not 0: only count */
    uint32_t reserved;       /**< 0 */
    int64_t older_than;      /**< records last found (attempts only, or never found: updated) before
                                  this time go */
    /* out: */
    uint64_t records;
    uint64_t endpoints;
    uint64_t addresses;
    uint64_t hosts;
} svccomm_prune;

/* svccomm_change.cause */
#define SVCCOMM_CHANGE_UPDATED 0u /**< the record exists: get it by its id */
#define SVCCOMM_CHANGE_DELETED 1u
#define SVCCOMM_CHANGE_TURNED 2u  /**< its direction was turned round (D2) */
#define SVCCOMM_CHANGE_REKEYED 3u /**< its key was edited (K9) */
#define SVCCOMM_CHANGE_PRUNED 4u
#define SVCCOMM_CHANGE_EVICTED 5u

/** A change since a revision: a record that exists, or the tombstone of one that ended (K10). */
typedef struct svccomm_change {
    uint64_t revision;
    uint8_t id[SVCCOMM_ID_SIZE];
    uint8_t successor[SVCCOMM_ID_SIZE]; /**< of a turned or re-keyed one, else zero */
    uint32_t cause;                     /**< SVCCOMM_CHANGE_ */
    uint32_t reserved;                  /**< 0 */
} svccomm_change;

/** Fills a configuration with defaults. @return 0, SVCCOMM_E_ARGUMENT, SVCCOMM_E_STRUCT_SIZE.
 *  Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_registry_config_init(svccomm_registry_config *config, size_t size);

/** Clears counts. @return as above. Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_counts_init(svccomm_counts *counts, size_t size);

/** Clears a report. @return as above. Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_ingest_report_init(svccomm_ingest_report *report, size_t size);

/** Clears an edit: nothing given. @return as above. Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_edit_init(svccomm_edit *edit, size_t size);

/** Clears a prune order; older_than is to be set. @return as above. Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_prune_init(svccomm_prune *prune, size_t size);

/** Makes an empty registry.
 *  @param out     out: the handle, NULL on failure; end it with svccomm_registry_free().
 *  @param config  or NULL for defaults.
 *  @return 0, SVCCOMM_E_ARGUMENT, SVCCOMM_E_STRUCT_SIZE, SVCCOMM_E_STRUCT_TAIL, SVCCOMM_E_RANGE,
 *  SVCCOMM_E_NOMEM. Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_registry_new(svccomm_registry **out, const svccomm_registry_config *config);

/** Ends a registry; NULL is fine. What was not flushed is lost. Its cursors stay to be freed.
 *  Refused silently from within one of its callbacks. Thread: the handle's. Since 0.1.0. */
SVCCOMM_API void svccomm_registry_free(svccomm_registry *registry);

/** What the registry holds.
 *  @param counts  out, initialised.  @return 0, SVCCOMM_E_ARGUMENT, SVCCOMM_E_STRUCT_SIZE.
 *  Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_registry_counts(const svccomm_registry *registry, svccomm_counts *counts);

/** Applies a snapshot, whole or not at all (N1-N13). The snapshot is only read.
 *  @param now     the caller's clock, nanoseconds.
 *  @param report  or NULL. @param error  or NULL.
 *  @return 0; SVCCOMM_E_ARGUMENT; SVCCOMM_E_STATE (nothing was begun, or a text source is open);
 *  SVCCOMM_E_STALE (not newer than the last of its host); SVCCOMM_E_FUTURE (more than 10 minutes
 *  after now); SVCCOMM_E_RANGE (now); SVCCOMM_E_FULL (no room for the host, A7);
 *  SVCCOMM_E_NOMEM; SVCCOMM_E_REENTRY. Thread: both handles'. Since 0.1.0. */
SVCCOMM_API int svccomm_registry_ingest_snapshot(svccomm_registry *registry,
                                                 const svccomm_snapshot *snapshot, int64_t now,
                                                 svccomm_ingest_report *report,
                                                 svccomm_error *error);

/** Adds a manual record (K8); one that was discovered with the same key becomes manual too.
 *  @param edit  the key and what else is said. SVCCOMM_EDIT_KEY and _MERGE have no meaning here.
 *  @param now   nanoseconds.
 *  @param id    out: 16 bytes, or NULL.
 *  @return 0; SVCCOMM_E_ARGUMENT (key: port 0 on a protocol with ports, a client that is multicast
 * or unspecified, a scope that does not fit); SVCCOMM_E_STRUCT_SIZE; SVCCOMM_E_STRUCT_TAIL;
 *  SVCCOMM_E_RANGE; SVCCOMM_E_EXISTS (it is manual already); SVCCOMM_E_FULL; SVCCOMM_E_NOMEM;
 *  SVCCOMM_E_REENTRY. Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_registry_add(svccomm_registry *registry, const svccomm_edit *edit,
                                     int64_t now, uint8_t *id, svccomm_error *error);

/** Changes a record's attributes, or its key (K9).
 *  @param id      16 bytes: which. @param edit  what changes. @param now  nanoseconds.
 *  @param new_id  out: 16 bytes, the id after a re-key; or NULL.
 *  @return 0; SVCCOMM_E_NOT_FOUND; SVCCOMM_E_EXISTS (the new key is taken and SVCCOMM_EDIT_MERGE is
 *  not given); else as svccomm_registry_add(). Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_registry_edit(svccomm_registry *registry, const uint8_t *id,
                                      const svccomm_edit *edit, int64_t now, uint8_t *new_id,
                                      svccomm_error *error);

/** Reads one record.
 *  @param record  out; its strings live until the registry's next change or next get.
 *  @param size    sizeof(svccomm_record) of the caller.
 *  @return 0, SVCCOMM_E_ARGUMENT, SVCCOMM_E_STRUCT_SIZE, SVCCOMM_E_NOT_FOUND.
 *  Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_registry_get(svccomm_registry *registry, const uint8_t *id,
                                     svccomm_record *record, size_t size);

/** Reads one record by its key; as svccomm_registry_get(). Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_registry_find(svccomm_registry *registry, const svccomm_key *key,
                                      svccomm_record *record, size_t size);

/** Deletes records, all or none.
 *  @param ids    `count` times 16 bytes, one after the other; a repeated one counts once.
 *  @param error  or NULL; `offset` is the index of an id that is not there.
 *  @return 0; SVCCOMM_E_ARGUMENT; SVCCOMM_E_NOT_FOUND; SVCCOMM_E_NOMEM; SVCCOMM_E_REENTRY.
 *  Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_registry_delete(svccomm_registry *registry, const uint8_t *ids,
                                        size_t count, int64_t now, svccomm_error *error);

/** Deletes the records that pass a filter, all or none.
 *  @param filter   NULL: all normal records of realm 0.
 *  @param dry_run  not 0: only count. @param count  out: how many; or NULL.
 *  @return 0, SVCCOMM_E_ARGUMENT, SVCCOMM_E_STRUCT_SIZE, SVCCOMM_E_STRUCT_TAIL, SVCCOMM_E_NOMEM,
 *  SVCCOMM_E_REENTRY. Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_registry_delete_matching(svccomm_registry *registry,
                                                 const svccomm_filter *filter, int dry_run,
                                                 int64_t now, uint64_t *count);

/** Starts the counting of the records that pass a filter anew (K12): statistics and found times
 *  end, attributes stay. Arguments and errors as svccomm_registry_delete_matching().
 *  Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_registry_reset(svccomm_registry *registry, const svccomm_filter *filter,
                                       int dry_run, int64_t now, uint64_t *count);

/** Ends records by age, and endpoints, addresses and hosts of that age to which nothing refers.
 *  @param prune  in and out.
 *  @return 0, SVCCOMM_E_ARGUMENT, SVCCOMM_E_STRUCT_SIZE, SVCCOMM_E_STRUCT_TAIL, SVCCOMM_E_RANGE,
 *  SVCCOMM_E_NOMEM, SVCCOMM_E_REENTRY. Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_registry_prune(svccomm_registry *registry, svccomm_prune *prune,
                                       int64_t now);

/** Changes with a revision greater than `since`, in rising revision (K10). Call again with the
 *  last one's revision until 0 is returned.
 *  @param changes  out: `capacity` elements. @param size  sizeof(svccomm_change) of the caller.
 *  @return how many; SVCCOMM_E_ARGUMENT; SVCCOMM_E_STRUCT_SIZE; SVCCOMM_E_TOO_OLD (tombstones newer
 *  than `since` were dropped: list everything instead); SVCCOMM_E_NOMEM.
 *  Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_registry_changes(svccomm_registry *registry, uint64_t since,
                                         svccomm_change *changes, size_t capacity, size_t size);

#ifdef __cplusplus
}
#endif

#endif

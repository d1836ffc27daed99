/* SPDX-License-Identifier: MIT
 * From an older schema to the newest, step by step. */
#include "sqlite_schema.h"

#include <stddef.h>

/* Schema 1 was before flows. Of its records nobody knows which client ports were seen: as with
 * imported ones it is taken that there were several. */
static const char *const from_1[] = {
    "ALTER TABLE endpoints ADD COLUMN own_evidence INTEGER NOT NULL DEFAULT 0",
    "UPDATE endpoints SET own_evidence = 8 WHERE own_listen IS NOT NULL",
    "ALTER TABLE communications ADD COLUMN client_port INTEGER NOT NULL DEFAULT 65536",
    "UPDATE communications SET client_port = 0 WHERE first_found IS NULL",
    sqlite_table_decoder,
    "PRAGMA user_version = 2",
    NULL,
};

/* Schema 2 was before fan-in was kept. Its key is a secret that may be any number. */
static const char *const from_2[] = {
    "ALTER TABLE meta ADD COLUMN fan_in_key_0 INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE meta ADD COLUMN fan_in_key_1 INTEGER NOT NULL DEFAULT 0",
    "UPDATE meta SET fan_in_key_0 = random(), fan_in_key_1 = random()",
    sqlite_table_fan_in,
    "PRAGMA user_version = 3",
    NULL,
};

const char *const *const sqlite_upgrades[SQLITE_STORE_SCHEMA_VERSION - 1] = {from_1, from_2};

/* SPDX-License-Identifier: MIT
 * The schema of the SQLite database. */
#ifndef CLI_STORAGE_SCHEMA_H
#define CLI_STORAGE_SCHEMA_H

/* PRAGMA user_version: rises when a program of before could not read the tables any more. */
#define STORAGE_SCHEMA_VERSION 2

/* PRAGMA application_id: "svcc". */
#define STORAGE_APPLICATION_ID 0x73766363

/* Statements that make an empty database ours, one after the other; ends with NULL. */
extern const char *const storage_schema[];

/* Statements that make a database of schema N one of schema N + 1, by N from 1 on; each ends with
 * NULL. */
extern const char *const *const storage_upgrades[];

/* The table of the decoder's state. */
extern const char storage_table_decoder[];

/* The views among them. */
extern const char storage_view_endpoints[], storage_view_addresses[], storage_view_sources[],
    storage_view_netstat[], storage_view_netflow[], storage_view_statistics[];

#endif

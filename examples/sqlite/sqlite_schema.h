/* SPDX-License-Identifier: MIT
 * The schema of the SQLite database. */
#ifndef SQLITE_SCHEMA_H
#define SQLITE_SCHEMA_H

/* PRAGMA user_version: rises when a program of before could not read the tables any more. */
#define SQLITE_STORE_SCHEMA_VERSION 3

/* PRAGMA application_id: "svcc". */
#define SQLITE_STORE_APPLICATION_ID 0x73766363

/* Statements that make an empty database ours, one after the other; ends with NULL. */
extern const char *const sqlite_schema[];

/* Statements that make a database of schema N one of schema N + 1, by N from 1 on; each ends with
 * NULL. */
extern const char *const *const sqlite_upgrades[];

/* Tables that older schemas did not have. */
extern const char sqlite_table_decoder[], sqlite_table_fan_in[];

/* The views among them. */
extern const char sqlite_view_endpoints[], sqlite_view_addresses[], sqlite_view_sources[],
    sqlite_view_netstat[], sqlite_view_netflow[], sqlite_view_statistics[];

#endif

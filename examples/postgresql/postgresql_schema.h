/* SPDX-License-Identifier: MIT
 * The schema of the PostgreSQL database. */
#ifndef POSTGRESQL_SCHEMA_H
#define POSTGRESQL_SCHEMA_H

#include <stddef.h>

/* Rises when a program of before could not read the tables any more. */
#define POSTGRESQL_SCHEMA_VERSION 1

/* What a table, or a column of it, is for. Ends with a NULL table. */
struct postgresql_comment {
    const char *table;
    const char *column; /* NULL: of the table itself */
    const char *text;
};
extern const struct postgresql_comment postgresql_comments[];

/* Statements that make the views, in order; ends with NULL. */
extern const char *const postgresql_views[];

#endif

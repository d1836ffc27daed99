/* SPDX-License-Identifier: MIT
 * What the parts of the driver share: a program that does on command what the public API can do,
 * so that tests in another language reach it (tests/property). */
#ifndef DRIVER_H
#define DRIVER_H

#include <svccomm/svccomm.h>

/* What the driver itself answers with, beside the library's codes. */
#define DRIVER_E_COMMAND (-900) /* the command cannot be read: a fault of the test */
#define DRIVER_E_LEAK (-901)    /* memory or a storage was not given back */
#define DRIVER_E_DIFFERS (-902) /* two ways to the same thing gave different answers */

/* ---- text that grows (driver_text.c) ---- */

struct text {
    char *data; /* NUL-terminated once anything was added */
    size_t length;
    size_t capacity;
};

void text_clear(struct text *text);
void text_free(struct text *text);
void text_add(struct text *text, const char *data, size_t length);
void text_format(struct text *text, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;
/* A JSON string, null for NULL; a time, null for none; an address in quotes. */
void text_string(struct text *text, const char *string);
void text_time(struct text *text, int64_t time);
void text_address(struct text *text, const uint8_t *address);
/* svccomm_write_fn over a struct text. */
int text_write(void *user, const void *data, size_t length);

void text_record(struct text *text, const svccomm_record *record);
void text_endpoint(struct text *text, const svccomm_endpoint *endpoint);
void text_host(struct text *text, const svccomm_host *host);
void text_host_address(struct text *text, const svccomm_address *address);
void text_change(struct text *text, const svccomm_change *change);
void text_rule(struct text *text, const svccomm_rule *rule);

/* ---- words of a command (driver_words.c) ---- */

#define WORDS_MAX 512

struct words {
    char *word[WORDS_MAX];
    size_t count;
    int failed; /* set by the readers below when a word is missing or not of its form */
};

void words_split(struct words *words, char *line);
const char *words_text(struct words *words, size_t index); /* "-" is NULL */
int64_t words_int(struct words *words, size_t index);
int64_t words_time(struct words *words, size_t index);   /* "-": SVCCOMM_NO_TIME */
uint64_t words_count(struct words *words, size_t index); /* all 64 bits */
uint64_t words_hex(struct words *words, size_t index);
void words_address(struct words *words, size_t index, uint8_t *address); /* "-": zero bytes */
void words_prefix(struct words *words, size_t index, svccomm_prefix *prefix);
void words_id(struct words *words, size_t index, uint8_t *id);
void words_key(struct words *words, size_t index, svccomm_key *key);
/* The value of `name=value`, or NULL. */
const char *words_option(const struct words *words, const char *name);
void words_edit(struct words *words, svccomm_edit *edit, const char **processes);
void words_filter(struct words *words, svccomm_filter *filter);
void words_rule(struct words *words, svccomm_rule *rule);
void words_row(struct words *words, svccomm_row *row);

/* ---- faults, memory and storage (driver_memory.c, driver_storage.c) ---- */

/* The n-th from now fails; with `sticky` all from then on. 0: none. */
struct faults {
    uint64_t after;
    int sticky;
};

int faults_hit(struct faults *faults);

struct memory {
    struct faults faults;
    uint64_t blocks;
    uint64_t overruns;    /* blocks found written beyond their end */
    uint64_t wrong_sizes; /* frees and reallocs that told another size than was allocated */
};

void memory_allocator(struct memory *memory, svccomm_allocator *allocator);

#define STORAGE_FAULT 7 /* what a failing callback returns */

struct item;

struct items {
    struct item **item;
    size_t count;
    size_t capacity;
};

/* A database in memory with transactions. */
struct database {
    struct items kinds[SVCCOMM_KIND_COUNT];
    struct items before[SVCCOMM_KIND_COUNT]; /* as at begin */
    int open;                                /* within a transaction */
    int phase;                               /* S1: the order of erasing and putting */
    int users;                               /* registries that are tied to it */
    struct faults faults;
};

void database_storage(struct database *database, svccomm_storage *storage);
void database_free(struct database *database);

/* ---- a database that has a name, by the clients under examples (driver_store.c); in a driver that
 * is built without them (driver_no_store.c) there is none ---- */

struct driver;
struct store;

/* Opens the database driver->name and gives its callbacks; what was open is closed before. */
int named_begin(struct driver *driver, svccomm_storage *storage);
/* The registry has what is in it. */
void named_loaded(struct driver *driver);
void named_end(struct driver *driver);

/* ---- the driver (driver.c, driver_change.c, driver_flow.c, driver_read.c, driver_life.c) ---- */

struct driver {
    svccomm_registry *registry;
    svccomm_snapshot *snapshot;
    svccomm_cursor *walk; /* a list that is read between other commands, or NULL */
    struct database databases[2];
    struct database *database; /* the one in use */
    struct memory memory;
    char name[256];      /* of the database in place of the one in memory; "": in memory */
    struct store *store; /* it, while it is open */
    svccomm_registry_config config; /* of each registry; its allocator and seed are set anew */
    struct text out;
};

typedef int (*command_fn)(struct driver *driver, struct words *words);

/* A further line of a command of several lines; NULL at the end of the input. */
char *driver_line(void);

int life_new_registry(struct driver *driver, svccomm_registry **out);
int life_init(struct driver *driver, struct words *words);
int life_end(struct driver *driver);
int life_flush(struct driver *driver, struct words *words);
int life_redump(struct driver *driver, struct words *words);
int life_reopen(struct driver *driver, struct words *words);
int life_roundtrip(struct driver *driver, struct words *words);

int change_add(struct driver *driver, struct words *words);
int change_edit(struct driver *driver, struct words *words);
int change_delete(struct driver *driver, struct words *words);
int change_delete_matching(struct driver *driver, struct words *words);
int change_reset(struct driver *driver, struct words *words);
int change_prune(struct driver *driver, struct words *words);
int change_snapshot(struct driver *driver, struct words *words);
int change_rule(struct driver *driver, struct words *words);
int change_delete_rule(struct driver *driver, struct words *words);
int change_device(struct driver *driver, struct words *words);
int change_hostname(struct driver *driver, struct words *words);

int flow_ingest(struct driver *driver, struct words *words);

int read_dump(struct driver *driver, struct words *words);
int read_query(struct driver *driver, struct words *words);
int read_walk(struct driver *driver, struct words *words);
int read_listeners(struct driver *driver, struct words *words);
int read_hosts(struct driver *driver, struct words *words);
int read_addresses(struct driver *driver, struct words *words);
int read_changes(struct driver *driver, struct words *words);
int read_rules(struct driver *driver, struct words *words);
int read_counts(struct driver *driver, struct words *words);

#endif

/* SPDX-License-Identifier: MIT
 * The driver: reads commands on stdin, one in a line, and answers each with one JSON object in a
 * line, {"code": what the library returned, ...}. tests/property/test_model.py speaks to it.
 *
 * An absent name is `-`; times are nanoseconds, scopes and hosts hexadecimal, a key is
 * realm,scope,protocol,client,listener,port without spaces. Options are name=value.
 *
 *   init [OPTIONS]                           new empty registry tied to a new empty database;
 *                                            tombstones= owner_age= interval= keep= points=
 *                                            options= flow_age= flow_future= evict=
 *                                            records= endpoints= addresses= hosts=
 *                                            database= one that has a name, not made anew
 *   add KEY NOW [OPTIONS]                    cdev= ldev= lproc= note= status= proc= (repeated)
 *   edit ID NOW [OPTIONS]                    those, key=KEY, merge=1
 *   delete NOW ID...
 *   delete_matching DRY NOW [FILTER]         client= listener= port=A-B protocol= device=
 *   reset DRY NOW [FILTER]                       process= origin= since= changed= minp= all=1
 *                                                realm= statuses=
 *   prune OLDER_THAN INCLUDE_MANUAL DRY NOW
 *   snapshot REALM HOST NAME TIME NOW COVERAGE LOW HIGH N, then N lines
 *                                            PROTOCOL LOCAL LPORT REMOTE RPORT STATE FLAGS PROCESS
 *   flows NOW RECEIVED HOST EXPORTER N, then N lines
 *                                            REALM PROTOCOL SOURCE SPORT DESTINATION DPORT START
 *                                            END BYTES PACKETS RBYTES RPACKETS TCP RTCP INITIATOR
 *                                            FLAGS SAMPLING
 *   rule ID REALM KIND CLIENT LISTENER GROUP LOW HIGH PROTOCOL PROCESS
 *   delete_rule ID, device REALM SCOPE ADDRESS NAME NOW, hostname REALM HOST NAME NOW
 *   dump [json=1], query SORT DESCENDING LIMIT PAGE BATCH [FILTER], changes SINCE CAPACITY
 *   walk SORT N                              the next N of a list that stays open between commands
 *   listeners, hosts, addresses, rules, counts
 *   flush, reopen                            flush; a new registry is opened from the database
 *   redump                                   a dump, restored over an empty database
 *   roundtrip FORMAT                         export, import into an empty registry, export, compare
 *   failalloc N STICKY, failstorage N STICKY the N-th in the next command fails, or from it on all
 *   quit
 *
 * The program ends with 0 if all memory and storages were given back. */
#include "driver.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    command_fn run;
} commands[] = {
    {"init", life_init},
    {"flush", life_flush},
    {"reopen", life_reopen},
    {"roundtrip", life_roundtrip},
    {"redump", life_redump},
    {"add", change_add},
    {"edit", change_edit},
    {"delete", change_delete},
    {"delete_matching", change_delete_matching},
    {"reset", change_reset},
    {"prune", change_prune},
    {"snapshot", change_snapshot},
    {"flows", flow_ingest},
    {"rule", change_rule},
    {"delete_rule", change_delete_rule},
    {"device", change_device},
    {"hostname", change_hostname},
    {"dump", read_dump},
    {"query", read_query},
    {"walk", read_walk},
    {"listeners", read_listeners},
    {"hosts", read_hosts},
    {"addresses", read_addresses},
    {"changes", read_changes},
    {"rules", read_rules},
    {"counts", read_counts},
};

char *driver_line(void)
{
    struct text line = {0};
    char part[1024];

    while (fgets(part, sizeof part, stdin) != NULL) {
        text_add(&line, part, strlen(part));
        if (line.data[line.length - 1] == '\n')
            break;
    }
    return line.data;
}

/* The command's own part of the answer stands in driver->out: empty, or it begins with a comma. */
static int run(struct driver *driver, struct words *words)
{
    text_clear(&driver->out);
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(commands[i].name, words->word[0]) != 0)
            continue;
        int code = commands[i].run(driver, words);
        memset(&driver->memory.faults, 0, sizeof driver->memory.faults);
        memset(&driver->database->faults, 0, sizeof driver->database->faults);
        return code;
    }
    return DRIVER_E_COMMAND;
}

static int set_faults(struct faults *faults, struct words *words)
{
    faults->after = (uint64_t)words_int(words, 1);
    faults->sticky = (int)words_int(words, 2);
    return words->failed ? DRIVER_E_COMMAND : 0;
}

static int obey(struct driver *driver, struct words *words)
{
    if (strcmp(words->word[0], "failalloc") == 0)
        return set_faults(&driver->memory.faults, words);
    if (strcmp(words->word[0], "failstorage") == 0)
        return set_faults(&driver->database->faults, words);
    return run(driver, words);
}

int main(void)
{
    static struct words words;
    struct driver driver;
    char *line;

    memset(&driver, 0, sizeof driver);
    driver.database = driver.databases;
    while ((line = driver_line()) != NULL) {
        words_split(&words, line);
        if (words.count == 0 || strcmp(words.word[0], "quit") == 0) {
            free(line);
            break;
        }
        text_clear(&driver.out);
        int code = obey(&driver, &words);
        if (words.failed)
            code = DRIVER_E_COMMAND;
        printf("{\"code\":%d%s}\n", code, driver.out.length > 0 ? driver.out.data : "");
        fflush(stdout);
        free(line);
    }
    text_clear(&driver.out);
    int code = life_end(&driver);
    if (code != 0)
        fprintf(stderr, "at the end: %s\n", driver.out.data);
    text_free(&driver.out);
    return code == 0 ? 0 : 1;
}

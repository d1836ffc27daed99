/* SPDX-License-Identifier: MIT
 * The words of the driver's commands as arguments of the library. */
#include "driver.h"

#include <stdlib.h>
#include <string.h>

void words_split(struct words *words, char *line)
{
    words->count = 0;
    words->failed = 0;
    for (char *word = strtok(line, " \r\n"); word != NULL; word = strtok(NULL, " \r\n")) {
        if (words->count == WORDS_MAX) {
            words->failed = 1;
            return;
        }
        words->word[words->count++] = word;
    }
}

static const char *words_at(struct words *words, size_t index)
{
    if (index < words->count)
        return words->word[index];
    words->failed = 1;
    return "";
}

const char *words_text(struct words *words, size_t index)
{
    const char *text = words_at(words, index);

    return strcmp(text, "-") == 0 ? NULL : text;
}

static uint64_t number(struct words *words, const char *text, int base)
{
    char *end = NULL;
    uint64_t value = strtoull(text, &end, base);

    if (end == text || *end != '\0')
        words->failed = 1;
    return value;
}

int64_t words_int(struct words *words, size_t index)
{
    const char *text = words_at(words, index);
    char *end = NULL;
    int64_t value = strtoll(text, &end, 10);

    if (end == text || *end != '\0')
        words->failed = 1;
    return value;
}

int64_t words_time(struct words *words, size_t index)
{
    return words_text(words, index) == NULL ? SVCCOMM_NO_TIME : words_int(words, index);
}

uint64_t words_count(struct words *words, size_t index)
{
    return number(words, words_at(words, index), 10);
}

uint64_t words_hex(struct words *words, size_t index)
{
    return number(words, words_at(words, index), 16);
}

static void read_address(struct words *words, const char *text, uint8_t *address)
{
    memset(address, 0, SVCCOMM_ADDRESS_SIZE);
    if (strcmp(text, "-") != 0 && svccomm_address_parse(text, strlen(text), address) != 0)
        words->failed = 1;
}

static void read_prefix(struct words *words, const char *text, svccomm_prefix *prefix)
{
    memset(prefix, 0, sizeof *prefix);
    if (strcmp(text, "-") != 0 && svccomm_prefix_parse(text, strlen(text), prefix) != 0)
        words->failed = 1;
}

void words_address(struct words *words, size_t index, uint8_t *address)
{
    read_address(words, words_at(words, index), address);
}

void words_prefix(struct words *words, size_t index, svccomm_prefix *prefix)
{
    read_prefix(words, words_at(words, index), prefix);
}

void words_id(struct words *words, size_t index, uint8_t *id)
{
    const char *text = words_at(words, index);

    if (svccomm_id_parse(text, strlen(text), id) != 0)
        words->failed = 1;
}

/* realm,scope,protocol,client,listener,port */
static void read_key(struct words *words, const char *text, svccomm_key *key)
{
    char copy[256] = "";
    char *part[6];
    size_t count = 0;

    memset(key, 0, sizeof *key);
    strncpy(copy, text, sizeof copy - 1);
    for (char *at = copy; at != NULL && count < 6; count++) {
        part[count] = at;
        at = strchr(at, ',');
        if (at != NULL)
            *at++ = '\0';
    }
    if (count != 6) {
        words->failed = 1;
        return;
    }
    key->realm = (uint32_t)number(words, part[0], 10);
    key->scope = number(words, part[1], 16);
    key->protocol = (uint8_t)number(words, part[2], 10);
    read_address(words, part[3], key->client);
    read_address(words, part[4], key->listener);
    key->port = (uint16_t)number(words, part[5], 10);
}

void words_key(struct words *words, size_t index, svccomm_key *key)
{
    read_key(words, words_at(words, index), key);
}

const char *words_option(const struct words *words, const char *name)
{
    size_t length = strlen(name);

    for (size_t i = 1; i < words->count; i++)
        if (strncmp(words->word[i], name, length) == 0 && words->word[i][length] == '=')
            return words->word[i] + length + 1;
    return NULL;
}

static void edit_name(struct words *words, const char *option, svccomm_edit *edit, uint32_t field,
                      const char **member)
{
    const char *text = words_option(words, option);

    if (text == NULL)
        return;
    edit->fields |= field;
    *member = strcmp(text, "-") == 0 ? NULL : text;
}

void words_edit(struct words *words, svccomm_edit *edit, const char **processes)
{
    const char *text;

    if (svccomm_edit_init(edit, sizeof *edit) != 0)
        abort();
    edit_name(words, "cdev", edit, SVCCOMM_EDIT_CLIENT_DEVICE, &edit->client_device);
    edit_name(words, "ldev", edit, SVCCOMM_EDIT_LISTENER_DEVICE, &edit->listener_device);
    edit_name(words, "lproc", edit, SVCCOMM_EDIT_LISTENER_PROCESS, &edit->listener_process);
    edit_name(words, "note", edit, SVCCOMM_EDIT_NOTE, &edit->note);
    if ((text = words_option(words, "status")) != NULL) {
        edit->fields |= SVCCOMM_EDIT_STATUS;
        edit->status = (uint32_t)number(words, text, 10);
    }
    if ((text = words_option(words, "key")) != NULL) {
        edit->fields |= SVCCOMM_EDIT_KEY;
        read_key(words, text, &edit->key);
    }
    if (words_option(words, "merge") != NULL)
        edit->fields |= SVCCOMM_EDIT_MERGE;
    for (size_t i = 1; i < words->count; i++) { /* proc=a proc=b; proc= alone is none */
        if (strncmp(words->word[i], "proc=", 5) != 0)
            continue;
        edit->fields |= SVCCOMM_EDIT_PROCESSES;
        if (words->word[i][5] != '\0' && edit->process_count <= SVCCOMM_PROCESS_MAX)
            processes[edit->process_count++] = words->word[i] + 5;
    }
    edit->processes = processes;
}

/* The value of an option that sets a bit of the filter. */
static const char *asked(struct words *words, const char *option, svccomm_filter *filter,
                         uint32_t field)
{
    const char *text = words_option(words, option);

    if (text != NULL)
        filter->fields |= field;
    return text;
}

static void filter_port(struct words *words, const char *text, svccomm_filter *filter)
{
    char copy[32] = "";

    strncpy(copy, text, sizeof copy - 1);
    char *dash = strchr(copy, '-');
    if (dash == NULL) {
        words->failed = 1;
        return;
    }
    *dash = '\0';
    filter->port_low = (uint16_t)number(words, copy, 10);
    filter->port_high = (uint16_t)number(words, dash + 1, 10);
}

void words_filter(struct words *words, svccomm_filter *filter)
{
    const char *text;

    if (svccomm_filter_init(filter, sizeof *filter) != 0)
        abort();
    if ((text = asked(words, "client", filter, SVCCOMM_FILTER_CLIENT)) != NULL)
        read_prefix(words, text, &filter->client);
    if ((text = asked(words, "listener", filter, SVCCOMM_FILTER_LISTENER)) != NULL)
        read_prefix(words, text, &filter->listener);
    if ((text = asked(words, "port", filter, SVCCOMM_FILTER_PORT)) != NULL)
        filter_port(words, text, filter);
    if ((text = asked(words, "protocol", filter, SVCCOMM_FILTER_PROTOCOL)) != NULL)
        filter->protocol = (uint8_t)number(words, text, 10);
    filter->device = asked(words, "device", filter, SVCCOMM_FILTER_DEVICE);
    filter->process = asked(words, "process", filter, SVCCOMM_FILTER_PROCESS);
    if ((text = asked(words, "origin", filter, SVCCOMM_FILTER_ORIGIN)) != NULL)
        filter->origin = (uint32_t)number(words, text, 10);
    if ((text = asked(words, "since", filter, SVCCOMM_FILTER_SINCE)) != NULL)
        filter->since = (int64_t)strtoll(text, NULL, 10);
    if ((text = asked(words, "changed", filter, SVCCOMM_FILTER_CHANGED_SINCE)) != NULL)
        filter->changed_since = number(words, text, 10);
    if ((text = asked(words, "minp", filter, SVCCOMM_FILTER_MIN_PERSISTENCE)) != NULL)
        filter->min_persistence = strtod(text, NULL);
    (void)asked(words, "all", filter, SVCCOMM_FILTER_ALL_REALMS);
    if ((text = words_option(words, "realm")) != NULL)
        filter->realm = (uint32_t)number(words, text, 10);
    if ((text = words_option(words, "statuses")) != NULL)
        filter->statuses = (uint32_t)number(words, text, 10);
}

/* rule ID REALM KIND CLIENT LISTENER GROUP LOW HIGH PROTOCOL PROCESS */
void words_rule(struct words *words, svccomm_rule *rule)
{
    memset(rule, 0, sizeof *rule);
    rule->id = (uint64_t)words_int(words, 1);
    rule->realm = (uint32_t)words_int(words, 2);
    rule->kind = (uint32_t)words_int(words, 3);
    words_prefix(words, 4, &rule->client);
    words_prefix(words, 5, &rule->listener);
    words_address(words, 6, rule->group);
    rule->port_low = (uint16_t)words_int(words, 7);
    rule->port_high = (uint16_t)words_int(words, 8);
    rule->protocol = (uint8_t)words_int(words, 9);
    rule->process = words_text(words, 10);
}

/* PROTOCOL LOCAL LPORT REMOTE RPORT STATE FLAGS PROCESS */
void words_row(struct words *words, svccomm_row *row)
{
    memset(row, 0, sizeof *row);
    row->protocol = (uint8_t)words_int(words, 0);
    words_address(words, 1, row->local);
    row->local_port = (uint16_t)words_int(words, 2);
    words_address(words, 3, row->remote);
    row->remote_port = (uint16_t)words_int(words, 4);
    row->state = (uint8_t)words_int(words, 5);
    row->flags = (uint8_t)words_int(words, 6);
    row->process = words_text(words, 7);
}

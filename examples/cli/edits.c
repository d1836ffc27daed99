/* SPDX-License-Identifier: MIT
 * What a person says of a record: the options of add and edit. */
#include "edits.h"

#include "say.h"
#include "values.h"
#include "words.h"

#include <string.h>

const struct option_spec key_options[] = {
    {"client", "IP", "the client's address"},
    {"listener", "IP", "the listener's address"},
    {"port", "N", "the listener's port"},
    {"protocol", "P", "tcp, udp, sctp or a number"},
    {"realm", "N", "tenant or overlapping address space (default 0)"},
    {"host", "NAME", "the host, where an address is local to one (127.0.0.1 say)"},
    {NULL, NULL, NULL},
};

const struct option_spec attribute_options[] = {
    {"client-device", "NAME", "the client's device"},
    {"listener-device", "NAME", "the listener's device"},
    {"process", "NAME", "a client process; may be given up to 8 times"},
    {"listener-process", "NAME", "the listening process"},
    {"note", "TEXT", "a note"},
    {NULL, NULL, NULL},
};

/* Takes a text option; "" takes the name away. */
static void read_text(const struct cli *cli, const char *name, uint32_t field, struct edits *edits,
                      const char **text)
{
    const char *value = options_value(&cli->options, name);
    if (value == NULL)
        return;
    edits->edit.fields |= field;
    *text = value[0] != '\0' ? value : NULL;
}

static int read_processes(const struct cli *cli, struct edits *edits)
{
    size_t count = options_values(&cli->options, "process", edits->processes, SVCCOMM_PROCESS_MAX);
    if (count == 0)
        return 0;
    if (count > SVCCOMM_PROCESS_MAX)
        return say_usage("--process: at most %d", SVCCOMM_PROCESS_MAX);
    bool none = count == 1 && edits->processes[0][0] == '\0';
    edits->edit.fields |= SVCCOMM_EDIT_PROCESSES;
    edits->edit.processes = none ? NULL : edits->processes;
    edits->edit.process_count = none ? 0 : (uint32_t)count;
    return 0;
}

static int read_attributes(const struct cli *cli, struct edits *edits)
{
    svccomm_edit *edit = &edits->edit;
    const char *status = options_value(&cli->options, "status");
    read_text(cli, "client-device", SVCCOMM_EDIT_CLIENT_DEVICE, edits, &edit->client_device);
    read_text(cli, "listener-device", SVCCOMM_EDIT_LISTENER_DEVICE, edits, &edit->listener_device);
    read_text(cli, "listener-process", SVCCOMM_EDIT_LISTENER_PROCESS, edits,
              &edit->listener_process);
    read_text(cli, "note", SVCCOMM_EDIT_NOTE, edits, &edit->note);
    if (status != NULL && !word_number(status_words, status, &edit->status))
        return say_usage("--status %s: not normal, hidden or ignored", status);
    if (status != NULL)
        edit->fields |= SVCCOMM_EDIT_STATUS;
    if (options_has(&cli->options, "merge"))
        edit->fields |= SVCCOMM_EDIT_MERGE;
    return read_processes(cli, edits);
}

static int read_address(const struct cli *cli, const char *name, struct edits *edits,
                        uint8_t *address)
{
    const char *text = options_value(&cli->options, name);
    if (text == NULL)
        return 0;
    edits->key_given = true;
    if (svccomm_address_parse(text, strlen(text), address) != 0)
        return say_usage("--%s %s: not an IP address", name, text);
    return 0;
}

static int read_service(const struct cli *cli, struct edits *edits)
{
    svccomm_key *key = &edits->edit.key;
    const char *protocol = options_value(&cli->options, "protocol");
    uint64_t port = key->port;
    int code = option_unsigned(&cli->options, "port", UINT16_MAX, &port);
    key->port = (uint16_t)port;
    if (code == 0 && protocol != NULL && !protocol_parse(protocol, &key->protocol))
        return say_usage("--protocol %s: not tcp, udp, sctp or a number from 0 to 255", protocol);
    return code;
}

static int read_key(const struct cli *cli, struct edits *edits)
{
    svccomm_key *key = &edits->edit.key;
    const char *host = options_value(&cli->options, "host");
    int code = read_address(cli, "client", edits, key->client);
    if (code == 0)
        code = read_address(cli, "listener", edits, key->listener);
    if (code == 0)
        code = read_service(cli, edits);
    if (code == 0)
        code = option_realm(&cli->options, &key->realm);
    if (host != NULL)
        edits->scope = svccomm_host_id(host);
    edits->key_given = edits->key_given || host != NULL || options_has(&cli->options, "port") ||
                       options_has(&cli->options, "protocol") ||
                       options_has(&cli->options, "realm");
    return code;
}

int edits_read(const struct cli *cli, struct edits *edits)
{
    int code = read_key(cli, edits);
    return code == 0 ? read_attributes(cli, edits) : code;
}

static int apply(const struct cli *cli, const struct edits *edits, svccomm_registry *registry,
                 const uint8_t *id, uint8_t *result, svccomm_error *error)
{
    if (id == NULL)
        return svccomm_registry_add(registry, &edits->edit, cli->now, result, error);
    return svccomm_registry_edit(registry, id, &edits->edit, cli->now, result, error);
}

int edits_apply(const struct cli *cli, struct edits *edits, svccomm_registry *registry,
                const uint8_t *id, uint8_t *result)
{
    svccomm_error error;
    svccomm_error_init(&error, sizeof error);
    edits->edit.key.scope = edits->scope;
    int code = apply(cli, edits, registry, id, result, &error);
    if (code == SVCCOMM_E_ARGUMENT && edits->scope != 0) {
        svccomm_error_init(&error, sizeof error);
        edits->edit.key.scope = 0;
        code = apply(cli, edits, registry, id, result, &error);
    }
    if (code == SVCCOMM_E_EXISTS && id != NULL)
        return say_input("there is a communication of that key (--merge makes them one)");
    if (code == SVCCOMM_E_ARGUMENT)
        return say_input("%s: the port is 0, the client is no single address, or an address that "
                         "is local to one host (127.0.0.1 say) needs --host",
                         cli->command->name);
    return code == 0 ? 0 : say_code(cli->command->name, code, &error);
}

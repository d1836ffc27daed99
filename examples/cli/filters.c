/* SPDX-License-Identifier: MIT
 * The filters that list, export, delete and reset take: one small reader for each option. */
#include "filters.h"

#include "say.h"
#include "times.h"
#include "values.h"
#include "words.h"

#include <string.h>

const struct option_spec filter_options[] = {
    {"client", "CIDR", "filter: client address or prefix"},
    {"listener", "CIDR", "filter: listener address or prefix"},
    {"port", "A[-B]", "filter: listener port or range"},
    {"protocol", "P", "filter: tcp, udp, sctp or a number"},
    {"device", "NAME", "filter: name of either device"},
    {"process", "TEXT", "filter: part of a process name"},
    {"origin", "O", "filter: manual, netstat, netflow (commas between: any of them)"},
    {"since", "T", "filter: found at this time or later, or so long ago (90d, 12h)"},
    {"changed-since", "R", "filter: changed after this revision"},
    {"min-persistence", "X", "filter: persistence in percent, at least"},
    {"status", "S", "filter: normal (default), hidden, ignored, all"},
    {"realm", "N", "filter: the realm (default 0), or all"},
    {NULL, NULL, NULL},
};

const struct option_spec realm_options[] = {
    {"realm", "N", "the realm (default 0), or all"},
    {NULL, NULL, NULL},
};

struct reading {
    const struct cli *cli;
    svccomm_filter *filter;
};

static bool read_prefix(const char *text, svccomm_prefix *prefix)
{
    return svccomm_prefix_parse(text, strlen(text), prefix) == 0;
}

static bool read_client(const struct reading *reading, const char *text)
{
    return read_prefix(text, &reading->filter->client);
}

static bool read_listener(const struct reading *reading, const char *text)
{
    return read_prefix(text, &reading->filter->listener);
}

static bool read_port(const struct reading *reading, const char *text)
{
    return value_ports(text, &reading->filter->port_low, &reading->filter->port_high);
}

static bool read_protocol(const struct reading *reading, const char *text)
{
    return protocol_parse(text, &reading->filter->protocol);
}

static bool read_device(const struct reading *reading, const char *text)
{
    reading->filter->device = text;
    return true;
}

static bool read_process(const struct reading *reading, const char *text)
{
    reading->filter->process = text;
    return true;
}

static bool read_origin(const struct reading *reading, const char *text)
{
    return word_set(origin_words, text, &reading->filter->origin);
}

static bool read_since(const struct reading *reading, const char *text)
{
    int64_t ago;
    if (times_parse(text, &reading->filter->since))
        return true;
    if (!times_duration(text, &ago))
        return false;
    reading->filter->since = reading->cli->now - ago;
    return true;
}

static bool read_changed_since(const struct reading *reading, const char *text)
{
    return value_unsigned(text, UINT64_MAX, &reading->filter->changed_since);
}

static bool read_min_persistence(const struct reading *reading, const char *text)
{
    return value_decimal(text, 100, &reading->filter->min_persistence);
}

static bool read_status(const struct reading *reading, const char *text)
{
    return word_set(statuses_words, text, &reading->filter->statuses);
}

static bool read_realm(const struct reading *reading, const char *text)
{
    uint64_t realm = 0;
    if (strcmp(text, "all") == 0)
        reading->filter->fields |= SVCCOMM_FILTER_ALL_REALMS;
    else if (!value_unsigned(text, UINT32_MAX, &realm))
        return false;
    reading->filter->realm = (uint32_t)realm;
    return true;
}

static const struct {
    const char *name;
    uint32_t field;
    bool (*read)(const struct reading *reading, const char *text);
} readers[] = {
    {"client", SVCCOMM_FILTER_CLIENT, read_client},
    {"listener", SVCCOMM_FILTER_LISTENER, read_listener},
    {"port", SVCCOMM_FILTER_PORT, read_port},
    {"protocol", SVCCOMM_FILTER_PROTOCOL, read_protocol},
    {"device", SVCCOMM_FILTER_DEVICE, read_device},
    {"process", SVCCOMM_FILTER_PROCESS, read_process},
    {"origin", SVCCOMM_FILTER_ORIGIN, read_origin},
    {"since", SVCCOMM_FILTER_SINCE, read_since},
    {"changed-since", SVCCOMM_FILTER_CHANGED_SINCE, read_changed_since},
    {"min-persistence", SVCCOMM_FILTER_MIN_PERSISTENCE, read_min_persistence},
    {"status", 0, read_status},
    {"realm", 0, read_realm},
};

#define READER_COUNT (sizeof readers / sizeof *readers)

int filters_read(const struct cli *cli, svccomm_filter *filter)
{
    struct reading reading = {cli, filter};
    svccomm_filter_init(filter, sizeof *filter);
    for (size_t i = 0; i < READER_COUNT; i++) {
        const char *text = options_value(&cli->options, readers[i].name);
        if (text == NULL)
            continue;
        if (!readers[i].read(&reading, text))
            return say_usage("--%s %s: not of this form (see svccomm %s --help)", readers[i].name,
                             text, cli->command->name);
        filter->fields |= readers[i].field;
    }
    return 0;
}

bool filters_given(const struct options *options)
{
    for (size_t i = 0; i < READER_COUNT; i++)
        if (options_has(options, readers[i].name))
            return true;
    return false;
}

int filters_realm(const struct options *options, uint32_t *realm, int *all)
{
    const char *text = options_value(options, "realm");
    *realm = 0;
    *all = text != NULL && strcmp(text, "all") == 0;
    return *all ? 0 : option_realm(options, realm);
}

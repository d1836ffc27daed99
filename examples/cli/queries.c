/* SPDX-License-Identifier: MIT
 * The order, limit and start of a list, as list and export take them. */
#include "queries.h"

#include "cursor_text.h"
#include "filters.h"
#include "say.h"
#include "values.h"
#include "words.h"

#include <stdio.h>
#include <string.h>

const struct option_spec query_options[] = {
    {"sort", "FIELD", "by key (default), persistence, total_events, ... (a wrong one lists all)"},
    {"descending", NULL, "greatest first"},
    {"limit", "N", "at most so many"},
    {"cursor", "C", "go on where a list with --limit stopped: its `next`"},
    {NULL, NULL, NULL},
};

/* Fields of the headline view go with and without the `netstat.` that they have in exports, those
 * of flows without their `netflow.` where the headline view has none of that name. */
static int read_sort(const char *text, svccomm_query *query)
{
    static const char netstat[] = "netstat.";
    char fields[512], flow[64];
    bool prefixed = strncmp(text, netstat, strlen(netstat)) == 0;
    const char *name = prefixed ? text + strlen(netstat) : text;
    if (word_number(sort_words, name, &query->sort))
        return 0;
    snprintf(flow, sizeof flow, "netflow.%s", text);
    if (!prefixed && word_number(sort_words, flow, &query->sort))
        return 0;
    return say_usage("--sort %s: none of %s", text, word_list(sort_words, fields, sizeof fields));
}

int queries_read(const struct cli *cli, svccomm_filter *filter, svccomm_query *query)
{
    const char *sort = options_value(&cli->options, "sort");
    const char *cursor = options_value(&cli->options, "cursor");
    svccomm_query_init(query, sizeof *query);
    int code = filters_read(cli, filter);
    query->filter = filter;
    query->descending = options_has(&cli->options, "descending");
    if (code == 0 && sort != NULL)
        code = read_sort(sort, query);
    if (code == 0)
        code = option_unsigned(&cli->options, "limit", UINT64_MAX - 1, &query->limit);
    if (code == 0 && options_has(&cli->options, "limit") && query->limit == 0)
        code = say_usage("--limit 0: at least 1 is needed");
    if (code == 0 && cursor != NULL)
        code = cursor_text_parse(cursor, query);
    return code;
}

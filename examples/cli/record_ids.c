/* SPDX-License-Identifier: MIT
 * Records by the id that a person types. */
#include "record_ids.h"

#include "record_list.h"
#include "say.h"

#include <string.h>
#include <strings.h>

struct search {
    const char *text;
    uint8_t *id;
    unsigned found;
};

static int look_at(void *user, const svccomm_record *record)
{
    struct search *search = user;
    char text[SVCCOMM_ID_TEXT_SIZE];
    svccomm_id_format(record->id, text, sizeof text);
    if (strncasecmp(text, search->text, strlen(search->text)) != 0)
        return 0;
    if (search->found++ == 0)
        memcpy(search->id, record->id, SVCCOMM_ID_SIZE);
    return 0;
}

static int search_prefix(svccomm_registry *registry, struct search *search)
{
    svccomm_filter filter;
    svccomm_query query;
    svccomm_filter_init(&filter, sizeof filter);
    svccomm_query_init(&query, sizeof query);
    filter.fields = SVCCOMM_FILTER_ALL_REALMS;
    filter.statuses = SVCCOMM_STATUSES_ALL;
    query.filter = &filter;
    return record_list_each(registry, &query, look_at, search, NULL);
}

/* A whole id is looked up. */
static bool has_whole(svccomm_registry *registry, const char *text, uint8_t *id)
{
    svccomm_record record;
    return svccomm_id_parse(text, strlen(text), id) == 0 &&
           svccomm_registry_get(registry, id, &record, sizeof record) == 0;
}

int record_id_find(svccomm_registry *registry, const char *text, uint8_t *id)
{
    struct search search = {text, id, 0};
    if (text[0] == '\0')
        return say_usage("an empty id");
    if (has_whole(registry, text, id))
        return 0;
    int code = search_prefix(registry, &search);
    if (code == 0 && search.found == 0)
        return say_input("there is no communication %s", text);
    if (code == 0 && search.found > 1)
        return say_input("%s is the beginning of %u ids: give more of it", text, search.found);
    return code;
}

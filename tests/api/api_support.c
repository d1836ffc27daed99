/* SPDX-License-Identifier: MIT
 * What the API tests share: snapshots from lines, records as lines. */
#include "api_support.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- a world ---- */

svccomm_registry_config default_config(void)
{
    svccomm_registry_config config;

    assert_int_equal(svccomm_registry_config_init(&config, sizeof config), 0);
    return config;
}

void world_configure(struct world *w, const svccomm_registry_config *config)
{
    svccomm_registry_free(w->registry);
    assert_int_equal(svccomm_registry_new(&w->registry, config), 0);
}

int world_open(void **state)
{
    struct world *w = calloc(1, sizeof *w);

    if (w == NULL || svccomm_registry_new(&w->registry, NULL) < 0 ||
        svccomm_snapshot_new(&w->snapshot, NULL) < 0)
        return -1;
    *state = w;
    return 0;
}

int world_close(void **state)
{
    struct world *w = *state;

    svccomm_registry_free(w->registry);
    svccomm_snapshot_free(w->snapshot);
    free(w);
    return 0;
}

/* ---- reading lines ---- */

static const struct {
    const char *word;
    uint8_t number;
} protocols[] = {{"tcp", SVCCOMM_PROTO_TCP},
                 {"udp", SVCCOMM_PROTO_UDP},
                 {"sctp", SVCCOMM_PROTO_SCTP},
                 {"dccp", SVCCOMM_PROTO_DCCP},
                 {"udplite", SVCCOMM_PROTO_UDPLITE}},
  states[] = {{"?", SVCCOMM_STATE_UNKNOWN},
              {"ESTAB", SVCCOMM_STATE_ESTABLISHED},
              {"SYN-SENT", SVCCOMM_STATE_SYN_SENT},
              {"SYN-RECV", SVCCOMM_STATE_SYN_RECV},
              {"FIN-WAIT-1", SVCCOMM_STATE_FIN_WAIT1},
              {"FIN-WAIT-2", SVCCOMM_STATE_FIN_WAIT2},
              {"TIME-WAIT", SVCCOMM_STATE_TIME_WAIT},
              {"CLOSE", SVCCOMM_STATE_CLOSE},
              {"CLOSE-WAIT", SVCCOMM_STATE_CLOSE_WAIT},
              {"LAST-ACK", SVCCOMM_STATE_LAST_ACK},
              {"LISTEN", SVCCOMM_STATE_LISTEN},
              {"CLOSING", SVCCOMM_STATE_CLOSING},
              {"BOUND", SVCCOMM_STATE_BOUND},
              {"IDLE", SVCCOMM_STATE_IDLE}};

static uint8_t protocol_of(const char *word)
{
    for (size_t i = 0; i < COUNT(protocols); i++)
        if (strcmp(protocols[i].word, word) == 0)
            return protocols[i].number;
    fail_msg("no protocol: %s", word);
    return 0;
}

static const char *protocol_word(uint8_t number)
{
    for (size_t i = 0; i < COUNT(protocols); i++)
        if (protocols[i].number == number)
            return protocols[i].word;
    return "other";
}

static uint8_t state_of(const char *word)
{
    for (size_t i = 0; i < COUNT(states); i++)
        if (strcmp(states[i].word, word) == 0)
            return states[i].number;
    fail_msg("no state: %s", word);
    return 0;
}

void address_of(const char *text, uint8_t *address)
{
    if (svccomm_address_parse(text, strlen(text), address) < 0)
        fail_msg("no address: %s", text);
}

svccomm_prefix prefix_of(const char *text)
{
    svccomm_prefix prefix;

    memset(&prefix, 0, sizeof prefix);
    if (svccomm_prefix_parse(text, strlen(text), &prefix) < 0)
        fail_msg("no prefix: %s", text);
    return prefix;
}

/* ADDRESS:PORT or [ADDRESS]:PORT. */
static void end_of(const char *text, uint8_t *address, uint16_t *port)
{
    const char *colon = strrchr(text, ':');
    size_t brackets = text[0] == '[';

    if (colon == NULL ||
        svccomm_address_parse(text + brackets, (size_t)(colon - text) - 2 * brackets, address) < 0)
        fail_msg("no end: %s", text);
    else
        *port = (uint16_t)atoi(colon + 1);
}

#define WORDS_MAX 12
#define LINE_MAX_ 512

struct words {
    char line[LINE_MAX_];
    const char *word[WORDS_MAX];
    size_t count;
};

static void split(const char *line, struct words *words)
{
    size_t length = strcspn(line, "\n");
    char *next;

    memset(words, 0, sizeof *words);
    if (length >= LINE_MAX_)
        fail_msg("too long: %s", line);
    memcpy(words->line, line, length);
    for (next = strtok(words->line, " "); next != NULL && words->count < WORDS_MAX;
         next = strtok(NULL, " "))
        words->word[words->count++] = next;
}

/* ---- snapshots ---- */

static void row_flags(svccomm_row *row, const char *word)
{
    if (strcmp(word, "v6only") == 0)
        row->flags = SVCCOMM_ROW_V6ONLY;
    else if (strcmp(word, "listening") == 0)
        row->flags = SVCCOMM_ROW_LISTENING;
    else
        fail_msg("no flag: %s", word);
}

static void fill_row(const struct words *words, svccomm_row *row)
{
    memset(row, 0, sizeof *row);
    if (words->count < 4)
        fail_msg("no row: %s", words->line);
    row->protocol = protocol_of(words->word[0]);
    end_of(words->word[1], row->local, &row->local_port);
    if (strcmp(words->word[2], "-") != 0)
        end_of(words->word[2], row->remote, &row->remote_port);
    row->state = state_of(words->word[3]);
    if (words->count > 4 && strcmp(words->word[4], "-") != 0)
        row->process = words->word[4];
    if (words->count > 5)
        row_flags(row, words->word[5]);
}

svccomm_row row_of(const char *line)
{
    struct words words;
    svccomm_row row;

    split(line, &words);
    fill_row(&words, &row);
    row.process = NULL; /* the words end here */
    return row;
}

static const char *name_of(const struct shot *shot, char *buffer, size_t size)
{
    if (shot->name == NULL) {
        snprintf(buffer, size, "host-%" PRIx64, shot->host);
        return buffer;
    }
    return strcmp(shot->name, "none") == 0 ? NULL : shot->name;
}

static void begin(struct world *w, const struct shot *shot)
{
    svccomm_snapshot_info info;
    char buffer[32];

    svccomm_snapshot_info_init(&info, sizeof info);
    info.realm = shot->realm;
    info.host = shot->host;
    info.time = T0 + shot->at;
    info.name = name_of(shot, buffer, sizeof buffer);
    info.ephemeral_low = shot->low;
    info.ephemeral_high = shot->high;
    assert_int_equal(svccomm_snapshot_begin(w->snapshot, &info), 0);
}

void collect(struct world *w, const struct shot *shot, const char *rows)
{
    uint32_t coverage = shot->coverage == 0 ? SVCCOMM_COVER_ALL : shot->coverage;
    struct words words;
    svccomm_row row;

    begin(w, shot);
    svccomm_text_report_init(&w->rows, sizeof w->rows);
    for (; *rows != '\0'; rows += strcspn(rows, "\n"), rows += *rows != '\0') {
        split(rows, &words);
        fill_row(&words, &row);
        assert_int_equal(
            svccomm_snapshot_add_rows(w->snapshot, &row, 1, sizeof row, &w->rows, NULL), 0);
    }
    if (coverage != COVER_NOTHING)
        assert_int_equal(svccomm_snapshot_cover(w->snapshot, coverage), 0);
}

int try_take(struct world *w, const struct shot *shot, const char *rows)
{
    int64_t now = T0 + (shot->now == 0 ? shot->at : shot->now);

    collect(w, shot, rows);
    svccomm_ingest_report_init(&w->report, sizeof w->report);
    svccomm_error_init(&w->error, sizeof w->error);
    return svccomm_registry_ingest_snapshot(w->registry, w->snapshot, now, &w->report, &w->error);
}

void take(struct world *w, const struct shot *shot, const char *rows)
{
    int rc = try_take(w, shot, rows);

    if (rc != 0)
        fail_msg("snapshot refused: %s", svccomm_strerror(rc));
}

void scan(struct world *w, uint64_t host, int64_t at, const char *rows)
{
    struct shot shot = {.host = host, .at = at};

    take(w, &shot, rows);
}

/* ---- records ---- */

svccomm_key key_of(const char *text)
{
    struct words words;
    svccomm_key key;
    size_t at = 0;

    memset(&key, 0, sizeof key);
    split(text, &words);
    if (words.count > at && words.word[at][0] == 'r')
        key.realm = (uint32_t)atoi(words.word[at++] + 1);
    if (words.count > at && words.word[at][0] == '@')
        key.scope = strtoull(words.word[at++] + 1, NULL, 16);
    if (words.count < at + 4)
        fail_msg("no key: %s", text);
    key.protocol = protocol_of(words.word[at]);
    address_of(words.word[at + 1], key.client);
    end_of(words.word[at + 3], key.listener, &key.port);
    return key;
}

int is_there(struct world *w, const char *text)
{
    svccomm_key key = key_of(text);
    int rc = svccomm_registry_find(w->registry, &key, &w->record, sizeof w->record);

    if (rc != 0)
        assert_int_equal(rc, SVCCOMM_E_NOT_FOUND);
    return rc == 0;
}

const svccomm_record *record_of(struct world *w, const char *text)
{
    if (!is_there(w, text))
        fail_msg("no record %s among\n%s", text, records_text(w));
    return &w->record;
}

const uint8_t *id_of(struct world *w, const char *text)
{
    return record_of(w, text)->id;
}

struct out {
    char *text;
    size_t size;
    size_t length;
};

static void say(struct out *out, const char *format, ...)
{
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(out->text + out->length, out->size - out->length, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= out->size - out->length)
        fail_msg("no room for the text");
    out->length += (size_t)length;
}

static void say_end(struct out *out, const uint8_t *address, uint16_t port)
{
    char text[SVCCOMM_ADDRESS_TEXT_SIZE];

    svccomm_address_format(address, text, sizeof text);
    say(out, strchr(text, ':') == NULL ? "%s:%u" : "[%s]:%u", text, (unsigned)port);
}

static void say_key(struct out *out, const svccomm_key *key)
{
    char client[SVCCOMM_ADDRESS_TEXT_SIZE];

    svccomm_address_format(key->client, client, sizeof client);
    if (key->realm != 0)
        say(out, "r%" PRIu32 " ", key->realm);
    if (key->scope != 0)
        say(out, "@%" PRIx64 " ", key->scope);
    say(out, "%s %s > ", protocol_word(key->protocol), client);
    say_end(out, key->listener, key->port);
}

static void say_some(struct out *out, char letter, uint64_t number)
{
    if (number != 0)
        say(out, " %c%" PRIu64, letter, number);
}

static void say_view(struct out *out, char letter, const svccomm_netstat *view)
{
    if (view->view == SVCCOMM_VIEW_NONE)
        return;
    if (view->found)
        say(out, " %c %" PRIu64 "/%" PRIu64 " p%" PRIu64, letter, view->total_samples,
            view->active_samples, view->total_ports);
    else
        say(out, " %c -", letter);
    say_some(out, 'r', view->recent_samples);
    say_some(out, 'a', view->attempts);
    say_some(out, 'i', view->implied_samples);
}

static void say_rest(struct out *out, const svccomm_record *r)
{
    static const char *const evidence[] = {"none",   "guess",     "range",  "fan-in",
                                           "named",  "handshake", "absent", "known",
                                           "listen", "observed",  "user"};

    say(out, "%s", r->evidence < COUNT(evidence) ? evidence[r->evidence] : "?");
    say_view(out, 'L', &r->listener_view);
    say_view(out, 'C', &r->client_view);
    if (r->flags & SVCCOMM_RECORD_MIXED)
        say(out, " mixed");
    if (r->status != SVCCOMM_STATUS_NORMAL)
        say(out, r->status == SVCCOMM_STATUS_HIDDEN ? " hidden" : " ignored");
    if (r->origin & SVCCOMM_ORIGIN_MANUAL)
        say(out, r->origin & SVCCOMM_ORIGIN_NETSTAT ? " manual+netstat" : " manual");
    if (r->netflow.present)
        say(out, " F %" PRIu64 "/%" PRIu64, r->netflow.forward_events, r->netflow.reverse_events);
    say_some(out, 'a', r->netflow.attempts);
}

static struct out out_of(struct world *w)
{
    struct out out = {w->text, sizeof w->text, 0};

    w->text[0] = '\0';
    return out;
}

static const char *list(struct world *w, const svccomm_query *query, int only_keys)
{
    struct out out = out_of(w);
    svccomm_cursor *cursor;
    svccomm_record r;
    int got;

    assert_int_equal(svccomm_cursor_new(&cursor, w->registry, query), 0);
    while ((got = svccomm_cursor_next(cursor, &r, 1, sizeof r)) == 1) {
        say_key(&out, &r.key);
        say(&out, only_keys ? "" : " ");
        if (!only_keys)
            say_rest(&out, &r);
        say(&out, "\n");
    }
    svccomm_cursor_free(cursor);
    assert_int_equal(got, 0);
    return w->text;
}

/* A query for every realm and status. */
static void everything(svccomm_query *query, svccomm_filter *filter)
{
    svccomm_query_init(query, sizeof *query);
    svccomm_filter_init(filter, sizeof *filter);
    filter->fields = SVCCOMM_FILTER_ALL_REALMS;
    filter->statuses = SVCCOMM_STATUSES_ALL;
    query->filter = filter;
}

const char *records_text(struct world *w)
{
    svccomm_query query;
    svccomm_filter filter;

    everything(&query, &filter);
    return list(w, &query, 0);
}

const char *query_text(struct world *w, const svccomm_query *query)
{
    return list(w, query, 1);
}

const char *line_of(struct world *w, const char *text)
{
    const svccomm_record *r = record_of(w, text);
    struct out out = out_of(w);

    say_rest(&out, r);
    return w->text;
}

/* ---- flows ---- */

static uint8_t flags_of(const char *letters)
{
    static const char order[] = "FSRPA"; /* from bit 0 up */
    uint8_t flags = 0;

    for (; *letters != '\0'; letters++) {
        const char *place = strchr(order, *letters);
        if (place == NULL)
            fail_msg("no TCP flag: %c", *letters);
        else
            flags = (uint8_t)(flags | 1u << (place - order));
    }
    return flags;
}

static void times_of(const char *text, int64_t at, svccomm_flow *flow)
{
    const char *to = strstr(text, "..");

    flow->start = T0 + at + strtoll(text, NULL, 10) * SECOND;
    flow->end = to == NULL ? flow->start : T0 + at + strtoll(to + 2, NULL, 10) * SECOND;
}

static uint8_t initiator_of(const char *text)
{
    return strcmp(text, "source") == 0 ? SVCCOMM_INITIATOR_SOURCE : SVCCOMM_INITIATOR_DESTINATION;
}

static void flow_value(const char *name, const char *value, int64_t at, svccomm_flow *flow)
{
    if (strncmp(name, "b=", 2) == 0)
        flow->bytes = strtoull(value, NULL, 10);
    else if (strncmp(name, "p=", 2) == 0)
        flow->packets = strtoull(value, NULL, 10);
    else if (strncmp(name, "f=", 2) == 0)
        flow->tcp_flags = flags_of(value);
    else if (strncmp(name, "t=", 2) == 0)
        times_of(value, at, flow);
    else if (strncmp(name, "r=", 2) == 0)
        flow->realm = (uint32_t)atoi(value);
    else if (strncmp(name, "by=", 3) == 0)
        flow->initiator = initiator_of(value);
    else
        fail_msg("no option: %s", name);
}

static void flow_word(const char *word, svccomm_flow *flow)
{
    if (strcmp(word, "denied") == 0)
        flow->flags |= SVCCOMM_FLOW_DENIED;
    else if (strcmp(word, "syn-ok") == 0)
        flow->flags |= SVCCOMM_FLOW_SYN_ONLY_OK;
    else if (strcmp(word, "biflow") == 0) {
        flow->flags |= SVCCOMM_FLOW_BIFLOW;
        flow->reverse_bytes = 60;
        flow->reverse_packets = 1;
    } else
        fail_msg("no option: %s", word);
}

svccomm_flow flow_of(const char *line, int64_t at)
{
    struct words words;
    svccomm_flow flow;

    memset(&flow, 0, sizeof flow);
    split(line, &words);
    if (words.count < 3)
        fail_msg("no flow: %s", line);
    flow.protocol = protocol_of(words.word[0]);
    end_of(words.word[1], flow.source, &flow.source_port);
    end_of(words.word[2], flow.destination, &flow.destination_port);
    flow.start = flow.end = T0 + at;
    flow.bytes = 100;
    flow.packets = 2;
    for (size_t i = 3; i < words.count; i++) {
        const char *equals = strchr(words.word[i], '=');
        if (equals == NULL)
            flow_word(words.word[i], &flow);
        else
            flow_value(words.word[i], equals + 1, at, &flow);
    }
    return flow;
}

int try_give(struct world *w, uint64_t host, int64_t at, const svccomm_flow *flows, size_t count)
{
    svccomm_flow_batch batch;

    assert_int_equal(svccomm_flow_batch_init(&batch, sizeof batch), 0);
    batch.now = batch.received = T0 + at;
    batch.host = host;
    assert_int_equal(svccomm_flow_report_init(&w->flows, sizeof w->flows), 0);
    return svccomm_registry_ingest_flows(w->registry, flows, count, sizeof *flows, &batch,
                                         &w->flows);
}

#define FLOWS_MAX 256

void give(struct world *w, int64_t at, const char *flows)
{
    svccomm_flow batch[FLOWS_MAX];
    size_t count = 0;

    for (; *flows != '\0'; flows += strcspn(flows, "\n"), flows += *flows != '\0') {
        assert_true(count < FLOWS_MAX);
        batch[count++] = flow_of(flows, at);
    }
    assert_int_equal(try_give(w, 0, at, batch, count), 0);
}

static void add_totals(const svccomm_netflow *n, struct flow_totals *totals)
{
    totals->events += n->forward_events + n->reverse_events;
    totals->bytes += n->forward_bytes + n->reverse_bytes;
    totals->packets += n->forward_packets + n->reverse_packets;
    totals->attempts += n->attempts;
    if (n->spans.first == SVCCOMM_NO_TIME)
        return;
    if (totals->first == SVCCOMM_NO_TIME || n->spans.first < totals->first)
        totals->first = n->spans.first;
    if (totals->last == SVCCOMM_NO_TIME || n->spans.last > totals->last)
        totals->last = n->spans.last;
    assert_int_equal(svccomm_spans_active(&n->spans) + svccomm_spans_gap(&n->spans),
                     n->spans.last - n->spans.first);
    assert_true(svccomm_spans_active(&n->spans) >= 0 && svccomm_spans_gap(&n->spans) >= 0);
}

struct flow_totals flow_totals(struct world *w)
{
    struct flow_totals totals = {0, 0, 0, 0, SVCCOMM_NO_TIME, SVCCOMM_NO_TIME};
    svccomm_query query;
    svccomm_filter filter;
    svccomm_cursor *cursor;
    svccomm_record r;

    everything(&query, &filter);
    assert_int_equal(svccomm_cursor_new(&cursor, w->registry, &query), 0);
    while (svccomm_cursor_next(cursor, &r, 1, sizeof r) == 1)
        add_totals(&r.netflow, &totals);
    svccomm_cursor_free(cursor);
    return totals;
}

/* ---- edits ---- */

svccomm_edit edit_of(uint32_t fields)
{
    svccomm_edit edit;

    svccomm_edit_init(&edit, sizeof edit);
    edit.fields = fields;
    return edit;
}

int try_add(struct world *w, const char *text, int64_t at)
{
    svccomm_edit edit = edit_of(0);

    edit.key = key_of(text);
    return svccomm_registry_add(w->registry, &edit, T0 + at, NULL, NULL);
}

void add(struct world *w, const char *text, int64_t at)
{
    assert_int_equal(try_add(w, text, at), 0);
}

void set_status(struct world *w, const char *text, uint32_t status, int64_t at)
{
    svccomm_edit edit = edit_of(SVCCOMM_EDIT_STATUS);

    edit.status = status;
    assert_int_equal(svccomm_registry_edit(w->registry, id_of(w, text), &edit, T0 + at, NULL, NULL),
                     0);
}

int try_rekey(struct world *w, const char *from, const char *to, uint32_t more, int64_t at)
{
    svccomm_edit edit = edit_of(SVCCOMM_EDIT_KEY | more);

    edit.key = key_of(to);
    return svccomm_registry_edit(w->registry, id_of(w, from), &edit, T0 + at, NULL, NULL);
}

/* ---- other parts ---- */

svccomm_rule rule_of(uint64_t id, uint32_t kind, const char *prefix)
{
    svccomm_rule rule;

    memset(&rule, 0, sizeof rule);
    rule.id = id;
    rule.kind = kind;
    if (prefix != NULL)
        rule.client = prefix_of(prefix);
    return rule;
}

void set_rule(struct world *w, const svccomm_rule *rule)
{
    assert_int_equal(svccomm_registry_set_rules(w->registry, rule, 1, sizeof *rule, NULL), 0);
}

svccomm_counts counts(struct world *w)
{
    svccomm_counts c;

    svccomm_counts_init(&c, sizeof c);
    assert_int_equal(svccomm_registry_counts(w->registry, &c), 0);
    return c;
}

uint64_t revision(struct world *w)
{
    return counts(w).revision;
}

static void say_endpoint(struct out *out, const svccomm_endpoint *e)
{
    if (e->key.scope != 0)
        say(out, "@%" PRIx64 " ", e->key.scope);
    say(out, "%s ", protocol_word(e->key.protocol));
    say_end(out, e->key.address, e->key.port);
    say(out, " %" PRIu64 " %" PRIu64 " %s\n", e->samples, e->records,
        e->process == NULL ? "-" : e->process);
}

const char *listeners_text(struct world *w)
{
    struct out out = out_of(w);
    svccomm_endpoint e;
    svccomm_endpoint_key after;
    int got = svccomm_registry_listeners(w->registry, 0, 1, NULL, &e, 1, sizeof e);

    while (got == 1) {
        say_endpoint(&out, &e);
        after = e.key;
        got = svccomm_registry_listeners(w->registry, 0, 1, &after, &e, 1, sizeof e);
    }
    assert_int_equal(got, 0);
    return w->text;
}

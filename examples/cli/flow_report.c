/* SPDX-License-Identifier: MIT
 * The report of files of flows: what was in each, and what became of it. */
#include "flow_report.h"

#include "flow_counters.h"
#include "say.h"
#include "times.h"

#include <inttypes.h>
#include <stdio.h>

/* "packet 17, at byte 2048" */
static const char *place_text(const struct flow_file *file, char *text, size_t capacity)
{
    const struct flow_place *place = &file->fault;
    const char *word = file->kind == FLOW_PCAP ? "packet" : "datagram";
    if (place->offset >= 0)
        snprintf(text, capacity, "%s %" PRIu64 ", at byte %" PRId64, word, place->number,
                 place->offset);
    else
        snprintf(text, capacity, "%s %" PRIu64, word, place->number);
    return text;
}

static void say_count(const struct flow_file *file, uint64_t count, const char *what)
{
    if (count > 0)
        say_note("%s: %" PRIu64 " %s", file->input.name, count, what);
}

void flow_report_faults(const struct flow_file *file)
{
    char text[80];
    say_count(file, file->fragments, "IP fragments, not put together");
    say_count(file, file->cut, "packets or datagrams are cut");
    say_count(file, file->others,
              "datagrams begin with no version of NetFlow or IPFIX, passed over");
    if (file->fault.number > 0)
        say_note("%s: the first with something wrong is %s", file->input.name,
                 place_text(file, text, sizeof text));
    if (file->kind == FLOW_VPC && file->vpc.doubtful > 0)
        say_note("%s: line %" PRIu64 ": is cut or cannot be read, not taken (%" PRIu64 " in all)",
                 file->input.name, file->vpc.first_doubtful_line, file->vpc.doubtful);
}

static void print_place(struct json *json, const struct flow_place *place)
{
    if (place->number > 0)
        json_number(json, "first_fault", place->number);
    else
        json_null(json, "first_fault");
    if (place->number > 0 && place->offset >= 0)
        json_number(json, "first_fault_offset", (uint64_t)place->offset);
    else
        json_null(json, "first_fault_offset");
}

static void print_line(struct json *json, const struct flow_file *file)
{
    if (file->kind == FLOW_VPC && file->vpc.first_doubtful_line > 0)
        json_number(json, "first_doubtful_line", file->vpc.first_doubtful_line);
    else
        json_null(json, "first_doubtful_line");
}

static void print_file(struct json *json, const struct flow_file *file)
{
    json_begin(json, NULL, '{');
    json_text(json, "file", file->path);
    json_text(json, "kind", flow_kind_word(file->kind));
    json_number(json, "packets", file->packets);
    json_number(json, "other_packets", file->other_packets);
    json_number(json, "fragments", file->fragments);
    json_number(json, "cut", file->cut);
    json_number(json, "datagrams", file->datagrams);
    json_number(json, "other_datagrams", file->others);
    json_number(json, "flows", file->flows);
    print_place(json, &file->fault);
    flow_counters_json(json, vpc_counters, file->kind == FLOW_VPC ? &file->vpc : NULL);
    print_line(json, file);
    json_end(json, '}');
}

static void print_counters(struct json *json, const char *name, const struct flow_counter *counters,
                           const void *report)
{
    json_begin(json, name, '{');
    flow_counters_json(json, counters, report);
    json_end(json, '}');
}

static void print_json(const struct flow_report *report)
{
    struct json json = {false};
    json_begin(&json, NULL, '{');
    json_text(&json, "host", report->host);
    json_hex(&json, "host_id", report->host_id);
    json_number(&json, "realm", report->intake->realm);
    json_seconds(&json, "interval", report->intervals->interval);
    json_bool(&json, "points", report->intervals->points);
    json_begin(&json, "files", '[');
    for (size_t i = 0; i < report->count; i++)
        print_file(&json, &report->files[i]);
    json_end(&json, ']');
    print_counters(&json, "decoder", decode_counters, &report->intake->decoded);
    print_counters(&json, "flows", ingest_counters, &report->intake->ingested);
    json_finish(&json, '}');
}

void flow_report_file(const struct flow_file *file)
{
    if (file->kind == FLOW_VPC)
        say_note("%s: VPC flow log, %" PRIu64 " lines, %" PRIu64 " flows", file->input.name,
                 file->vpc.lines, file->flows);
    else if (file->kind == FLOW_PCAP)
        say_note("%s: capture, %" PRIu64 " packets, %" PRIu64 " datagrams, %" PRIu64 " flows",
                 file->input.name, file->packets, file->datagrams - file->others, file->flows);
    else
        say_note("%s: raw, %" PRIu64 " datagrams, %" PRIu64 " flows", file->input.name,
                 file->datagrams, file->flows);
}

void flow_report_say(const struct flow_intake *intake)
{
    flow_counters_say(decode_counters, &intake->decoded);
    flow_counters_say(ingest_counters, &intake->ingested);
}

static void say_report(const struct flow_report *report)
{
    for (size_t i = 0; i < report->count; i++)
        flow_report_file(&report->files[i]);
    flow_report_say(report->intake);
}

void flow_report_print(const struct cli *cli, const struct flow_report *report)
{
    if (cli->json)
        print_json(report);
    else
        say_report(report);
}

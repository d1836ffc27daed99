/* SPDX-License-Identifier: MIT
 * The report of a snapshot: rows taken, skipped, doubtful, and what they told. */
#include "json_text.h"
#include "netstat_text.h"
#include "plain_text.h"
#include "times.h"
#include "words.h"

#include <inttypes.h>
#include <stdio.h>

static void print_bits(struct json *json, const char *name, const struct word *words, uint32_t bits)
{
    json_begin(json, name, '[');
    for (; words->word != NULL; words++)
        if ((bits & words->number) != 0)
            json_text(json, NULL, words->word);
    json_end(json, ']');
}

static void print_formats(struct json *json, uint32_t formats)
{
    json_begin(json, "formats", '[');
    for (const struct word *word = format_words; word->word != NULL; word++)
        if ((formats & 1u << word->number) != 0)
            json_text(json, NULL, word->word);
    json_end(json, ']');
}

/* What told each format: its first header, or a row. */
static void print_detected(struct json *json, const svccomm_text_report *report)
{
    json_begin(json, "detected", '[');
    for (const struct word *word = format_words; word->word != NULL; word++) {
        if (report->format_lines[word->number] == 0)
            continue;
        json_begin(json, NULL, '{');
        json_text(json, "format", word->word);
        json_text(json, "by", report->format_headers & 1u << word->number ? "header" : "row");
        json_number(json, "line", report->format_lines[word->number]);
        json_end(json, '}');
    }
    json_end(json, ']');
}

static void line_number(struct json *json, const char *name, uint64_t line)
{
    if (line == 0)
        json_null(json, name);
    else
        json_number(json, name, line);
}

static void print_file(struct json *json, const char *file, const svccomm_text_report *report)
{
    json_begin(json, NULL, '{');
    json_text(json, "file", file);
    print_formats(json, report->formats);
    print_detected(json, report);
    json_number(json, "lines", report->lines);
    json_number(json, "taken", report->taken);
    json_number(json, "skipped", report->skipped);
    json_number(json, "doubtful", report->doubtful);
    json_number(json, "unknown_states", report->unknown_states);
    json_number(json, "dropped", report->dropped);
    json_number(json, "dropped_names", report->dropped_names);
    line_number(json, "first_taken_line", report->first_taken_line);
    line_number(json, "first_skipped_line", report->first_skipped_line);
    line_number(json, "first_doubtful_line", report->first_doubtful_line);
    line_number(json, "first_unknown_state_line", report->first_unknown_state_line);
    json_end(json, '}');
}

static void print_files(struct json *json, const struct cli *cli,
                        const struct netstat_report *report)
{
    json_begin(json, "files", '[');
    for (size_t i = 0; i < cli->options.operand_count; i++)
        print_file(json, cli->options.operands[i], &report->files[i]);
    json_end(json, ']');
}

/* Numbers by name, in the order in which they are printed. */
static void print_ingest(struct json *json, const svccomm_ingest_report *ingest)
{
    const struct {
        const char *name;
        uint64_t number;
    } numbers[] = {
        {"rows", ingest->rows},
        {"duplicates", ingest->duplicates},
        {"listeners", ingest->listeners},
        {"connections", ingest->connections},
        {"not_counted", ingest->not_counted},
        {"unknown_states", ingest->unknown_states},
        {"communications", ingest->records_seen},
        {"new", ingest->records_new},
        {"implied", ingest->implied},
        {"presence_only", ingest->presence_only},
        {"ignored", ingest->ignored},
        {"dropped_address", ingest->dropped_address},
        {"dropped_port", ingest->dropped_port},
        {"dropped_full", ingest->dropped_full},
    };
    json_begin(json, "snapshot", '{');
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        json_number(json, numbers[i].name, numbers[i].number);
    json_end(json, '}');
}

static void print_json(const struct cli *cli, const struct netstat_report *report)
{
    struct json json = {false};
    json_begin(&json, NULL, '{');
    json_text(&json, "host", report->info->name);
    json_hex(&json, "host_id", report->info->host);
    json_number(&json, "realm", report->info->realm);
    json_time(&json, "time", report->info->time);
    print_bits(&json, "coverage", cover_bit_words, report->coverage);
    print_files(&json, cli, report);
    print_ingest(&json, &report->ingest);
    json_finish(&json, '}');
}

static void print_lines(const char *file, const svccomm_text_report *report)
{
    printf("%s:", file);
    for (const struct word *word = format_words; word->word != NULL; word++)
        if (report->format_lines[word->number] != 0)
            printf(" %s by the %s in line %" PRIu64 ",", word->word,
                   report->format_headers & 1u << word->number ? "header" : "row",
                   report->format_lines[word->number]);
    printf(" %" PRIu64 " rows taken", report->taken);
    printf(", %" PRIu64 " skipped", report->skipped);
    if (report->skipped > 0)
        printf(" (first in line %" PRIu64 ")", report->first_skipped_line);
    printf(", %" PRIu64 " doubtful", report->doubtful);
    if (report->doubtful > 0)
        printf(" (first in line %" PRIu64 ")", report->first_doubtful_line);
    putchar('\n');
}

static void print_text(const struct cli *cli, const struct netstat_report *report)
{
    const svccomm_ingest_report *ingest = &report->ingest;
    char time[TIMES_TEXT_SIZE];
    for (size_t i = 0; i < cli->options.operand_count; i++)
        print_lines(cli->options.operands[i], &report->files[i]);
    plain_name("host", report->info->name);
    plain_line("time", "%s", times_format(report->info->time, time));
    plain_line("listeners", "%" PRIu64, ingest->listeners);
    plain_line("connections", "%" PRIu64, ingest->connections);
    plain_line("communications", "%" PRIu64 " (%" PRIu64 " new)", ingest->records_seen,
               ingest->records_new);
    if (ingest->presence_only > 0)
        plain_line("presence only", "%" PRIu64 " (the snapshot does not cover them)",
                   ingest->presence_only);
    if (ingest->dropped_full > 0)
        plain_line("refused", "%" PRIu64 " (the registry is full)", ingest->dropped_full);
}

void netstat_report_print(const struct cli *cli, const struct netstat_report *report)
{
    if (cli->json)
        print_json(cli, report);
    else
        print_text(cli, report);
}

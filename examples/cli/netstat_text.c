/* SPDX-License-Identifier: MIT
 * Text files of sockets, read into one snapshot in chunks. */
#include "netstat_text.h"

#include "input_file.h"
#include "say.h"

#include <inttypes.h>
#include <string.h>

#define CHUNK_SIZE 65536

static int feed(svccomm_snapshot *snapshot, struct input_file *file)
{
    static char chunk[CHUNK_SIZE];
    size_t length;
    do {
        if (input_file_read(file, chunk, sizeof chunk, &length) != 0)
            return input_file_failed(file);
        int code = svccomm_snapshot_text(snapshot, chunk, length);
        if (code != 0)
            return say_code(file->name, code, NULL);
    } while (length > 0);
    return 0;
}

static int read_source(svccomm_snapshot *snapshot, struct input_file *file, uint32_t format,
                       svccomm_text_report *report)
{
    svccomm_error error;
    svccomm_error_init(&error, sizeof error);
    int code = svccomm_snapshot_text_begin(snapshot, format);
    if (code != 0)
        return say_code(file->name, code, NULL);
    code = feed(snapshot, file);
    if (code != 0)
        return code;
    code = svccomm_snapshot_text_end(snapshot, report, &error);
    return code == 0 ? 0 : say_code(file->name, code, &error);
}

static void say_lines(const char *file, const char *what, uint64_t count, uint64_t first)
{
    if (count > 0)
        say_note("%s: line %" PRIu64 ": %s (%" PRIu64 " in all)", file, first, what, count);
}

static void say_faults(const char *file, const svccomm_text_report *report)
{
    say_lines(file, "row is cut or cannot be read, not taken", report->doubtful,
              report->first_doubtful_line);
    say_lines(file, "no socket, skipped", report->skipped, report->first_skipped_line);
    say_lines(file, "unknown state, taken as open", report->unknown_states,
              report->first_unknown_state_line);
    if (report->dropped > 0)
        say_note("%s: %" PRIu64 " rows are too many, not taken", file, report->dropped);
    if (report->dropped_names > 0)
        say_note("%s: %" PRIu64 " process names are too many, not taken", file,
                 report->dropped_names);
}

static int read_file(svccomm_snapshot *snapshot, const char *path, uint32_t format,
                     svccomm_text_report *report)
{
    struct input_file file;
    svccomm_text_report_init(report, sizeof *report);
    int code = input_file_open(&file, path);
    if (code == 0)
        code = read_source(snapshot, &file, format, report);
    if (code == 0)
        say_faults(file.name, report);
    input_file_close(&file);
    return code;
}

int netstat_text_read(const struct cli *cli, svccomm_snapshot *snapshot, uint32_t format,
                      struct netstat_report *report)
{
    uint64_t taken = 0;
    for (size_t i = 0; i < cli->options.operand_count; i++) {
        int code = read_file(snapshot, cli->options.operands[i], format, &report->files[i]);
        if (code != 0)
            return code;
        taken += report->files[i].taken;
    }
    report->coverage = svccomm_snapshot_coverage(snapshot);
    return taken > 0 ? 0 : say_input("no row could be taken; nothing was done");
}

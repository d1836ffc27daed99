/* SPDX-License-Identifier: MIT
 * Files of flows: their kind, their datagrams, their progress. */
#include "flow_file.h"

#include "flow_datagram.h"
#include "say.h"
#include "stop.h"
#include "terminal.h"
#include "times.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define BUFFER_SIZE ((size_t)1 << 20)
#define QUEUE_LONG 16384 /* flows */
#define SHOW_EVERY (TIMES_SECOND / 5)

const char *flow_kind_word(enum flow_kind kind)
{
    static const char *const words[] = {"pcap", "raw", "vpc"};
    return words[kind];
}

/* Magic numbers of pcap in either byte order, with micro- and nanoseconds, and of pcapng. */
static bool is_capture(const uint8_t *first)
{
    static const uint8_t magics[][4] = {
        {0xA1, 0xB2, 0xC3, 0xD4}, {0xD4, 0xC3, 0xB2, 0xA1}, {0xA1, 0xB2, 0x3C, 0x4D},
        {0x4D, 0x3C, 0xB2, 0xA1}, {0xA1, 0xB2, 0xCD, 0x34}, {0x34, 0xCD, 0xB2, 0xA1},
        {0x0A, 0x0D, 0x0D, 0x0A},
    };
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (memcmp(first, magics[i], sizeof magics[i]) == 0)
            return true;
    return false;
}

static bool is_text(const uint8_t *first, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((first[i] < 0x20 || first[i] > 0x7E) && memchr("\t\r\n", first[i], 3) == NULL)
            return false;
    return true;
}

/* Every known version has a byte of zero, which no text has. */
static int find_kind(struct flow_file *file, const uint8_t *first, size_t length)
{
    const char *name = file->input.name;
    if (length < 4)
        return say_input("%s: at byte 0: holds no flows: it has %zu bytes", name, length);
    if (is_capture(first))
        file->kind = FLOW_PCAP;
    else if (flow_datagram_known(first + 2, length - 2))
        file->kind = FLOW_RAW;
    else if (is_text(first, length))
        file->kind = FLOW_VPC;
    else if (first[0] == 0x1F && first[1] == 0x8B)
        return say_input("%s: at byte 0: is compressed: zcat FILE | svccomm flows -", name);
    else
        return say_input("%s: at byte 0: is no capture (pcap, pcapng), no file of raw datagrams, "
                         "no VPC flow log",
                         name);
    return 0;
}

/* Looks at the first bytes and puts them back. The C standard promises one byte to put back; the C
 * libraries of Linux take back what is in the buffer. */
static int look(struct flow_file *file)
{
    uint8_t first[4];
    size_t length = fread(first, 1, sizeof first, file->input.file);
    if (ferror(file->input.file))
        return input_file_failed(&file->input);
    for (size_t i = length; i > 0; i--)
        if (ungetc(first[i - 1], file->input.file) == EOF)
            return input_file_failed(&file->input);
    return find_kind(file, first, length);
}

static int set_buffer(struct flow_file *file)
{
    struct stat status;
    if (fstat(fileno(file->input.file), &status) == 0 && S_ISREG(status.st_mode))
        file->size = status.st_size;
    file->buffer = malloc(BUFFER_SIZE);
    if (file->buffer == NULL)
        return say_input("out of memory");
    setvbuf(file->input.file, file->buffer, _IOFBF, BUFFER_SIZE);
    return 0;
}

int flow_file_open(struct flow_file *file)
{
    int code = input_file_open(&file->input, file->path);
    if (code == 0)
        code = set_buffer(file);
    return code == 0 ? look(file) : code;
}

/* Standard input stays open, and keeps its buffer. */
void flow_file_close(struct flow_file *file)
{
    input_file_close(&file->input);
    if (strcmp(file->path, "-") != 0)
        free(file->buffer);
    file->buffer = NULL;
}

int flow_file_read(struct flow_file *file, const struct flow_reading *reading)
{
    static int (*const readers[])(struct flow_file *, const struct flow_reading *) = {
        flow_pcap_read, flow_raw_read, flow_vpc_read};
    uint64_t before = reading->intake->decoded.flows;
    int code = readers[file->kind](file, reading);
    if (file->kind != FLOW_VPC)
        file->flows = reading->intake->decoded.flows - before;
    terminal_progress("%s", "");
    return code;
}

void flow_file_fault(struct flow_file *file)
{
    if (file->fault.number == 0)
        file->fault = file->place;
}

static void show(struct flow_file *file, const struct flow_reading *reading)
{
    uint64_t flows = reading->intake->decoded.flows + file->vpc.flows;
    int64_t now = stop_clock();
    if (now - file->shown < SHOW_EVERY)
        return;
    file->shown = now;
    if (file->size > 0 && file->place.offset >= 0)
        terminal_progress("%s: %d %%, %" PRIu64 " flows", file->input.name,
                          (int)(100 * file->place.offset / file->size), flows);
    else
        terminal_progress("%s: %" PRIu64 " flows", file->input.name, flows);
}

int flow_file_step(struct flow_file *file, const struct flow_reading *reading)
{
    show(file, reading);
    return reading->intake->queue.count < QUEUE_LONG ? 0 : reading->drain(reading->user);
}

int flow_file_datagram(struct flow_file *file, const struct flow_reading *reading,
                       const uint8_t *data, size_t length, const struct flow_origin *origin)
{
    struct flow_intake *intake = reading->intake;
    uint64_t faults = flow_intake_faults(intake), others = intake->others;
    int code = flow_intake_datagram(intake, data, length, origin);
    file->datagrams++;
    file->others += intake->others - others;
    if (flow_intake_faults(intake) != faults)
        flow_file_fault(file);
    return code == 0 ? flow_file_step(file, reading) : code;
}

/* SPDX-License-Identifier: MIT
 * Files of raw datagrams: a 2-byte big-endian length and that many bytes of UDP payload, again and
 * again. Nothing says who sent them or when they came: the exporter is ::, the time the header's.
 */
#include "flow_file.h"
#include "packet.h"

#define LENGTH_SIZE 2

/* Reads up to `wanted` bytes; *got is how many there were. */
static int read_bytes(struct flow_file *file, uint8_t *data, size_t wanted, size_t *got)
{
    *got = fread(data, 1, wanted, file->input.file);
    return *got < wanted && ferror(file->input.file) ? input_file_failed(&file->input) : 0;
}

/* Of a datagram that the file's end cuts, what is there is decoded. */
static int read_payload(struct flow_file *file, const struct flow_reading *reading, size_t told,
                        bool *more)
{
    static uint8_t data[UINT16_MAX];
    const struct flow_origin origin = {SVCCOMM_NO_TIME, reading->host, {0}};
    size_t got;
    int code = read_bytes(file, data, told, &got);
    if (code != 0)
        return code;
    *more = got == told;
    if (!*more) {
        file->cut++;
        flow_file_fault(file);
    }
    code = flow_file_datagram(file, reading, data, got, &origin);
    file->place.offset += LENGTH_SIZE + (int64_t)got;
    return code;
}

/* Reads the next one; *more is false at the end of the file. */
static int read_datagram(struct flow_file *file, const struct flow_reading *reading, bool *more)
{
    uint8_t length[LENGTH_SIZE] = {0};
    size_t got;
    int code = read_bytes(file, length, sizeof length, &got);
    *more = got > 0;
    if (code != 0 || got == 0)
        return code;
    file->place.number++;
    return read_payload(file, reading, got < sizeof length ? 1 : packet_u16(length), more);
}

int flow_raw_read(struct flow_file *file, const struct flow_reading *reading)
{
    bool more = true;
    int code = 0;
    while (more && code == 0)
        code = read_datagram(file, reading, &more);
    return code;
}

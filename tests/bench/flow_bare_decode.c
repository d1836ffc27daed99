/* SPDX-License-Identifier: MIT
 * The bare decoder: lengths are checked, and the fields that a flow needs are read at offsets that
 * were worked out when the template came. */
#include "flow_bare_decode.h"

#include <string.h>

enum wanted {
    SOURCE,
    DESTINATION,
    SOURCE_PORT,
    DESTINATION_PORT,
    PROTOCOL,
    FLAGS,
    BYTES,
    PACKETS,
    START_UPTIME,
    END_UPTIME,
    START_MS,
    END_MS
};

static const uint16_t elements[FLOW_BARE_FIELDS] = {8, 12, 7, 11, 4, 6, 1, 2, 22, 21, 152, 153};

static inline uint16_t get16(const unsigned char *p)
{
    return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t get32(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Written out, so that compilers make one load of it. */
static inline uint64_t get64(const unsigned char *p)
{
    return (uint64_t)p[0] << 56 | (uint64_t)p[1] << 48 | (uint64_t)p[2] << 40 |
           (uint64_t)p[3] << 32 | (uint64_t)p[4] << 24 | (uint64_t)p[5] << 16 |
           (uint64_t)p[6] << 8 | (uint64_t)p[7];
}

/* A number whose length only the template knows. */
static inline uint64_t get_number(const unsigned char *p, unsigned length)
{
    switch (length) {
    case 8:
        return get64(p);
    case 4:
        return get32(p);
    case 2:
        return get16(p);
    default:
        return *p;
    }
}

static size_t decode_v5(const unsigned char *data, size_t length, struct flow_bare *flows)
{
    const unsigned char *p = data + 24;
    size_t count = length < 24 ? 0 : get16(data + 2), i;
    uint64_t now;
    uint32_t up;

    if (count > 30 || length < 24 + 48 * count || count == 0)
        return 0;
    up = get32(data + 4);
    now = (uint64_t)get32(data + 8) * 1000 + get32(data + 12) / 1000000;
    for (i = 0; i < count; i++, p += 48) {
        flows[i].source = get32(p);
        flows[i].destination = get32(p + 4);
        flows[i].source_port = get16(p + 32);
        flows[i].destination_port = get16(p + 34);
        flows[i].protocol = p[38];
        flows[i].tcp_flags = p[37];
        flows[i].packets = get32(p + 16);
        flows[i].bytes = get32(p + 20);
        flows[i].start_ms = now - (uint32_t)(up - get32(p + 24));
        flows[i].end_ms = now - (uint32_t)(up - get32(p + 28));
    }
    return count;
}

static void compile(struct flow_bare_template *template, const unsigned char *p, size_t length)
{
    size_t count = get16(p + 2), i, k;

    memset(template, 0, sizeof *template);
    for (i = 0; i < count && 8 + 4 * i <= length; i++) {
        for (k = 0; k < FLOW_BARE_FIELDS; k++)
            if (elements[k] == get16(p + 4 + 4 * i)) {
                template->fields[k].offset = (uint16_t) template->record;
                template->fields[k].length = get16(p + 6 + 4 * i);
            }
        template->record += get16(p + 6 + 4 * i);
    }
}

/* Header times of the exporter, for fields that are relative to them. */
struct clock {
    uint64_t now;
    uint32_t up;
};

static size_t decode_set(const struct flow_bare_template *template, const unsigned char *p,
                         const unsigned char *end, struct clock clock, struct flow_bare *flows)
{
    struct flow_bare_template t = *template; /* so that stores to flows leave it alone */
    const struct flow_bare_field *f = t.fields;
    size_t n = 0;

    for (; n < FLOW_BARE_MOST && (size_t)(end - p) >= t.record; p += t.record, n++) {
        flows[n].source = get32(p + f[SOURCE].offset);
        flows[n].destination = get32(p + f[DESTINATION].offset);
        flows[n].source_port = get16(p + f[SOURCE_PORT].offset);
        flows[n].destination_port = get16(p + f[DESTINATION_PORT].offset);
        flows[n].protocol = p[f[PROTOCOL].offset];
        flows[n].tcp_flags = (uint8_t)get_number(p + f[FLAGS].offset, f[FLAGS].length);
        flows[n].bytes = get_number(p + f[BYTES].offset, f[BYTES].length);
        flows[n].packets = get_number(p + f[PACKETS].offset, f[PACKETS].length);
        if (f[END_MS].length == 8) {
            flows[n].start_ms = get64(p + f[START_MS].offset);
            flows[n].end_ms = get64(p + f[END_MS].offset);
        } else {
            flows[n].start_ms =
                clock.now - (uint32_t)(clock.up - get32(p + f[START_UPTIME].offset));
            flows[n].end_ms = clock.now - (uint32_t)(clock.up - get32(p + f[END_UPTIME].offset));
        }
    }
    return n;
}

/* v9 and IPFIX: sets after a header; the workload has one set of data in a datagram. */
static size_t decode_sets(struct flow_bare_template *template, unsigned template_set,
                          const unsigned char *p, const unsigned char *end, struct clock clock,
                          struct flow_bare *flows)
{
    size_t n = 0, length;
    unsigned id;

    for (; end - p >= 4; p += length) {
        id = get16(p);
        length = get16(p + 2);
        if (length < 4 || length > (size_t)(end - p))
            break;
        if (id == template_set && length >= 8)
            compile(template, p + 4, length - 4);
        else if (id >= 256 && template->record > 0)
            n = decode_set(template, p + 4, p + length, clock, flows);
    }
    return n;
}

size_t flow_bare_datagram(struct flow_bare_template *template, unsigned version,
                          const unsigned char *data, size_t length, struct flow_bare *flows)
{
    struct clock clock = {0, 0};

    if (version == FLOW_WIRE_V5)
        return decode_v5(data, length, flows);
    if (version == FLOW_WIRE_V9) {
        if (length < 20)
            return 0;
        clock.now = (uint64_t)get32(data + 8) * 1000;
        clock.up = get32(data + 4);
        return decode_sets(template, 0, data + 20, data + length, clock, flows);
    }
    if (length < 16)
        return 0;
    return decode_sets(template, 2, data + 16, data + length, clock, flows);
}

size_t flow_bare_decode(const struct flow_wire *wire, uint64_t *sum)
{
    struct flow_bare_template template = {0};
    static struct flow_bare flows[FLOW_BARE_MOST];
    const unsigned char *data;
    size_t at = 0, length, all = 0, n;

    while ((data = flow_wire_next(wire, &at, &length)) != NULL) {
        n = flow_bare_datagram(&template, wire->version, data, length, flows);
        if (n > 0)
            *sum += flows[0].end_ms + flows[n - 1].source;
        all += n;
    }
    return all;
}

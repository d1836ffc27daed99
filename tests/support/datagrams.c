/* SPDX-License-Identifier: MIT
 * Datagrams of NetFlow and IPFIX built by hand, and a decoder to give them to. */
#include "datagrams.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void store(unsigned char *at, uint64_t value, size_t size)
{
    size_t i;

    for (i = 0; i < size; i++)
        at[i] = (unsigned char)(value >> 8 * (size - 1 - i));
}

void datagram_put(struct datagram *datagram, uint64_t value, size_t size)
{
    store(datagram->bytes + datagram->length, value, size);
    datagram->length += size;
}

void datagram_bytes(struct datagram *datagram, const void *bytes, size_t length)
{
    memcpy(datagram->bytes + datagram->length, bytes, length);
    datagram->length += length;
}

void datagram_address(struct datagram *datagram, const char *text)
{
    uint8_t address[SVCCOMM_ADDRESS_SIZE];
    size_t skip = strchr(text, ':') == NULL ? 12 : 0;

    if (svccomm_address_parse(text, strlen(text), address) < 0)
        abort();
    datagram_bytes(datagram, address + skip, sizeof address - skip);
}

void datagram_v9(struct datagram *datagram, uint32_t uptime_ms, uint32_t seconds, uint32_t sequence,
                 uint32_t domain)
{
    datagram->length = 0;
    datagram_put(datagram, 9, 2);
    datagram_put(datagram, 1, 2);
    datagram_put(datagram, uptime_ms, 4);
    datagram_put(datagram, seconds, 4);
    datagram_put(datagram, sequence, 4);
    datagram_put(datagram, domain, 4);
}

void datagram_ipfix(struct datagram *datagram, uint32_t seconds, uint32_t sequence, uint32_t domain)
{
    datagram->length = 0;
    datagram_put(datagram, 10, 2);
    datagram_put(datagram, 0, 2);
    datagram_put(datagram, seconds, 4);
    datagram_put(datagram, sequence, 4);
    datagram_put(datagram, domain, 4);
}

void datagram_fixed(struct datagram *datagram, uint16_t version, uint16_t count, uint32_t uptime_ms,
                    uint32_t seconds, uint32_t nanoseconds, uint32_t sequence)
{
    datagram->length = 0;
    datagram_put(datagram, version, 2);
    datagram_put(datagram, count, 2);
    datagram_put(datagram, uptime_ms, 4);
    datagram_put(datagram, seconds, 4);
    datagram_put(datagram, nanoseconds, 4);
    if (version == 1)
        return;
    datagram_put(datagram, sequence, 4);
    datagram_put(datagram, 0, 4); /* engine and sampling of v5 */
}

void datagram_fixed_record(struct datagram *datagram, uint16_t version, uint32_t bytes,
                           uint32_t start_ms, uint32_t end_ms)
{
    unsigned char *record = datagram->bytes + datagram->length;
    size_t length = version == 5 ? 48 : 52;

    memset(record, 0, length);
    store(record, 0x0a000007, 4);
    store(record + 4, 0x0a000005, 4);
    store(record + 16, 2, 4);
    store(record + 20, bytes, 4);
    store(record + 24, start_ms, 4);
    store(record + 28, end_ms, 4);
    store(record + 32, 1024, 2);
    store(record + 34, 80, 2);
    record[version == 1 ? 40 : 37] = 0x1b;
    record[38] = 6;
    datagram->length += length;
}

void datagram_set(struct datagram *datagram, uint16_t id)
{
    datagram->set = datagram->length;
    datagram_put(datagram, id, 2);
    datagram_put(datagram, 0, 2);
}

void datagram_set_end(struct datagram *datagram)
{
    store(datagram->bytes + datagram->set + 2, datagram->length - datagram->set, 2);
}

static int is_v9(const struct datagram *datagram)
{
    return datagram->bytes[1] == 9;
}

static void put_fields(struct datagram *datagram, const struct datagram_field *fields,
                       uint16_t count)
{
    uint16_t i;

    for (i = 0; i < count; i++) {
        datagram_put(datagram, fields[i].id | (fields[i].enterprise != 0 ? 0x8000u : 0u), 2);
        datagram_put(datagram, fields[i].length, 2);
        if (fields[i].enterprise != 0)
            datagram_put(datagram, fields[i].enterprise, 4);
    }
}

void datagram_template(struct datagram *datagram, uint16_t id, const struct datagram_field *fields,
                       uint16_t count)
{
    datagram_set(datagram, is_v9(datagram) ? 0 : 2);
    datagram_put(datagram, id, 2);
    datagram_put(datagram, count, 2);
    put_fields(datagram, fields, count);
    datagram_set_end(datagram);
}

void datagram_options(struct datagram *datagram, uint16_t id, const struct datagram_field *fields,
                      uint16_t count, uint16_t scope)
{
    datagram_set(datagram, is_v9(datagram) ? 1 : 3);
    datagram_put(datagram, id, 2);
    datagram_put(datagram, is_v9(datagram) ? 4u * scope : count, 2);
    datagram_put(datagram, is_v9(datagram) ? 4u * (count - scope) : scope, 2);
    put_fields(datagram, fields, count);
    datagram_set_end(datagram);
}

void datagram_end(struct datagram *datagram)
{
    if (datagram->bytes[1] == 10)
        store(datagram->bytes + 2, datagram->length, 2);
}

void decoding_begin(struct decoding_test *test, const svccomm_decoder_config *config)
{
    memset(test, 0, sizeof *test);
    if (svccomm_decoder_new(&test->decoder, config) < 0)
        abort();
    svccomm_datagram_init(&test->from, sizeof test->from);
    svccomm_decode_report_init(&test->report, sizeof test->report);
    decoding_from(test, "192.0.2.1");
}

void decoding_end(struct decoding_test *test)
{
    svccomm_decoder_free(test->decoder);
}

void decoding_from(struct decoding_test *test, const char *address)
{
    if (svccomm_address_parse(address, strlen(address), test->from.exporter) < 0)
        abort();
}

int decoding_give(struct decoding_test *test, struct datagram *datagram)
{
    datagram_end(datagram);
    return decoding_give_bytes(test, datagram->bytes, datagram->length);
}

/* From a block of exactly their size, so that a sanitizer sees what is read behind them. */
int decoding_give_bytes(struct decoding_test *test, const void *bytes, size_t length)
{
    unsigned char *own = malloc(length == 0 ? 1 : length);

    if (own == NULL)
        abort();
    memcpy(own, bytes, length);
    test->rc = svccomm_decoder_datagram(test->decoder, own, length, &test->from, &test->flows,
                                        sizeof *test->flows, &test->report);
    free(own);
    return test->rc;
}

static void say(char *out, size_t room, const char *format, ...)
{
    size_t used = strlen(out);
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(out + used, room - used, format, arguments);
    va_end(arguments);
}

static void say_address(char *out, size_t room, const uint8_t *address)
{
    char text[SVCCOMM_ADDRESS_TEXT_SIZE];

    svccomm_address_format(address, text, sizeof text);
    say(out, room, "%s", text);
}

/* Seconds, with as many digits as they need. */
static void say_time(char *out, size_t room, int64_t time)
{
    char fraction[16];
    size_t digits = 9;

    if (time == SVCCOMM_NO_TIME) {
        say(out, room, "-");
        return;
    }
    snprintf(fraction, sizeof fraction, "%09" PRId64, time % SECOND);
    while (digits > 0 && fraction[digits - 1] == '0')
        fraction[--digits] = '\0';
    say(out, room, "%" PRId64 "%s%s", time / SECOND, digits > 0 ? "." : "", fraction);
}

static void say_rare(const svccomm_flow *flow, char *out, size_t room)
{
    if ((flow->flags & SVCCOMM_FLOW_BIFLOW) != 0)
        say(out, room, " <- %" PRIu64 "/%" PRIu64 " %u", flow->reverse_packets, flow->reverse_bytes,
            flow->reverse_tcp_flags);
    if (flow->initiator == SVCCOMM_INITIATOR_SOURCE)
        say(out, room, " by source");
    if (flow->initiator == SVCCOMM_INITIATOR_DESTINATION)
        say(out, room, " by destination");
    if ((flow->flags & SVCCOMM_FLOW_DENIED) != 0)
        say(out, room, " denied");
    if ((flow->flags & SVCCOMM_FLOW_FRAGMENT) != 0)
        say(out, room, " fragment");
    if ((flow->flags & SVCCOMM_FLOW_POST_NAT) != 0) {
        say(out, room, " nat ");
        say_address(out, room, flow->post_source);
        say(out, room, " %u ", flow->post_source_port);
        say_address(out, room, flow->post_destination);
        say(out, room, " %u", flow->post_destination_port);
    }
    if (flow->realm != 0)
        say(out, room, " realm %" PRIu32, flow->realm);
    if (flow->sampling != 0)
        say(out, room, " one in %" PRIu32, flow->sampling);
}

void flow_text(const svccomm_flow *flow, char *out, size_t room)
{
    out[0] = '\0';
    say_address(out, room, flow->source);
    say(out, room, " %u ", flow->source_port);
    say_address(out, room, flow->destination);
    say(out, room, " %u %u %u %" PRIu64 "/%" PRIu64 " ", flow->destination_port, flow->protocol,
        flow->tcp_flags, flow->packets, flow->bytes);
    say_time(out, room, flow->start);
    say(out, room, "..");
    say_time(out, room, flow->end);
    say_rare(flow, out, room);
}

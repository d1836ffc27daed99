/* SPDX-License-Identifier: MIT
 * cost_decoder CASE SIZE: 1,000 spoofed datagrams after SIZE others, for callgrind, which counts
 * the instructions below measured_flood(), and below measured_real(): 100 datagrams of an exporter
 * that has been there all the time. cost_decoder.py compares.
 *
 *   templates    each announces one of 60 fields, of a new domain after eight
 *   exporters    each is of an address that was never met, and has a template and a flow
 *   held         each is data of a template that never comes
 *   withdrawals  each withdraws all templates of an exporter, which has SIZE options templates, 100
 *                times */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flood.h"
#include "svccomm/svccomm.h"

#define MEASURED 1000u
#define REAL 100u
#define REAL_EVERY 50u
/* So that a flood that can be waited for is far beyond the caps. */
#define CAP 4096u

typedef void (*flood_fn)(struct flood *flood, uint32_t number);

static svccomm_decoder *decoder;
static uint64_t real_flows, real_sent;

static void check(int rc)
{
    if (rc < 0) {
        fprintf(stderr, "cost_decoder: %s\n", svccomm_strerror(rc));
        exit(1);
    }
}

static void open_decoder(void)
{
    svccomm_decoder_config config;

    check(svccomm_decoder_config_init(&config, sizeof config));
    config.max_exporters = config.max_templates = CAP;
    config.max_pending_bytes = (uint64_t)CAP << 8;
    check(svccomm_decoder_new(&decoder, &config));
}

static int decode(const struct flood *flood)
{
    const svccomm_flow *flows;
    int rc = svccomm_decoder_datagram(decoder, flood->bytes, flood->length, &flood->from, &flows,
                                      sizeof *flows, NULL);

    check(rc);
    return rc;
}

static void decode_real(void)
{
    struct flood flood;

    flood_real_data(&flood, 0, (uint32_t)real_sent++);
    real_flows += (uint64_t)decode(&flood);
}

static void decode_flood(flood_fn make, uint32_t first, uint32_t count, uint32_t real_every)
{
    struct flood flood;
    uint32_t i;

    for (i = 0; i < count; i++) {
        make(&flood, first + i);
        decode(&flood);
        if (real_every > 0 && i % real_every == 0)
            decode_real();
    }
}

/* What is counted, called by names that callgrind finds. */
#if defined(__GNUC__)
#define ALONE __attribute__((noinline))
#else
#define ALONE
#endif

void measured_flood(flood_fn make, uint32_t first);
ALONE void measured_flood(flood_fn make, uint32_t first)
{
    decode_flood(make, first, MEASURED, 0);
}

void measured_real(void);
ALONE void measured_real(void)
{
    uint32_t i;

    for (i = 0; i < REAL; i++)
        decode_real();
}

static const struct {
    const char *name;
    flood_fn before;
    flood_fn measured;
} floods[] = {
    {"templates", flood_template, flood_template},
    {"exporters", flood_exporter, flood_exporter},
    {"held", flood_data, flood_data},
    {"withdrawals", flood_options, flood_withdrawals},
};

static size_t flood_of(const char *name)
{
    size_t i = sizeof floods / sizeof floods[0];

    while (i-- > 0)
        if (strcmp(name, floods[i].name) == 0)
            return i;
    exit(2);
}

int main(int argc, char **argv)
{
    struct flood flood;
    uint32_t size;
    size_t i;

    if (argc != 3)
        return 2;
    i = flood_of(argv[1]);
    size = (uint32_t)strtoul(argv[2], NULL, 10);
    open_decoder();
    flood_real_template(&flood, 0);
    decode(&flood);
    decode_flood(floods[i].before, 0, size, REAL_EVERY);
    measured_flood(floods[i].measured, size);
    measured_real();
    printf("%llu %llu\n", (unsigned long long)real_sent, (unsigned long long)real_flows);
    svccomm_decoder_free(decoder);
    return 0;
}

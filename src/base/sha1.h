/* SPDX-License-Identifier: MIT
 * SHA-1 (RFC 3174), which UUIDs of version 5 are made of (RFC 4122 section 4.3; design K4). It
 * names records here and protects nothing. */
#ifndef SVCCOMM_BASE_SHA1_H
#define SVCCOMM_BASE_SHA1_H

#include <stddef.h>
#include <stdint.h>

#define SVCCOMM__SHA1_SIZE 20

/* A piece of the message. */
struct svccomm__part {
    const void *bytes;
    size_t length;
};

/* The digest of the parts one after the other. */
void svccomm__sha1(const struct svccomm__part *parts, size_t count,
                   uint8_t digest[SVCCOMM__SHA1_SIZE]);

#endif

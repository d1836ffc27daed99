/* SPDX-License-Identifier: MIT
 * Filling the caller's svccomm_error. */
#ifndef SVCCOMM_BASE_FAIL_H
#define SVCCOMM_BASE_FAIL_H

#include "svccomm/error.h"

/* Sets code and message, clears the rest, and gives the code back. `error` may be NULL or too
 * small to be written; `message` NULL means the code's own text. */
int svccomm__fail(svccomm_error *error, int code, const char *message);

/* Appends text, or a decimal number, to the message; what does not fit is cut. */
void svccomm__fail_text(svccomm_error *error, const char *text);
void svccomm__fail_number(svccomm_error *error, uint64_t number);

/* SVCCOMM_E_STORAGE and the like, with what the callback returned. */
int svccomm__fail_callback(svccomm_error *error, int code, int callback, const char *message);

/* Like svccomm__fail, with a line and a byte offset. */
int svccomm__fail_at(svccomm_error *error, int code, uint64_t line, uint64_t offset,
                     const char *message);

#endif

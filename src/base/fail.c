/* SPDX-License-Identifier: MIT
 * Error codes, their texts, and filling the caller's svccomm_error. */
#include "base/fail.h"

#include <string.h>

#include "base/numbers.h"
#include "base/structs.h"

static const struct {
    int code;
    const char *text;
} code_texts[] = {
    {SVCCOMM_OK, "no error"},
    {SVCCOMM_E_ARGUMENT, "invalid argument"},
    {SVCCOMM_E_STRUCT_SIZE, "struct or element size is too small"},
    {SVCCOMM_E_STRUCT_TAIL, "struct has bytes that this library does not know"},
    {SVCCOMM_E_RANGE, "value out of range"},
    {SVCCOMM_E_NOMEM, "out of memory"},
    {SVCCOMM_E_FULL, "a configured cap is reached"},
    {SVCCOMM_E_FORMAT, "unknown format or damaged data"},
    {SVCCOMM_E_TRUNCATED, "the input ends too early"},
    {SVCCOMM_E_VERSION, "written by a version that cannot be read"},
    {SVCCOMM_E_NOT_FOUND, "not found"},
    {SVCCOMM_E_EXISTS, "exists already"},
    {SVCCOMM_E_STALE, "snapshot is not newer than the last of its host"},
    {SVCCOMM_E_FUTURE, "time is in the future"},
    {SVCCOMM_E_TOO_OLD, "changes of that revision are no longer kept"},
    {SVCCOMM_E_MISMATCH, "interval or points differ from what is stored"},
    {SVCCOMM_E_STATE, "the handle is not in the state for this call"},
    {SVCCOMM_E_STORAGE, "a storage callback failed"},
    {SVCCOMM_E_REENTRY, "called from within a callback"},
    {SVCCOMM_E_WRITE, "the write callback failed"},
    {SVCCOMM_E_READ, "the read callback failed"},
    {SVCCOMM_E_UNSUPPORTED, "the storage lacks a callback"},
    {SVCCOMM_E_INTERNAL, "internal error"},
};

const char *svccomm_strerror(int code)
{
    size_t i;

    for (i = 0; i < sizeof code_texts / sizeof code_texts[0]; i++)
        if (code_texts[i].code == code)
            return code_texts[i].text;
    return "unknown error";
}

int svccomm_error_init(svccomm_error *error, size_t size)
{
    return svccomm__struct_init(error, size, sizeof *error);
}

int svccomm__fail(svccomm_error *error, int code, const char *message)
{
    return svccomm__fail_at(error, code, 0, 0, message);
}

int svccomm__fail_at(svccomm_error *error, int code, uint64_t line, uint64_t offset,
                     const char *message)
{
    if (svccomm__struct_out(error, sizeof *error) < 0)
        return code;
    error->code = code;
    error->callback = 0;
    error->line = line;
    error->offset = offset;
    error->message[0] = '\0';
    svccomm__fail_text(error, message != NULL ? message : svccomm_strerror(code));
    return code;
}

int svccomm__fail_callback(svccomm_error *error, int code, int callback, const char *message)
{
    svccomm__fail(error, code, message);
    if (svccomm__struct_out(error, sizeof *error) == 0)
        error->callback = callback;
    return code;
}

void svccomm__fail_text(svccomm_error *error, const char *text)
{
    size_t used, room, length = strlen(text);

    if (svccomm__struct_out(error, sizeof *error) < 0)
        return;
    used = strlen(error->message);
    room = sizeof error->message - 1 - used;
    if (length > room)
        length = room;
    memcpy(error->message + used, text, length);
    error->message[used + length] = '\0';
}

void svccomm__fail_number(svccomm_error *error, uint64_t number)
{
    char digits[SVCCOMM__NUMBER_SIZE];

    svccomm__number_format(number, digits);
    svccomm__fail_text(error, digits);
}

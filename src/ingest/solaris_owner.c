/* SPDX-License-Identifier: MIT
 * What stands behind the ends in a row of netstat of Solaris:
 *
 *   TCP   root        900 named                0      0 128000      0 LISTEN
 *   SCTP                                       0      0 102400      0  32/32  LISTEN
 *   UDP   root        900 named          Idle           57344               0 ...
 *
 * User, process and command are there only with -u, and only if a process has the socket. */
#include "ingest/solaris_owner.h"

#include "ingest/dialect.h"
#include "svccomm/key.h"

#define SOLARIS_NUMBERS 4

/* The place of four numbers that follow each other, or NULL; `behind` becomes the place after them.
 */
static const char *solaris_numbers(const char *at, const char *end, const char **behind)
{
    const char *first = at, *next;
    int count = 0;

    while (at < end && (unsigned char)*at > ' ') {
        next = svccomm__skip_number(at, end);
        if (next == NULL) {
            first = next = svccomm__next_word(at);
            count = 0;
        } else if (++count == SOLARIS_NUMBERS) {
            *behind = next;
            return first;
        }
        at = next;
    }
    return NULL;
}

/* The states of UDP. */
static int solaris_is_udp_state(const char *at)
{
    static const char *const words[] = {"Idle", "Unbound", "Connected",
                                        "IDLE", "BOUND",   "Connecting"};
    const char *end = svccomm__word_end(at);
    size_t i;

    for (i = 0; i < sizeof words / sizeof words[0]; i++)
        if (svccomm__word_is(at, end, words[i]))
            return 1;
    return 0;
}

/* The state of a datagram socket: the first word of [at, end) that is one, else the last that is no
 * number. */
static const char *solaris_udp_state(const char *at, const char *end)
{
    const char *last = NULL;

    for (; at < end && (unsigned char)*at > ' '; at = svccomm__next_word(at)) {
        if (solaris_is_udp_state(at))
            return at;
        if (!svccomm__is_digit(*at))
            last = at;
    }
    return last;
}

/* The command in [at, stop), behind a user and the number of a process. */
static void solaris_command(struct svccomm__solaris_rest *out, const char *at, const char *stop)
{
    const char *pid = svccomm__next_word(at);
    const char *command = pid < stop ? svccomm__skip_number(pid, stop) : NULL;

    if (command == NULL || command >= stop || svccomm__is_digit(*at))
        return;
    while (svccomm__is_blank(stop[-1]))
        stop--;
    out->command = command;
    out->command_end = stop;
}

void svccomm__solaris_rest(struct svccomm__solaris_rest *out, const char *at, const char *end,
                           uint8_t protocol)
{
    const char *windows, *behind;

    memset(out, 0, sizeof *out);
    if (svccomm__protocol_is_datagram(protocol)) {
        out->state = windows = solaris_udp_state(at, end);
    } else {
        windows = solaris_numbers(at, end, &behind);
        if (windows == NULL)
            return;
        if (protocol == SVCCOMM_PROTO_SCTP)
            behind = svccomm__next_word(behind); /* streams in/out */
        out->state = behind < end ? behind : NULL;
    }
    out->whole = out->state != NULL;
    if (windows != NULL)
        solaris_command(out, at, windows);
}

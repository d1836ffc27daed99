/* SPDX-License-Identifier: MIT
 * The words for states of sockets of BSD, System V and their descendants. What SCTP goes through is
 * told by the TCP state that is like it. */
#include "ingest/state_words.h"

#include "ingest/fields.h"
#include "svccomm/snapshot.h"

/* Frequent ones first. */
static const struct {
    const char *word;
    uint8_t state;
} state_words[] = {
    {"ESTABLISHED", SVCCOMM_STATE_ESTABLISHED},
    {"LISTEN", SVCCOMM_STATE_LISTEN},
    {"TIME_WAIT", SVCCOMM_STATE_TIME_WAIT},
    {"CLOSE_WAIT", SVCCOMM_STATE_CLOSE_WAIT},
    {"SYN_SENT", SVCCOMM_STATE_SYN_SENT},
    {"SYN_RCVD", SVCCOMM_STATE_SYN_RECV},
    {"FIN_WAIT_1", SVCCOMM_STATE_FIN_WAIT1},
    {"FIN_WAIT_2", SVCCOMM_STATE_FIN_WAIT2},
    {"CLOSED", SVCCOMM_STATE_CLOSE},
    {"LAST_ACK", SVCCOMM_STATE_LAST_ACK},
    {"CLOSING", SVCCOMM_STATE_CLOSING},
    {"BOUND", SVCCOMM_STATE_BOUND}, /* Solaris */
    {"IDLE", SVCCOMM_STATE_IDLE},
    {"SYN_RECEIVED", SVCCOMM_STATE_SYN_RECV},
    {"SYN_RECV", SVCCOMM_STATE_SYN_RECV},
    {"FIN_WAIT1", SVCCOMM_STATE_FIN_WAIT1},
    {"FIN_WAIT2", SVCCOMM_STATE_FIN_WAIT2},
    {"CLOSE", SVCCOMM_STATE_CLOSE},
    {"ESTABL", SVCCOMM_STATE_ESTABLISHED}, /* NetBSD, -A */
    {"TMWAIT", SVCCOMM_STATE_TIME_WAIT},
    {"CLWAIT", SVCCOMM_STATE_CLOSE_WAIT},
    {"SYNSEN", SVCCOMM_STATE_SYN_SENT},
    {"SYSRCV", SVCCOMM_STATE_SYN_RECV},
    {"FWAIT1", SVCCOMM_STATE_FIN_WAIT1},
    {"FWAIT2", SVCCOMM_STATE_FIN_WAIT2},
    {"LASTAK", SVCCOMM_STATE_LAST_ACK},
    {"CLOSNG", SVCCOMM_STATE_CLOSING},
    {"COOKIE_WAIT", SVCCOMM_STATE_SYN_SENT}, /* SCTP */
    {"COOKIE_ECHOED", SVCCOMM_STATE_SYN_SENT},
    {"SHUTDOWN_PENDING", SVCCOMM_STATE_FIN_WAIT1},
    {"SHUTDOWN_SENT", SVCCOMM_STATE_FIN_WAIT2},
    {"SHUTDOWN_RECEIVED", SVCCOMM_STATE_CLOSE_WAIT},
    {"SHUTDOWN_ACK_SENT", SVCCOMM_STATE_LAST_ACK},
};

uint8_t svccomm__state_word(const char *at, const char *end)
{
    size_t i;

    for (i = 0; i < sizeof state_words / sizeof state_words[0]; i++)
        if (svccomm__word_is(at, end, state_words[i].word))
            return state_words[i].state;
    return SVCCOMM_STATE_UNKNOWN;
}

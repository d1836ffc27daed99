/* SPDX-License-Identifier: MIT
 * What lsof's table and its field output share. */
#include "ingest/lsof_name.h"

#include "model/address.h"

#include "svccomm/key.h"

static const struct {
    const char *word;
    uint8_t protocol;
} lsof_protocols[] = {
    {"TCP", SVCCOMM_PROTO_TCP},         {"UDP", SVCCOMM_PROTO_UDP},   {"SCTP", SVCCOMM_PROTO_SCTP},
    {"UDPLITE", SVCCOMM_PROTO_UDPLITE}, {"DCCP", SVCCOMM_PROTO_DCCP},
};

uint8_t svccomm__lsof_protocol(const char *at, const char *end)
{
    size_t i;

    for (i = 0; i < sizeof lsof_protocols / sizeof lsof_protocols[0]; i++)
        if (svccomm__word_is(at, end, lsof_protocols[i].word))
            return lsof_protocols[i].protocol;
    return 0;
}

uint32_t svccomm__lsof_families(const char *at, const char *end)
{
    if (svccomm__word_is(at, end, "IPv4"))
        return SVCCOMM__COVER_V4;
    return svccomm__word_is(at, end, "IPv6") ? SVCCOMM__COVER_V6 : 0;
}

/* Words of Linux, of BSD and macOS, and of Solaris. */
static const struct {
    const char *word;
    uint8_t state;
} lsof_states[] = {
    {"LISTEN", SVCCOMM_STATE_LISTEN},         {"ESTABLISHED", SVCCOMM_STATE_ESTABLISHED},
    {"CLOSE_WAIT", SVCCOMM_STATE_CLOSE_WAIT}, {"SYN_SENT", SVCCOMM_STATE_SYN_SENT},
    {"TIME_WAIT", SVCCOMM_STATE_TIME_WAIT},   {"FIN_WAIT1", SVCCOMM_STATE_FIN_WAIT1},
    {"FIN_WAIT_1", SVCCOMM_STATE_FIN_WAIT1},  {"FIN_WAIT2", SVCCOMM_STATE_FIN_WAIT2},
    {"FIN_WAIT_2", SVCCOMM_STATE_FIN_WAIT2},  {"LAST_ACK", SVCCOMM_STATE_LAST_ACK},
    {"CLOSING", SVCCOMM_STATE_CLOSING},       {"CLOSE", SVCCOMM_STATE_CLOSE},
    {"CLOSED", SVCCOMM_STATE_CLOSE},          {"SYN_RECV", SVCCOMM_STATE_SYN_RECV},
    {"SYN_RCVD", SVCCOMM_STATE_SYN_RECV},     {"SYN_RECEIVED", SVCCOMM_STATE_SYN_RECV},
    {"BOUND", SVCCOMM_STATE_BOUND},           {"IDLE", SVCCOMM_STATE_IDLE},
};

uint8_t svccomm__lsof_state(const char *at, const char *end)
{
    size_t i;

    for (i = 0; i < sizeof lsof_states / sizeof lsof_states[0]; i++)
        if (svccomm__word_is(at, end, lsof_states[i].word))
            return lsof_states[i].state;
    return SVCCOMM_STATE_UNKNOWN;
}

/* BSD kernels keep the interface of a link-local address in its second word, where the address
 * itself is zero, and lsof prints that: [fe80:4::1]. */
static void lsof_clear_scope(struct svccomm__end *end)
{
    if (end->address[0] == 0xfe && (end->address[1] & 0xc0) == 0x80)
        end->address[2] = end->address[3] = 0;
}

/* TYPE says of which family `*` is. */
static void lsof_parse_end(const char *at, const char *end, uint32_t families,
                           struct svccomm__end *out)
{
    static const uint8_t no_octets[4];

    svccomm__end_parse_to(at, end, out);
    if (out->form == SVCCOMM__END_STAR && families == SVCCOMM__COVER_V4)
        svccomm__address_set_v4(out->address, no_octets);
    else if (out->form == SVCCOMM__END_ADDRESS)
        lsof_clear_scope(out);
}

int svccomm__lsof_ends(struct svccomm__line *line, const char *at, const char *end,
                       uint32_t families)
{
    static const struct svccomm__end nobody = {
        .form = SVCCOMM__END_STAR, .any_port = 1, .any_address = 1};
    const char *arrow = svccomm__find_text(at, end, "->");
    struct svccomm__end local, remote = nobody;
    int kind;

    lsof_parse_end(at, arrow == NULL ? end : arrow, families, &local);
    if (arrow != NULL)
        lsof_parse_end(arrow + 2, end, families, &remote);
    else if (local.any_port)
        return SVCCOMM__LINE_OTHER;
    kind = svccomm__line_ends(line, &local, &remote);
    if (families == SVCCOMM__COVER_V4)
        line->unsure &= SVCCOMM__COVER_V4;
    return kind;
}

/* ---- names ---- */

static int lsof_hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that the escape at `at` stands for, and behind it; NULL if it is none. */
static const char *lsof_unescape(const char *at, const char *end, char *out)
{
    static const char letters[] = "\\\\b\bf\fn\nr\rt\t";
    size_t i;

    if (end - at >= 4 && at[1] == 'x' && lsof_hex(at[2]) >= 0 && lsof_hex(at[3]) >= 0) {
        *out = (char)(lsof_hex(at[2]) << 4 | lsof_hex(at[3]));
        return at + 4;
    }
    for (i = 0; end - at >= 2 && i + 1 < sizeof letters; i += 2) {
        if (at[1] == letters[i]) {
            *out = letters[i + 1];
            return at + 2;
        }
    }
    return NULL;
}

static size_t lsof_decode(const char *at, const char *end, char *out, size_t room)
{
    const char *next;
    size_t length = 0;

    while (at < end && length < room) {
        next = *at == '\\' ? lsof_unescape(at, end, &out[length]) : NULL;
        if (next == NULL) {
            out[length] = *at;
            next = at + 1;
        }
        at = next;
        length++;
    }
    return length;
}

void svccomm__lsof_process(struct svccomm__line *line, const char *at, const char *end)
{
    line->name_count = at < end;
    line->names[0].at = at;
    line->names[0].length = (size_t)(end - at);
    if (at == end || memchr(at, '\\', (size_t)(end - at)) == NULL)
        return;
    line->names[0].at = line->text;
    line->names[0].length = lsof_decode(at, end, line->text, sizeof line->text);
}

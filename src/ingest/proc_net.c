/* SPDX-License-Identifier: MIT
 * /proc/net/tcp, tcp6, udp, udp6:
 *
 *   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  inode
 *    0: 0100007F:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0   2740 ...
 *
 * The kernel prints each 32-bit word of an address (network order in memory) as a number of its own
 * byte order: 127.0.0.1 is 0100007F on a little-endian machine and 7F000001 on a big-endian one.
 * The text does not say which. Rows are read in the order of the machine that reads, since that is
 * where most such text comes from; an address that makes sense in one order only (loopback, mapped
 * and link-local ones) proves the order for its section, whose rows are then turned if need be.
 *
 * Nor does it say whether it is TCP or UDP: udp's header ends in `ref pointer drops`, and sockets
 * in no state but 07 and 01 are UDP's. */
#include "ingest/dialect.h"
#include "model/address.h"
#include "svccomm/key.h"

/* svccomm__section.byte_order */
#define PROC_UNPROVEN 0u
#define PROC_RIGHT 1u /* as this machine writes */
#define PROC_TURNED 2u

#define PROC_V4 1u
#define PROC_V6 2u

/* 16 + the value of a hex digit; 0 for any other byte. */
static const uint8_t proc_digits[256] = {
    ['0'] = 16, ['1'] = 17, ['2'] = 18, ['3'] = 19, ['4'] = 20, ['5'] = 21, ['6'] = 22, ['7'] = 23,
    ['8'] = 24, ['9'] = 25, ['A'] = 26, ['B'] = 27, ['C'] = 28, ['D'] = 29, ['E'] = 30, ['F'] = 31,
    ['a'] = 26, ['b'] = 27, ['c'] = 28, ['d'] = 29, ['e'] = 30, ['f'] = 31};

/* The number of so many digits, at most 8; *all is 0 then if one of them is none. */
static inline uint32_t proc_number(const char *at, size_t count, unsigned *all)
{
    uint32_t number = 0;
    unsigned digit;

    for (; count > 0; count--, at++) {
        digit = proc_digits[(unsigned char)*at];
        *all &= digit;
        number = number << 4 | (digit & 15);
    }
    return number;
}

/* One end, `0100007F:0016`, as this machine would have written it. Mapped addresses come out
 * canonical (K2) without further ado. */
static int proc_end(const char *at, size_t length, struct svccomm__end *end)
{
    unsigned all = 16;
    uint8_t bytes[16];
    uint32_t word;
    size_t i;

    for (i = 0; i < length; i += sizeof word, at += 8) {
        word = proc_number(at, 8, &all);
        memcpy(bytes + i, &word, sizeof word);
    }
    end->port = (uint16_t)proc_number(at + 1, 4, &all);
    if (all == 0 || *at != ':')
        return 0;
    if (length == 4)
        svccomm__address_set_v4(end->address, bytes);
    else
        memcpy(end->address, bytes, sizeof bytes);
    end->form = SVCCOMM__END_ADDRESS;
    end->v6 = length == 16;
    end->any_address = (uint8_t)svccomm__address_is_unspecified(end->address);
    end->any_port = end->port == 0;
    return 1;
}

/* What an IPv4 address as read proves of the byte order. */
static uint8_t proc_proof_v4(const uint8_t *octets)
{
    static const uint8_t right[4] = {127, 0, 0, 1}, turned[4] = {1, 0, 0, 127};

    if (memcmp(octets, right, sizeof right) == 0)
        return PROC_RIGHT;
    return memcmp(octets, turned, sizeof turned) == 0 ? PROC_TURNED : PROC_UNPROVEN;
}

/* Likewise of an IPv6 one; in the wrong order it does not look mapped. */
static uint8_t proc_proof_v6(const uint8_t *a)
{
    static const struct {
        uint8_t right[16], turned[16];
        size_t length;
    } proofs[] = {
        {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1},
         {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0},
         16},
        {{0xfe, 0x80, 0, 0}, {0, 0, 0x80, 0xfe}, 4},
    };
    static const uint8_t turned_mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 0, 0};
    size_t i;

    for (i = 0; i < sizeof proofs / sizeof proofs[0]; i++) {
        if (memcmp(a, proofs[i].right, proofs[i].length) == 0)
            return PROC_RIGHT;
        if (memcmp(a, proofs[i].turned, proofs[i].length) == 0)
            return PROC_TURNED;
    }
    return memcmp(a, turned_mapped, sizeof turned_mapped) == 0 ? PROC_TURNED : PROC_UNPROVEN;
}

/* The bytes of an end in the table of `length`-byte addresses. */
static size_t proc_end_size(size_t length)
{
    return 2 * length + 5;
}

/* 4 or 16 by where the first address ends, or 0; `room` bytes can be read. */
static size_t proc_address_length(const char *at, size_t room)
{
    if (room > 8 && at[8] == ':')
        return 4;
    return room > 32 && at[32] == ':' ? 16 : 0;
}

/* The kernel's numbers are ours, but for two that it added. */
static uint8_t proc_state(unsigned code)
{
    if (code == 12)
        return SVCCOMM_STATE_SYN_RECV; /* TCP_NEW_SYN_RECV */
    if (code == 13)
        return SVCCOMM_STATE_BOUND; /* TCP_BOUND_INACTIVE */
    return code <= SVCCOMM_STATE_CLOSING ? (uint8_t)code : SVCCOMM_STATE_UNKNOWN;
}

static void proc_note(struct svccomm__section *section, const struct svccomm__socket *row,
                      size_t length)
{
    section->tables |= length == 4 ? PROC_V4 : PROC_V6;
    section->marked = 1;
    if (row->state == SVCCOMM_STATE_CLOSE)
        section->closed_state = 1;
    else if (row->state != SVCCOMM_STATE_ESTABLISHED)
        section->stream_state = 1;
    if (section->byte_order == PROC_UNPROVEN)
        section->byte_order = svccomm__address_is_v4(row->local) ? proc_proof_v4(row->local + 12)
                                                                 : proc_proof_v6(row->local);
}

/* A row's ends and state from `at`, where the local address begins. */
static int proc_read_row(struct svccomm__line *line, const char *at, size_t length,
                         struct svccomm__section *section)
{
    struct svccomm__end local, remote;
    const char *peer = at + proc_end_size(length) + 1;
    const char *state = peer + proc_end_size(length) + 1;
    unsigned all = 16, code;
    int kind;

    if (line->end - at < (ptrdiff_t)(2 * proc_end_size(length) + 4))
        return SVCCOMM__LINE_DOUBTFUL;
    code = proc_number(state, 2, &all);
    if (!proc_end(at, length, &local) || !proc_end(peer, length, &remote) || all == 0 ||
        peer[-1] != ' ' || state[-1] != ' ')
        return SVCCOMM__LINE_DOUBTFUL;
    kind = svccomm__line_ends(line, &local, &remote);
    line->row.state =
        svccomm__line_state(SVCCOMM_PROTO_TCP, proc_state(code), line->row.remote_port != 0);
    if (line->row.state == SVCCOMM_STATE_LISTEN)
        line->unsure &= SVCCOMM__COVER_LISTENERS;
    if (kind == SVCCOMM__LINE_ROW && section != NULL)
        proc_note(section, &line->row, length);
    return kind;
}

static int proc_header(struct svccomm__line *line)
{
    int v6 = svccomm__find_text(line->at, line->end, " remote_address ") != NULL;

    if (!v6 && svccomm__find_text(line->at, line->end, " rem_address ") == NULL)
        return SVCCOMM__LINE_FOREIGN;
    line->cover = SVCCOMM__COVER_BOTH;
    line->tables = v6 ? PROC_V6 : PROC_V4;
    if (line->protocol == 0 && svccomm__find_text(line->at, line->end, " drops") != NULL)
        line->protocol = SVCCOMM_PROTO_UDP;
    return SVCCOMM__LINE_HEADER;
}

static void proc_row_init(struct svccomm__line *line)
{
    line->row.protocol = SVCCOMM_PROTO_TCP; /* till the section ends */
    line->row.flags = SVCCOMM__ROW_UNSAID;
    line->row.reserved = 0;
    line->known_protocol = 1;
    line->unsure = SVCCOMM__COVER_BOTH;
}

static int proc_read(struct svccomm__line *line, struct svccomm__section *section)
{
    const char *at = svccomm__skip_blanks(line->at), *slot = at;
    size_t length;
    int kind;

    line->protocol = line->forced == SVCCOMM_FORMAT_PROC_TCP   ? SVCCOMM_PROTO_TCP
                     : line->forced == SVCCOMM_FORMAT_PROC_UDP ? SVCCOMM_PROTO_UDP
                                                               : 0;
    if (svccomm__starts_with(at, line->end, "sl "))
        return proc_header(line);
    while (svccomm__is_digit(*at))
        at++;
    if (at == slot || *at != ':' || !svccomm__is_blank(at[1]))
        return SVCCOMM__LINE_FOREIGN;
    at = svccomm__skip_blanks(at + 1);
    proc_row_init(line);
    length = proc_address_length(at, (size_t)(line->end - at));
    if (length == 4)
        line->unsure = SVCCOMM__COVER_V4;
    kind = length == 0 ? SVCCOMM__LINE_DOUBTFUL : proc_read_row(line, at, length, section);
    return kind == SVCCOMM__LINE_DOUBTFUL && section == NULL ? SVCCOMM__LINE_FOREIGN : kind;
}

/* Turns the four-byte words of an address. */
static void proc_turn_words(uint8_t *bytes, size_t length)
{
    uint8_t held;
    size_t i;

    for (i = 0; i < length; i += 4) {
        held = bytes[i];
        bytes[i] = bytes[i + 3];
        bytes[i + 3] = held;
        held = bytes[i + 1];
        bytes[i + 1] = bytes[i + 2];
        bytes[i + 2] = held;
    }
}

/* An IPv4 row has one word that is written in the machine's order; four words otherwise. As long as
 * an IPv6 row is read in the wrong order, it cannot look like a mapped one. */
static void proc_turn(uint8_t *address)
{
    if (svccomm__address_is_v4(address))
        proc_turn_words(address + 12, 4);
    else
        proc_turn_words(address, 16);
}

static void proc_finish(struct svccomm__section *section, struct svccomm__socket *rows,
                        size_t count)
{
    size_t i;

    for (i = 0; section->byte_order == PROC_TURNED && i < count; i++) {
        proc_turn(rows[i].local);
        proc_turn(rows[i].remote);
    }
}

const struct svccomm__dialect svccomm__dialect_proc_net = {
    "/proc/net",         1u << SVCCOMM_FORMAT_PROC_TCP | 1u << SVCCOMM_FORMAT_PROC_UDP,
    SVCCOMM__COVER_BOTH, proc_read,
    proc_finish,
};

/* SPDX-License-Identifier: MIT
 * The words for protocols, evidence, origins, statuses and sort fields. */
#include "words.h"

#include "values.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <svccomm/svccomm.h>

const struct word evidence_words[] = {
    {"none", SVCCOMM_EVIDENCE_NONE},
    {"guess", SVCCOMM_EVIDENCE_GUESS},
    {"range", SVCCOMM_EVIDENCE_RANGE},
    {"fan-in", SVCCOMM_EVIDENCE_FAN_IN},
    {"named-port", SVCCOMM_EVIDENCE_NAMED_PORT},
    {"handshake", SVCCOMM_EVIDENCE_HANDSHAKE},
    {"absent", SVCCOMM_EVIDENCE_ABSENT},
    {"known", SVCCOMM_EVIDENCE_KNOWN},
    {"listen", SVCCOMM_EVIDENCE_LISTEN},
    {"observed", SVCCOMM_EVIDENCE_OBSERVED},
    {"user", SVCCOMM_EVIDENCE_USER},
    {NULL, 0},
};

const struct word origin_words[] = {
    {"manual", SVCCOMM_ORIGIN_MANUAL},
    {"netstat", SVCCOMM_ORIGIN_NETSTAT},
    {"netflow", SVCCOMM_ORIGIN_NETFLOW},
    {NULL, 0},
};

const struct word status_words[] = {
    {"normal", SVCCOMM_STATUS_NORMAL},
    {"hidden", SVCCOMM_STATUS_HIDDEN},
    {"ignored", SVCCOMM_STATUS_IGNORED},
    {NULL, 0},
};

const struct word statuses_words[] = {
    {"normal", SVCCOMM_STATUSES_NORMAL},
    {"hidden", SVCCOMM_STATUSES_HIDDEN},
    {"ignored", SVCCOMM_STATUSES_IGNORED},
    {"all", SVCCOMM_STATUSES_ALL},
    {NULL, 0},
};

const struct word sort_words[] = {
    {"key", SVCCOMM_SORT_KEY},
    {"revision", SVCCOMM_SORT_REVISION},
    {"created", SVCCOMM_SORT_CREATED},
    {"updated", SVCCOMM_SORT_UPDATED},
    {"first_found", SVCCOMM_SORT_FIRST_FOUND},
    {"last_found", SVCCOMM_SORT_LAST_FOUND},
    {"total_samples", SVCCOMM_SORT_TOTAL_SAMPLES},
    {"active_samples", SVCCOMM_SORT_ACTIVE_SAMPLES},
    {"recent_samples", SVCCOMM_SORT_RECENT_SAMPLES},
    {"attempts", SVCCOMM_SORT_ATTEMPTS},
    {"implied_samples", SVCCOMM_SORT_IMPLIED_SAMPLES},
    {"total_ports", SVCCOMM_SORT_TOTAL_PORTS},
    {"average_connections", SVCCOMM_SORT_AVERAGE_CONNECTIONS},
    {"persistence", SVCCOMM_SORT_PERSISTENCE},
    {"netflow.total_events", SVCCOMM_SORT_FLOW_EVENTS},
    {"netflow.bytes", SVCCOMM_SORT_FLOW_BYTES},
    {"netflow.packets", SVCCOMM_SORT_FLOW_PACKETS},
    {"netflow.active_samples", SVCCOMM_SORT_FLOW_ACTIVE_SAMPLES},
    {"netflow.active_span", SVCCOMM_SORT_FLOW_ACTIVE_SPAN},
    {"netflow.gap_span", SVCCOMM_SORT_FLOW_GAP_SPAN},
    {NULL, 0},
};

const struct word format_words[] = {
    {"detect", SVCCOMM_FORMAT_DETECT},
    {"proc-tcp", SVCCOMM_FORMAT_PROC_TCP},
    {"proc-udp", SVCCOMM_FORMAT_PROC_UDP},
    {"ss", SVCCOMM_FORMAT_SS},
    {"netstat", SVCCOMM_FORMAT_NETSTAT},
    {"windows", SVCCOMM_FORMAT_WINDOWS},
    {"powershell", SVCCOMM_FORMAT_POWERSHELL},
    {"bsd", SVCCOMM_FORMAT_BSD},
    {"sockstat", SVCCOMM_FORMAT_SOCKSTAT},
    {"solaris", SVCCOMM_FORMAT_SOLARIS},
    {"aix", SVCCOMM_FORMAT_AIX},
    {"hpux", SVCCOMM_FORMAT_HPUX},
    {"lsof", SVCCOMM_FORMAT_LSOF},
    {"lsof-f", SVCCOMM_FORMAT_LSOF_F},
    {NULL, 0},
};

const struct word transfer_words[] = {
    {"csv", SVCCOMM_TRANSFER_CSV},
    {"json", SVCCOMM_TRANSFER_JSON},
    {"ndjson", SVCCOMM_TRANSFER_NDJSON},
    {NULL, 0},
};

const struct word coverage_words[] = {
    {"listeners", SVCCOMM_COVER_LISTENERS | SVCCOMM_COVER_PROCESSES},
    {"connections", SVCCOMM_COVER_CONNECTIONS | SVCCOMM_COVER_PROCESSES},
    {"presence", SVCCOMM_COVER_PROCESSES},
    {NULL, 0},
};

#define COVER_BITS(name, shift)                                              \
    {name "-listeners-ipv4", SVCCOMM_COVER_LISTENERS_V4 << (shift)},         \
        {name "-connections-ipv4", SVCCOMM_COVER_CONNECTIONS_V4 << (shift)}, \
        {name "-listeners-ipv6", SVCCOMM_COVER_LISTENERS_V6 << (shift)},     \
    {                                                                        \
        name "-connections-ipv6", SVCCOMM_COVER_CONNECTIONS_V6 << (shift)    \
    }

const struct word cover_bit_words[] = {
    COVER_BITS("tcp", SVCCOMM_COVER_SHIFT_TCP),
    COVER_BITS("udp", SVCCOMM_COVER_SHIFT_UDP),
    COVER_BITS("sctp", SVCCOMM_COVER_SHIFT_SCTP),
    COVER_BITS("dccp", SVCCOMM_COVER_SHIFT_DCCP),
    COVER_BITS("udplite", SVCCOMM_COVER_SHIFT_UDPLITE),
    {"processes", SVCCOMM_COVER_PROCESSES},
    {NULL, 0},
};

static const struct word protocol_words[] = {
    {"tcp", SVCCOMM_PROTO_TCP},
    {"udp", SVCCOMM_PROTO_UDP},
    {"sctp", SVCCOMM_PROTO_SCTP},
    {NULL, 0},
};

const char *word_of(const struct word *words, uint32_t number)
{
    for (; words->word != NULL; words++)
        if (words->number == number)
            return words->word;
    return "?";
}

static const struct word *find(const struct word *words, const char *text, size_t length)
{
    for (; words->word != NULL; words++)
        if (strncasecmp(words->word, text, length) == 0 && words->word[length] == '\0')
            return words;
    return NULL;
}

bool word_number(const struct word *words, const char *text, uint32_t *number)
{
    const struct word *found = find(words, text, strlen(text));
    if (found != NULL)
        *number = found->number;
    return found != NULL;
}

bool word_set(const struct word *words, const char *text, uint32_t *bits)
{
    *bits = 0;
    for (;;) {
        size_t length = strcspn(text, ",");
        const struct word *found = find(words, text, length);
        if (found == NULL)
            return false;
        *bits |= found->number;
        if (text[length] == '\0')
            return true;
        text += length + 1;
    }
}

static void append(char *text, size_t capacity, const char *word)
{
    size_t length = strlen(text);
    snprintf(text + length, capacity - length, "%s%s", length > 0 ? ", " : "", word);
}

const char *word_list(const struct word *words, char *text, size_t capacity)
{
    text[0] = '\0';
    for (; words->word != NULL; words++)
        append(text, capacity, words->word);
    return text;
}

const char *word_bits(const struct word *words, uint32_t bits, char *text, size_t capacity)
{
    text[0] = '\0';
    for (; words->word != NULL; words++)
        if ((bits & words->number) != 0)
            append(text, capacity, words->word);
    return text;
}

const char *protocol_format(uint8_t protocol, char *text, size_t capacity)
{
    const char *word = word_of(protocol_words, protocol);
    if (word[0] == '?')
        snprintf(text, capacity, "%u", (unsigned)protocol);
    else
        snprintf(text, capacity, "%s", word);
    return text;
}

bool protocol_parse(const char *text, uint8_t *protocol)
{
    uint64_t number;
    uint32_t known;
    if (word_number(protocol_words, text, &known))
        number = known;
    else if (!value_unsigned(text, UINT8_MAX, &number))
        return false;
    *protocol = (uint8_t)number;
    return true;
}

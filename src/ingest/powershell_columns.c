/* SPDX-License-Identifier: MIT
 * Columns of what PowerShell writes. In a table, text begins where its header begins, and numbers
 * may end where it ends, so a field is the word that stands below its header; what is empty leaves
 * a gap. In CSV, fields may be quoted, and are told by their number. */
#include "ingest/powershell.h"
#include "svccomm/key.h"

/* CSV: fields behind this one are not looked at. */
#define POWERSHELL_FIELDS 64u

/* From LocalAddress to LocalPort. */
#define POWERSHELL_TCP_WIDTH 36
#define POWERSHELL_UDP_WIDTH 41

static const char *const powershell_names[SVCCOMM__LINE_PLACES] = {
    "LocalAddress", "LocalPort", "RemoteAddress", "RemotePort", "State", "ProcessName"};

static void powershell_name(struct svccomm__line *line, const char *at, const char *end,
                            size_t place)
{
    size_t i;

    for (i = 0; i < SVCCOMM__LINE_PLACES; i++)
        if (svccomm__word_is(at, end, powershell_names[i]))
            line->places[i] = (uint16_t)(place + 1);
}

/* One field of CSV; the place behind it and what separates it from the next, or NULL if it is the
 * last one. */
static const char *powershell_field(const char *at, const char *end, char by,
                                    struct svccomm__word *field)
{
    const char *stop;

    if (at < end && *at == '"') {
        field->at = ++at;
        stop = memchr(at, '"', (size_t)(end - at));
        while (stop != NULL && stop + 1 < end && stop[1] == '"')
            stop = memchr(stop + 2, '"', (size_t)(end - stop - 2));
        if (stop == NULL)
            stop = end;
        field->length = (size_t)(stop - at);
        at = stop < end ? stop + 1 : end;
        return at < end && *at == by ? at + 1 : NULL;
    }
    /* Most fields of a full listing are empty. */
    stop = *at == by ? at : memchr(at, by, (size_t)(end - at));
    field->at = at;
    field->length = (size_t)((stop == NULL ? end : stop) - at);
    return stop == NULL ? NULL : stop + 1;
}

static char powershell_separator(uint8_t columns)
{
    if ((columns & SVCCOMM__POWERSHELL_SEMICOLON) != 0)
        return ';';
    return (columns & SVCCOMM__POWERSHELL_TAB) != 0 ? '\t' : ',';
}

/* The bit of what stands before or behind the name [at, end) in CSV; 0 in a table. */
static uint8_t powershell_form(const struct svccomm__line *line, const char *at, const char *end)
{
    if (at > line->at && at[-1] == '"')
        at--;
    if (end < line->end && *end == '"')
        end++;
    if (*end == ';' || (at > line->at && at[-1] == ';'))
        return SVCCOMM__POWERSHELL_CSV | SVCCOMM__POWERSHELL_SEMICOLON;
    if (*end == '\t' || (at > line->at && at[-1] == '\t'))
        return SVCCOMM__POWERSHELL_CSV | SVCCOMM__POWERSHELL_TAB;
    return *end == ',' || (at > line->at && at[-1] == ',') ? SVCCOMM__POWERSHELL_CSV
                                                           : SVCCOMM__POWERSHELL_TABLE;
}

/* Only all that the system tells has an InstanceID, and of TCP that has a remote end. */
static void powershell_csv_header(struct svccomm__line *line, uint8_t *view)
{
    char by = powershell_separator(line->columns);
    const char *at = line->at;
    struct svccomm__word field;
    size_t i;

    for (i = 0; at != NULL && i < POWERSHELL_FIELDS; i++) {
        at = powershell_field(at, line->end, by, &field);
        powershell_name(line, field.at, field.at + field.length, i);
        if (svccomm__word_is(field.at, field.at + field.length, "InstanceID"))
            *view = SVCCOMM_PROTO_UDP;
    }
}

/* The commands' own views have address columns of different widths. */
static uint8_t powershell_view(const struct svccomm__line *line)
{
    int width = line->places[SVCCOMM__POWERSHELL_LOCAL_PORT] -
                line->places[SVCCOMM__POWERSHELL_LOCAL_ADDRESS];

    if (width == POWERSHELL_TCP_WIDTH)
        return SVCCOMM_PROTO_TCP;
    return width == POWERSHELL_UDP_WIDTH ? SVCCOMM_PROTO_UDP : 0;
}

static void powershell_table_header(struct svccomm__line *line, uint8_t *view)
{
    const char *at = svccomm__skip_blanks(line->at), *end = at;

    for (; (unsigned char)*at > ' '; at = svccomm__skip_blanks(end)) {
        end = svccomm__word_end(at);
        if (at - line->at < UINT16_MAX)
            powershell_name(line, at, end, (size_t)(at - line->at));
    }
    if (line->places[SVCCOMM__POWERSHELL_PROCESS] != 0 &&
        line->at + line->places[SVCCOMM__POWERSHELL_PROCESS] - 1 + strlen("ProcessName") == end)
        line->columns |= SVCCOMM__POWERSHELL_LAST;
    *view = powershell_view(line);
}

int svccomm__powershell_header(struct svccomm__line *line, uint8_t *view)
{
    const char *name = svccomm__find_text(line->at, line->end, powershell_names[0]);

    if (name == NULL)
        return 0;
    *view = 0;
    memset(line->places, 0, sizeof line->places);
    line->columns = powershell_form(line, name, name + strlen(powershell_names[0]));
    if ((line->columns & SVCCOMM__POWERSHELL_CSV) != 0)
        powershell_csv_header(line, view);
    else
        powershell_table_header(line, view);
    return line->places[SVCCOMM__POWERSHELL_LOCAL_ADDRESS] != 0 &&
           line->places[SVCCOMM__POWERSHELL_LOCAL_PORT] != 0;
}

static void powershell_csv_fields(const struct svccomm__line *line,
                                  const struct svccomm__section *section,
                                  struct svccomm__word *fields)
{
    char by = powershell_separator(section->columns);
    const char *at = line->at;
    struct svccomm__word field;
    uint64_t wanted = 0;
    size_t i, k;

    for (k = 0; k < SVCCOMM__LINE_PLACES; k++)
        if (section->places[k] != 0)
            wanted |= UINT64_C(1) << (section->places[k] - 1);
    for (i = 0; at != NULL && wanted != 0; i++, wanted >>= 1) {
        at = powershell_field(at, line->end, by, &field);
        if ((wanted & 1) == 0)
            continue;
        for (k = 0; section->places[k] != i + 1;)
            k++;
        fields[k] = field;
    }
}

/* The word that stands below [begin, begin + width); numbers may begin before it. */
static void powershell_below(const struct svccomm__line *line, const char *begin, size_t width,
                             struct svccomm__word *field)
{
    const char *at = svccomm__skip_gap(begin, line->end);

    if (at >= line->end || (size_t)(at - begin) >= width)
        return;
    while (at > line->at && !svccomm__is_blank(at[-1]))
        at--;
    field->at = at;
    field->length = (size_t)(svccomm__word_end(at) - at);
}

static void powershell_table_fields(const struct svccomm__line *line,
                                    const struct svccomm__section *section,
                                    struct svccomm__word *fields)
{
    struct svccomm__word *process = &fields[SVCCOMM__POWERSHELL_PROCESS];
    const char *end = line->end;
    size_t i;

    for (i = 0; i < SVCCOMM__LINE_PLACES; i++)
        if (section->places[i] != 0 && section->places[i] <= line->end - line->at)
            powershell_below(line, line->at + section->places[i] - 1, strlen(powershell_names[i]),
                             &fields[i]);
    if ((section->columns & SVCCOMM__POWERSHELL_LAST) == 0 || process->length == 0)
        return;
    while (svccomm__is_blank(end[-1]))
        end--;
    process->length = (size_t)(end - process->at);
}

void svccomm__powershell_fields(const struct svccomm__line *line,
                                const struct svccomm__section *section,
                                struct svccomm__word *fields)
{
    size_t i;

    for (i = 0; i < SVCCOMM__LINE_PLACES; i++) {
        fields[i].at = line->at;
        fields[i].length = 0;
    }
    if ((section->columns & SVCCOMM__POWERSHELL_CSV) != 0)
        powershell_csv_fields(line, section, fields);
    else
        powershell_table_fields(line, section, fields);
}

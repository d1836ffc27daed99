/* SPDX-License-Identifier: MIT
 * A template made ready for decoding, once. */
#include "ingest/template_compile.h"

#include <string.h>

#include "base/memory.h"
#include "svccomm/flow.h"

/* Which field each value is taken from. */
struct choice {
    const struct svccomm__element *element; /* NULL: none */
    uint32_t field;
    uint8_t value; /* what the field is in the end; SVCCOMM__TOLD_NONE: nothing */
};

struct choices {
    struct choice of[SVCCOMM__TOLD_COUNT];
};

static int is_v4(uint8_t value)
{
    return value == SVCCOMM__TOLD_SOURCE_V4 || value == SVCCOMM__TOLD_DESTINATION_V4 ||
           value == SVCCOMM__TOLD_POST_SOURCE_V4 || value == SVCCOMM__TOLD_POST_DESTINATION_V4;
}

static int is_v6(uint8_t value)
{
    return value == SVCCOMM__TOLD_SOURCE_V6 || value == SVCCOMM__TOLD_DESTINATION_V6 ||
           value == SVCCOMM__TOLD_POST_SOURCE_V6 || value == SVCCOMM__TOLD_POST_DESTINATION_V6;
}

/* Addresses have their length; numbers any up to 8 bytes (RFC 7011 section 6.2), but for the
 * fractions of NTP. A variable length shows in the record. */
static int length_fits(const struct svccomm__element *element, uint16_t length)
{
    if (length == SVCCOMM__VARIABLE_LENGTH)
        return 1;
    if (is_v4(element->value))
        return length == 4;
    if (is_v6(element->value))
        return length == 16;
    if (element->form == SVCCOMM__TIME_MICRO || element->form == SVCCOMM__TIME_NANO)
        return length == 8;
    return length >= 1 && length <= 8;
}

#define HEADER_VALUES                                                                         \
    (SVCCOMM__TOLD_BIT(SVCCOMM__TOLD_SOURCE_PORT) |                                           \
     SVCCOMM__TOLD_BIT(SVCCOMM__TOLD_DESTINATION_PORT) |                                      \
     SVCCOMM__TOLD_BIT(SVCCOMM__TOLD_PROTOCOL) | SVCCOMM__TOLD_BIT(SVCCOMM__TOLD_TCP_FLAGS) | \
     SVCCOMM__TOLD_BIT(SVCCOMM__TOLD_SOURCE_V4) |                                             \
     SVCCOMM__TOLD_BIT(SVCCOMM__TOLD_DESTINATION_V4) |                                        \
     SVCCOMM__TOLD_BIT(SVCCOMM__TOLD_SOURCE_V6) | SVCCOMM__TOLD_BIT(SVCCOMM__TOLD_DESTINATION_V6))

/* Elements of packet headers that are there twice are of a tunnel, in the order in which they were
 * met: those of the outer header first (RFC 7011 section 8; SRv6 of Cisco and Huawei). The
 * communication is the inner one. Of other equals the first is taken. */
static int beats(const struct svccomm__element *element, const struct svccomm__element *before)
{
    if (before == NULL || element->rank != before->rank)
        return before == NULL || element->rank < before->rank;
    return (SVCCOMM__TOLD_BIT(element->value) & HEADER_VALUES) != 0;
}

/* For each value the field that tells it best. Scopes of NetFlow v9 have numbers of their own
 * (RFC 3954 section 6.1), 1 to 5: none that is asked for in options. */
static void choose(const struct svccomm__definition *definition, struct choices *choices)
{
    struct svccomm__reader fields = {definition->fields, definition->length};
    const struct svccomm__element *element;
    struct svccomm__specifier field;
    struct choice *choice;
    uint32_t i;

    memset(choices, 0, sizeof *choices);
    for (i = 0; svccomm__specifier_read(&fields, definition->version, &field); i++) {
        element = svccomm__element_find(field.enterprise, field.id);
        if (element == NULL || !length_fits(element, field.length))
            continue;
        choice = &choices->of[element->value];
        if (!beats(element, choice->element))
            continue;
        choice->element = element;
        choice->field = i;
        choice->value = element->value;
    }
}

/* What the initiator and the responder of a connection sent: the two directions, where both are
 * told, else the one direction, where no plain counter is. */
static void choose_sides(struct choices *choices, uint8_t plain, uint8_t reverse, uint8_t initiator,
                         uint8_t responder)
{
    struct choice *of = choices->of;
    int both = of[responder].element != NULL;

    of[initiator].value = SVCCOMM__TOLD_NONE;
    of[responder].value = SVCCOMM__TOLD_NONE;
    if (of[initiator].element != NULL && (both || of[plain].element == NULL)) {
        of[plain].value = SVCCOMM__TOLD_NONE;
        of[initiator].value = plain;
    }
    if (both && of[reverse].element == NULL)
        of[responder].value = reverse;
}

static int chosen(const struct choices *choices, uint8_t value)
{
    return choices->of[value].element != NULL;
}

/* ASA tells connections, as initiator and responder. */
static int tells_initiator(const struct choices *choices)
{
    const struct svccomm__element *event = choices->of[SVCCOMM__TOLD_FIREWALL_EVENT].element;

    return chosen(choices, SVCCOMM__TOLD_INITIATOR_BYTES) ||
           chosen(choices, SVCCOMM__TOLD_INITIATOR_PACKETS) ||
           chosen(choices, SVCCOMM__TOLD_RESPONDER_BYTES) ||
           chosen(choices, SVCCOMM__TOLD_RESPONDER_PACKETS) ||
           chosen(choices, SVCCOMM__TOLD_FIREWALL_EXTENDED_EVENT) ||
           (event != NULL && event->id >= 0x8000);
}

static uint8_t form_of(const struct choices *choices, uint8_t value)
{
    return chosen(choices, value) ? choices->of[value].element->form : (uint8_t)SVCCOMM__TIME_NONE;
}

#define BIFLOW_VALUES                                 \
    (SVCCOMM__TOLD_BIT(SVCCOMM__TOLD_REVERSE_BYTES) | \
     SVCCOMM__TOLD_BIT(SVCCOMM__TOLD_REVERSE_PACKETS))

static void plan_values(struct svccomm__plan *plan, struct choices *choices)
{
    size_t value;

    choose_sides(choices, SVCCOMM__TOLD_BYTES, SVCCOMM__TOLD_REVERSE_BYTES,
                 SVCCOMM__TOLD_INITIATOR_BYTES, SVCCOMM__TOLD_RESPONDER_BYTES);
    choose_sides(choices, SVCCOMM__TOLD_PACKETS, SVCCOMM__TOLD_REVERSE_PACKETS,
                 SVCCOMM__TOLD_INITIATOR_PACKETS, SVCCOMM__TOLD_RESPONDER_PACKETS);
    for (value = 1; value < SVCCOMM__TOLD_COUNT; value++)
        if (choices->of[value].value != SVCCOMM__TOLD_NONE)
            plan->present |= SVCCOMM__TOLD_BIT(choices->of[value].value);
    plan->biflow = (plan->present & BIFLOW_VALUES) != 0;
    /* How a biflow's source was chosen biflowDirection says, else nothing does (RFC 5103 section
     * 6.3): softflowd takes the lower address. */
    if (tells_initiator(choices))
        plan->initiator = SVCCOMM_INITIATOR_SOURCE;
    plan->inner_v6 =
        choices->of[SVCCOMM__TOLD_SOURCE_V6].field > choices->of[SVCCOMM__TOLD_SOURCE_V4].field;
    plan->start_form = form_of(choices, SVCCOMM__TOLD_START);
    plan->end_form = form_of(choices, SVCCOMM__TOLD_END);
    plan->reverse_start_form = form_of(choices, SVCCOMM__TOLD_REVERSE_START);
    plan->reverse_end_form = form_of(choices, SVCCOMM__TOLD_REVERSE_END);
}

static uint8_t value_of_field(const struct choices *choices, const struct svccomm__specifier *field,
                              uint32_t index)
{
    const struct svccomm__element *element = svccomm__element_find(field->enterprise, field->id);
    const struct choice *choice;

    if (element == NULL)
        return SVCCOMM__TOLD_NONE;
    choice = &choices->of[element->value];
    if (choice->element == NULL || choice->field != index)
        return SVCCOMM__TOLD_NONE;
    return choice->value;
}

/* Writes the steps, or only counts them where `steps` is NULL; gives how many. */
static uint16_t make_steps(const struct svccomm__definition *definition,
                           const struct choices *choices, struct svccomm__step *steps,
                           uint16_t *tail)
{
    struct svccomm__reader fields = {definition->fields, definition->length};
    struct svccomm__specifier field;
    struct svccomm__step step = {0, 0, 0, 0};
    uint16_t count = 0;
    uint32_t i;

    for (i = 0; svccomm__specifier_read(&fields, definition->version, &field); i++) {
        step.length = field.length;
        step.value = value_of_field(choices, &field, i);
        if (step.value == SVCCOMM__TOLD_NONE && field.length != SVCCOMM__VARIABLE_LENGTH) {
            step.gap = (uint16_t)(step.gap + field.length);
            continue;
        }
        if (steps != NULL)
            steps[count] = step;
        count++;
        step.gap = 0;
    }
    *tail = step.gap;
    return count;
}

static size_t compiled_size_of(uint32_t steps, uint32_t field_bytes)
{
    return sizeof(struct svccomm__compiled) + steps * sizeof(struct svccomm__step) + field_bytes;
}

size_t svccomm__compiled_size(const struct svccomm__compiled *compiled)
{
    return compiled_size_of(compiled->plan.step_count, compiled->field_bytes);
}

static void compiled_fill(struct svccomm__compiled *compiled,
                          const struct svccomm__definition *definition)
{
    compiled->plan.record_length = definition->record_length;
    compiled->plan.variable = definition->variable;
    compiled->origin = definition->fields;
    compiled->field_bytes = definition->length;
    compiled->field_count = definition->field_count;
    compiled->scope_count = definition->scope_count;
    compiled->version = definition->version;
    compiled->options = definition->options;
}

struct svccomm__compiled *svccomm__template_compile(struct svccomm__memory *memory,
                                                    const struct svccomm__definition *definition)
{
    struct svccomm__compiled *compiled;
    struct svccomm__step *steps;
    struct choices choices;
    uint16_t count, tail;

    choose(definition, &choices);
    /* The plan settles which fields are read, so it comes before their steps are counted. */
    struct svccomm__plan plan = {0};
    plan_values(&plan, &choices);
    count = make_steps(definition, &choices, NULL, &tail);
    compiled = svccomm__memory_new(memory, compiled_size_of(count, definition->length));
    if (compiled == NULL)
        return NULL;
    compiled->plan = plan;
    compiled->plan.step_count = count;
    compiled->plan.tail = tail;
    compiled_fill(compiled, definition);
    steps = (struct svccomm__step *)(void *)(compiled + 1);
    make_steps(definition, &choices, steps, &tail);
    memcpy(steps + count, definition->fields, definition->length);
    return compiled;
}

void svccomm__compiled_free(struct svccomm__memory *memory, struct svccomm__compiled *compiled)
{
    if (compiled != NULL)
        svccomm__memory_free(memory, compiled, svccomm__compiled_size(compiled));
}

int svccomm__compiled_equals(const struct svccomm__compiled *compiled,
                             const struct svccomm__definition *definition)
{
    return compiled->field_bytes == definition->length &&
           compiled->field_count == definition->field_count &&
           compiled->scope_count == definition->scope_count &&
           compiled->version == definition->version && compiled->options == definition->options &&
           memcmp(svccomm__compiled_fields(compiled), definition->fields, definition->length) == 0;
}

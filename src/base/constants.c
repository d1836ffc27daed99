/* SPDX-License-Identifier: MIT
 * Public integer constants by name, for languages without the C preprocessor. */
#include <svccomm/svccomm.h>

#include <string.h>

struct constant {
    const char *name;
    int64_t value;
};

/* In header order; written by tests/abi/constants.py --write, which a test compares. */
static const struct constant constants[] = {
#define CONSTANT(name) {#name, (int64_t)(name)},
#include "constant_table.inc"
#undef CONSTANT
};

#define CONSTANT_COUNT ((uint32_t)(sizeof constants / sizeof constants[0]))

int svccomm_constant(const char *name, int64_t *value)
{
    if (name == NULL || value == NULL)
        return SVCCOMM_E_ARGUMENT;
    for (uint32_t i = 0; i < CONSTANT_COUNT; i++) {
        if (strcmp(constants[i].name, name) == 0) {
            *value = constants[i].value;
            return SVCCOMM_OK;
        }
    }
    return SVCCOMM_E_NOT_FOUND;
}

uint32_t svccomm_constant_count(void)
{
    return CONSTANT_COUNT;
}

const char *svccomm_constant_name(uint32_t index)
{
    return index < CONSTANT_COUNT ? constants[index].name : NULL;
}

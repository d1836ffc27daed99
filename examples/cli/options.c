/* SPDX-License-Identifier: MIT
 * Command lines: options in any place, unlike POSIX getopt(), which stops at the first operand. */
#include "options.h"

#include "say.h"

#include <stdlib.h>
#include <string.h>

/* A pass over the arguments. */
struct pass {
    struct options *options;
    const struct option_spec *const *sets;
    char *const *argv;
    int argc;
    int next;
};

static const struct option_spec *spec_of(const struct option_spec *const *sets, const char *name,
                                         size_t length)
{
    for (; *sets != NULL; sets++)
        for (const struct option_spec *spec = *sets; spec->name != NULL; spec++)
            if (strncmp(spec->name, name, length) == 0 && spec->name[length] == '\0')
                return spec;
    return NULL;
}

static int take(struct pass *pass, const struct option_spec *spec, const char *value)
{
    struct options *options = pass->options;
    options->given[options->given_count].spec = spec;
    options->given[options->given_count++].value = value;
    return 0;
}

static int take_value(struct pass *pass, const struct option_spec *spec, const char *equals)
{
    if (equals != NULL)
        return take(pass, spec, equals + 1);
    if (pass->next >= pass->argc)
        return say_usage("--%s needs a value: --%s %s", spec->name, spec->name, spec->value);
    return take(pass, spec, pass->argv[pass->next++]);
}

static int take_option(struct pass *pass, const char *argument)
{
    const char *name = strcmp(argument, "-h") == 0 ? "help" : argument + 2;
    const char *equals = strchr(name, '=');
    size_t length = equals != NULL ? (size_t)(equals - name) : strlen(name);
    const struct option_spec *spec = spec_of(pass->sets, name, length);
    if (spec == NULL || (argument[1] != '-' && strcmp(argument, "-h") != 0))
        return say_usage("there is no option %s here (--help lists them)", argument);
    if (spec->value != NULL)
        return take_value(pass, spec, equals);
    if (equals != NULL)
        return say_usage("--%s takes no value", spec->name);
    return take(pass, spec, NULL);
}

static void take_operand(struct pass *pass, const char *argument)
{
    pass->options->operands[pass->options->operand_count++] = argument;
}

/* Everything after `--` is an operand. */
static void take_rest(struct pass *pass)
{
    while (pass->next < pass->argc)
        take_operand(pass, pass->argv[pass->next++]);
}

static int take_all(struct pass *pass, bool first_only)
{
    while (pass->next < pass->argc) {
        const char *argument = pass->argv[pass->next];
        bool operand = argument[0] != '-' || argument[1] == '\0';
        if (operand && first_only)
            return 0;
        pass->next++;
        if (strcmp(argument, "--") == 0)
            take_rest(pass);
        else if (operand)
            take_operand(pass, argument);
        else if (take_option(pass, argument) != 0)
            return -1;
    }
    return 0;
}

int options_parse(struct options *options, const struct option_spec *const *sets, bool first_only,
                  int argc, char *const *argv)
{
    struct pass pass = {options, sets, argv, argc, 0};
    memset(options, 0, sizeof *options);
    options->given = calloc((size_t)argc + 1, sizeof *options->given);
    options->operands = calloc((size_t)argc + 1, sizeof *options->operands);
    if (options->given == NULL || options->operands == NULL) {
        say_note("out of memory");
        return -1;
    }
    return take_all(&pass, first_only) == 0 ? pass.next : -1;
}

void options_free(struct options *options)
{
    free(options->given);
    free(options->operands);
    memset(options, 0, sizeof *options);
}

bool options_has(const struct options *options, const char *name)
{
    for (size_t i = 0; i < options->given_count; i++)
        if (strcmp(options->given[i].spec->name, name) == 0)
            return true;
    return false;
}

const char *options_value(const struct options *options, const char *name)
{
    const char *value = NULL;
    for (size_t i = 0; i < options->given_count; i++)
        if (strcmp(options->given[i].spec->name, name) == 0)
            value = options->given[i].value;
    return value;
}

size_t options_values(const struct options *options, const char *name, const char **values,
                      size_t capacity)
{
    size_t count = 0;
    for (size_t i = 0; i < options->given_count; i++)
        if (strcmp(options->given[i].spec->name, name) == 0) {
            if (count < capacity)
                values[count] = options->given[i].value;
            count++;
        }
    return count;
}

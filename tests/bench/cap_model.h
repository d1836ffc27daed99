/* SPDX-License-Identifier: MIT
 * Which keys are left where one that is new takes the place of the one seen longest ago: a list in
 * the order in which they were seen last, and a table to find them by. */
#ifndef CAP_MODEL_H
#define CAP_MODEL_H

#include <stdint.h>

struct cap_place {
    uint32_t key;
    uint32_t events; /* since it came */
    uint32_t before; /* seen earlier; places count from 1, and 0 ends the list */
    uint32_t after;
    uint32_t chained;
};

struct cap_model {
    struct cap_place *places;
    uint32_t *heads; /* of chains, by the low bits of a product */
    uint32_t cap;
    uint32_t used;
    uint32_t oldest;
    uint32_t newest;
    unsigned bits;
    uint64_t evicted;
};

void cap_model_make(struct cap_model *model, uint32_t cap);
void cap_model_free(struct cap_model *model);

void cap_model_see(struct cap_model *model, uint32_t key);

/* The events of a key, 0 if it is not there. */
uint32_t cap_model_events(const struct cap_model *model, uint32_t key);

#endif

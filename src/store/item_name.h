/* SPDX-License-Identifier: MIT
 * Which item a message is about. */
#ifndef SVCCOMM_STORE_ITEM_NAME_H
#define SVCCOMM_STORE_ITEM_NAME_H

#include <stdint.h>

#include "svccomm/error.h"

/* Appends the kind and the key of an item to the message; of NULL the kind only. */
void svccomm__item_name(uint32_t kind, const void *item, svccomm_error *error);

#endif

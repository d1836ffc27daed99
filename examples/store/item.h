/* SPDX-License-Identifier: MIT
 * Room for an item of any kind. */
#ifndef STORE_ITEM_H
#define STORE_ITEM_H

#include <svccomm/storage.h>

union store_item {
    svccomm_meta meta;
    svccomm_host host;
    svccomm_address address;
    svccomm_endpoint endpoint;
    svccomm_rule rule;
    svccomm_change change;
    svccomm_fan_in fan_in;
    svccomm_record record;
};

#endif

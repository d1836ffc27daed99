/* SPDX-License-Identifier: MIT
 * A driver that is built without the database clients under examples. */
#include "driver.h"

int named_begin(struct driver *driver, svccomm_storage *storage)
{
    (void)driver;
    (void)storage;
    return DRIVER_E_COMMAND;
}

void named_loaded(struct driver *driver)
{
    (void)driver;
}

void named_end(struct driver *driver)
{
    (void)driver;
}

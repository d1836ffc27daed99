/* SPDX-License-Identifier: MIT
 * The driver's database by the clients under examples. */
#include "driver.h"

#include "store/store.h"

#include <stdio.h>

/* What the database says: it goes where the test shows it. */
static void note(void *user, const char *text)
{
    (void)user;
    fprintf(stderr, "%s\n", text);
}

/* Whoever writes holds the lock from before the registry is read. */
int named_begin(struct driver *driver, svccomm_storage *storage)
{
    const struct store_watch watch = {.note = note};

    named_end(driver);
    int code = store_open(driver->name, false, &watch, &driver->store);
    if (code == 0)
        code = store_begin(driver->store);
    if (code != 0) {
        text_format(&driver->out, ",\"store\":");
        text_string(&driver->out, driver->store != NULL ? driver->store->message : NULL);
        return SVCCOMM_E_STORAGE;
    }
    store_callbacks(driver->store, storage);
    return 0;
}

void named_loaded(struct driver *driver)
{
    if (driver->store != NULL)
        store_loaded(driver->store);
}

void named_end(struct driver *driver)
{
    store_close(driver->store);
    driver->store = NULL;
}

/* SPDX-License-Identifier: MIT
 * What a database client has to tell people, and what the program does meanwhile. */
#include "store.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#define MEANWHILE_ITEMS 64
#define DAMAGED_SAID 20 /* items that are told one by one */

#define WAIT_STEP_MS 50
#define WAIT_SAY_STEPS 20   /* one second */
#define WAIT_LAST_STEPS 200 /* ten seconds */

int store_fail(struct store *store, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(store->message, sizeof store->message, format, arguments);
    va_end(arguments);
    return -1;
}

static void note(struct store *store, const char *format, va_list arguments)
{
    char text[STORE_NAME_SIZE + STORE_MESSAGE_SIZE];
    int length = snprintf(text, sizeof text, "%s: ", store->name);
    if (store->watch.note == NULL || length < 0)
        return;
    vsnprintf(text + length, sizeof text - (size_t)length, format, arguments);
    store->watch.note(store->watch.user, text);
}

void store_note(struct store *store, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    note(store, format, arguments);
    va_end(arguments);
}

void store_damaged(struct store *store, const char *format, ...)
{
    va_list arguments;
    if (store->damaged++ >= DAMAGED_SAID)
        return;
    va_start(arguments, format);
    note(store, format, arguments);
    va_end(arguments);
}

void store_report_damaged(struct store *store)
{
    if (store->damaged > 0)
        store_note(store, "%u damaged row%s left out", store->damaged,
                   store->damaged == 1 ? " was" : "s were");
    store->damaged = 0;
}

void store_meanwhile(struct store *store)
{
    if (store->watch.meanwhile != NULL)
        store->watch.meanwhile(store->watch.user);
}

void store_step(struct store *store)
{
    if (++store->items % MEANWHILE_ITEMS == 0)
        store_meanwhile(store);
}

bool store_wait(struct store *store, unsigned tries)
{
    const struct timespec step = {0, WAIT_STEP_MS * 1000000L};
    if (tries >= WAIT_LAST_STEPS)
        return false;
    if (tries == WAIT_SAY_STEPS)
        store_note(store, "waiting for another program that writes to it");
    store_meanwhile(store);
    nanosleep(&step, NULL);
    return true;
}

int store_fail_busy(struct store *store)
{
    return store_fail(store, "another program is still writing to it; nothing was done");
}

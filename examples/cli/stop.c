/* SPDX-License-Identifier: MIT
 * Ctrl-C: ends what runs for long, in order. */
#include "stop.h"

#include "times.h"

#include <signal.h>
#include <string.h>
#include <time.h>

/* Sleeping in slices: a signal between the look at the flag and the sleep delays by one at most. */
#define SLICE (TIMES_SECOND / 5)

static volatile sig_atomic_t requested;

static void note(int number)
{
    (void)number;
    requested = 1;
}

void stop_install(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = note;
    action.sa_flags = (int)SA_RESETHAND;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

bool stop_requested(void)
{
    return requested != 0;
}

int64_t stop_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * TIMES_SECOND + now.tv_nsec;
}

bool stop_sleep(int64_t until)
{
    int64_t left;
    while (!stop_requested() && (left = until - stop_clock()) > 0) {
        struct timespec slice = {0, left < SLICE ? left : SLICE};
        nanosleep(&slice, NULL);
    }
    return !stop_requested();
}

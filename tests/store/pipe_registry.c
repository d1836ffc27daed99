/* SPDX-License-Identifier: MIT
 * The story of the fault tests over a storage behind pipes, or in memory; tells the registry that
 * comes of it. A call that fails is told and made again.
 *
 *   pipe_registry pipe|memory */
#include <stdlib.h>
#include <string.h>

#include "../fault/story.h"
#include "pipe_storage.h"

#define TRIES 4

static void tell_failure(int opening, const svccomm_error *error)
{
    const void *parts[] = {&error->code, &error->callback, error->message};
    const size_t lengths[] = {sizeof error->code, sizeof error->callback, strlen(error->message)};

    pipe_tell(PIPE_FAILED, (uint32_t)opening, parts, lengths, COUNT(parts));
}

static int flush(struct world *world)
{
    int rc = SVCCOMM_E_STATE;

    for (int i = 0; i < TRIES && rc < 0; i++) {
        rc = svccomm_registry_flush(world->registry, world_error(world));
        if (rc < 0)
            tell_failure(0, &world->error);
    }
    return rc;
}

static int reopen(struct world *world)
{
    int rc = SVCCOMM_E_STATE;

    svccomm_registry_free(world->registry);
    world->stored = 0;
    if (world_registry(world) < 0)
        return SVCCOMM_E_NOMEM;
    for (int i = 0; i < TRIES && rc < 0; i++) {
        rc = svccomm_registry_open(world->registry, &world->storage.callbacks, world_error(world));
        if (rc < 0)
            tell_failure(1, &world->error);
    }
    return rc;
}

static int run(struct world *world)
{
    int rc = story_prepare(world);

    pipe_tell(PIPE_READY, 0, NULL, NULL, 0);
    if (rc == 0)
        rc = flush(world);
    if (rc == 0)
        rc = story_go_on(world);
    if (rc == 0)
        rc = flush(world);
    return rc == 0 ? reopen(world) : rc;
}

static void tell_result(struct world *world, int rc)
{
    struct fault_text text = {0};
    const void *parts[1];
    size_t length;

    fault_text_number(&text, "result", (uint64_t)-rc);
    fault_digest_lasting(world->registry, &text);
    parts[0] = fault_text_get(&text);
    length = text.length;
    pipe_tell(PIPE_RESULT, 0, parts, &length, 1);
    fault_text_free(&text);
}

int main(int argc, char **argv)
{
    struct world world;
    int rc;

    if (argc != 2)
        return 2;
    world_init(&world, 1);
    if (strcmp(argv[1], "pipe") == 0)
        pipe_storage_init(&world.storage.callbacks);
    rc = run(&world);
    tell_result(&world, rc);
    world_end(&world, 0);
    return rc < 0 || world.memory.live_bytes != 0;
}

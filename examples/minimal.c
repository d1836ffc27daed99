/* SPDX-License-Identifier: MIT
 * The smallest use: one snapshot from the text of `ss`, and what it says; errors are not read. */
#include <stdio.h>
#include <string.h>
#include <svccomm/svccomm.h>

int main(void)
{
    const char *text = "tcp LISTEN 0 128 10.0.0.5:443 0.0.0.0:*\n"
                       "tcp ESTAB 0 0 10.0.0.5:443 10.0.0.7:50001\n"
                       "tcp ESTAB 0 0 10.0.0.5:443 10.0.0.7:50002\n";
    int64_t now = INT64_C(1767225600000000000); /* the caller's clock, nanoseconds */
    svccomm_registry *registry;
    svccomm_snapshot *snapshot;
    svccomm_snapshot_info info;
    svccomm_cursor *cursor;
    svccomm_record r;

    svccomm_registry_new(&registry, NULL);
    svccomm_snapshot_new(&snapshot, NULL);
    svccomm_snapshot_info_init(&info, sizeof info);
    info.host = svccomm_host_id("web1");
    info.time = now;
    svccomm_snapshot_begin(snapshot, &info);
    svccomm_snapshot_text_begin(snapshot, SVCCOMM_FORMAT_DETECT);
    svccomm_snapshot_text(snapshot, text, strlen(text));
    svccomm_snapshot_text_end(snapshot, NULL, NULL);
    svccomm_registry_ingest_snapshot(registry, snapshot, now, NULL, NULL);
    svccomm_cursor_new(&cursor, registry, NULL);
    while (svccomm_cursor_next(cursor, &r, 1, sizeof r) == 1)
        printf("port %u: %.1f connections on average, persistence %.0f %%\n", r.key.port,
               svccomm_average_connections(r.listener_view.total_ports,
                                           r.listener_view.active_samples),
               svccomm_persistence(r.listener_view.active_samples, r.listener_view.total_samples));
    svccomm_cursor_free(cursor);
    svccomm_snapshot_free(snapshot);
    svccomm_registry_free(registry);
    return 0;
}

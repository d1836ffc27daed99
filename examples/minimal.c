/* SPDX-License-Identifier: MIT
 * The smallest use: a snapshot from the text of `ss`, and what it says. */
#include <stdio.h>
#include <string.h>
#include <svccomm/svccomm.h>

int main(void)
{
    const char *text = "tcp LISTEN 0 128 10.0.0.5:443 0.0.0.0:*\n"
                       "tcp ESTAB 0 0 10.0.0.5:443 10.0.0.7:50001\n"
                       "tcp ESTAB 0 0 10.0.0.5:443 10.0.0.7:50002\n";
    int64_t now = INT64_C(1767225600000000000); /* your clock: nanoseconds since 1970, UTC */
    svccomm_registry *registry = NULL;
    svccomm_snapshot *snapshot = NULL;
    svccomm_cursor *cursor = NULL;
    svccomm_snapshot_info info;
    svccomm_record record;

    svccomm_snapshot_info_init(&info, sizeof info);
    info.host = svccomm_host_id("web1");
    info.time = now;
    if (svccomm_registry_new(&registry, NULL) || svccomm_snapshot_new(&snapshot, NULL) ||
        svccomm_snapshot_begin(snapshot, &info) ||
        svccomm_snapshot_text_begin(snapshot, SVCCOMM_FORMAT_DETECT) ||
        svccomm_snapshot_text(snapshot, text, strlen(text)) ||
        svccomm_snapshot_text_end(snapshot, NULL, NULL) ||
        svccomm_registry_ingest_snapshot(registry, snapshot, now, NULL, NULL) ||
        svccomm_cursor_new(&cursor, registry, NULL))
        return 1;
    while (svccomm_cursor_next(cursor, &record, 1, sizeof record) == 1) {
        const svccomm_netstat *seen = svccomm_record_headline(&record);
        printf("port %u: %.1f connections on average, persistence %.0f %%\n", record.key.port,
               svccomm_average_connections(seen->total_ports, seen->active_samples),
               svccomm_persistence(seen->active_samples, seen->total_samples));
    }
    svccomm_cursor_free(cursor);
    svccomm_snapshot_free(snapshot);
    svccomm_registry_free(registry);
    return 0;
}

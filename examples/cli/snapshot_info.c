/* SPDX-License-Identifier: MIT
 * What a snapshot is of: the options that netstat and observe share. */
#include "snapshot_info.h"

#include "database.h"
#include "say.h"
#include "values.h"

#include <string.h>
#include <svccomm/svccomm.h>

int snapshot_make(svccomm_snapshot **snapshot)
{
    svccomm_snapshot_config config;
    svccomm_snapshot_config_init(&config, sizeof config);
    random_seed(config.seed);
    int code = svccomm_snapshot_new(snapshot, &config);
    return code == 0 ? 0 : say_code("snapshot", code, NULL);
}

int snapshot_of_host(const struct cli *cli, const char *host, svccomm_snapshot_info *info)
{
    svccomm_snapshot_info_init(info, sizeof *info);
    if (host[0] == '\0' || strlen(host) > SVCCOMM_STRING_MAX)
        return say_usage("a host's name has 1 to %d bytes", SVCCOMM_STRING_MAX);
    info->host = svccomm_host_id(host);
    info->name = host;
    return option_realm(&cli->options, &info->realm);
}

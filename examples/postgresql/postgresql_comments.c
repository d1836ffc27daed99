/* SPDX-License-Identifier: MIT
 * What the tables and columns are for, as psql's \d+ shows it. */
#include "postgresql_schema.h"

#define CONVENTIONS                                                                              \
    " Times are nanoseconds since 1970-01-01 UTC, NULL for none. Counters, host ids and scopes " \
    "are 64 bits without sign: above 2^63 - 1 they are stored less 2^64. Names that are not "    \
    "UTF-8 "                                                                                     \
    "are stored as \\x and the hex of their bytes."

#define NETSTAT(view)                                                                             \
    {"communications", "netstat_" view "_view", "0: never seen, nothing has a value"},            \
        {"communications", "netstat_" view "_found", "0: attempts only, the total has no value"}, \
    {                                                                                             \
        "communications", "netstat_" view "_base", "total samples = those of the source - base"   \
    }

const struct postgresql_comment postgresql_comments[] = {
    {"svccomm", NULL, "Service communications as libsvccomm keeps them."},
    {"svccomm", "commits", "moves with each change by a program"},
    {"svccomm", "writer", "id of the session that made the last change"},
    {"decoder", NULL, "What programs know of flow exporters."},
    {"decoder", "state", "templates, as the library writes them"},
    {"meta", NULL, "What is one for all." CONVENTIONS},
    {"meta", "format", "of the items, as the library numbers it"},
    {"meta", "points", "only the end of a flow counts"},
    {"meta", "revision", "the newest that was given"},
    {"meta", "interval", "flow sample interval, nanoseconds"},
    {"meta", "newest", "newest observation"},
    {"meta", "tombstones_from", "tombstones of this revision and later are all kept"},
    {"hosts", NULL,
     "Hosts of which snapshots were taken, with their complete snapshots by family and protocol "
     "and the time of the newest." CONVENTIONS},
    {"addresses", NULL,
     "Addresses and who owns them. Samples of client views = settled + the complete snapshots of "
     "the owner - base." CONVENTIONS},
    {"addresses", "owner", "host, or 0"},
    {"addresses", "since", "when the owner took it over"},
    {"addresses", "device", "a name that was set"},
    {"addresses", "fallback", "a name that an import told, where nothing better is known"},
    {"endpoints", NULL,
     "What listens. Samples = own + own of the wildcard of the owner - wildcard_base." CONVENTIONS},
    {"endpoints", "protocol", "IANA number"},
    {"endpoints", "address", ":: or 0.0.0.0: every address of the host that scope names"},
    {"endpoints", "own_listen", "newest snapshot with its own LISTEN row"},
    {"endpoints", "last_listen", "newest one with that of its wildcard too"},
    {"endpoints", "evidence", "0 none, 1 guess .. 10 user"},
    {"endpoints", "own_evidence", "what stays without manual records + 256 * told by flows"},
    {"rules", NULL, "What is applied before a communication is made." CONVENTIONS},
    {"rules", "kind", "1 ignore, 2 group, 3 local"},
    {"rules", "client", "prefix"},
    {"rules", "listener", "prefix"},
    {"tombstones", NULL, "Communications that are no more." CONVENTIONS},
    {"tombstones", "successor", "all zeros: none"},
    {"tombstones", "cause", "1 deleted, 2 turned, 3 re-keyed, 4 pruned, 5 evicted"},
    {"meta", "fan_in_key_0", "what fan_in.end_hash is made with; a secret"},
    {"meta", "fan_in_key_1", "likewise"},
    {"fan_in", NULL,
     "Ends that met many ports of others, which tells listeners from clients." CONVENTIONS},
    {"fan_in", "end_hash", "stands for an address and port"},
    {"fan_in", "reached", "when it had met enough ports of others to be a listener"},
    {"fan_in", "hour", "since 1970: the one whose ports are counted"},
    {"fan_in", "ports", "those that it met in this hour"},
    {"communications", NULL,
     "Which client talks to which listening service. The view communication_statistics has what "
     "programs show." CONVENTIONS},
    {"communications", "protocol", "IANA number"},
    {"communications", "origin", "set: 1 manual, 2 netstat, 4 netflow"},
    {"communications", "evidence", "1 guess .. 10 user"},
    {"communications", "status", "0 normal, 1 hidden, 2 ignored"},
    {"communications", "flags", "set: 1 mixed, 2 listener is local to the scope, 4 client is"},
    {"communications", "client_port", "the one that was seen; 0: none known, 65536: several"},
    {"communications", "client_device", "a name that was set on the record"},
    {"communications", "listener_device", "a name that was set on the record"},
    NETSTAT("listener"),
    NETSTAT("client"),
    {"communications", "netflow_present", "0: no flow was seen, nothing has a value"},
    {"communications", "netflow_flags", "set: 1 points, 2 approximate, 4 folded"},
    {"communications", "netflow_interval", "nanoseconds"},
    {"communications", "netflow_segments", "{{start, end}, ...}, oldest first"},
    {"communications", "client_processes", "most recent first"},
    {"communications", "client_processes_last_seen", "of each; NULL: named by a person"},
    {NULL, NULL, NULL},
};

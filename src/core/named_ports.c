/* SPDX-License-Identifier: MIT
 * Ports that tell a listener (design section 6, named port): all below 512, and a short table of
 * services that are really met. It is no registry: a name nobody serves under only makes client
 * ports look like listeners, and 512 to 1023 hold the reserved ports that clients of NFS and rsh
 * use. */
#include "core/named_ports.h"

/* In rising order, none of the default ephemeral range. */
static const uint16_t named_ports[] = {
    514,   515,   543,   544,   546,   547,   548,   554,   587,   593,   623,   631,   636,
    646,   853,   860,   873,   902,   989,   990,   993,   995,   1080,  1194,  1433,  1434,
    1521,  1522,  1645,  1646,  1701,  1720,  1723,  1812,  1813,  1883,  1900,  2049,  2181,
    2375,  2376,  2377,  2379,  2380,  2483,  2484,  2638,  3000,  3128,  3260,  3268,  3269,
    3306,  3310,  3389,  3478,  4369,  4500,  4505,  4506,  4789,  5000,  5044,  5060,  5061,
    5222,  5269,  5353,  5355,  5432,  5601,  5666,  5671,  5672,  5900,  5938,  5984,  5985,
    5986,  6000,  6379,  6380,  6443,  6514,  6667,  7000,  7001,  7199,  7474,  7687,  8000,
    8008,  8009,  8080,  8081,  8086,  8088,  8089,  8123,  8140,  8161,  8200,  8300,  8301,
    8333,  8443,  8472,  8500,  8530,  8531,  8600,  8834,  8883,  8888,  9000,  9042,  9080,
    9090,  9092,  9093,  9100,  9160,  9200,  9300,  9418,  9443,  9999,  10000, 10050, 10051,
    10250, 11211, 15672, 16443, 25565, 25672, 26257, 26379, 27017, 27018, 27019, 28015, 32400,
};

#define NAMED_PORTS (sizeof named_ports / sizeof named_ports[0])

int svccomm__port_is_named(uint16_t port)
{
    size_t low = 0, high = NAMED_PORTS, middle;

    if (port < SVCCOMM__PORT_ALL_NAMED)
        return 1;
    while (low < high) {
        middle = low + (high - low) / 2;
        if (named_ports[middle] == port)
            return 1;
        if (named_ports[middle] < port)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

const uint16_t *svccomm__named_ports(size_t *count)
{
    *count = NAMED_PORTS;
    return named_ports;
}

/* SPDX-License-Identifier: MIT
 * Sockets from /proc/net, with their inodes. */
#include "live.h"

#include "say.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_SIZE 512

/* The kernel prints each 32-bit word of an address as a number in the byte order of the host. */
static bool read_address(const char *hex, uint8_t *address)
{
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    size_t words = strlen(hex) / 8;
    if (strlen(hex) != 8 && strlen(hex) != 32)
        return false;
    memcpy(address, mapped, sizeof mapped);
    for (size_t i = 0; i < words; i++) {
        char digits[9] = "";
        memcpy(digits, hex + 8 * i, 8);
        uint32_t word = (uint32_t)strtoul(digits, NULL, 16);
        memcpy(address + (words == 1 ? 12 : 4 * i), &word, sizeof word);
    }
    return true;
}

static bool read_line(const char *line, svccomm_row *row, uint64_t *inode)
{
    char local[33], remote[33];
    unsigned local_port, remote_port, state;
    int count = sscanf(line,
                       " %*d: %32[0-9A-Fa-f]:%4x %32[0-9A-Fa-f]:%4x %2x %*x:%*x %*x:%*x %*x %*d "
                       "%*d %" SCNu64,
                       local, &local_port, remote, &remote_port, &state, inode);
    if (count != 6 || !read_address(local, row->local))
        return false;
    row->local_port = (uint16_t)local_port;
    row->remote_port = (uint16_t)remote_port;
    row->state = (uint8_t)state;
    return remote_port == 0 || read_address(remote, row->remote);
}

static int read_file(FILE *file, uint8_t protocol, struct live_sockets *sockets)
{
    char line[LINE_SIZE];
    while (fgets(line, sizeof line, file) != NULL) {
        svccomm_row row;
        uint64_t inode;
        memset(&row, 0, sizeof row);
        row.protocol = protocol;
        if (!read_line(line, &row, &inode)) /* the header */
            continue;
        int code = live_sockets_add(sockets, &row, inode);
        if (code != 0)
            return code;
    }
    return 0;
}

/* Without IPv6 in the kernel there is no tcp6 and no udp6. */
static int read_path(const char *path, uint8_t protocol, struct live_sockets *sockets)
{
    FILE *file = fopen(path, "re");
    if (file == NULL && errno == ENOENT)
        return 0;
    if (file == NULL)
        return say_input("%s: %s", path, strerror(errno));
    int code = read_file(file, protocol, sockets);
    fclose(file);
    return code;
}

int live_proc_read(struct live_sockets *sockets)
{
    static const struct {
        const char *path;
        uint8_t protocol;
    } files[] = {
        {"/proc/net/tcp", SVCCOMM_PROTO_TCP},
        {"/proc/net/tcp6", SVCCOMM_PROTO_TCP},
        {"/proc/net/udp", SVCCOMM_PROTO_UDP},
        {"/proc/net/udp6", SVCCOMM_PROTO_UDP},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        int code = read_path(files[i].path, files[i].protocol, sockets);
        if (code != 0)
            return code;
    }
    return 0;
}

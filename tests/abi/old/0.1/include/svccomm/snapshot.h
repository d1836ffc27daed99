/* SPDX-License-Identifier: MIT
 * Snapshots: all sockets of one host at one instant, from struct rows and from the text of
 * netstat-like programs (design section 4). */
#ifndef SVCCOMM_SNAPSHOT_H
#define SVCCOMM_SNAPSHOT_H

#include "address.h"
#include "allocator.h"
#include "error.h"
#include "key.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A snapshot that is being collected. */
typedef struct svccomm_snapshot svccomm_snapshot;

/* States of a socket; the numbers are those of Linux where it has one. */
#define SVCCOMM_STATE_UNKNOWN 0u /**< a word that nobody knows: treated as open, counted (N7) */
#define SVCCOMM_STATE_ESTABLISHED 1u
#define SVCCOMM_STATE_SYN_SENT 2u
#define SVCCOMM_STATE_SYN_RECV 3u
#define SVCCOMM_STATE_FIN_WAIT1 4u
#define SVCCOMM_STATE_FIN_WAIT2 5u
#define SVCCOMM_STATE_TIME_WAIT 6u
#define SVCCOMM_STATE_CLOSE 7u
#define SVCCOMM_STATE_CLOSE_WAIT 8u
#define SVCCOMM_STATE_LAST_ACK 9u
#define SVCCOMM_STATE_LISTEN 10u
#define SVCCOMM_STATE_CLOSING 11u
#define SVCCOMM_STATE_BOUND 12u
#define SVCCOMM_STATE_IDLE 13u

/* svccomm_row.flags */
#define SVCCOMM_ROW_V6ONLY 1u    /**< an IPv6 wildcard that takes no IPv4 (N5) */
#define SVCCOMM_ROW_LISTENING 2u /**< the caller knows that this UDP socket serves (N5) */

/** One socket. A remote end of zero bytes and port 0 is no peer. For listeners at a wildcard the
 *  local address is :: (16 zero bytes) or 0.0.0.0 (::ffff:0.0.0.0). */
typedef struct svccomm_row {
    uint8_t local[SVCCOMM_ADDRESS_SIZE];
    uint8_t remote[SVCCOMM_ADDRESS_SIZE];
    uint16_t local_port;  /**< host byte order */
    uint16_t remote_port; /**< host byte order */
    uint8_t protocol;     /**< SVCCOMM_PROTO_ number */
    uint8_t state;        /**< SVCCOMM_STATE_; ignored for UDP */
    uint8_t flags;        /**< SVCCOMM_ROW_ bits */
    uint8_t reserved;     /**< 0 */
    const char *process;  /**< program name, or NULL; copied */
} svccomm_row;

/* Coverage (N1): per protocol four bits, shifted by the protocol's SVCCOMM_COVER_SHIFT_. */
#define SVCCOMM_COVER_LISTENERS_V4 1u
#define SVCCOMM_COVER_CONNECTIONS_V4 2u
#define SVCCOMM_COVER_LISTENERS_V6 4u
#define SVCCOMM_COVER_CONNECTIONS_V6 8u
#define SVCCOMM_COVER_SHIFT_TCP 0
#define SVCCOMM_COVER_SHIFT_UDP 4
#define SVCCOMM_COVER_SHIFT_SCTP 8
#define SVCCOMM_COVER_SHIFT_DCCP 12
#define SVCCOMM_COVER_SHIFT_UDPLITE 16
#define SVCCOMM_COVER_TCP 0xFu             /**< all four bits of TCP */
#define SVCCOMM_COVER_UDP 0xF0u            /**< all four bits of UDP */
#define SVCCOMM_COVER_LISTENERS 0x55555u   /**< the listener bits of every protocol */
#define SVCCOMM_COVER_CONNECTIONS 0xAAAAAu /**< the connection bits of every protocol */
#define SVCCOMM_COVER_ALL 0xFFFFFu
#define SVCCOMM_COVER_PROCESSES 0x100000u /**< process names were collected (informative) */

/*
 * What the text of each utility tells, and what it does not:
 *
 *   format      process        v6only told     UDP peer  claims (N1), beside the common rule
 *   proc-tcp    no             no              no UDP    IPv6; IPv4 only with tcp6, or where the
 *   proc-udp    no             no              yes       host has no IPv6; likewise udp and udp6
 *   ss          -p             -e, or 0.0.0.0  yes       nothing under a filter (no State)
 *   netstat     -p (20 bytes)  no              yes       what the title says, in seven languages
 *   windows     -b             no              newer     only connections where nothing listens
 *   powershell  if selected    no              no        the kinds that it shows; UDP: listeners
 *   bsd         macOS -v       tcp4, 6, 46     yes       what the title says
 *   sockstat    yes            tcp4, 6, 46     yes
 *   solaris     illumos -u     both tables     yes       a table's family; listeners if it has one
 *   aix         rmsock         tcp, tcp4, 6    yes       what the title says
 *   hpux        no             tcp, tcp4, 6    yes       what the title says
 *   lsof        yes (9 bytes)  no              yes
 *   lsof-f      c              no              yes
 *
 * The common rule: both kinds and both families of every protocol of which there is a row. lsof and
 * sockstat show no socket that no process holds (TIME_WAIT). A pid alone names no process. Where
 * v6only is not told, :: takes IPv4 too (N5).
 *
 * A row listens if its foreign end is nobody (0.0.0.0:0, [::]:0, :::*, *:*, *.*), unless its state
 * is a known word that says otherwise; so the language of the words does not matter. Words that
 * nobody knows are SVCCOMM_STATE_UNKNOWN, counted. Names for ports are read where they are
 * registered for one port; names for addresses, and ends that their column may have cut, are
 * doubtful. Zones (fe80::1%eth0) are left out. HP-UX, and AIX without -A, write what BSD writes:
 * they are detected as bsd, and have names of their own to be forced. Text is bytes in any code
 * page; UTF-16 with a byte order mark is read too.
 */

/* Text formats; SVCCOMM_FORMAT_DETECT finds out by itself. Each line goes to the utility that its
 * section is of, else to one that plainly knows it: texts of several may follow each other, with
 * banners between them. */
#define SVCCOMM_FORMAT_DETECT 0u
#define SVCCOMM_FORMAT_PROC_TCP 1u   /**< /proc/net/tcp or tcp6 */
#define SVCCOMM_FORMAT_PROC_UDP 2u   /**< /proc/net/udp or udp6 */
#define SVCCOMM_FORMAT_SS 3u         /**< iproute2 ss */
#define SVCCOMM_FORMAT_NETSTAT 4u    /**< netstat of net-tools and busybox (Linux) */
#define SVCCOMM_FORMAT_WINDOWS 5u    /**< Windows netstat -ano, -anob, -anoq */
#define SVCCOMM_FORMAT_POWERSHELL 6u /**< Get-NetTCPConnection, Get-NetUDPEndpoint */
#define SVCCOMM_FORMAT_BSD 7u        /**< netstat of macOS, FreeBSD, OpenBSD, NetBSD */
#define SVCCOMM_FORMAT_SOCKSTAT 8u   /**< FreeBSD sockstat */
#define SVCCOMM_FORMAT_SOLARIS 9u    /**< netstat of Solaris and illumos */
#define SVCCOMM_FORMAT_AIX 10u       /**< netstat of AIX */
#define SVCCOMM_FORMAT_HPUX 11u      /**< netstat of HP-UX */
#define SVCCOMM_FORMAT_LSOF 12u      /**< lsof -i, as a table */
#define SVCCOMM_FORMAT_LSOF_F 13u    /**< lsof -F, by fields */

/** Formats that a report has room for. */
#define SVCCOMM_FORMATS_MAX 32u

/** How a snapshot handle is made. */
typedef struct svccomm_snapshot_config {
    uint32_t size;             /**< sizeof(svccomm_snapshot_config) */
    uint32_t max_rows;         /**< cap of rows; more are counted as dropped. Default 4 million */
    uint64_t max_string_bytes; /**< cap of the bytes of process names. Default 16 MiB */
    uint64_t seed[2]; /**< key of the hash tables; give random numbers for untrusted input (A7) */
    const svccomm_allocator *allocator; /**< copied; NULL: the C library's */
} svccomm_snapshot_config;

/** What a snapshot is of. */
typedef struct svccomm_snapshot_info {
    uint32_t size;          /**< sizeof(svccomm_snapshot_info) */
    uint32_t realm;         /**< tenant; 0 by default */
    uint64_t host;          /**< stable id of the host, chosen by the caller, not 0 */
    int64_t time;           /**< when it was taken, nanoseconds */
    const char *name;       /**< the host's name, or NULL; copied */
    uint32_t coverage_mask; /**< which coverage bits may be claimed at all; default all (N1) */
    uint8_t no_ipv6;     /**< not 0: the host has no IPv6, so /proc/net/tcp alone tells all (N1) */
    uint8_t reserved[3]; /**< 0 */
    uint16_t ephemeral_low;  /**< the host's ephemeral ports; 0, 0: the default 32768-65535 */
    uint16_t ephemeral_high; /**< inclusive */
    uint32_t reserved2;      /**< 0 */
} svccomm_snapshot_info;

/** What became of rows and lines; adds up over calls, unchanged by a failed one. Lines are 1-based
 *  in their source; 0 is none. */
typedef struct svccomm_text_report {
    uint32_t size;     /**< sizeof(svccomm_text_report) */
    uint32_t formats;  /**< bit 1 << SVCCOMM_FORMAT_ for each format that gave rows or a header */
    uint64_t lines;    /**< lines read */
    uint64_t taken;    /**< rows that are in the snapshot */
    uint64_t skipped;  /**< lines that are no header and no TCP, UDP, SCTP, DCCP row */
    uint64_t doubtful; /**< rows that are cut or cannot be read; not taken, coverage cleared (N1) */
    uint64_t unknown_states; /**< rows taken whose state word nobody knows (N7) */
    uint64_t dropped;        /**< rows beyond max_rows; coverage cleared */
    uint64_t dropped_names;  /**< process names beyond max_string_bytes; the row is taken */
    uint64_t first_taken_line;
    uint64_t first_skipped_line;
    uint64_t first_doubtful_line;
    uint64_t first_unknown_state_line;
    uint32_t format_headers; /**< those of `formats` that a header told; the others a row did */
    uint32_t reserved;       /**< 0 */
    uint64_t format_lines[SVCCOMM_FORMATS_MAX]; /**< by SVCCOMM_FORMAT_: the header or row that told
                                                     it first, or 0 */
} svccomm_text_report;

/** Fills a configuration with defaults. @return 0, SVCCOMM_E_ARGUMENT, SVCCOMM_E_STRUCT_SIZE.
 *  Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_snapshot_config_init(svccomm_snapshot_config *config, size_t size);

/** Fills an info with defaults: host 0 (to be set), all coverage allowed. @return as above.
 *  Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_snapshot_info_init(svccomm_snapshot_info *info, size_t size);

/** Clears a report. @return as above. Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_text_report_init(svccomm_text_report *report, size_t size);

/** Makes a snapshot handle, which is used again and again by svccomm_snapshot_begin().
 *  @param out     out: the handle, NULL on failure; end it with svccomm_snapshot_free().
 *  @param config  or NULL for defaults.
 *  @return 0, SVCCOMM_E_ARGUMENT, SVCCOMM_E_STRUCT_SIZE, SVCCOMM_E_STRUCT_TAIL, SVCCOMM_E_NOMEM.
 *  Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_snapshot_new(svccomm_snapshot **out, const svccomm_snapshot_config *config);

/** Ends a handle; NULL is fine. Thread: the handle's. Since 0.1.0. */
SVCCOMM_API void svccomm_snapshot_free(svccomm_snapshot *snapshot);

/** Begins a snapshot: forgets the rows and coverage of before, keeps the memory. An open text
 *  source ends unread.
 *  @param info  host not 0, time in range, ephemeral_low <= ephemeral_high; copied.
 *  @return 0, SVCCOMM_E_ARGUMENT, SVCCOMM_E_STRUCT_SIZE, SVCCOMM_E_STRUCT_TAIL, SVCCOMM_E_RANGE,
 *  SVCCOMM_E_NOMEM. Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_snapshot_begin(svccomm_snapshot *snapshot,
                                       const svccomm_snapshot_info *info);

/** Adds rows. They claim no coverage by themselves: see svccomm_snapshot_cover(). A row whose
 *  address is unspecified at the remote end but has a port, or of a protocol without ports, is
 *  doubtful.
 *  @param rows    array, borrowed for the call; NULL when count is 0.
 *  @param count   elements.
 *  @param size    sizeof(svccomm_row) of the caller.
 *  @param report  or NULL.
 *  @param error   or NULL; `offset` is the index of the row.
 *  @return 0; SVCCOMM_E_ARGUMENT; SVCCOMM_E_STRUCT_SIZE; SVCCOMM_E_STRUCT_TAIL; SVCCOMM_E_STATE (no
 *  snapshot was begun); SVCCOMM_E_NOMEM; nothing is added then.
 *  Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_snapshot_add_rows(svccomm_snapshot *snapshot, const svccomm_row *rows,
                                          size_t count, size_t size, svccomm_text_report *report,
                                          svccomm_error *error);

/** Says what the added rows cover (N1): bits are added to the snapshot's coverage, within the
 *  info's coverage_mask. @return 0, SVCCOMM_E_ARGUMENT (unknown bits), SVCCOMM_E_STATE.
 *  Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_snapshot_cover(svccomm_snapshot *snapshot, uint32_t coverage);

/** The coverage as it is now: claimed, within the mask, less what doubtful rows cleared.
 *  @return the bits; 0 for NULL. Thread: the handle's. Since 0.1.0. */
SVCCOMM_API uint32_t svccomm_snapshot_coverage(const svccomm_snapshot *snapshot);

/** The number of rows held now; 0 for NULL. Thread: the handle's. Since 0.1.0. */
SVCCOMM_API uint64_t svccomm_snapshot_row_count(const svccomm_snapshot *snapshot);

/** Copies the rows held, from index `first` on, so that a caller can see what was read from text.
 *  @param rows  out: up to `capacity` elements; `process` points into the handle until its next
 *  call. @param size  sizeof(svccomm_row) of the caller.
 *  @return how many were written; SVCCOMM_E_ARGUMENT; SVCCOMM_E_STRUCT_SIZE.
 *  Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_snapshot_rows(const svccomm_snapshot *snapshot, uint64_t first,
                                      svccomm_row *rows, size_t capacity, size_t size);

/** Begins a text source within the snapshot: one file or the output of one command.
 *  @param format  SVCCOMM_FORMAT_DETECT or a format that is then obeyed.
 *  @return 0, SVCCOMM_E_ARGUMENT, SVCCOMM_E_STATE (no snapshot was begun, or a source is open),
 *  SVCCOMM_E_NOMEM. Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_snapshot_text_begin(svccomm_snapshot *snapshot, uint32_t format);

/** Gives the next bytes of the text, cut anywhere; in any encoding that has ASCII as it is, or in
 *  UTF-16 with a byte order mark. Nothing of a source is in the snapshot before
 *  its svccomm_snapshot_text_end().
 *  @param text    bytes; NULL when length is 0.
 *  @return 0; SVCCOMM_E_ARGUMENT; SVCCOMM_E_STATE (no source is open); SVCCOMM_E_NOMEM (the bytes
 *  were not taken, give them again). Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_snapshot_text(svccomm_snapshot *snapshot, const char *text, size_t length);

/** Ends the source and takes its rows and coverage into the snapshot. A last line without a line
 *  end is a doubtful row.
 *  @param report  or NULL: what became of the lines.
 *  @param error   or NULL: for SVCCOMM_E_FORMAT, the first line that is not blank, which ruled out
 *  every format that was asked for, and which they are.
 *  @return 0; SVCCOMM_E_ARGUMENT; SVCCOMM_E_STATE; SVCCOMM_E_FORMAT (no line is of a known format,
 * or of the forced one: the snapshot is as before svccomm_snapshot_text_begin()); SVCCOMM_E_NOMEM
 * (the source stays open). Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_snapshot_text_end(svccomm_snapshot *snapshot, svccomm_text_report *report,
                                          svccomm_error *error);

/** The name of a text format ("ss"), or NULL if there is none; static.
 *  Thread: any. Since 0.1.0. */
SVCCOMM_API const char *svccomm_format_name(uint32_t format);

#ifdef __cplusplus
}
#endif

#endif

/* SPDX-License-Identifier: MIT
 * Every text of tests/data/netstat gives the rows that a separate script reads of it
 * (tests/support/expected), of which dialect it is, and what it covers (N1). */
#define _POSIX_C_SOURCE 200809L
#include "test_data_files.h"

#define ALL_TCP SVCCOMM_COVER_TCP
#define ALL_UDP SVCCOMM_COVER_UDP
#define ALL_SCTP (0xfu << SVCCOMM_COVER_SHIFT_SCTP)
#define ALL (ALL_TCP | ALL_UDP)
#define ALL_V4 (TCP_L4 | TCP_C4 | UDP(TCP_L4 | TCP_C4))
#define LISTENERS (TCP_L4 | TCP_L6 | UDP(TCP_L4 | TCP_L6))

static const struct {
    const char *name;
    uint32_t format;
    uint32_t coverage;
} files[] = {
    {"aix-netstat-Aan.txt", SVCCOMM_FORMAT_AIX, (ALL & ~TCP_C4) | PROCESSES},
    /* Without -A nothing tells AIX from BSD, and HP-UX neither. */
    {"aix-netstat-an.txt", SVCCOMM_FORMAT_BSD, ALL},
    /* Rows of host names clear what they may be: a mapped one, for IPv6. */
    {"centos7-lsof-sudo.out", SVCCOMM_FORMAT_LSOF, UDP(TCP_C4 | TCP_C6) | TCP_C6 | PROCESSES},
    {"centos7-lsof.out", SVCCOMM_FORMAT_LSOF, PROCESSES},
    {"centos7-netstat-l.out", SVCCOMM_FORMAT_NETSTAT, 0},
    {"centos7-netstat-p.out", SVCCOMM_FORMAT_NETSTAT, TCP_C6 | PROCESSES},
    {"centos7-netstat-sudo-aeep.out", SVCCOMM_FORMAT_NETSTAT, UDP(TCP_C4 | TCP_C6) | PROCESSES},
    {"centos7-netstat-sudo-lnp.out", SVCCOMM_FORMAT_NETSTAT, LISTENERS | PROCESSES},
    {"centos7-netstat.out", SVCCOMM_FORMAT_NETSTAT, TCP_C6},
    {"centos7-ss-sudo-a.out", SVCCOMM_FORMAT_SS, ALL},
    {"debian12-busybox-netstat-tua.txt", SVCCOMM_FORMAT_NETSTAT, ALL_UDP & ~UDP(TCP_C4)},
    {"debian12-busybox-netstat-tuan.txt", SVCCOMM_FORMAT_NETSTAT, ALL},
    {"debian12-busybox-netstat-tuln.txt", SVCCOMM_FORMAT_NETSTAT, LISTENERS},
    {"debian12-lsof-c0-nPi-Tqs.txt", SVCCOMM_FORMAT_LSOF, ALL | PROCESSES},
    {"debian12-lsof-i.txt", SVCCOMM_FORMAT_LSOF, (ALL_UDP & ~UDP(TCP_C4)) | PROCESSES},
    {"debian12-lsof-nP-i-F.txt", SVCCOMM_FORMAT_LSOF_F, ALL | PROCESSES},
    {"debian12-lsof-nP-i-FpcfPnTt.txt", SVCCOMM_FORMAT_LSOF_F, ALL | PROCESSES},
    {"debian12-lsof-nP-i.txt", SVCCOMM_FORMAT_LSOF, ALL | PROCESSES},
    {"debian12-lsof-nPi-F.txt", SVCCOMM_FORMAT_LSOF_F, ALL | PROCESSES},
    {"debian12-lsof-nPi-FpcPnT.txt", SVCCOMM_FORMAT_LSOF_F, ALL | PROCESSES},
    {"debian12-lsof-nPi-FpcftPnT0.txt", SVCCOMM_FORMAT_LSOF_F, ALL | PROCESSES},
    {"debian12-lsof-nPi-K.txt", SVCCOMM_FORMAT_LSOF, ALL | PROCESSES},
    {"debian12-lsof-nPi.txt", SVCCOMM_FORMAT_LSOF, ALL | PROCESSES},
    /* IPv6 ends that are cut: listeners and connections of TCP and UDP. */
    {"debian12-netstat-anp.txt", SVCCOMM_FORMAT_NETSTAT, PROCESSES},
    {"debian12-netstat-tln.txt", SVCCOMM_FORMAT_NETSTAT, 0},
    {"debian12-netstat-tn.txt", SVCCOMM_FORMAT_NETSTAT, 0},
    {"debian12-netstat-tunap.txt", SVCCOMM_FORMAT_NETSTAT, PROCESSES},
    {"debian12-netstat-tunapW.txt", SVCCOMM_FORMAT_NETSTAT, ALL | PROCESSES},
    {"debian12-netstat-tunape.txt", SVCCOMM_FORMAT_NETSTAT, PROCESSES},
    {"debian12-netstat-tunapo.txt", SVCCOMM_FORMAT_NETSTAT, PROCESSES},
    {"debian12-proc-tcp.txt", SVCCOMM_FORMAT_PROC_TCP, TCP_L4},
    {"debian12-proc-tcp6.txt", SVCCOMM_FORMAT_PROC_TCP, TCP_L6 | TCP_C6},
    {"debian12-proc-udp.txt", SVCCOMM_FORMAT_PROC_UDP, UDP(TCP_L4)},
    {"debian12-proc-udp6.txt", SVCCOMM_FORMAT_PROC_UDP, UDP(TCP_L6 | TCP_C6)},
    {"debian12-ss-H-tunap.txt", SVCCOMM_FORMAT_SS, ALL | PROCESSES},
    {"debian12-ss-O-tunap.txt", SVCCOMM_FORMAT_SS, ALL | PROCESSES},
    {"debian12-ss-anp.txt", SVCCOMM_FORMAT_SS, ALL | PROCESSES},
    {"debian12-ss-tan.txt", SVCCOMM_FORMAT_SS, ALL_TCP},
    {"debian12-ss-tap.txt", SVCCOMM_FORMAT_SS, (ALL_TCP & ~TCP_L6) | PROCESSES},
    {"debian12-ss-tn-established.txt", SVCCOMM_FORMAT_SS, 0},
    {"debian12-ss-tunap.txt", SVCCOMM_FORMAT_SS, ALL | PROCESSES},
    {"debian12-ss-tunape.txt", SVCCOMM_FORMAT_SS, ALL | PROCESSES},
    {"debian12-ss-tunapi.txt", SVCCOMM_FORMAT_SS, ALL | PROCESSES},
    {"debian12-ss-uan.txt", SVCCOMM_FORMAT_SS, ALL_UDP},
    {"freebsd-netstat-an.txt", SVCCOMM_FORMAT_BSD, TCP_L4 | TCP_L6 | ALL_UDP},
    {"freebsd-netstat-anW.txt", SVCCOMM_FORMAT_BSD, ALL},
    {"freebsd-netstat-n.txt", SVCCOMM_FORMAT_BSD, TCP_C4 | TCP_C6 | UDP(TCP_C4 | TCP_C6)},
    {"freebsd-sockstat-s.txt", SVCCOMM_FORMAT_SOCKSTAT, ALL | ALL_SCTP | PROCESSES},
    {"freebsd-sockstat.txt", SVCCOMM_FORMAT_SOCKSTAT, ALL | PROCESSES},
    {"hpux-netstat-an.txt", SVCCOMM_FORMAT_BSD, ALL},
    {"illumos-netstat-anu.txt", SVCCOMM_FORMAT_SOLARIS, ALL_V4 | PROCESSES},
    /* `-A` cuts both families to 18 letters; none says "including servers". */
    {"macos-netstat-Abn.out", SVCCOMM_FORMAT_BSD, UDP(TCP_C4 | TCP_C6)},
    {"macos-netstat-An.out", SVCCOMM_FORMAT_BSD, UDP(TCP_C4 | TCP_C6)},
    {"macos-netstat-anv-process.txt", SVCCOMM_FORMAT_BSD, ALL | PROCESSES},
    {"macos-netstat-anv.txt", SVCCOMM_FORMAT_BSD, TCP_L4 | TCP_L6 | ALL_UDP},
    {"macos-netstat.out", SVCCOMM_FORMAT_BSD, UDP(TCP_C4 | TCP_C6)},
    /* 192.168.230.12.327 fills its column. */
    {"made-aix-netstat-Aan.txt", SVCCOMM_FORMAT_AIX, ALL & ~TCP_C4},
    {"made-aix-netstat-an.txt", SVCCOMM_FORMAT_BSD, ALL},
    {"made-freebsd-sockstat-s.txt", SVCCOMM_FORMAT_SOCKSTAT, ALL | PROCESSES},
    {"made-freebsd-sockstat.txt", SVCCOMM_FORMAT_SOCKSTAT, ALL | PROCESSES},
    /* 2001:db8:0:1:2:3 and fd7a:115c:a1e0:: have the 16 letters that an address is cut to. */
    {"made-freebsd13-netstat-an.txt", SVCCOMM_FORMAT_BSD, ALL_UDP},
    {"made-freebsd13-netstat-anW.txt", SVCCOMM_FORMAT_BSD, ALL},
    {"made-hpux-netstat-an.txt", SVCCOMM_FORMAT_BSD, ALL},
    /* Its titles name tables of IPv4 alone. */
    {"made-illumos-netstat-anu.txt", SVCCOMM_FORMAT_SOLARIS, ALL_V4 | PROCESSES},
    {"made-macos14-netstat-anv.txt", SVCCOMM_FORMAT_BSD, TCP_C4 | TCP_C6 | ALL_UDP | PROCESSES},
    {"made-netbsd-netstat-an.txt", SVCCOMM_FORMAT_BSD, ALL},
    {"made-openbsd-netstat-an.txt", SVCCOMM_FORMAT_BSD, ALL},
    {"made-powershell-tcp-all.csv", SVCCOMM_FORMAT_POWERSHELL, ALL_TCP},
    {"made-powershell-tcp.csv", SVCCOMM_FORMAT_POWERSHELL, ALL_TCP},
    {"made-powershell-tcp.txt", SVCCOMM_FORMAT_POWERSHELL, ALL_TCP},
    {"made-powershell-tcp.utf16.txt", SVCCOMM_FORMAT_POWERSHELL, ALL_TCP},
    /* Columns that somebody has selected may be of TCP too; the cmdlet does not know peers. */
    {"made-powershell-udp.csv", SVCCOMM_FORMAT_POWERSHELL, 0},
    {"made-powershell-udp.txt", SVCCOMM_FORMAT_POWERSHELL, UDP(TCP_L4 | TCP_L6)},
    {"made-solaris10-netstat-an.txt", SVCCOMM_FORMAT_SOLARIS, ALL},
    {"made-windows-de-netstat-ano.cp850.txt", SVCCOMM_FORMAT_WINDOWS, ALL},
    {"made-windows-de-netstat-ano.utf16be.txt", SVCCOMM_FORMAT_WINDOWS, ALL},
    {"made-windows-fr-netstat-ano.cp850.txt", SVCCOMM_FORMAT_WINDOWS, ALL},
    {"made-windows-netstat-ano.utf16.txt", SVCCOMM_FORMAT_WINDOWS, ALL},
    {"made-windows-netstat-anoq.txt", SVCCOMM_FORMAT_WINDOWS, ALL},
    {"made-windows-ru-netstat-anob.cp866.txt", SVCCOMM_FORMAT_WINDOWS, ALL | PROCESSES},
    {"netbsd-netstat-Aan.txt", SVCCOMM_FORMAT_BSD, ALL_TCP},
    {"netbsd-netstat-an.txt", SVCCOMM_FORMAT_BSD, ALL},
    {"netbsd-sockstat.txt", SVCCOMM_FORMAT_SOCKSTAT, ALL | PROCESSES},
    {"openbsd-netstat-an.txt", SVCCOMM_FORMAT_BSD, ALL},
    {"openbsd-netstat-nB.txt", SVCCOMM_FORMAT_BSD, TCP_C4 | TCP_C6},
    {"openbsd-netstat-nl.txt", SVCCOMM_FORMAT_BSD, TCP_L4 | TCP_L6},
    {"proc_net_tcp", SVCCOMM_FORMAT_PROC_TCP, TCP_L4},
    {"proc_net_tcp6", SVCCOMM_FORMAT_PROC_UDP, UDP(TCP_L6 | TCP_C6)},
    {"proc_net_udp", SVCCOMM_FORMAT_PROC_TCP, TCP_L4},
    {"proc_net_udp6", SVCCOMM_FORMAT_PROC_UDP, UDP(TCP_L6 | TCP_C6)},
    {"solaris-netstat-an.txt", SVCCOMM_FORMAT_SOLARIS, ALL | ALL_SCTP},
    {"solaris-netstat-n.txt", SVCCOMM_FORMAT_SOLARIS, TCP_C4},
    {"ubuntu1804-lsof-sudo.out", SVCCOMM_FORMAT_LSOF,
     TCP_L6 | TCP_C6 | (ALL_UDP & ~UDP(TCP_L4)) | PROCESSES},
    {"ubuntu1804-netstat-sudo-lnp-space.out", SVCCOMM_FORMAT_NETSTAT, LISTENERS | PROCESSES},
    {"ubuntu1804-netstat.out", SVCCOMM_FORMAT_NETSTAT, TCP_C6},
    {"ubuntu1804-ss-sudo-tulpen.out", SVCCOMM_FORMAT_SS, ALL | PROCESSES},
    {"windows-de-netstat-anob.txt", SVCCOMM_FORMAT_WINDOWS, ALL | PROCESSES},
    {"windows-de-netstat-anob.utf16.txt", SVCCOMM_FORMAT_WINDOWS, ALL | PROCESSES},
    /* "web1:0", since -n was not there; the row of mail.example.net is a connection. */
    {"windows-netstat-aof.txt", SVCCOMM_FORMAT_WINDOWS, ALL_UDP | TCP_C6},
    {"windows-netstat-anoq.txt", SVCCOMM_FORMAT_WINDOWS, ALL},
    /* In fe80::asda:4124:2096:62b2%9 somebody has hidden something. */
    {"windows10-netstat-an.out", SVCCOMM_FORMAT_WINDOWS, ALL & ~UDP(TCP_L6)},
    {"windows10-netstat-aon.out", SVCCOMM_FORMAT_WINDOWS, ALL},
    {"windows10-netstat-aonb.out", SVCCOMM_FORMAT_WINDOWS, ALL | PROCESSES},
};
#define FILES (sizeof files / sizeof files[0])

static size_t file_index(const char *name)
{
    size_t i;

    for (i = 0; i < FILES; i++)
        if (strcmp(files[i].name, name) == 0)
            return i;
    fail_msg("%s is not in the table", name);
    return 0;
}

/* Shows the first line that differs, not all of them. */
static void assert_lines(const char *name, const char *found, const char *expected)
{
    size_t line = 1, a, b;

    while (*found != '\0' || *expected != '\0') {
        a = strcspn(found, "\n");
        b = strcspn(expected, "\n");
        if (a != b || memcmp(found, expected, a) != 0)
            fail_msg("%s.expected line %u: %.*s, found %.*s", name, (unsigned)line, (int)b,
                     expected, (int)a, found);
        found += a + (found[a] == '\n');
        expected += b + (expected[b] == '\n');
        line++;
    }
}

/* Reads the text, with the format said or not. */
static void assert_text(size_t index, uint32_t format)
{
    svccomm_snapshot *snapshot = begun(NULL);
    const char *name = files[index].name;
    size_t length, expected_length;
    char *text = data_file(name, "", &length);
    char *expected = data_file(name, ".expected", &expected_length), *rows;
    char head[100];
    svccomm_text_report report;

    assert_int_equal(take_pieces(snapshot, format, text, length, SIZE_MAX, &report, NULL), 0);
    snprintf(head, sizeof head, "%u %u %u %u\n", (unsigned)report.lines, (unsigned)report.taken,
             (unsigned)report.skipped, (unsigned)report.doubtful);
    rows = rows_text(snapshot, head);
    assert_lines(name, rows, expected);
    if (report.formats != 1u << files[index].format ||
        svccomm_snapshot_coverage(snapshot) != files[index].coverage)
        fail_msg("%s: formats %x, coverage %x; expected %x, %x", name, (unsigned)report.formats,
                 (unsigned)svccomm_snapshot_coverage(snapshot), 1u << files[index].format,
                 (unsigned)files[index].coverage);
    free(rows);
    free(expected);
    free(text);
    svccomm_snapshot_free(snapshot);
}

static void a_text_gives_what_a_separate_script_reads(void **state)
{
    size_t index = file_index(*state);

    assert_text(index, SVCCOMM_FORMAT_DETECT);
    assert_text(index, files[index].format);
}

int main(void)
{
    static struct data_files found;

    data_files_list(&found);
    return run_data_files("dialect files", &found, a_text_gives_what_a_separate_script_reads);
}

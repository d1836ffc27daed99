/* SPDX-License-Identifier: MIT
 * Export and import of records as CSV, JSON and NDJSON through callbacks (design section 10). */
#ifndef SVCCOMM_TRANSFER_H
#define SVCCOMM_TRANSFER_H

#include "cursor.h"
#include "error.h"
#include "registry.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * What an export looks like (design section 10). The names are those of svccomm_record and its
 * parts; every one is always there, in the same order; without a value it is null, in CSV an empty
 * cell.
 *
 * - Times are RFC 3339 in UTC with a Z and a fraction only where there is one; spans are seconds,
 *   exact to the nanosecond; ratios have 6 decimals. Nothing depends on the locale.
 * - Strings are bytes in the library. A byte that is not part of valid UTF-8 travels in JSON as the
 *   escape \udc80 to \udcff (a lone low surrogate, as Python's `surrogateescape` has it). In CSV
 *   the same six characters stand in the cell as they are; a backslash that would begin such six
 *   characters is written as \udc5c, any other backslash as itself.
 * - A CSV cell of text that begins with = + - @ (or the wide form of one), a tab, a line end or an
 *   apostrophe gets an apostrophe before it, so that no spreadsheet runs it. One leading apostrophe
 *   is taken away when the cell is read.
 * - In CSV an empty text is a quoted empty cell, lists are a cell of JSON, columns are dotted
 *   paths.
 *
 * What an import takes: UTF-8, a byte order mark is fine. Names that are not known are passed over,
 * so that exports of later versions can be read; members and columns may be missing or in another
 * order, but for client_ip, listener_ip, port and protocol. A record without an origin is a manual
 * one. What is derived (id, averages, persistence, the object `netstat`, found times of the record)
 * is not read back, though an id must fit its key. A name given twice, and numbers that contradict
 * each other, are SVCCOMM_E_FORMAT. Numbers may be written in any way that JSON has if their value
 * is exact. The last line of CSV may lack its line end unless its last cell is empty.
 */

#define SVCCOMM_TRANSFER_CSV 1u    /**< RFC 4180, a header line, CRLF, cells safe in spreadsheets */
#define SVCCOMM_TRANSFER_JSON 2u   /**< one array of objects */
#define SVCCOMM_TRANSFER_NDJSON 3u /**< one object in a line */
#define SVCCOMM_TRANSFER_DETECT 0u /**< import only: by the first bytes */

/** Takes the next bytes of an export; 0, or any other int, which ends the export with
 *  SVCCOMM_E_WRITE. Must not change the registry. */
typedef int (*svccomm_write_fn)(void *user, const void *data, size_t length);

/** Gives the next bytes of an import: 0 and *length in [0, capacity], 0 bytes meaning the end; any
 *  other int ends the import with SVCCOMM_E_READ. Must not call the registry. */
typedef int (*svccomm_read_fn)(void *user, void *data, size_t capacity, size_t *length);

/** What an import did. */
typedef struct svccomm_import_report {
    uint32_t size;     /**< sizeof(svccomm_import_report) */
    uint32_t reserved; /**< 0 */
    uint64_t records;  /**< read */
    uint64_t created;  /**< of these, new */
    uint64_t merged;   /**< of these, joined with one that existed (K9) */
} svccomm_import_report;

/** Clears a report. @return 0, SVCCOMM_E_ARGUMENT, SVCCOMM_E_STRUCT_SIZE.
 *  Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_import_report_init(svccomm_import_report *report, size_t size);

/** Writes the records that a query gives, in its order, in bounded memory.
 *  @param query   or NULL: all normal records of realm 0 in key order.
 *  @param format  SVCCOMM_TRANSFER_CSV, _JSON or _NDJSON.
 *  @param write   not NULL. @param user  passed to it.
 *  @return 0; SVCCOMM_E_ARGUMENT; SVCCOMM_E_STRUCT_SIZE; SVCCOMM_E_STRUCT_TAIL; SVCCOMM_E_WRITE;
 *  SVCCOMM_E_NOMEM; SVCCOMM_E_REENTRY. Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_registry_export(svccomm_registry *registry, const svccomm_query *query,
                                        uint32_t format, svccomm_write_fn write, void *user,
                                        svccomm_error *error);

/** Writes one record as the JSON object of an export, without a line end. It may come from
 *  svccomm_registry_get() or a cursor. @return as svccomm_registry_export(); bytes that were given
 *  to `write` before a failure are void. Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_record_write_json(const svccomm_record *record, svccomm_write_fn write,
                                          void *user);

/** Reads an export: the same records and statistics, totals as an offset, spans as folded up to
 *  last found. Into an empty registry created, updated and revision are restored, else they are of
 *  now (of revisions that are missing or there twice some are new). A record that exists is merged
 *  as K9 says. All or nothing. Device names that are not explicit become the fallback of their
 *  address. The records are held twice until the import is applied.
 *  @param format  SVCCOMM_TRANSFER_.  @param read  not NULL. @param user  passed to it.
 *  @param now     nanoseconds.
 *  @param report  or NULL. @param error  or NULL: line and byte offset of what is wrong.
 *  @return 0; SVCCOMM_E_ARGUMENT; SVCCOMM_E_STRUCT_SIZE (of the report); SVCCOMM_E_FORMAT (damaged;
 *  a key that cannot be; the same key twice; spans made with another interval);
 *  SVCCOMM_E_TRUNCATED; SVCCOMM_E_RANGE (`now`; a number, time, string or list in the input);
 *  SVCCOMM_E_READ; SVCCOMM_E_FULL; SVCCOMM_E_NOMEM; SVCCOMM_E_REENTRY.
 *  Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_registry_import(svccomm_registry *registry, uint32_t format,
                                        svccomm_read_fn read, void *user, int64_t now,
                                        svccomm_import_report *report, svccomm_error *error);

#ifdef __cplusplus
}
#endif

#endif

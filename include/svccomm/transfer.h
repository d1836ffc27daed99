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
 *  now. A record that exists is merged as K9 says. All or nothing.
 *  @param format  SVCCOMM_TRANSFER_.  @param read  not NULL. @param user  passed to it.
 *  @param now     nanoseconds.
 *  @param report  or NULL. @param error  or NULL: line and byte offset of what is wrong.
 *  @return 0; SVCCOMM_E_ARGUMENT; SVCCOMM_E_FORMAT; SVCCOMM_E_TRUNCATED; SVCCOMM_E_RANGE;
 *  SVCCOMM_E_READ; SVCCOMM_E_FULL; SVCCOMM_E_NOMEM; SVCCOMM_E_REENTRY.
 *  Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_registry_import(svccomm_registry *registry, uint32_t format,
                                        svccomm_read_fn read, void *user, int64_t now,
                                        svccomm_import_report *report, svccomm_error *error);

#ifdef __cplusplus
}
#endif

#endif

/* SPDX-License-Identifier: MIT
 * libsvccomm: the engine for service communications. This header brings in all the others. */
#ifndef SVCCOMM_H
#define SVCCOMM_H

#include "address.h"
#include "allocator.h"
#include "api.h"
#include "cursor.h"
#include "decoder.h"
#include "encoding.h"
#include "error.h"
#include "filter.h"
#include "flow.h"
#include "inventory.h"
#include "key.h"
#include "record.h"
#include "registry.h"
#include "rules.h"
#include "snapshot.h"
#include "spans.h"
#include "stats.h"
#include "storage.h"
#include "transfer.h"
#include "version.h"

#endif

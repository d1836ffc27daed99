/* SPDX-License-Identifier: MIT
 * Asking for memory before it is used; nothing where the compiler cannot say it. */
#ifndef SVCCOMM_BASE_PREFETCH_H
#define SVCCOMM_BASE_PREFETCH_H

#if defined(__GNUC__)
#define SVCCOMM__PREFETCH(address) __builtin_prefetch(address)
#else
#define SVCCOMM__PREFETCH(address) ((void)(address))
#endif

#endif

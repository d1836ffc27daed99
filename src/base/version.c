/* SPDX-License-Identifier: MIT
 * The version of the library that runs. */
#include <svccomm/version.h>

#define TEXT_OF(x) #x
#define VERSION_TEXT(major, minor, patch) TEXT_OF(major) "." TEXT_OF(minor) "." TEXT_OF(patch)

const char *svccomm_version(void)
{
    return VERSION_TEXT(SVCCOMM_VERSION_MAJOR, SVCCOMM_VERSION_MINOR, SVCCOMM_VERSION_PATCH);
}

uint32_t svccomm_abi_version(void)
{
    return SVCCOMM_ABI_MAJOR;
}

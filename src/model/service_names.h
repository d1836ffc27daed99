/* SPDX-License-Identifier: MIT
 * Ports by their registered names. */
#ifndef SVCCOMM_MODEL_SERVICE_NAMES_H
#define SVCCOMM_MODEL_SERVICE_NAMES_H

/* The port that [at, end) is the name of ("https"), whatever the protocol; -1 if it is none. */
int svccomm__service_port(const char *at, const char *end);

#endif

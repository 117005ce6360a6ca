/* anomaly.h - what is odd about a segment?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_ANOMALY_H
#define TL_ANOMALY_H

#include "connection.h"
#include "event.h"

#include <stdint.h>

/* What is odd about the segment itself, from its facts before the states moved: bits of
 * TL_FOUND(). */
uint64_t tl_anomalies(const struct tl_facts *facts);

/* What a segment that begins a connection tells about the one before it on these ports. */
uint64_t tl_anomalies_of_reuse(const struct tl_connection *connection,
                               const struct tl_facts *facts);

/* What a reset is reported as, by its cause and what it cost: one of TL_RESETS. */
enum tl_finding tl_finding_of_reset(const struct tl_reset *reset);

/* What is to be reported of where a reset lies in its receiver's window: bits of TL_FOUND(). */
uint64_t tl_findings_of_position(const struct tl_reset *reset);

/* Does the segment answer what its receiver sent last by a challenge ACK (RFC 5961 3, 4, 5)? */
bool tl_is_challenge(const struct tl_connection *connection, const struct tl_facts *facts);

#endif

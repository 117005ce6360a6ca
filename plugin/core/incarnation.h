/* incarnation.h - is it still the same connection on these ports, and are its ends what we thought?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A SYN may begin a new connection, or be forged, or be rejected; a reset may not have been taken,
 * or not have been sent by its "sender". What follows tells. Until then the life before is kept.
 */
#ifndef TL_INCARNATION_H
#define TL_INCARNATION_H

#include "connection.h"

#include <stdbool.h>
#include <stdint.h>

/* Before a SYN begins another life of this end: keeps the present one, if it is worth it and
 * connection->past is there. */
void tl_incarnation_keep_life(struct tl_connection *connection, unsigned end);

/* Before an RST takes effect: keeps both lives, with the time of the RST. */
void tl_incarnation_keep_both(struct tl_connection *connection, int64_t time_ns);

/* Corrects what the segment proves wrong, before it is looked at: an end that goes on after a
 * reset, or in the numbers of the connection before its SYN, has its earlier life back. Adds the
 * finding to the note, what it means to the reset, and may set connection->has_rejoined. */
void tl_incarnation_correct(struct tl_connection *connection, const struct tl_segment *segment,
                            struct tl_note *note);

/* The life of the receiving end whose numbers the segment acknowledges: its present one, or the
 * one before its SYN, which the other end may still hold. */
struct tl_life *tl_incarnation_addressed(struct tl_connection *connection,
                                         const struct tl_segment *segment);

#endif

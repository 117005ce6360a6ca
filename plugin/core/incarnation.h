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

/* Before the first SYN of a connection on ports used before: its sender begins another life in
 * CLOSED, and the present one is kept, in case that the SYN is not its own. Nothing begins with an
 * old duplicate. */
void tl_incarnation_begin_life(struct tl_connection *connection, const struct tl_segment *segment);

/* Before an RST takes effect: keeps both lives. */
void tl_incarnation_keep_both(struct tl_connection *connection, struct tl_reset *reset);

/* After an RST has taken effect: an end that it did not close has nothing to have back. */
void tl_incarnation_forget_untouched(struct tl_connection *connection,
                                     const struct tl_reset *reset);

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

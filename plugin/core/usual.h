/* usual.h - what does the next segment of a usual life do?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Nearly all segments are one of the few that every usual connection has, in their order and with
 * nothing to them that is odd. What they do is known beforehand: a line of a table. There is no
 * rule here that the long way does not have; test_usual.c holds the two against each other.
 */
#ifndef TL_USUAL_H
#define TL_USUAL_H

#include "connection.h"

#include <stdbool.h>

/* If the segment is the next of a usual life: does what tl_connection_observe_in_full does, at
 * little cost, and returns true. Else changes nothing and returns false. */
bool tl_usual_observe(struct tl_connection *connection, const struct tl_segment *segment,
                      struct tl_note *note);

#endif

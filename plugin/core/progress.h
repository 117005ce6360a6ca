/* progress.h - how do the events of one segment move both ends?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The only code that changes the states of a life that has begun, but for the corrections in
 * incarnation.h. Each change goes into the note as a step.
 */
#ifndef TL_PROGRESS_H
#define TL_PROGRESS_H

#include "connection.h"
#include "event.h"

/* Moves the sender, then the receiver, by what the segment proves; then lets each end bear witness
 * for the other. Writes the steps and findings of the note. */
void tl_progress_move(struct tl_connection *connection, const struct tl_facts *facts,
                      struct tl_note *note);

/* Moves an end that receives something that is no segment, by the one event that it is. */
void tl_progress_receive(struct tl_connection *connection, unsigned end, enum tl_event event,
                         struct tl_note *note);

/* Before the facts are gathered: a segment that goes on before a number that the other end claimed
 * to have received proves that its sender has sent no FIN there; a FIN that fills what was not
 * captured before what its sender has sent since was sent before that. */
void tl_progress_settle(struct tl_connection *connection, const struct tl_segment *segment);

/* Adds one change to the note, in the order in which they happen; at most TL_STEPS_MAX are kept. */
void tl_progress_add_step(struct tl_note *note, unsigned end, enum tl_way way, enum tl_state from,
                          enum tl_state to, enum tl_event event);

#endif

/* time_wait.h - has TIME-WAIT made way for a new connection?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_TIME_WAIT_H
#define TL_TIME_WAIT_H

#include "connection.h"

/* Before the facts are gathered, behind a SYN that found TIME-WAIT: an end that acknowledges the
 * SYN, or whose SYN,ACK is acknowledged, has left it (RFC 9293 3.10.7.4, RFC 6191 2); one that
 * goes on in its old numbers has not. Of the receiver, the step is added to the note. */
void tl_time_wait_correct(struct tl_connection *connection, const struct tl_segment *segment,
                          struct tl_note *note);

#endif

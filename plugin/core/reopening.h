/* reopening.h - has an end left the connection before for a new one?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_REOPENING_H
#define TL_REOPENING_H

#include "connection.h"

#include <stdbool.h>

/* Before the facts are gathered, behind a SYN that found the other end in a connection: that has
 * left it if it acknowledges the SYN in TIME-WAIT, or if its SYN,ACK is acknowledged (RFC 9293
 * 3.5.1, 3.10.7.4); it has not, although it was taken to have done so (RFC 6191 2), if it goes on
 * in its old numbers. Of the receiver, the step is added to the note. */
void tl_reopening_correct(struct tl_connection *connection, const struct tl_segment *segment,
                          struct tl_note *note);

/* Is it a SYN,ACK that answers the other end's SYN,ACK, which answers it, both in new numbers? Then
 * two SYNs that were not captured have crossed (RFC 9293 3.5, figure 7), whatever the ends were. */
bool tl_reopening_is_mutual(const struct tl_connection *connection,
                            const struct tl_segment *segment);

#endif

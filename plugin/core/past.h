/* past.h - what of what an end sends belongs to a life that may be over?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_PAST_H
#define TL_PAST_H

#include "connection.h"

/* Its end sends this segment to `other`: what it proves of the states of `past`, had it gone on.
 * (Its numbers go on in the present life.) Nothing for segments with SYN or RST. */
void tl_past_follow(struct tl_life *past, const struct tl_life *other,
                    const struct tl_segment *segment);

/* Was it sent in the connection before, and was only captured behind the SYN with which its sender
 * calls anew? Then it proves nothing of the present one. False while it is open whether the SYN
 * is its sender's: what it sends then tells. */
bool tl_past_sent(const struct tl_connection *connection, const struct tl_segment *segment);

#endif

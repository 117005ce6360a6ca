/* past.h - what goes on in a life while it is open whether a reset has ended it?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_PAST_H
#define TL_PAST_H

#include "endpoint.h"
#include "segment.h"

/* Its end sends this segment to `other`: what it proves of the states of `past`, had it gone on.
 * (Its numbers go on in the present life.) Nothing for segments with SYN or RST. */
void tl_past_follow(struct tl_life *past, const struct tl_life *other,
                    const struct tl_segment *segment);

#endif

/* trait.h - what does a segment show by itself, beside what is noted of it?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_TRAIT_H
#define TL_TRAIT_H

#include "connection.h"

#include <stdint.h>

/* The first of TL_TRAITS, and how many there are. */
#define TL_TRAIT_FIRST TL_FINDING_SYN_URG
#define TL_TRAIT_COUNT ((unsigned)(TL_FINDING_COUNT - TL_TRAIT_FIRST))

/* The bit of a trait in what tl_traits() returns. */
#define TL_TRAIT(id) (UINT32_C(1) << (TL_FINDING_##id - TL_TRAIT_FIRST))

/* The traits of a segment of this connection with this note. The same whenever it is asked: more
 * frames never alter them. */
uint32_t tl_traits(const struct tl_connection *connection, const struct tl_segment *segment,
                   const struct tl_note *note);

/* What a segment of this note and these traits is found to be: calls `take` for each, in the order
 * of the list, with `data`. Resets are reported by tl_finding_of_reset(). */
typedef void tl_take_finding(enum tl_finding finding, void *data);
void tl_each_finding(const struct tl_note *note, uint32_t traits, tl_take_finding *take,
                     void *data);

#endif

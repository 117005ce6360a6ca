/* window.h - where does a segment lie in the window of the end that receives it?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_WINDOW_H
#define TL_WINDOW_H

#include "endpoint.h"
#include "segment.h"

#include <stdbool.h>
#include <stdint.h>

/* Where SEG.SEQ lies relative to the receiver's RCV.NXT and window (RFC 9293 3.4, 3.10.7.4). */
#define TL_POSITIONS(POSITION)                                                                     \
    POSITION(UNKNOWN, "unknown", "nothing captured tells the receiver's window")                   \
    POSITION(EXACT, "exact", "Seq is the very number that the receiver expects next")              \
    POSITION(IN_WINDOW, "in window", "Seq lies in the receiver's window, but is not the next")     \
    POSITION(OUTSIDE_LEFT, "outside left", "Seq lies before what the receiver expects")            \
    POSITION(OUTSIDE_RIGHT, "outside right", "Seq lies beyond the receiver's window")              \
    POSITION(BAD_ACK, "bad ack", "the Ack does not fit what the receiver has sent")

enum tl_position {
#define TL_POSITION_MEMBER(id, word, meaning) TL_POSITION_##id,
    TL_POSITIONS(TL_POSITION_MEMBER)
#undef TL_POSITION_MEMBER
        TL_POSITION_COUNT
};

/* Where SEG.SEQ of a segment from `sender` lies in the window of `receiver`. Never BAD_ACK. */
enum tl_position tl_window_position(const struct tl_life *receiver, const struct tl_life *sender,
                                    uint32_t seq);

/* RFC 9293 3.10.7.4, first: does any part of the segment lie in the receiver's window? True when
 * nothing captured tells: unknown is not wrong. */
bool tl_window_accepts(const struct tl_life *receiver, const struct tl_life *sender,
                       const struct tl_segment *segment);

/* RFC 7323 5.3: would PAWS make the receiver drop the segment? False when timestamps are not in
 * use, and for RST. */
bool tl_window_fails_paws(const struct tl_life *receiver, const struct tl_life *sender,
                          const struct tl_segment *segment);

/* The word of a position as users see it; static. */
const char *tl_position_word(enum tl_position position);

/* What the position means, in half a sentence; static. */
const char *tl_position_meaning(enum tl_position position);

#endif

/* window.c - where does a segment lie in the window of the end that receives it?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "window.h"

#include "seq.h"

struct position_text {
    const char *word;
    const char *meaning;
};

static const struct position_text texts[TL_POSITION_COUNT] = {
#define POSITION_TEXT(id, word, meaning) [TL_POSITION_##id] = { word, meaning },
    TL_POSITIONS(POSITION_TEXT)
#undef POSITION_TEXT
};

/* RCV.NXT is not captured itself. It lies between the highest acknowledgement that the receiver
 * has sent (which may be delayed) and what has been delivered to it without a hole. */
static bool
is_next(const struct tl_life *receiver, const struct tl_life *sender, uint32_t seq)
{
    if (tl_life_knows(receiver, TL_KNOWS_RCV) && seq == receiver->rcv) {
        return true;
    }
    if (tl_life_knows(sender, TL_IS_CLAIMED) && seq == sender->claimed) {
        return true;
    }
    return tl_life_knows(sender, TL_KNOWS_NXT) && seq == sender->delivered;
}

enum tl_position
tl_window_position(const struct tl_life *receiver, const struct tl_life *sender, uint32_t seq)
{
    if (is_next(receiver, sender, seq)) {
        return TL_POSITION_EXACT;
    }
    if (!tl_life_knows(receiver, TL_KNOWS_RCV)) {
        return TL_POSITION_UNKNOWN;
    }
    if (tl_seq_lt(seq, receiver->rcv)) {
        return TL_POSITION_OUTSIDE_LEFT;
    }
    return tl_seq_lt(seq, receiver->edge) ? TL_POSITION_IN_WINDOW : TL_POSITION_OUTSIDE_RIGHT;
}

bool
tl_window_accepts(const struct tl_life *receiver, const struct tl_life *sender,
                  const struct tl_segment *segment)
{
    const uint32_t length = tl_segment_length(segment);

    switch (tl_window_position(receiver, sender, segment->seq)) {
    case TL_POSITION_OUTSIDE_LEFT:
        return length > 0 && tl_seq_lt(receiver->rcv, segment->seq + length);
    case TL_POSITION_OUTSIDE_RIGHT:
        /* RFC 9293 3.10.7.4, first: with a shut window, valid ACKs are accepted all the same. They
         * come from behind what the sender has sent into it. */
        return length == 0 && tl_life_knows(sender, TL_KNOWS_NXT) && segment->seq == sender->nxt;
    case TL_POSITION_UNKNOWN:
    case TL_POSITION_EXACT:
    case TL_POSITION_IN_WINDOW:
    case TL_POSITION_BAD_ACK:
    case TL_POSITION_COUNT: break;
    }
    return true;
}

bool
tl_window_fails_paws(const struct tl_life *receiver, const struct tl_life *sender,
                     const struct tl_segment *segment)
{
    if (!tl_life_knows(sender, TL_OFFERS_TIMESTAMPS | TL_HAS_TIMESTAMPS) ||
        !tl_life_knows(receiver, TL_OFFERS_TIMESTAMPS)) {
        return false;
    }
    if (tl_segment_has(segment, TL_RST) || !(segment->options.present & TL_OPT_TIMESTAMPS)) {
        return false;
    }
    return tl_seq_lt(segment->options.tsval, sender->tsval);
}

const char *
tl_position_word(enum tl_position position)
{
    return texts[position < TL_POSITION_COUNT ? position : TL_POSITION_UNKNOWN].word;
}

const char *
tl_position_meaning(enum tl_position position)
{
    return texts[position < TL_POSITION_COUNT ? position : TL_POSITION_UNKNOWN].meaning;
}

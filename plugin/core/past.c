/* past.c - what goes on in a life while it is open whether a reset has ended it?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "past.h"

#include "seq.h"
#include "transition.h"

static void
send(struct tl_life *past, bool is_so, enum tl_event event)
{
    bool is_contradicted;

    if (is_so) {
        past->states = tl_states_after(TL_SENT, past->states, event, &is_contradicted);
    }
}

void
tl_past_follow(struct tl_life *past, const struct tl_life *other, const struct tl_segment *segment)
{
    if ((segment->flags & (TL_ACK | TL_SYN | TL_RST)) != TL_ACK) {
        return;
    }
    send(past, tl_life_knows(other, TL_KNOWS_ISS) && tl_seq_lt(other->iss, segment->ack),
         TL_EV_ACK_OF_SYN);
    send(past, tl_life_knows(other, TL_KNOWS_FIN) && tl_seq_lt(other->fin, segment->ack),
         TL_EV_ACK_OF_FIN);
    send(past, tl_segment_has(segment, TL_FIN), TL_EV_FIN);
}

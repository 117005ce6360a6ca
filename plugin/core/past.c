/* past.c - what of what an end sends belongs to a life that may be over?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "past.h"

#include "seq.h"
#include "transition.h"

#include <stddef.h>

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

/* RFC 9293 3.10.2: an end in SYN-SENT sends nothing behind its SYN, and nothing in the numbers of a
 * connection that it has no more. (Its FIN may be captured now for the first time, but new data
 * there are no copy: they say that the old connection lives.) */
bool
tl_past_sent(const struct tl_connection *connection, const struct tl_segment *segment)
{
    const unsigned end = segment->from;
    const struct tl_life *now = &connection->end[end].now;
    const bool is_open = connection->past != NULL && (connection->past->valid >> end & 1) != 0;

    if (!connection->has_inherited || is_open || !tl_life_is_calling(now) ||
        (segment->flags & (TL_SYN | TL_RST)) != 0) {
        return false;
    }
    const struct tl_life *before = &connection->previous->end[end].now;
    return tl_life_knows(now, TL_KNOWS_ISS) && !tl_seq_is_ahead(now->iss, segment->seq) &&
           tl_life_knows(before, TL_KNOWS_NXT) &&
           tl_seq_is_ahead(segment->seq + segment->payload, before->nxt);
}

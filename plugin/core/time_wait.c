/* time_wait.c - has TIME-WAIT made way for a new connection?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "time_wait.h"

#include "progress.h"
#include "seq.h"

/* How far from an end's known numbers it can plausibly speak: a large window. */
#define NEARBY (1 << 20)

/* Does the caller speak behind its SYN? */
static bool
speaks_behind_syn(const struct tl_life *caller, uint32_t seq)
{
    return tl_life_knows(caller, TL_KNOWS_ISS) && tl_seq_lt(caller->iss, seq) &&
           tl_seq_diff(caller->iss, seq) < NEARBY;
}

/* Is it of the call that this is the ACK, and not the one that TIME-WAIT has sent before? */
static bool
acknowledges_call(const struct tl_life *caller, const struct tl_life *called, uint32_t ack)
{
    const bool is_again = tl_life_knows(called, TL_KNOWS_RCV) && called->rcv == ack;

    return speaks_behind_syn(caller, ack) && tl_seq_le(ack, caller->nxt) && !is_again;
}

/* Is it of what TIME-WAIT has sent? */
static bool
acknowledges_wait(const struct tl_life *life, uint32_t ack)
{
    return !tl_life_knows(life, TL_KNOWS_NXT) ||
           (tl_seq_le(ack, life->nxt) && tl_seq_diff(ack, life->nxt) < NEARBY);
}

/* It was taken to have made way for the SYN, as RFC 6191 2 advises; and answers it all the same in
 * the numbers of the connection before: <SEQ=SND.NXT><ACK=RCV.NXT> (RFC 9293 3.10.7.4, first). */
static bool
waits_on(const struct tl_connection *connection, const struct tl_segment *segment)
{
    const struct tl_life *presumed = &connection->end[segment->from].now;

    if (!connection->has_inherited || presumed->states != TL_ONLY(LISTEN)) {
        return false;
    }
    const struct tl_life *before = &connection->previous->end[segment->from].now;
    return before->states == TL_ONLY(TIME_WAIT) &&
           tl_life_knows(before, TL_KNOWS_NXT | TL_KNOWS_RCV) && segment->seq == before->nxt &&
           segment->ack == before->rcv;
}

void
tl_time_wait_correct(struct tl_connection *connection, const struct tl_segment *segment,
                     struct tl_note *note)
{
    const unsigned receiver = !segment->from;
    struct tl_life *from = &connection->end[segment->from].now;
    struct tl_life *to = &connection->end[receiver].now;

    if ((segment->flags & (TL_ACK | TL_SYN | TL_RST)) != TL_ACK) {
        return;
    }
    if (waits_on(connection, segment)) {
        *from = connection->previous->end[segment->from].now;
    }
    if (from->states == TL_ONLY(TIME_WAIT) && to->states == TL_ONLY(SYN_SENT) &&
        acknowledges_call(to, from, segment->ack)) {
        tl_life_begin(from, TL_SYNCHRONIZED);
    }
    if (to->states == TL_ONLY(TIME_WAIT) && from->states == TL_ONLY(SYN_SENT) &&
        speaks_behind_syn(from, segment->seq) && !acknowledges_wait(to, segment->ack)) {
        tl_life_begin(to, TL_ONLY(SYN_RECEIVED));
        tl_progress_add_step(note, receiver, TL_SENT, TL_TIME_WAIT, TL_SYN_RECEIVED, TL_EV_SYN_ACK);
    }
}

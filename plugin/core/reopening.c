/* reopening.c - has an end left the connection before for a new one?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "reopening.h"

#include "progress.h"
#include "seq.h"

#define CALLING (TL_ONLY(CLOSED) | TL_ONLY(LISTEN) | TL_ONLY(SYN_SENT))

/* Does the number lie behind the caller's SYN? */
static bool
is_behind_syn(const struct tl_life *caller, uint32_t number)
{
    return tl_life_knows(caller, TL_KNOWS_ISS) && tl_seq_is_ahead(caller->iss + 1, number);
}

/* Is it of the call that this is the ACK, and not the one that TIME-WAIT has sent before? */
static bool
acknowledges_call(const struct tl_life *caller, const struct tl_life *called, uint32_t ack)
{
    const bool is_again = tl_life_knows(called, TL_KNOWS_RCV) && called->rcv == ack;

    return is_behind_syn(caller, ack) && tl_seq_le(ack, caller->nxt) && !is_again;
}

/* Is it of what the end has sent? */
static bool
acknowledges(const struct tl_life *life, uint32_t ack)
{
    return !tl_life_knows(life, TL_KNOWS_NXT) || tl_seq_is_ahead(ack, life->nxt);
}

/* Who speaks behind its SYN has had the SYN,ACK (RFC 9293 3.10.7.3). Nothing captured of the called
 * end answers this SYN, nor has it sent what is acknowledged: so that SYN,ACK was missed, and what
 * is known of its sender is of another connection. */
static bool
was_answered_unseen(const struct tl_life *caller, const struct tl_life *called,
                    const struct tl_segment *segment)
{
    const bool is_answer =
        tl_life_knows(called, TL_KNOWS_RCV) && is_behind_syn(caller, called->rcv);

    return !tl_life_is_in(called, CALLING) && caller->states == TL_ONLY(SYN_SENT) &&
           is_behind_syn(caller, segment->seq) && !is_answer && !acknowledges(called, segment->ack);
}

static void
begin_called(struct tl_connection *connection, unsigned end, struct tl_note *note)
{
    struct tl_life *life = &connection->end[end].now;
    const enum tl_state before = tl_life_state(life);

    tl_life_begin(life, TL_ONLY(SYN_RECEIVED));
    if (before != TL_SYN_RECEIVED) {
        tl_progress_add_step(note, end, TL_SENT, before, TL_SYN_RECEIVED, TL_EV_SYN_ACK);
    }
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

static bool
is_syn_ack(unsigned flags)
{
    return (flags & (TL_SYN | TL_ACK | TL_RST)) == (TL_SYN | TL_ACK);
}

bool
tl_reopening_is_mutual(const struct tl_connection *connection, const struct tl_segment *segment)
{
    const struct tl_endpoint *sender = &connection->end[segment->from];
    const struct tl_endpoint *receiver = &connection->end[!segment->from];
    const bool is_known =
        (tl_life_knows(&sender->now, TL_KNOWS_ISS) && sender->now.iss == segment->seq) ||
        (tl_life_knows(&receiver->now, TL_KNOWS_ISS) && receiver->now.iss == receiver->last_seq);

    return is_syn_ack(segment->flags) && receiver->last_frame != 0 &&
           is_syn_ack(receiver->last_flags) && segment->ack == receiver->last_seq + 1 &&
           segment->seq + 1 == receiver->last_ack && !is_known;
}

void
tl_reopening_correct(struct tl_connection *connection, const struct tl_segment *segment,
                     struct tl_note *note)
{
    struct tl_life *from = &connection->end[segment->from].now;
    struct tl_life *to = &connection->end[!segment->from].now;

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
    if (was_answered_unseen(from, to, segment)) {
        begin_called(connection, !segment->from, note);
    }
}

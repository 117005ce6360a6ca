/* effect.c - does its receiver take an RST, and what does it answer?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "effect.h"

#include "seq.h"

#define PRESUMED (TL_ONLY(CLOSED) | TL_ONLY(LISTEN))

/* What its receiver has acknowledged last is its RCV.NXT, whatever was captured of what it has
 * received; but for an ACK captured late. */
static bool
fits_last_ack(const struct tl_facts *facts)
{
    const struct tl_endpoint *receiver = facts->receiver;

    return facts->has_trigger && (receiver->last_flags & TL_ACK) != 0 &&
           receiver->last_ack == facts->segment->seq &&
           !tl_seq_lt(facts->segment->seq, facts->to->rcv);
}

/* RFC 9293 3.10.7.3 and 3.10.7.4, second, with RFC 5961 3: in SYN-SENT an RST counts if its ACK
 * is good; behind that, if its Seq is RCV.NXT. */
static void
gather_effect(struct tl_facts *facts)
{
    const struct tl_life *to = facts->to;

    if (tl_life_is_in(to, PRESUMED)) {
        return;
    }
    if (to != &facts->receiver->now) {
        /* It speaks of the connection before. Its receiver, which calls anew, drops it. */
        facts->position = TL_POSITION_BAD_ACK;
        return;
    }
    if (tl_life_is_calling(to)) {
        facts->takes_effect = tl_segment_has(facts->segment, TL_ACK) && facts->acks_syn;
        facts->position = facts->takes_effect ? TL_POSITION_EXACT : TL_POSITION_BAD_ACK;
        return;
    }
    if (fits_last_ack(facts)) {
        facts->position = TL_POSITION_EXACT;
    }
    facts->takes_effect = facts->position == TL_POSITION_EXACT;
    facts->may_take_effect = facts->position == TL_POSITION_UNKNOWN;
}

/* RFC 9293 3.10.7.1: what comes without ACK (a SYN, or a probe) is answered by an RST only in
 * CLOSED, and that RST acknowledges all of it. */
static bool
refuses(const struct tl_facts *facts)
{
    const struct tl_endpoint *receiver = facts->receiver;

    return facts->has_trigger && !(receiver->last_flags & TL_ACK) &&
           tl_segment_has(facts->segment, TL_ACK) &&
           facts->segment->ack == receiver->last_seq + receiver->last_length &&
           tl_life_may_be_in(facts->from, PRESUMED);
}

/* Does an end that calls send this RST in answer to an ACK of another connection? Its own attempt
 * it gives up in silence (RFC 9293 3.10.5), and never had a number before its ISS. */
static bool
is_aside(const struct tl_facts *facts)
{
    return tl_life_is_calling(facts->from) && tl_life_knows(facts->from, TL_KNOWS_ISS) &&
           !tl_segment_has(facts->segment, TL_ACK) &&
           tl_seq_le(facts->segment->seq, facts->from->iss);
}

/* RFC 9293 3.5.2, group 2: what acknowledges something never sent is answered by <SEQ=SEG.ACK>,
 * and the state stays. */
static bool
answers_bad_ack(const struct tl_facts *facts)
{
    const struct tl_endpoint *receiver = facts->receiver;
    const struct tl_life *from = facts->from;

    if (!facts->has_trigger || !(receiver->last_flags & TL_ACK)) {
        return false;
    }
    const bool is_bad =
        tl_seq_le(receiver->last_ack, from->iss) || tl_seq_lt(from->nxt, receiver->last_ack);
    return is_bad && tl_life_knows(from, TL_KNOWS_ISS | TL_KNOWS_NXT) &&
           facts->segment->seq == receiver->last_ack;
}

void
tl_effect_gather(struct tl_facts *facts)
{
    gather_effect(facts);
    facts->is_refusal = refuses(facts);
    facts->answers_bad_ack = is_aside(facts) || answers_bad_ack(facts);
}

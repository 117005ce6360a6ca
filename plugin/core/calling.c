/* calling.c - does a SYN or SYN,ACK begin a life?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "calling.h"

#include "seq.h"

#define AWAITS_SYN_ACK (TL_ONLY(SYN_SENT))
#define AWAITS_ACK_OF_SYN (TL_ONLY(SYN_RECEIVED))
#define PRESUMED (TL_ONLY(CLOSED) | TL_ONLY(LISTEN))

static bool
has(const struct tl_facts *facts, unsigned flags)
{
    return tl_segment_has(facts->segment, flags);
}

bool
tl_calling_is_old_syn(const struct tl_life *caller, const struct tl_life *called,
                      const struct tl_segment *syn)
{
    return tl_life_knows(caller, TL_HAS_TIMESTAMPS) && !tl_life_is_in(called, PRESUMED) &&
           (syn->options.present & TL_OPT_TIMESTAMPS) != 0 &&
           tl_seq_lt(syn->options.tsval, caller->tsval);
}

static void
gather_syn(struct tl_facts *facts)
{
    const struct tl_life *from = facts->from;

    facts->is_syn_ack = has(facts, TL_ACK);
    facts->is_syn = !facts->is_syn_ack;
    const bool is_live = !tl_life_is_in(from, PRESUMED) || tl_life_knows(from, TL_HAS_SPOKEN);
    const bool has_same_isn = tl_life_knows(from, TL_KNOWS_ISS) && from->iss == facts->segment->seq;
    facts->is_retransmitted_syn =
        (has_same_isn && is_live) ||
        (facts->is_syn && tl_calling_is_old_syn(from, facts->to, facts->segment));
    facts->is_late_syn_ack = facts->is_syn_ack && tl_life_knows(facts->to, TL_KNOWS_RCV) &&
                             facts->to->rcv == tl_segment_end(facts->segment);
}

/* It answers the other's SYN, and nothing is known of its sender, which has said nothing else so
 * far, but what the other's ACK seemed to say; which is of another SYN,ACK. */
static bool
is_first_answer(const struct tl_facts *facts)
{
    return facts->acks_syn && facts->segment->ack == facts->to->iss + 1 &&
           (facts->from->known & (TL_KNOWS_ISS | TL_HAS_SPOKEN)) == 0 &&
           tl_life_knows(facts->to, TL_KNOWS_RCV) && !facts->is_late_syn_ack;
}

/* It answers the SYN that has come again since its last answer: then a SYN,ACK with another ISN is
 * none of a connection that it has, and of which it has said nothing else (RFC 9293 3.10.7.2). */
static bool
answers_again(const struct tl_facts *facts)
{
    return tl_life_knows(facts->to, TL_KNOWS_ISS | TL_CALLS_AGAIN) &&
           facts->segment->ack == facts->to->iss + 1 && !facts->is_late_syn_ack &&
           !tl_life_knows(facts->from, TL_HAS_SPOKEN);
}

/* It answers the other end's SYN,ACK, and that has answered its SYN: the two have called at once,
 * and its own SYN was not captured (RFC 9293 3.5, figure 7). */
static bool
answers_answer(const struct tl_facts *facts)
{
    const struct tl_endpoint *receiver = facts->receiver;

    return tl_life_is_in(facts->to, AWAITS_ACK_OF_SYN) &&
           (receiver->last_flags & (TL_SYN | TL_ACK)) == (TL_SYN | TL_ACK) &&
           facts->segment->ack == receiver->last_seq + 1 &&
           receiver->last_ack == tl_segment_end(facts->segment);
}

/* A SYN,ACK begins a life only where somebody asked for it: a host with a connection does not send
 * one with another ISN, and one out of the blue ends nothing. Who only calls, and answers the SYN
 * of the other, captured or not, with another ISN, has given up its call and listens (RFC 9293
 * 3.10.7.2). */
static void
gather_beginning(struct tl_facts *facts)
{
    if (facts->is_retransmitted_syn) {
        return;
    }
    const bool answers_call = facts->acks_syn || !tl_life_knows(facts->to, TL_KNOWS_ISS);
    const bool is_asked = tl_life_may_be_in(facts->to, AWAITS_SYN_ACK) ||
                          tl_life_may_be_in(facts->from, PRESUMED) ||
                          (tl_life_is_in(facts->from, AWAITS_SYN_ACK) && answers_call) ||
                          is_first_answer(facts) || answers_again(facts) || answers_answer(facts);

    facts->begins_life = facts->is_syn || (facts->is_syn_ack && is_asked);
}

void
tl_calling_gather(struct tl_facts *facts)
{
    if (has(facts, TL_SYN) && !has(facts, TL_RST)) {
        gather_syn(facts);
        gather_beginning(facts);
    }
}

/* event.c - what does a segment prove, as the few facts that the tables and the phases look at?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "event.h"

#include "calling.h"
#include "effect.h"
#include "seq.h"

#include <string.h>

#define AWAITS_SYN_ACK (TL_ONLY(SYN_SENT))
#define AWAITS_ACK_OF_SYN (TL_ONLY(SYN_RECEIVED))
#define PRESUMED (TL_ONLY(CLOSED) | TL_ONLY(LISTEN))

static bool
has(const struct tl_facts *facts, unsigned flags)
{
    return tl_segment_has(facts->segment, flags);
}

/* SEG.ACK covers this number of the receiver. */
static bool
covers(const struct tl_facts *facts, uint32_t number)
{
    return facts->is_ack_good && tl_seq_lt(number, facts->segment->ack);
}

/* RFC 9293 3.10.7.4, fifth: SND.UNA =< SEG.ACK =< SND.NXT. What the capture may have missed is
 * given the benefit of the doubt, unless the receiver has only just called: then ISS + 1 (and data
 * in the SYN) is all that there is to acknowledge. */
static void
gather_acknowledgement(struct tl_facts *facts)
{
    const struct tl_life *to = facts->to;
    const uint32_t ack = facts->segment->ack;

    if (!has(facts, TL_ACK)) {
        return;
    }
    const bool is_beyond = tl_life_knows(to, TL_KNOWS_NXT) && tl_seq_lt(to->nxt, ack);
    const bool is_handshake = (tl_life_is_calling(to) || tl_life_is_in(to, AWAITS_ACK_OF_SYN)) &&
                              !tl_life_knows(to, TL_IS_MISSED);
    const bool is_before_syn =
        is_handshake && tl_life_knows(to, TL_KNOWS_ISS) && tl_seq_le(ack, to->iss);

    facts->acks_unsent = is_beyond && (is_handshake || tl_life_knows(to, TL_KNOWS_FIN));
    facts->acks_unseen = is_beyond && !facts->acks_unsent;
    facts->may_ack_fin =
        facts->acks_unseen || (tl_life_knows(to, TL_NXT_IS_UNSEEN) && ack == to->nxt);
    facts->is_ack_good = !facts->acks_unsent && !is_before_syn;
    facts->acks_syn = tl_life_knows(to, TL_KNOWS_ISS) && covers(facts, to->iss);
    facts->acks_fin = tl_life_knows(to, TL_KNOWS_FIN) && covers(facts, to->fin);
}

/* The SYN,ACK of a simultaneous open repeats a SYN that the receiver has already: it lies left of
 * the window, and yet its ACK counts (RFC 9293 3.5, figure 7). One that is captured for the first
 * time behind its own ACK lies there, too, and yet tells the ISS. */
static bool
is_syn_ack_again(const struct tl_facts *facts)
{
    return facts->is_syn_ack && (facts->is_retransmitted_syn || facts->is_late_syn_ack) &&
           (tl_life_may_be_in(facts->to, AWAITS_ACK_OF_SYN) ||
            !tl_life_knows(facts->from, TL_KNOWS_ISS));
}

static void
gather_position(struct tl_facts *facts)
{
    const struct tl_life *from = facts->from;
    const struct tl_life *to = facts->to;

    facts->position = tl_window_position(to, from, facts->segment->seq);
    facts->fails_paws = tl_window_fails_paws(to, from, facts->segment);
    facts->is_acceptable =
        !facts->fails_paws && (tl_window_accepts(to, from, facts->segment) ||
                               tl_life_is_calling(to) || is_syn_ack_again(facts));
}

/* It occupies no sequence numbers. */
static bool
is_bare(const struct tl_segment *segment)
{
    return tl_segment_length(segment) == 0;
}

/* A FIN counts with ACK set, outside a SYN, and inside the receiver's window. */
static void
gather_data(struct tl_facts *facts)
{
    const struct tl_life *from = facts->from;
    const uint32_t end = tl_segment_end(facts->segment);
    const bool is_plain = (facts->segment->flags & (TL_SYN | TL_RST)) == 0;
    const bool knows_fin = tl_life_knows(from, TL_KNOWS_FIN);

    const bool goes_on =
        is_plain && tl_life_knows(from, TL_KNOWS_NXT) && facts->segment->seq == from->nxt;
    const bool was_data =
        tl_life_knows(from, TL_HAS_SENT_DATA) && !tl_life_knows(from, TL_NXT_IS_UNSEEN);
    const bool ends_data = goes_on && ((has(facts, TL_FIN) && tl_life_knows(from, TL_HAS_SPOKEN)) ||
                                       (was_data && is_bare(facts->segment)));

    /* Behind a FIN there are no data. */
    facts->may_follow_fin = is_plain && is_bare(facts->segment) && !knows_fin &&
                            facts->is_acceptable && tl_life_knows(from, TL_KNOWS_NXT) &&
                            tl_seq_lt(from->nxt, facts->segment->seq);
    facts->has_new_data = is_plain && facts->segment->payload > 0 &&
                          tl_life_knows(from, TL_KNOWS_NXT) && tl_seq_lt(from->nxt, end);
    /* An end that has sent its FIN goes on behind it: not bare where its captured data end, nor
     * with a FIN where it stood before. */
    facts->is_unfinished = (facts->has_new_data || ends_data) && !knows_fin;
    facts->is_fast_open = tl_life_knows(facts->to, TL_KNOWS_ISS | TL_KNOWS_NXT) &&
                          tl_life_knows(facts->to, TL_HAS_SENT_DATA) &&
                          !tl_life_knows(facts->to, TL_HAS_SPOKEN);
    if (!is_plain || !has(facts, TL_FIN | TL_ACK)) {
        return;
    }
    facts->is_fin_again = knows_fin && from->fin == end - 1;
    facts->is_new_fin = !knows_fin && facts->is_acceptable;
}

void
tl_facts_gather(struct tl_facts *facts, const struct tl_segment *segment,
                struct tl_endpoint *sender, struct tl_endpoint *receiver, struct tl_life *from,
                struct tl_life *to)
{
    memset(facts, 0, sizeof *facts);
    facts->segment = segment;
    facts->sender = sender;
    facts->receiver = receiver;
    facts->from = from;
    facts->to = to;
    facts->has_trigger = receiver->last_frame != 0;
    gather_acknowledgement(facts);
    tl_calling_gather(facts);
    gather_position(facts);
    gather_data(facts);
    if (has(facts, TL_RST)) {
        tl_effect_gather(facts);
    }
}

bool
tl_event_is_routine(const struct tl_life *from, const struct tl_life *to,
                    const struct tl_segment *segment)
{
    const unsigned odd = TL_SYN | TL_FIN | TL_RST | TL_URG | TL_ACK;
    const unsigned news = TL_KNOWS_FIN | TL_WINDOW_IS_SHUT | TL_IS_CLAIMED | TL_NXT_IS_UNSEEN;

    return (segment->flags & odd) == TL_ACK && segment->window != 0 &&
           from->states == TL_ONLY(ESTABLISHED) && to->states == TL_ONLY(ESTABLISHED) &&
           (from->known & to->known & TL_KNOWS_NXT) != 0 &&
           ((from->known | to->known) & news) == 0 && segment->seq == from->nxt &&
           segment->seq == from->delivered && tl_seq_le(segment->ack, to->nxt) &&
           !tl_window_fails_paws(to, from, segment);
}

static void
add(struct tl_event_list *events, bool is_so, enum tl_event event)
{
    if (is_so) {
        events->event[events->count++] = event;
    }
}

static enum tl_event
reset_sent(const struct tl_facts *facts)
{
    if (facts->is_refusal) {
        return TL_EV_RST_REFUSAL;
    }
    if (!facts->answers_bad_ack) {
        return TL_EV_RST;
    }
    const bool is_taken_for_old =
        facts->from->states == TL_ONLY(SYN_SENT) && facts->to->states == TL_ONLY(TIME_WAIT);
    return is_taken_for_old ? TL_EV_RST_OLD_SYN : TL_EV_RST_BAD_ACK;
}

/* The SYN,ACK again: while nothing else was sent since, it tells that its ACK was not taken. */
static void
add_syn_events(const struct tl_facts *facts, struct tl_event_list *events)
{
    const bool is_again = facts->is_retransmitted_syn && facts->is_syn_ack;
    const bool is_crossing = is_again && tl_life_may_be_in(facts->from, AWAITS_SYN_ACK);

    const bool was_doubted =
        tl_life_is_calling(facts->from) && tl_states_are_many(facts->from->states);

    add(events, facts->is_syn && (facts->begins_life || was_doubted), TL_EV_SYN);
    add(events, (facts->begins_life && facts->is_syn_ack) || is_crossing, TL_EV_SYN_ACK);
    add(events, is_again && !is_crossing && !tl_life_knows(facts->from, TL_HAS_SPOKEN),
        TL_EV_SYN_ACK_AGAIN);
}

/* An end in SYN-SENT that sends anything with ACK and without SYN has had the SYN,ACK, captured or
 * not; but where that was captured, its number must be the one acknowledged. */
static bool
proves_syn_ack(const struct tl_facts *facts)
{
    if (!has(facts, TL_ACK) || !tl_life_may_be_in(facts->from, AWAITS_SYN_ACK)) {
        return false;
    }
    return facts->acks_syn || !tl_life_knows(facts->to, TL_KNOWS_ISS) ||
           tl_life_is_in(facts->to, PRESUMED);
}

static bool
own_fin_is_acknowledged(const struct tl_facts *facts)
{
    return tl_life_knows(facts->from, TL_KNOWS_FIN) && tl_life_knows(facts->to, TL_KNOWS_RCV) &&
           tl_seq_lt(facts->from->fin, facts->to->rcv);
}

/* Behind an ACK of its FIN that asks for no answer it repeats what it has said before: this was
 * under way already, and does not tell whether the ACK has closed its sender since. */
static bool
crosses_last_ack(const struct tl_facts *facts)
{
    const struct tl_segment *segment = facts->segment;

    return own_fin_is_acknowledged(facts) && is_bare(segment) && has(facts, TL_ACK) &&
           segment->seq == facts->from->nxt && segment->ack == facts->sender->last_ack &&
           facts->receiver->last_length == 0;
}

/* Its FIN once more tells something, unless it was under way already when the ACK of the first
 * came, or what else closed its sender. In order it closes when both FINs are acknowledged (RFC
 * 9293 3.6). */
static bool
repeats_fin(const struct tl_facts *facts)
{
    const struct tl_life *from = facts->from;
    const struct tl_life *to = facts->to;
    const bool is_other_acknowledged = tl_life_knows(to, TL_KNOWS_FIN) &&
                                       tl_life_knows(from, TL_KNOWS_RCV) &&
                                       tl_seq_lt(to->fin, from->rcv);
    const bool was_in_order = is_other_acknowledged && own_fin_is_acknowledged(facts);

    return facts->is_fin_again && !facts->crosses_ack &&
           (from->states != TL_ONLY(CLOSED) || was_in_order);
}

/* What tells of its sender need not lie in the receiver's window: it may probe a shut one (RFC 9293
 * 3.8.6.1). */
static bool
is_of_connection(const struct tl_facts *facts)
{
    return facts->is_acceptable ||
           (!facts->fails_paws && tl_life_knows(facts->from, TL_KNOWS_NXT) &&
            tl_seq_is_near(facts->from->nxt, facts->segment->seq));
}

void
tl_events_sent(const struct tl_facts *facts, struct tl_event_list *events)
{
    const tl_state_set states = facts->from->states;
    const bool is_known = !tl_states_are_many(states);
    const bool is_telling =
        !is_known || (states == AWAITS_ACK_OF_SYN && facts->has_new_data && !facts->is_fast_open);
    const bool talks = (!is_known || states == TL_ONLY(LISTEN)) && !facts->is_fin_again &&
                       !crosses_last_ack(facts);

    events->count = 0;
    if (has(facts, TL_RST)) {
        add(events, true, reset_sent(facts));
        return;
    }
    if (has(facts, TL_SYN)) {
        add_syn_events(facts, events);
        return;
    }
    add(events, proves_syn_ack(facts), TL_EV_ACK_OF_SYN);
    add(events, talks && has(facts, TL_ACK), TL_EV_TALK);
    add(events, is_telling && facts->is_unfinished && is_of_connection(facts), TL_EV_UNFINISHED);
    add(events, facts->acks_fin && !tl_states_within(states, TL_HAS_RECEIVED_FIN | TL_ONLY(CLOSED)),
        TL_EV_ACK_OF_FIN);
    add(events, facts->acks_fin && states == TL_ONLY(CLOSING) && own_fin_is_acknowledged(facts),
        TL_EV_ACK_OF_BOTH);
    add(events, facts->is_new_fin, TL_EV_FIN);
    add(events, repeats_fin(facts), TL_EV_FIN_AGAIN);
}

/* Crossing FINs: an acknowledgement that comes from behind the sender's own FIN tells that this
 * FIN arrived first. What the acknowledgement itself does then is told by the receiver's answer to
 * the FIN, which is still to come. */
static bool
comes_behind_fin(const struct tl_facts *facts)
{
    return tl_life_is_in(facts->to, TL_ONLY(FIN_WAIT_1)) && tl_life_fin_is_delivered(facts->from) &&
           facts->segment->seq == facts->from->fin + 1 && !has(facts, TL_FIN);
}

/* Does the ACK of the called side's SYN count, or prove a SYN,ACK that was not captured? Who has
 * closed since its SYN was captured opens nothing by an ACK of that (RFC 9293 3.10.7.1). */
static bool
completes_opening(const struct tl_facts *facts)
{
    if (tl_life_may_be_in(facts->to, AWAITS_ACK_OF_SYN)) {
        return facts->acks_syn || !tl_life_knows(facts->to, TL_KNOWS_ISS);
    }
    const bool was_reset = tl_life_knows(facts->to, TL_KNOWS_NXT) &&
                           !tl_life_knows(facts->to, TL_IS_MISSED) &&
                           facts->to->nxt == facts->segment->ack;
    return tl_life_is_in(facts->to, PRESUMED) && !tl_life_knows(facts->to, TL_KNOWS_ISS) &&
           !was_reset && !has(facts, TL_SYN) && proves_syn_ack(facts);
}

void
tl_events_received(const struct tl_facts *facts, struct tl_event_list *events)
{
    events->count = 0;
    if (has(facts, TL_RST)) {
        add(events, facts->takes_effect, TL_EV_RST);
        return;
    }
    if (!has(facts, TL_ACK) || !facts->is_acceptable || !facts->is_ack_good) {
        return;
    }
    add(events, completes_opening(facts), TL_EV_ACK_OF_SYN);
    if (facts->acks_fin) {
        add(events, true, comes_behind_fin(facts) ? TL_EV_FIN_FIRST : TL_EV_ACK_OF_FIN);
    }
}

/* reset.c - who reset the connection, why, and does it take effect?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An RST does not say why. What it answers, its form (RFC 9293 3.5.2) and the state of its sender
 * narrow the causes down; the first rule that fits decides.
 */
#include "reset.h"

#include "consequence.h"
#include "event.h"
#include "seq.h"

#include <stddef.h>

/* RFC 9293 3.8.3, R1: fewer repetitions are everyday loss. */
#define MANY_REPEATS 3

#define HANDSHAKE (TL_ONLY(SYN_SENT) | TL_ONLY(SYN_RECEIVED))
#define FINISHED                                                                                   \
    (TL_ONLY(FIN_WAIT_1) | TL_ONLY(FIN_WAIT_2) | TL_ONLY(CLOSING) | TL_ONLY(LAST_ACK) |            \
     TL_ONLY(TIME_WAIT))
#define OPEN (TL_ONLY(ESTABLISHED) | TL_ONLY(CLOSE_WAIT))
#define OVER (TL_ONLY(CLOSED) | TL_ONLY(LISTEN))

static bool
has(const struct tl_facts *facts, unsigned flags)
{
    return tl_segment_has(facts->segment, flags);
}

/* Did the segment that it may answer carry these flags? */
static bool
trigger_has(const struct tl_facts *facts, unsigned flags)
{
    return facts->has_trigger && (facts->receiver->last_flags & flags) == flags;
}

static bool
sender_is(const struct tl_facts *facts, tl_state_set states)
{
    return tl_life_is_in(facts->from, states);
}

static bool
is_bare(const struct tl_facts *facts)
{
    return !has(facts, TL_ACK);
}

/* RFC 9293 3.5.2, group 1 and 2: <SEQ=SEG.ACK> of the segment that it answers. */
static bool
has_trigger_ack(const struct tl_facts *facts)
{
    return trigger_has(facts, TL_ACK) && facts->segment->seq == facts->receiver->last_ack;
}

static bool
is_answer(const struct tl_facts *facts)
{
    return is_bare(facts) && has_trigger_ack(facts);
}

/* Its own next number, with an acknowledgement: what a connection that still exists sends. */
static bool
has_live_shape(const struct tl_facts *facts)
{
    return has(facts, TL_ACK) && tl_life_knows(facts->from, TL_KNOWS_NXT) &&
           facts->segment->seq == facts->from->nxt;
}

static bool
follows_data(const struct tl_facts *facts)
{
    const struct tl_endpoint *receiver = facts->receiver;
    const unsigned control = TL_SYN | TL_FIN;
    const uint32_t controls =
        ((receiver->last_flags & TL_SYN) != 0) + (uint32_t)((receiver->last_flags & TL_FIN) != 0);

    return facts->has_trigger && (receiver->last_flags & control) != TL_SYN &&
           receiver->last_length > controls;
}

/* --- the rules ---------------------------------------------------------------------------- */

static bool
is_refusal(const struct tl_facts *facts)
{
    return facts->is_refusal && trigger_has(facts, TL_SYN);
}

static bool
is_probe_reply(const struct tl_facts *facts)
{
    return facts->is_refusal && !trigger_has(facts, TL_SYN);
}

static bool
is_of_no_connection(const struct tl_facts *facts)
{
    return facts->is_first;
}

static bool
is_rejection(const struct tl_facts *facts)
{
    return facts->answers_bad_ack && tl_life_may_be_in(facts->from, HANDSHAKE | OVER);
}

static bool
is_abandonment(const struct tl_facts *facts)
{
    return sender_is(facts, TL_ONLY(SYN_SENT));
}

/* The ACK that completes the handshake, and nothing else, is answered: the listener has no place
 * for the connection, or goes. */
static bool
is_listener_abort(const struct tl_facts *facts)
{
    const bool is_overrun = is_answer(facts) && tl_life_knows(facts->from, TL_KNOWS_ISS) &&
                            !tl_life_knows(facts->from, TL_HAS_SPOKEN) &&
                            facts->segment->from != facts->client &&
                            facts->receiver->in_a_row == 1 && facts->receiver->last_length == 0;

    return sender_is(facts, TL_ONLY(SYN_RECEIVED)) || is_overrun;
}

/* Nothing else was ever captured of the two, and no host begins like this. (A connection picked up
 * in mid-stream has options or data, mostly: hence a guess.) */
static bool
answers_lone_probe(const struct tl_facts *facts)
{
    const struct tl_endpoint *receiver = facts->receiver;

    return is_answer(facts) && facts->sender->last_frame == 0 &&
           receiver->last_frame == facts->first_frame && receiver->last_option_bytes == 0 &&
           !follows_data(facts);
}

static bool
answers_in_time_wait(const struct tl_facts *facts)
{
    return is_answer(facts) && sender_is(facts, TL_ONLY(TIME_WAIT));
}

static bool
is_after_close(const struct tl_facts *facts)
{
    return sender_is(facts, FINISHED) && follows_data(facts) && is_bare(facts);
}

/* Who would answer the other side's FIN by an RST has no connection any more. */
static bool
is_abort_after_fin(const struct tl_facts *facts)
{
    return sender_is(facts, FINISHED) && !(is_answer(facts) && trigger_has(facts, TL_FIN));
}

static bool
answers_odd_segment(const struct tl_facts *facts)
{
    return facts->has_trigger && facts->receiver->was_odd && sender_is(facts, TL_SYNCHRONIZED) &&
           (is_answer(facts) || trigger_has(facts, TL_SYN));
}

static bool
gives_up_probing(const struct tl_facts *facts)
{
    return facts->sender->probes > 0 && has_live_shape(facts);
}

static bool
gives_up_resending(const struct tl_facts *facts)
{
    return facts->sender->repeats >= MANY_REPEATS && has_live_shape(facts);
}

static bool
breaks_long_silence(const struct tl_facts *facts)
{
    return !is_answer(facts) && facts->idle_ns >= facts->settings->idle_ns &&
           sender_is(facts, OPEN);
}

static bool
meets_nothing(const struct tl_facts *facts)
{
    return sender_is(facts, OVER) || is_answer(facts);
}

static bool
is_abort(const struct tl_facts *facts)
{
    return has_live_shape(facts) || sender_is(facts, OPEN);
}

static bool
is_anything(const struct tl_facts *facts)
{
    (void)facts;
    return true;
}

struct cause_rule {
    bool (*applies)(const struct tl_facts *facts);
    enum tl_cause cause;
    enum tl_confidence confidence;
};

/* First match wins. What the RFC leaves no choice about comes first, then what the sender's state
 * tells, then what went before; the open question between "no connection" and "application abort"
 * is decided by the form of the RST. That neither end sent it overrules all of them: see
 * take_origin(). */
static const struct cause_rule rules[] = {
    /* RFC 9293 3.10.7.1: only CLOSED answers a SYN by an RST that acknowledges it. */
    { is_refusal, TL_CAUSE_REFUSED, TL_CERTAIN },
    { is_probe_reply, TL_CAUSE_PROBE_REPLY, TL_CERTAIN },
    /* Nothing was captured before it. */
    { is_of_no_connection, TL_CAUSE_BACKSCATTER, TL_GUESS },
    /* RFC 9293 3.10.7.1 and 3.10.7.2: CLOSED and LISTEN answer an ACK alike. Ahead of the rules
     * that look at states, because a lone segment proves none. */
    { answers_lone_probe, TL_CAUSE_PROBE_REPLY, TL_GUESS },
    /* RFC 9293 3.5.2, group 2. */
    { is_rejection, TL_CAUSE_HANDSHAKE_REJECTED, TL_CERTAIN },
    { is_abandonment, TL_CAUSE_ABANDONED_HANDSHAKE, TL_LIKELY },
    { is_listener_abort, TL_CAUSE_HANDSHAKE_REJECTED, TL_LIKELY },
    /* RFC 9293 3.10.7.4, fourth: a host from before RFC 5961 resets a SYN inside the connection;
     * the others should send an ACK, and some reset. Ahead of the closing, since the segment is to
     * blame. */
    { answers_odd_segment, TL_CAUSE_INVALID_SEGMENT, TL_LIKELY },
    /* RFC 9293 3.6.1: data that arrive after CLOSE cannot be delivered; TIME-WAIT has nothing left
     * to deliver to. */
    { answers_in_time_wait, TL_CAUSE_TIME_WAIT, TL_LIKELY },
    { is_after_close, TL_CAUSE_DATA_AFTER_CLOSE, TL_LIKELY },
    { is_abort_after_fin, TL_CAUSE_ABORT_AFTER_FIN, TL_LIKELY },
    /* RFC 9293 3.8.4 and 3.8.3. Ahead of the silence, which goes with them. */
    { gives_up_probing, TL_CAUSE_KEEP_ALIVE_TIMEOUT, TL_LIKELY },
    { gives_up_resending, TL_CAUSE_RETRANSMISSION_TIMEOUT, TL_LIKELY },
    { breaks_long_silence, TL_CAUSE_IDLE_TIMEOUT, TL_GUESS },
    /* RFC 9293 3.5.2, group 1. */
    { meets_nothing, TL_CAUSE_NO_CONNECTION, TL_LIKELY },
    /* RFC 9293 3.10.5, and RFC 2525 2.17 for unread data. */
    { is_abort, TL_CAUSE_APPLICATION_ABORT, TL_LIKELY },
    { is_anything, TL_CAUSE_UNEXPLAINED, TL_GUESS },
};

/* Who did not send it had no cause. */
static void
take_origin(struct tl_reset *reset)
{
    const bool talks_on = (reset->clues >> TL_CLUE_SENDER_TALKS_ON & 1u) != 0;

    if (reset->origin == TL_ORIGIN_ON_PATH) {
        reset->cause = TL_CAUSE_INJECTED;
        reset->confidence = talks_on ? TL_CERTAIN : TL_LIKELY;
    }
}

static void
find_cause(struct tl_reset *reset, const struct tl_facts *facts)
{
    const struct cause_rule *rule = rules;

    while (!rule->applies(facts)) {
        rule++;
    }
    reset->cause = (uint8_t)rule->cause;
    reset->confidence = (uint8_t)rule->confidence;
    take_origin(reset);
}

void
tl_reset_learn(struct tl_reset *reset, enum tl_clue clue)
{
    tl_origin_add(reset, clue);
    take_origin(reset);
}

static uint32_t
evidence(bool is_so, enum tl_evidence which)
{
    return is_so ? UINT32_C(1) << which : 0;
}

static uint32_t
gather_evidence(const struct tl_facts *facts)
{
    const bool follows_syn_ack = trigger_has(facts, TL_SYN | TL_ACK);

    return evidence(is_refusal(facts), TL_EVIDENCE_ANSWERS_SYN) |
           evidence(is_probe_reply(facts), TL_EVIDENCE_ANSWERS_PROBE) |
           evidence(follows_syn_ack, TL_EVIDENCE_ANSWERS_SYN_ACK) |
           evidence(facts->is_first, TL_EVIDENCE_NO_CONNECTION_SEEN) |
           evidence(sender_is(facts, TL_ONLY(SYN_SENT)), TL_EVIDENCE_IN_SYN_SENT) |
           evidence(sender_is(facts, TL_ONLY(SYN_RECEIVED)), TL_EVIDENCE_IN_SYN_RECEIVED) |
           evidence(sender_is(facts, OPEN), TL_EVIDENCE_SENDER_OPEN) |
           evidence(sender_is(facts, FINISHED), TL_EVIDENCE_SENDER_HAD_FINISHED) |
           evidence(sender_is(facts, TL_ONLY(CLOSED)), TL_EVIDENCE_SENDER_HAD_CLOSED) |
           evidence(answers_in_time_wait(facts), TL_EVIDENCE_IN_TIME_WAIT) |
           evidence(answers_lone_probe(facts), TL_EVIDENCE_LONE_PROBE) |
           evidence(answers_odd_segment(facts), TL_EVIDENCE_ODD_TRIGGER) |
           evidence(gives_up_probing(facts), TL_EVIDENCE_PROBES_UNANSWERED) |
           evidence(gives_up_resending(facts), TL_EVIDENCE_REPEATS_UNANSWERED) |
           evidence(breaks_long_silence(facts), TL_EVIDENCE_LONG_SILENCE) |
           evidence(facts->answers_bad_ack, TL_EVIDENCE_BAD_ACK) |
           evidence(follows_data(facts), TL_EVIDENCE_AFTER_DATA) |
           evidence(has_trigger_ack(facts), TL_EVIDENCE_SEQ_IS_TRIGGER_ACK) |
           evidence(is_bare(facts), TL_EVIDENCE_BARE_SHAPE) |
           evidence(has_live_shape(facts), TL_EVIDENCE_LIVE_SHAPE) |
           evidence(tl_unacked_bytes(facts->to, facts->from) > 0, TL_EVIDENCE_UNACKNOWLEDGED_DATA);
}

static enum tl_stage
stage_of(const struct tl_facts *facts)
{
    const bool has_opening =
        tl_life_knows(facts->from, TL_KNOWS_ISS) || tl_life_knows(facts->to, TL_KNOWS_ISS);

    if (facts->is_refusal) {
        return TL_STAGE_POST_SYN;
    }
    if (sender_is(facts, OVER) && tl_life_is_in(facts->to, OVER | TL_ONLY(TIME_WAIT))) {
        return TL_STAGE_AFTER_CLOSE;
    }
    if (!has_opening) {
        return TL_STAGE_LATER;
    }
    if (tl_life_may_be_in(facts->from, HANDSHAKE) || tl_life_may_be_in(facts->to, HANDSHAKE)) {
        return TL_STAGE_POST_SYN;
    }
    if (facts->client_data_segments == 0) {
        return TL_STAGE_POST_ACK;
    }
    return facts->client_data_segments == 1 ? TL_STAGE_POST_PSH : TL_STAGE_LATER;
}

/* It answers the receiver's last segment where its numbers say so. */
static uint32_t
trigger_frame(const struct tl_facts *facts)
{
    const bool is_prompted = facts->is_refusal || is_answer(facts) ||
                             (sender_is(facts, TL_ONLY(SYN_SENT)) && trigger_has(facts, TL_SYN));

    return is_prompted ? facts->receiver->last_frame : 0;
}

/* Nobody answers an RST, and who took one has no connection left to abort: its own abort, which
 * comes now, was under way already. */
static void
judge_crossed(const struct tl_reset *reset, const struct tl_facts *facts)
{
    struct tl_reset *before = reset->previous;

    if (before != NULL && before->sender != reset->sender && before->is_effective &&
        has_live_shape(facts)) {
        before->is_effective = false;
        before->evidence |= evidence(true, TL_EVIDENCE_CROSSED);
    }
}

void
tl_reset_judge(struct tl_reset *reset, const struct tl_segment *segment,
               const struct tl_facts *facts)
{
    reset->frame = segment->frame;
    reset->time_ns = segment->time_ns;
    reset->sender = segment->from;
    reset->position = (uint8_t)facts->position;
    reset->has_effect = !facts->may_take_effect;
    reset->is_effective = facts->takes_effect;
    reset->has_idle = !facts->is_first && facts->idle_ns >= 0;
    reset->after_idle_ns = facts->idle_ns;
    reset->unacked_bytes = tl_unacked_bytes(facts->to, facts->from);
    reset->sender_unacked_bytes = tl_unacked_bytes(facts->from, facts->to);
    reset->has_ack = has(facts, TL_ACK);
    reset->window = segment->window;
    reset->trigger_frame = trigger_frame(facts);
    reset->trigger_flags = facts->receiver->last_flags;
    reset->stage = (uint8_t)stage_of(facts);
    reset->evidence = gather_evidence(facts);
    tl_origin_gather(reset, facts);
    judge_crossed(reset, facts);
    find_cause(reset, facts);
}

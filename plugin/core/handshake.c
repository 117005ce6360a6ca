/* handshake.c - how did the opening go?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "handshake.h"

#include "event.h"
#include "note.h"

#include <stddef.h>

/* RFC 7323 2.3: no shift beyond 14. */
#define MAX_SHIFT 14

/* No round trip is taken for longer than the initial RTO (RFC 6298 2.1), unless it must be. */
#define LATE_NS INT64_C(1000000000)

/* Both ends are past the opening. */
#define OPEN ((tl_state_set)(TL_SYNCHRONIZED & ~TL_ONLY(SYN_RECEIVED)))

static bool
has(const struct tl_facts *facts, unsigned flags)
{
    return tl_segment_has(facts->segment, flags);
}

/* Karn's rule: an answer measures a round trip if the question was asked once, or if its echoed
 * timestamp tells which copy it answers. */
static bool
measures(const struct tl_facts *facts, unsigned retransmits)
{
    const struct tl_options *options = &facts->segment->options;
    const bool is_echo = (options->present & TL_OPT_TIMESTAMPS) != 0 &&
                         tl_life_knows(facts->to, TL_HAS_TIMESTAMPS) &&
                         options->tsecr == facts->to->tsval;

    return retransmits == 0 || is_echo;
}

/* RFC 3168 6.1.1: a SYN asks for ECN by ECE and CWR, a SYN,ACK grants it by ECE alone. */
static bool
offers_ecn(const struct tl_facts *facts)
{
    const bool has_cwr = has(facts, TL_CWR);
    return has(facts, TL_ECE) && has_cwr == facts->is_syn;
}

static void
note_offer(struct tl_handshake *handshake, const struct tl_facts *facts)
{
    const struct tl_options *options = &facts->segment->options;
    struct tl_offer *offer = &handshake->offer[facts->segment->from];

    handshake->isn[facts->segment->from] = facts->segment->seq;
    offer->seen = true;
    offer->present = options->present;
    offer->mss = options->mss;
    offer->window_scale = options->window_scale < MAX_SHIFT ? options->window_scale : MAX_SHIFT;
    offer->fast_open_bytes = options->fast_open_bytes;
    offer->mptcp_subtype = options->mptcp_subtype;
    offer->ecn = offers_ecn(facts);
}

static void
step(struct tl_note *note, unsigned number)
{
    note->handshake_steps |= (1u << number) & 0xfu;
}

static bool
is_fast_open(const struct tl_segment *segment)
{
    return segment->payload > 0 && (segment->options.present & TL_OPT_FAST_OPEN) &&
           segment->options.fast_open_bytes > 0;
}

static void
first_syn(struct tl_handshake *handshake, const struct tl_facts *facts, struct tl_note *note)
{
    handshake->syn_frame = facts->segment->frame;
    handshake->asked_ns = facts->segment->time_ns;
    handshake->kind =
        is_fast_open(facts->segment) ? TL_HANDSHAKE_FAST_OPEN : TL_HANDSHAKE_THREE_WAY;
    handshake->status = TL_OPENING_IN_PROGRESS;
    step(note, 1);
}

static void
syn_again(struct tl_handshake *handshake, const struct tl_facts *facts, struct tl_note *note)
{
    const bool is_answered =
        facts->has_trigger && facts->receiver->last_frame > handshake->syn_frame;

    handshake->syn_retransmits++;
    note->findings |= TL_FOUND(SYN_RETRANSMITTED);
    step(note, 1);
    if (handshake->synack_frame == 0) {
        handshake->asked_ns = facts->segment->time_ns;
    }
    /* An ICMP error is an answer, too, if not that of the other end. */
    if (!is_answered && handshake->status != TL_OPENING_UNREACHABLE) {
        handshake->status = TL_OPENING_UNANSWERED;
        note->findings |= TL_FOUND(UNANSWERED);
    }
}

/* A SYN from the side that is being called: it calls, too. */
static void
crossing_syn(struct tl_handshake *handshake, const struct tl_facts *facts, struct tl_note *note)
{
    handshake->kind = TL_HANDSHAKE_SIMULTANEOUS;
    handshake->synack_frame = facts->segment->frame;
    handshake->asked_ns = facts->segment->time_ns;
    handshake->status = TL_OPENING_IN_PROGRESS;
    note->findings |= TL_FOUND(SIMULTANEOUS_OPEN);
    step(note, 2);
}

static void
observe_syn(struct tl_handshake *handshake, const struct tl_facts *facts, struct tl_note *note)
{
    const bool was_seen = handshake->offer[facts->segment->from].seen;

    note_offer(handshake, facts);
    if (handshake->syn_frame == 0) {
        first_syn(handshake, facts, note);
    } else if (was_seen) {
        syn_again(handshake, facts, note);
    } else {
        crossing_syn(handshake, facts, note);
    }
}

static void
check_ack(struct tl_handshake *handshake, const struct tl_facts *facts, struct tl_note *note)
{
    if (!tl_life_knows(facts->to, TL_KNOWS_ISS)) {
        return;
    }
    const bool is_exact = facts->segment->ack == facts->to->iss + 1;
    handshake->has_ack_check = true;
    handshake->is_ack_ok =
        is_exact || (handshake->kind == TL_HANDSHAKE_FAST_OPEN && facts->acks_syn);
    note->findings |= handshake->is_ack_ok ? 0 : TL_FOUND(SYN_ACK_BAD_ACK);
}

/* Beside whether its Ack fits: who sends it, and whether it changes its mind. (With Fast Open, a
 * SYN,ACK may take the data of the SYN at the second try.) */
static void
look_at_syn_ack(const struct tl_handshake *handshake, const struct tl_facts *facts,
                struct tl_note *note)
{
    const struct tl_endpoint *sender = facts->sender;
    const bool is_by_caller = facts->segment->from == facts->client && handshake->syn_frame != 0 &&
                              handshake->kind == TL_HANDSHAKE_THREE_WAY;
    const bool is_copy = sender->last_frame != 0 && sender->last_seq == facts->segment->seq &&
                         (sender->last_flags & (TL_SYN | TL_ACK)) == (TL_SYN | TL_ACK);
    const bool is_changed = is_copy && sender->last_ack != facts->segment->ack &&
                            handshake->kind != TL_HANDSHAKE_FAST_OPEN;

    note->findings |= is_by_caller ? TL_FOUND(SYN_ACK_BY_CALLER) : 0;
    note->findings |= is_changed ? TL_FOUND(SYN_ACK_ACK_CHANGED) : 0;
}

/* RFC 7413 4.2.2: it acknowledges the SYN and its data, or the SYN alone. */
static bool
leaves_out_data(const struct tl_handshake *handshake, const struct tl_facts *facts)
{
    return handshake->kind == TL_HANDSHAKE_FAST_OPEN && facts->is_fast_open &&
           facts->segment->ack == facts->to->iss + 1;
}

/* The first SYN,ACK that answers. What it answers is the last SYN; later copies of that do not
 * count any more. */
static void
first_syn_ack(struct tl_handshake *handshake, const struct tl_facts *facts)
{
    const bool is_answer = handshake->syn_frame != 0 && handshake->synack_frame == 0;

    handshake->synack_frame = facts->segment->frame;
    handshake->status = TL_OPENING_IN_PROGRESS;
    if (handshake->kind == TL_HANDSHAKE_UNKNOWN) {
        handshake->kind = TL_HANDSHAKE_THREE_WAY;
    }
    handshake->server_rtt_ns = is_answer ? facts->segment->time_ns - handshake->asked_ns : -1;
    handshake->has_server_rtt =
        handshake->server_rtt_ns >= 0 && measures(facts, handshake->syn_retransmits);
    handshake->asked_ns = facts->segment->time_ns;
}

/* The ACK that answers is of the last copy, if timestamps tell (RFC 7323 4.2). */
static void
syn_ack_again(struct tl_handshake *handshake, const struct tl_facts *facts, struct tl_note *note)
{
    const bool was_complete = handshake->status == TL_OPENING_COMPLETE;

    handshake->synack_retransmits++;
    note->findings |= TL_FOUND(SYN_ACK_RETRANSMITTED);
    note->findings |= was_complete ? TL_FOUND(ACK_NOT_TAKEN) : 0;
    if (handshake->ack_frame == 0) {
        handshake->asked_ns = facts->segment->time_ns;
    }
}

static void
observe_syn_ack(struct tl_handshake *handshake, const struct tl_facts *facts, struct tl_note *note)
{
    const unsigned bit = 1u << facts->segment->from;
    const bool is_again = (handshake->synack_ends & bit) != 0;
    /* Who was past its first SYN,ACK begins anew: behind a reset, or in silence. */
    const bool is_new = facts->begins_life && note->before[facts->segment->from] != TL_SYN_RECEIVED;

    note_offer(handshake, facts);
    check_ack(handshake, facts, note);
    look_at_syn_ack(handshake, facts, note);
    handshake->synack_ends |= (uint8_t)bit;
    step(note, handshake->kind == TL_HANDSHAKE_SIMULTANEOUS ? 3 : 2);
    if (handshake->synack_frame == 0 || is_new) {
        first_syn_ack(handshake, facts);
        note->findings |= leaves_out_data(handshake, facts) ? TL_FOUND(FAST_OPEN_IGNORED) : 0;
    } else if (is_again) {
        syn_ack_again(handshake, facts, note);
    }
}

/* The side that was called sends a plain ACK behind its plain SYN: it never sent a SYN,ACK. */
static bool
is_split(const struct tl_handshake *handshake, const struct tl_facts *facts)
{
    return handshake->kind == TL_HANDSHAKE_SIMULTANEOUS && facts->segment->from != facts->client &&
           (handshake->synack_ends & (1u << facts->segment->from)) == 0;
}

/* A SYN,ACK is acknowledged at once (RFC 9293 3.10.7.3). What comes late and carries data or FIN
 * was sent for these; the ACK before it was not captured. */
static bool
is_prompt(const struct tl_handshake *handshake, const struct tl_segment *segment)
{
    return tl_segment_length(segment) == 0 || handshake->client_rtt_ns <= LATE_NS;
}

static void
observe_ack(struct tl_handshake *handshake, const struct tl_facts *facts, struct tl_note *note)
{
    const bool is_due = handshake->synack_frame != 0 && handshake->ack_frame == 0;

    if (!is_due || !has(facts, TL_ACK) || has(facts, TL_RST) || !facts->acks_syn ||
        note->after[facts->segment->from] == TL_SYN_RECEIVED) {
        return;
    }
    const bool is_caller = facts->segment->from == facts->client;
    if (handshake->kind != TL_HANDSHAKE_SIMULTANEOUS && !is_caller) {
        return;
    }
    if (is_split(handshake, facts)) {
        handshake->kind = TL_HANDSHAKE_SPLIT;
        note->findings |= TL_FOUND(SPLIT_HANDSHAKE);
    }
    handshake->ack_frame = facts->segment->frame;
    handshake->client_rtt_ns = facts->segment->time_ns - handshake->asked_ns;
    handshake->has_client_rtt = handshake->client_rtt_ns >= 0 &&
                                measures(facts, handshake->synack_retransmits) &&
                                is_prompt(handshake, facts->segment);
    step(note, 3);
}

/* A reset before the opening is complete ends it, unless it leaves its sender's state. */
static void
observe_reset(struct tl_handshake *handshake, const struct tl_facts *facts,
              const struct tl_note *note)
{
    const bool is_caller = facts->segment->from == facts->client;

    if (note->after[facts->segment->from] != TL_CLOSED) {
        return;
    }
    if (facts->is_refusal && facts->takes_effect) {
        handshake->status = TL_OPENING_REFUSED;
    } else if (is_caller) {
        handshake->status = TL_OPENING_ABANDONED;
    } else if (facts->takes_effect) {
        handshake->status = TL_OPENING_ABORTED;
    }
}

static bool
is_open(const struct tl_handshake *handshake)
{
    return handshake->status == TL_OPENING_COMPLETE || handshake->status == TL_OPENING_PARTIAL;
}

static bool
is_past_opening(unsigned state)
{
    return tl_state_in((enum tl_state)state, OPEN);
}

static void
update_status(struct tl_handshake *handshake, struct tl_note *note)
{
    const bool is_complete = is_past_opening(note->after[0]) && is_past_opening(note->after[1]);

    if (is_complete && !is_open(handshake)) {
        const bool has_all = handshake->syn_frame != 0 && handshake->synack_frame != 0;
        handshake->status = has_all ? TL_OPENING_COMPLETE : TL_OPENING_PARTIAL;
        note->findings |= TL_FOUND(HANDSHAKE_COMPLETE);
        note->in_handshake = 1;
    } else if (!is_complete && is_open(handshake) &&
               (note->after[0] == TL_SYN_RECEIVED || note->after[1] == TL_SYN_RECEIVED)) {
        handshake->status = TL_OPENING_IN_PROGRESS;
    }
}

void
tl_handshake_observe(struct tl_handshake *handshake, const struct tl_segment *segment,
                     const struct tl_facts *facts, struct tl_note *note)
{
    const bool was_open = is_open(handshake);

    if (facts->is_syn) {
        observe_syn(handshake, facts, note);
    } else if (facts->is_syn_ack) {
        observe_syn_ack(handshake, facts, note);
    }
    if (handshake->status == TL_OPENING_NONE) {
        return;
    }
    if (!facts->is_syn) {
        observe_ack(handshake, facts, note);
    }
    if (tl_segment_has(segment, TL_RST) && !was_open) {
        observe_reset(handshake, facts, note);
    }
    update_status(handshake, note);
    note->in_handshake |= !was_open || note->handshake_steps != 0;
}

enum tl_handshake_status
tl_handshake_status(const struct tl_handshake *handshake, bool is_final)
{
    const bool awaits_answer =
        handshake->status == TL_OPENING_IN_PROGRESS && handshake->synack_frame == 0;

    return is_final && awaits_answer ? TL_OPENING_UNANSWERED
                                     : (enum tl_handshake_status)handshake->status;
}

bool
tl_handshake_agreed(const struct tl_handshake *handshake, enum tl_option option)
{
    return (handshake->offer[0].present & handshake->offer[1].present & option) != 0;
}

const char *
tl_handshake_kind_word(enum tl_handshake_kind kind)
{
    static const char *const words[] = {
#define KIND_WORD(id, word, meaning) [TL_HANDSHAKE_##id] = word,
        TL_HANDSHAKE_KINDS(KIND_WORD)
#undef KIND_WORD
    };
    return words[kind];
}

const char *
tl_handshake_status_word(enum tl_handshake_status status)
{
    static const char *const words[] = {
#define STATUS_WORD(id, word, meaning) [TL_OPENING_##id] = word,
        TL_HANDSHAKE_STATUSES(STATUS_WORD)
#undef STATUS_WORD
    };
    return words[status];
}

/* anomaly.c - what is odd about a segment?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "anomaly.h"

#include "seq.h"

#include <stddef.h>

#define OVER (TL_ONLY(CLOSED) | TL_ONLY(LISTEN))
#define OPENING (TL_ONLY(SYN_SENT) | TL_ONLY(SYN_RECEIVED))
#define CONTROL (TL_SYN | TL_FIN | TL_RST | TL_ACK)

static bool
has(const struct tl_facts *facts, unsigned flags)
{
    return tl_segment_has(facts->segment, flags);
}

/* No connection between the two, as far as is known. */
static bool
is_outside(const struct tl_facts *facts)
{
    return tl_life_is_in(facts->from, OVER) && tl_life_is_in(facts->to, OVER);
}

static bool
is_synchronized(const struct tl_facts *facts)
{
    return tl_life_is_in(facts->to, TL_SYNCHRONIZED);
}

static bool
is_syn_ack_unasked(const struct tl_facts *facts)
{
    return facts->is_syn_ack && facts->is_first;
}

static bool
is_syn_ack_moved(const struct tl_facts *facts)
{
    return facts->is_syn_ack && tl_life_knows(facts->from, TL_KNOWS_ISS) &&
           facts->from->iss != facts->segment->seq && !tl_life_is_in(facts->from, OVER) &&
           (!facts->begins_life || tl_life_is_in(facts->from, TL_ONLY(SYN_RECEIVED)));
}

static bool
is_bad_ack(const struct tl_facts *facts)
{
    /* An end that still holds the connection before answers a SYN by an ACK of its own: that is no
     * fault. */
    const bool holds_old =
        tl_life_is_in(facts->from, TL_SYNCHRONIZED) && tl_life_is_in(facts->to, TL_ONLY(SYN_SENT));

    return !has(facts, TL_RST) && has(facts, TL_ACK) && !facts->is_ack_good &&
           tl_life_is_in(facts->to, OPENING) && !facts->is_syn_ack && !holds_old;
}

static bool
is_syn_inside(const struct tl_facts *facts)
{
    return has(facts, TL_SYN) && !has(facts, TL_RST) && is_synchronized(facts) &&
           !tl_life_may_be_in(facts->to, TL_ONLY(SYN_RECEIVED) | TL_ONLY(TIME_WAIT)) &&
           !(facts->is_syn_ack && facts->is_retransmitted_syn);
}

static bool
is_syn_with_data(const struct tl_facts *facts)
{
    return facts->is_syn && facts->segment->payload > 0 &&
           !(facts->segment->options.present & TL_OPT_FAST_OPEN);
}

static bool
is_syn_fin(const struct tl_facts *facts)
{
    return has(facts, TL_SYN | TL_FIN);
}

static bool
is_syn_rst(const struct tl_facts *facts)
{
    return has(facts, TL_SYN | TL_RST);
}

static bool
is_fin_rst(const struct tl_facts *facts)
{
    return has(facts, TL_FIN | TL_RST);
}

static bool
is_null_probe(const struct tl_facts *facts)
{
    return (facts->segment->flags & (CONTROL | TL_PSH | TL_URG)) == 0 && is_outside(facts);
}

static bool
is_fin_probe(const struct tl_facts *facts)
{
    return (facts->segment->flags & (CONTROL | TL_PSH | TL_URG)) == TL_FIN && is_outside(facts);
}

static bool
is_xmas_probe(const struct tl_facts *facts)
{
    return has(facts, TL_FIN | TL_PSH | TL_URG) && !has(facts, TL_ACK) && is_outside(facts);
}

static bool
lacks_ack(const struct tl_facts *facts)
{
    return (facts->segment->flags & (TL_SYN | TL_RST | TL_ACK)) == 0 && is_synchronized(facts);
}

/* The ACK of a SYN,ACK tells of it, captured or not. */
static bool
is_early_data(const struct tl_facts *facts)
{
    const bool has_answer =
        facts->acks_syn || (has(facts, TL_ACK) && !tl_life_knows(facts->to, TL_KNOWS_ISS));

    return facts->has_new_data && tl_life_is_in(facts->from, TL_ONLY(SYN_SENT)) && !has_answer;
}

static bool
is_fin_ahead(const struct tl_facts *facts)
{
    return facts->is_new_fin && tl_life_knows(facts->from, TL_KNOWS_NXT) &&
           tl_seq_lt(facts->from->delivered, facts->segment->seq);
}

/* The first beyond the hole tells. */
static bool
is_data_ahead(const struct tl_facts *facts)
{
    return facts->has_new_data && facts->is_acceptable &&
           tl_seq_lt(facts->from->delivered, facts->segment->seq) && facts->from->islands == 0;
}

static bool
is_fin_moved(const struct tl_facts *facts)
{
    return has(facts, TL_FIN | TL_ACK) && !has(facts, TL_SYN) && !has(facts, TL_RST) &&
           tl_life_knows(facts->from, TL_KNOWS_FIN) && !facts->is_fin_again;
}

static bool
is_behind_fin(const struct tl_facts *facts)
{
    return facts->segment->payload > 0 && !has(facts, TL_SYN) && !has(facts, TL_RST) &&
           tl_life_knows(facts->from, TL_KNOWS_FIN) &&
           tl_seq_lt(facts->from->fin, facts->segment->seq + facts->segment->payload);
}

static bool
acks_unsent(const struct tl_facts *facts)
{
    return facts->acks_unsent && !tl_life_is_in(facts->to, OPENING) && !has(facts, TL_RST);
}

static bool
acks_unseen(const struct tl_facts *facts)
{
    return facts->acks_unseen && !has(facts, TL_RST);
}

/* RFC 9293 3.8.4: one octet, or none, below what comes next, all of it acknowledged. */
static bool
is_keep_alive(const struct tl_facts *facts)
{
    const struct tl_life *from = facts->from;

    return (facts->segment->flags & (TL_SYN | TL_FIN | TL_RST)) == 0 &&
           facts->segment->payload <= 1 && tl_life_knows(from, TL_KNOWS_NXT) &&
           facts->segment->seq == from->nxt - 1 && tl_life_knows(facts->to, TL_KNOWS_RCV) &&
           facts->to->rcv == from->nxt && is_synchronized(facts) &&
           !tl_life_knows(facts->to, TL_WINDOW_IS_SHUT);
}

/* RFC 9293 3.8.6.1. */
static bool
is_zero_window_probe(const struct tl_facts *facts)
{
    return tl_life_knows(facts->to, TL_WINDOW_IS_SHUT) && facts->segment->payload <= 1 &&
           (facts->segment->flags & (TL_SYN | TL_FIN | TL_RST)) == 0 &&
           tl_life_knows(facts->from, TL_KNOWS_NXT) &&
           (facts->segment->payload == 1 || facts->segment->seq == facts->from->nxt - 1);
}

static bool
shuts_window(const struct tl_facts *facts)
{
    return facts->segment->window == 0 && has(facts, TL_ACK) && !has(facts, TL_RST) &&
           !has(facts, TL_SYN) && !tl_life_knows(facts->from, TL_WINDOW_IS_SHUT);
}

/* Old copies lie left of the window, too: they are retransmissions, not oddities. */
static bool
is_out_of_window(const struct tl_facts *facts)
{
    return facts->position == TL_POSITION_OUTSIDE_RIGHT && !has(facts, TL_RST) &&
           !has(facts, TL_SYN) && !facts->is_acceptable && !facts->fails_paws &&
           !facts->begins_life;
}

static bool
fails_paws(const struct tl_facts *facts)
{
    return facts->fails_paws && !has(facts, TL_SYN);
}

static bool
is_reset_with_data(const struct tl_facts *facts)
{
    return has(facts, TL_RST) && facts->segment->payload > 0;
}

/* The rules: what any segment can be, and what only one with the control bit can. */
#define OF_ANY(RULE)                                                                               \
    RULE(BAD_ACK_IN_HANDSHAKE, is_bad_ack)                                                         \
    RULE(NULL_PROBE, is_null_probe)                                                                \
    RULE(NO_ACK_BIT, lacks_ack)                                                                    \
    RULE(DATA_BEFORE_ESTABLISHED, is_early_data)                                                   \
    RULE(DATA_AHEAD, is_data_ahead)                                                                \
    RULE(DATA_AFTER_FIN, is_behind_fin)                                                            \
    RULE(ACK_OF_UNSENT, acks_unsent)                                                               \
    RULE(ACK_OF_UNSEEN, acks_unseen)                                                               \
    RULE(KEEP_ALIVE, is_keep_alive)                                                                \
    RULE(ZERO_WINDOW, shuts_window)                                                                \
    RULE(ZERO_WINDOW_PROBE, is_zero_window_probe)                                                  \
    RULE(OUT_OF_WINDOW, is_out_of_window)                                                          \
    RULE(PAWS, fails_paws)

#define OF_SYN(RULE)                                                                               \
    RULE(SYN_ACK_UNASKED, is_syn_ack_unasked)                                                      \
    RULE(SYN_ACK_ISN_CHANGED, is_syn_ack_moved)                                                    \
    RULE(SYN_IN_SYNCHRONIZED, is_syn_inside)                                                       \
    RULE(DATA_IN_SYN, is_syn_with_data)                                                            \
    RULE(SYN_FIN, is_syn_fin)                                                                      \
    RULE(SYN_RST, is_syn_rst)

#define OF_FIN(RULE)                                                                               \
    RULE(FIN_PROBE, is_fin_probe)                                                                  \
    RULE(XMAS_PROBE, is_xmas_probe)                                                                \
    RULE(FIN_AHEAD, is_fin_ahead)                                                                  \
    RULE(FIN_MOVED, is_fin_moved)

#define OF_RST(RULE)                                                                               \
    RULE(FIN_RST, is_fin_rst)                                                                      \
    RULE(RST_DATA, is_reset_with_data)

/* Each table as a function without branches or calls: a third of all segments come here. */
#define APPLY(finding, applies) found |= (uint64_t)applies(facts) << TL_FINDING_##finding;
#define TABLE(name, RULES)                                                                         \
    static uint64_t name(const struct tl_facts *facts)                                             \
    {                                                                                              \
        uint64_t found = 0;                                                                        \
        RULES(APPLY)                                                                               \
        return found;                                                                              \
    }

TABLE(of_any, OF_ANY)
TABLE(of_syn, OF_SYN)
TABLE(of_fin, OF_FIN)
TABLE(of_rst, OF_RST)

uint64_t
tl_anomalies(const struct tl_facts *facts)
{
    return of_any(facts) | (has(facts, TL_SYN) ? of_syn(facts) : 0) |
           (has(facts, TL_FIN) ? of_fin(facts) : 0) | (has(facts, TL_RST) ? of_rst(facts) : 0);
}

uint64_t
tl_anomalies_of_reuse(const struct tl_connection *connection, const struct tl_facts *facts)
{
    if (!facts->is_syn || !connection->is_fresh || connection->previous == NULL ||
        is_syn_inside(facts)) {
        return 0;
    }
    const struct tl_handshake *before = &connection->previous->handshake;
    const bool was_unanswered = before->syn_frame != 0 && before->synack_frame == 0 &&
                                before->status != TL_OPENING_REFUSED &&
                                before->status != TL_OPENING_UNREACHABLE &&
                                before->offer[facts->segment->from].seen;

    if (was_unanswered) {
        return TL_FOUND(SYN_ISN_CHANGED);
    }
    return tl_life_is_in(facts->to, TL_ONLY(TIME_WAIT)) ? TL_FOUND(TIME_WAIT_REUSE)
                                                        : TL_FOUND(NEW_INCARNATION);
}

/* A reset that breaks nothing off is only a note. */
enum tl_finding
tl_finding_of_reset(const struct tl_reset *reset)
{
    static const enum tl_finding findings[TL_CAUSE_COUNT] = {
        [TL_CAUSE_UNEXPLAINED] = TL_FINDING_RST_UNEXPLAINED,
        [TL_CAUSE_REFUSED] = TL_FINDING_REFUSED,
        [TL_CAUSE_ABANDONED_HANDSHAKE] = TL_FINDING_RST_ABANDONED,
        [TL_CAUSE_HANDSHAKE_REJECTED] = TL_FINDING_RST_REJECTED,
        [TL_CAUSE_NO_CONNECTION] = TL_FINDING_RST_NO_CONNECTION,
        [TL_CAUSE_DATA_AFTER_CLOSE] = TL_FINDING_RST_DATA_AFTER_CLOSE,
        [TL_CAUSE_APPLICATION_ABORT] = TL_FINDING_RST_ABORT,
        [TL_CAUSE_ABORT_AFTER_FIN] = TL_FINDING_RST_AFTER_FIN,
        [TL_CAUSE_KEEP_ALIVE_TIMEOUT] = TL_FINDING_RST_TIMEOUT,
        [TL_CAUSE_RETRANSMISSION_TIMEOUT] = TL_FINDING_RST_TIMEOUT,
        [TL_CAUSE_IDLE_TIMEOUT] = TL_FINDING_RST_IDLE,
        [TL_CAUSE_INVALID_SEGMENT] = TL_FINDING_RST_INVALID,
        [TL_CAUSE_TIME_WAIT] = TL_FINDING_RST_TIME_WAIT,
        [TL_CAUSE_PROBE_REPLY] = TL_FINDING_RST_PROBE,
        [TL_CAUSE_INJECTED] = TL_FINDING_RST_INJECTED,
        [TL_CAUSE_BACKSCATTER] = TL_FINDING_RST_BACKSCATTER,
    };
    const bool is_grave = reset->cause == TL_CAUSE_REFUSED || reset->cause == TL_CAUSE_INJECTED;

    if (reset->stage == TL_STAGE_AFTER_CLOSE && !is_grave) {
        return TL_FINDING_RST_AFTER_CLOSE;
    }
    if (reset->cause == TL_CAUSE_APPLICATION_ABORT && reset->unacked_bytes == 0) {
        return TL_FINDING_RST_ABORT_CLEAN;
    }
    return findings[reset->cause];
}

uint64_t
tl_findings_of_position(const struct tl_reset *reset)
{
    static const uint64_t findings[TL_POSITION_COUNT] = {
        [TL_POSITION_IN_WINDOW] = TL_FOUND(RST_NOT_EXACT),
        [TL_POSITION_OUTSIDE_LEFT] = TL_FOUND(RST_OUTSIDE),
        [TL_POSITION_OUTSIDE_RIGHT] = TL_FOUND(RST_OUTSIDE),
        [TL_POSITION_BAD_ACK] = TL_FOUND(RST_BAD_ACK),
    };
    const bool is_harmless = reset->stage == TL_STAGE_AFTER_CLOSE;

    return is_harmless ? 0 : findings[reset->position];
}

bool
tl_is_challenge(const struct tl_connection *connection, const struct tl_facts *facts)
{
    const struct tl_segment *segment = facts->segment;
    const struct tl_endpoint *receiver = facts->receiver;
    const struct tl_reset *reset = connection->last_reset;
    const bool is_empty_ack = (segment->flags & CONTROL) == TL_ACK && segment->payload == 0;

    if (!is_empty_ack || !tl_life_is_in(facts->from, TL_SYNCHRONIZED) ||
        segment->seq != facts->from->nxt) {
        return false;
    }
    const bool follows_reset = reset != NULL && reset->sender != segment->from &&
                               reset->frame > receiver->last_frame &&
                               reset->position == TL_POSITION_IN_WINDOW;
    const bool follows_syn =
        facts->has_trigger && (receiver->last_flags & (TL_SYN | TL_RST)) == TL_SYN &&
        receiver->last_frame > facts->sender->last_frame && segment->ack == facts->from->rcv;
    return follows_reset ||
           (follows_syn && !tl_life_may_be_in(facts->from, TL_ONLY(SYN_RECEIVED)) &&
            segment->ack != receiver->last_seq + receiver->last_length);
}

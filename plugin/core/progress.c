/* progress.c - how do the events of one segment move both ends?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "progress.h"

#define DONE (TL_ONLY(CLOSED) | TL_ONLY(TIME_WAIT) | TL_ONLY(LISTEN))
/* The states that have not received the peer's FIN, and those that need it to have received
 * theirs. */
#define BEFORE_FIN (TL_HAS_NOT_SENT_FIN & ~TL_ONLY(CLOSE_WAIT))
#define NEEDS_ACKNOWLEDGED_FIN (TL_ONLY(FIN_WAIT_2) | TL_ONLY(TIME_WAIT))

void
tl_progress_add_step(struct tl_note *note, unsigned end, enum tl_way way, enum tl_state from,
                     enum tl_state to, enum tl_event event)
{
    if (note->step_count == TL_STEPS_MAX) {
        return;
    }
    struct tl_step *step = &note->steps[note->step_count++];
    step->end = end & 1;
    step->way = way & 1;
    step->from = from & 0xf;
    step->to = to & 0xf;
    step->event = event & 0x1f;
}

/* An end that was only presumed to listen, and talks, has a connection that the capture missed;
 * an end that contradicts what was proven is odd. */
static tl_state_set
contradicted(const struct tl_life *life, enum tl_way way, enum tl_event event, struct tl_note *note)
{
    bool is_contradicted;

    if (tl_life_is_in(life, TL_ONLY(LISTEN))) {
        note->findings |= TL_FOUND(MID_STREAM);
        return tl_states_after(way, TL_MID_STREAM, event, &is_contradicted);
    }
    note->findings |= TL_FOUND(IMPOSSIBLE);
    return life->states;
}

/* The one place where a state changes. */
static void
set_states(struct tl_connection *connection, unsigned end, enum tl_way way, tl_state_set states,
           enum tl_event event, struct tl_note *note)
{
    struct tl_life *life = &connection->end[end].now;

    if (life->states == states) {
        return;
    }
    const enum tl_state before = tl_life_state(life);
    const enum tl_state now = tl_state_known(states);
    life->states = states;
    if (now != before) {
        tl_progress_add_step(note, end, way, before, now, event);
    }
}

static void
move(struct tl_connection *connection, unsigned end, enum tl_way way, enum tl_event event,
     struct tl_note *note)
{
    const struct tl_life *life = &connection->end[end].now;
    bool is_contradicted;
    tl_state_set after = tl_states_after(way, life->states, event, &is_contradicted);

    if (is_contradicted) {
        after = contradicted(life, way, event, note);
    }
    set_states(connection, end, way, after, event, note);
}

static void
move_all(struct tl_connection *connection, unsigned end, enum tl_way way,
         const struct tl_event_list *events, struct tl_note *note)
{
    for (unsigned i = 0; i < events->count; i++) {
        move(connection, end, way, events->event[i], note);
    }
}

/* What the capture missed may have been a FIN: its sender may have closed, and the one that
 * acknowledges it may know. */
static void
widen(struct tl_connection *connection, const struct tl_facts *facts, struct tl_note *note)
{
    const unsigned end = facts->segment->from;
    const struct tl_life *from = &connection->end[end].now;
    const struct tl_life *to = &connection->end[!end].now;
    bool is_contradicted;

    if (!facts->may_ack_fin || tl_life_is_in(to, DONE) || tl_life_knows(to, TL_KNOWS_FIN)) {
        return;
    }
    const tl_state_set sent = tl_states_after(TL_SENT, to->states, TL_EV_FIN, &is_contradicted);
    const tl_state_set acked =
        tl_states_after(TL_RECEIVED, sent, TL_EV_ACK_OF_FIN, &is_contradicted);
    const tl_state_set informed =
        tl_states_after(TL_SENT, from->states, TL_EV_ACK_OF_FIN, &is_contradicted);
    set_states(connection, end, TL_SENT, from->states | informed, TL_EV_UNSEEN, note);
    set_states(connection, !end, TL_RECEIVED, to->states | acked, TL_EV_UNSEEN, note);
}

/* The sender has sent what was not captured: it may have been its FIN. */
static void
widen_sender(struct tl_connection *connection, const struct tl_facts *facts, struct tl_note *note)
{
    const unsigned end = facts->segment->from;
    const tl_state_set states = connection->end[end].now.states;
    bool is_contradicted;

    if (facts->may_follow_fin) {
        const tl_state_set sent = tl_states_after(TL_SENT, states, TL_EV_FIN, &is_contradicted);
        set_states(connection, end, TL_SENT, states | sent, TL_EV_UNSEEN, note);
    }
}

/* ... and may have arrived before the acknowledgement of the receiver's own FIN. So may the first
 * copy of a FIN that comes again with that acknowledgement: if it did, the copy is refused, and its
 * ACK with it (RFC 9293 3.10.7.4, first). */
static void
widen_crossed(struct tl_connection *connection, const struct tl_facts *facts, tl_state_set before,
              struct tl_note *note)
{
    const unsigned end = !facts->segment->from;
    const tl_state_set states = connection->end[end].now.states;
    const bool is_copy = facts->is_fin_again && before == TL_ONLY(FIN_WAIT_1);
    bool is_contradicted;

    if ((facts->may_follow_fin || is_copy) && facts->acks_fin &&
        facts->to == &connection->end[end].now) {
        const tl_state_set crossed =
            tl_states_after(TL_RECEIVED, before, TL_EV_FIN_FIRST, &is_contradicted);
        set_states(connection, end, TL_RECEIVED, states | crossed, TL_EV_UNSEEN, note);
    }
}

/* The set without what cannot be; as it was, where that would leave nothing. */
static tl_state_set
without(tl_state_set states, tl_state_set impossible)
{
    const tl_state_set rest = (tl_state_set)(states & ~impossible);
    return rest != 0 ? rest : states;
}

/* The two ends bear witness for each other: nobody has received a FIN that was never sent, nor
 * had one acknowledged by an end that has none. An end that only calls has nothing to say of the
 * connection before, in which the other may still be. */
static tl_state_set
reconciled(const struct tl_life *life, const struct tl_life *other)
{
    tl_state_set states = life->states;

    if (tl_life_is_in(other, TL_ONLY(SYN_SENT))) {
        return states;
    }
    if (tl_life_is_in(other, TL_HAS_NOT_SENT_FIN)) {
        states = without(states, TL_HAS_RECEIVED_FIN);
    }
    if (tl_life_is_in(other, BEFORE_FIN)) {
        states = without(states, NEEDS_ACKNOWLEDGED_FIN);
    }
    return states;
}

static void
reconcile(struct tl_connection *connection, const struct tl_facts *facts, struct tl_note *note)
{
    const unsigned order[] = { facts->segment->from, !facts->segment->from };

    for (enum tl_way way = TL_SENT; way <= TL_RECEIVED; way++) {
        const unsigned end = order[way];
        const struct tl_life *life = &connection->end[end].now;

        if (tl_states_are_many(life->states)) {
            set_states(connection, end, way, reconciled(life, &connection->end[!end].now),
                       TL_EV_NONE, note);
        }
    }
}

void
tl_progress_move(struct tl_connection *connection, const struct tl_facts *facts,
                 struct tl_note *note)
{
    const unsigned from = facts->segment->from;
    const bool is_addressed = facts->to == &connection->end[!from].now;
    const tl_state_set receiver_before = connection->end[!from].now.states;
    struct tl_event_list sent;
    struct tl_event_list received;

    widen_sender(connection, facts, note);
    tl_events_sent(facts, &sent);
    tl_events_received(facts, &received);
    move_all(connection, from, TL_SENT, &sent, note);
    if (is_addressed) {
        move_all(connection, !from, TL_RECEIVED, &received, note);
    }
    widen(connection, facts, note);
    widen_crossed(connection, facts, receiver_before, note);
    reconcile(connection, facts, note);
}

/* Does it bring, as the FIN, what was not captured right before nxt? Then its sender had sent that
 * when it spoke from behind it, and did not answer another FIN before, unless one was repeated. */
static bool
was_fin(const struct tl_connection *connection, const struct tl_life *from,
        const struct tl_segment *segment)
{
    return tl_segment_has(segment, TL_FIN) && tl_segment_end(segment) == from->nxt &&
           connection->teardown.fin[0].retransmits == 0;
}

void
tl_progress_receive(struct tl_connection *connection, unsigned end, enum tl_event event,
                    struct tl_note *note)
{
    move(connection, end, TL_RECEIVED, event, note);
}

void
tl_progress_settle(struct tl_connection *connection, const struct tl_segment *segment)
{
    struct tl_life *from = &connection->end[segment->from].now;
    struct tl_life *to = &connection->end[!segment->from].now;

    if (tl_segment_has(segment, TL_RST) || tl_segment_has(segment, TL_SYN)) {
        return;
    }
    const enum tl_claim claim = tl_life_settle(from, to, segment);
    if (tl_life_knows(from, TL_KNOWS_FIN)) {
        return;
    }
    if (claim == TL_CLAIM_REFUTED) {
        from->states = without(from->states, TL_ANY_STATE & (tl_state_set)~TL_HAS_NOT_SENT_FIN);
    } else if (claim == TL_CLAIM_CONFIRMED && was_fin(connection, from, segment)) {
        from->states = without(from->states, TL_HAS_NOT_SENT_FIN);
    }
}

/* incarnation.c - is it still the same connection on these ports, and are its ends what we thought?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "incarnation.h"

#include "calling.h"
#include "past.h"
#include "seq.h"

#include <stddef.h>

/* What is in flight when an RST is sent arrives within a round trip behind it. Where no round trip
 * was measured, this long (RFC 6298 2.1: the initial RTO is 1 second). */
#define UNKNOWN_ROUND_TRIP_NS INT64_C(1000000000)

#define OVER (TL_ONLY(CLOSED) | TL_ONLY(LISTEN))

static bool
has_past(const struct tl_connection *connection, unsigned end)
{
    return connection->past != NULL && (connection->past->valid >> end & 1) != 0;
}

bool
tl_connection_needs_past(const struct tl_connection *connection, const struct tl_segment *segment)
{
    if (connection->past != NULL) {
        return false;
    }
    if (tl_segment_has(segment, TL_RST)) {
        return !connection->is_fresh;
    }
    return connection->has_inherited && tl_segment_is_syn(segment);
}

static void
keep_life(struct tl_connection *connection, unsigned end, struct tl_reset *reset)
{
    const struct tl_life *life = &connection->end[end].now;

    if (connection->past == NULL || tl_life_is_in(life, OVER)) {
        return;
    }
    connection->past->life[end] = *life;
    connection->past->reset[end] = reset;
    connection->past->valid |= (uint8_t)(1u << end);
}

/* Has this end only called, so that its SYN may yet turn out not to be its own? */
static bool
is_in_doubt(const struct tl_connection *connection, unsigned end)
{
    return connection->has_inherited && has_past(connection, end) &&
           connection->past->reset[end] == NULL &&
           tl_life_is_in(&connection->end[end].now, TL_ONLY(SYN_SENT));
}

/* Of several SYNs in doubt, each behind another, it is the life before the first that counts. */
static void
keep_life_before_syn(struct tl_connection *connection, unsigned end)
{
    const struct tl_connection *previous = connection->previous;

    keep_life(connection, end, NULL);
    if (connection->past != NULL && is_in_doubt(previous, end)) {
        connection->past->life[end] = previous->past->life[end];
    }
}

void
tl_incarnation_begin_life(struct tl_connection *connection, const struct tl_segment *segment)
{
    const unsigned end = segment->from;
    const struct tl_life *called = &connection->end[!end].now;

    if (!tl_calling_is_old_syn(&connection->end[end].now, called, segment)) {
        keep_life_before_syn(connection, end);
        tl_life_begin(&connection->end[end].now, TL_ONLY(CLOSED));
    }
}

void
tl_incarnation_keep_both(struct tl_connection *connection, struct tl_reset *reset)
{
    for (unsigned end = 0; end < 2; end++) {
        /* Who has called sends it aside: the life before its SYN may still have to come back. */
        const bool is_aside = end == reset->sender && is_in_doubt(connection, end);
        if (!is_aside) {
            keep_life(connection, end, reset);
        }
    }
}

void
tl_incarnation_forget_untouched(struct tl_connection *connection, const struct tl_reset *reset)
{
    for (unsigned end = 0; end < 2 && connection->past != NULL; end++) {
        const bool is_closed = tl_life_is_in(&connection->end[end].now, TL_ONLY(CLOSED));
        if (connection->past->reset[end] == reset && !is_closed) {
            connection->past->valid &= (uint8_t) ~(1u << end);
        }
    }
}

static int64_t
round_trip_ns(const struct tl_connection *connection)
{
    const struct tl_handshake *handshake = &connection->handshake;

    if (!handshake->has_server_rtt || !handshake->has_client_rtt) {
        return UNKNOWN_ROUND_TRIP_NS;
    }
    return handshake->server_rtt_ns + handshake->client_rtt_ns;
}

/* Can the segment not have been on its way already when the RST was sent? The sender of the RST
 * sends in order, so its next segment tells at once; what the other end had in flight may arrive
 * for a round trip. */
static bool
was_sent_after(const struct tl_connection *connection, const struct tl_reset *reset,
               const struct tl_segment *segment)
{
    if (reset->sender == segment->from) {
        return !tl_seq_lt(tl_segment_end(segment), connection->end[segment->from].now.nxt);
    }
    return segment->time_ns - reset->time_ns > round_trip_ns(connection);
}

/* What talks on has sent none of the resets since its last segment. */
static void
disown_resets(const struct tl_connection *connection, unsigned end)
{
    const uint32_t last = connection->end[end].last_frame;

    for (struct tl_reset *r = connection->last_reset; r != NULL && r->frame > last;
         r = r->previous) {
        if (r->sender == end) {
            r->evidence |= 1u << TL_EVIDENCE_SENDER_TALKS_ON;
            tl_reset_learn(r, TL_CLUE_SENDER_TALKS_ON);
        }
    }
}

/* A SYN,ACK begins anew, or says that its sender has not begun; but behind what it has sent since,
 * it goes on: its sender has never had the ACK. */
static bool
may_go_on(const struct tl_connection *connection, const struct tl_segment *segment)
{
    const struct tl_life *life = &connection->end[segment->from].now;
    const struct tl_reset *reset = connection->past->reset[segment->from];

    if (!tl_segment_has(segment, TL_SYN)) {
        return true;
    }
    return tl_segment_has(segment, TL_ACK) && reset != NULL && reset->sender != segment->from &&
           tl_life_knows(life, TL_KNOWS_ISS | TL_HAS_SPOKEN) && life->iss == segment->seq;
}

/* The end goes on after a reset: it did not send it, or did not take it. */
static void
correct_reset(struct tl_connection *connection, const struct tl_segment *segment,
              struct tl_note *note)
{
    const unsigned end = segment->from;
    struct tl_life *life = &connection->end[end].now;
    struct tl_reset *reset = connection->past->reset[end];

    if (!has_past(connection, end) || reset == NULL || !tl_life_is_in(life, TL_ONLY(CLOSED)) ||
        !was_sent_after(connection, reset, segment)) {
        return;
    }
    life->states = connection->past->life[end].states;
    connection->past->valid &= (uint8_t) ~(1u << end);
    if (reset->sender == end) {
        if (connection->settings->judges_origin) {
            note->findings |= TL_FOUND(TALKS_AFTER_OWN_RST);
            disown_resets(connection, end);
        }
        return;
    }
    note->findings |= TL_FOUND(TALKS_AFTER_RST);
    reset->evidence |= 1u << TL_EVIDENCE_RECEIVER_TALKS_ON;
    tl_reset_learn(reset, TL_CLUE_RECEIVER_TALKS_ON);
    reset->is_effective = false;
}

/* The segment speaks in the numbers of the life before the SYN, not in the SYN's own. */
static bool
speaks_of_past(const struct tl_connection *connection, const struct tl_segment *segment)
{
    const struct tl_life *now = &connection->end[segment->from].now;
    const struct tl_life *past = &connection->past->life[segment->from];

    return tl_life_knows(past, TL_KNOWS_NXT) && tl_seq_is_near(segment->seq, past->nxt) &&
           segment->seq != now->iss + 1;
}

/* Whatever began from this connection back to that one was in doubt, and is no connection: its
 * segments count to that. */
static void
join(struct tl_connection *from, struct tl_connection *to)
{
    while (from != to) {
        struct tl_connection *before = from->previous;
        for (unsigned end = 0; end < 2; end++) {
            to->segments[end] += from->segments[end];
            to->bytes[end] += from->bytes[end];
        }
        from->previous = to;
        from->has_rejoined = true;
        from = before;
    }
}

/* The SYN did not begin anything: its "sender" goes on in the old connection. */
static void
correct_syn(struct tl_connection *connection, const struct tl_segment *segment,
            struct tl_note *note)
{
    const unsigned end = segment->from;

    if (!connection->has_inherited || !has_past(connection, end) ||
        !tl_life_is_in(&connection->end[end].now, TL_ONLY(SYN_SENT)) ||
        !speaks_of_past(connection, segment)) {
        return;
    }
    connection->end[end].now = connection->past->life[end];
    connection->past->valid &= (uint8_t) ~(1u << end);
    struct tl_connection *goes_on = connection->previous;
    while (is_in_doubt(goes_on, end)) {
        goes_on = goes_on->previous;
    }
    join(connection->previous, goes_on);
    connection->previous = goes_on;
    note->findings |= TL_FOUND(OLD_CONNECTION_LIVES);
    connection->has_rejoined = true;
}

void
tl_incarnation_correct(struct tl_connection *connection, const struct tl_segment *segment,
                       struct tl_note *note)
{
    if (connection->past == NULL || tl_segment_has(segment, TL_RST) ||
        !may_go_on(connection, segment)) {
        return;
    }
    correct_reset(connection, segment, note);
    if (has_past(connection, segment->from) && connection->past->reset[segment->from] != NULL) {
        tl_past_follow(&connection->past->life[segment->from],
                       tl_incarnation_addressed(connection, segment), segment);
    }
    correct_syn(connection, segment, note);
}

struct tl_life *
tl_incarnation_addressed(struct tl_connection *connection, const struct tl_segment *segment)
{
    const unsigned end = !segment->from;
    struct tl_life *now = &connection->end[end].now;

    if (!connection->has_inherited || !has_past(connection, end) ||
        !tl_life_is_in(now, TL_ONLY(SYN_SENT)) || !tl_segment_has(segment, TL_ACK)) {
        return now;
    }
    struct tl_life *past = &connection->past->life[end];
    const bool is_of_now = tl_seq_lt(now->iss, segment->ack) && tl_seq_le(segment->ack, now->nxt);
    const bool is_of_past =
        tl_life_knows(past, TL_KNOWS_NXT) && tl_seq_is_near(segment->ack, past->nxt);
    return is_of_past && !is_of_now ? past : now;
}

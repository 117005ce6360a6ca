/* beginning.c - does a segment begin another connection, and what are its ends then?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "connection.h"

#include "reopening.h"
#include "seq.h"

#include <string.h>

#define OVER (TL_ONLY(CLOSED) | TL_ONLY(LISTEN))
#define DONE (OVER | TL_ONLY(TIME_WAIT))

static bool
is_far_from(const struct tl_life *life, uint32_t number)
{
    return tl_life_knows(life, TL_KNOWS_NXT) && !tl_seq_is_near(number, life->nxt);
}

/* Both ends are done, and this speaks in other numbers than they did, or TIME-WAIT has answered
 * another SYN (RFC 9293 3.10.7.4): that SYN was not captured. */
static bool
is_of_another(const struct tl_connection *connection, const struct tl_segment *segment)
{
    const struct tl_life *from = &connection->end[segment->from].now;
    const struct tl_life *to = &connection->end[!segment->from].now;

    if (!tl_life_is_in(from, DONE) || !tl_life_is_in(to, DONE) ||
        (segment->flags & (TL_ACK | TL_RST)) != TL_ACK) {
        return false;
    }
    if (tl_life_is_in(from, TL_ONLY(TIME_WAIT)) && tl_segment_has(segment, TL_SYN)) {
        return tl_life_knows(to, TL_KNOWS_ISS) && segment->ack != to->iss + 1;
    }
    return is_far_from(from, segment->seq) || is_far_from(to, segment->ack);
}

bool
tl_connection_starts_anew(const struct tl_connection *connection, const struct tl_segment *segment)
{
    const struct tl_life *from = &connection->end[segment->from].now;

    if (connection->is_fresh || !tl_segment_is_syn(segment)) {
        return !connection->is_fresh &&
               (is_of_another(connection, segment) || tl_reopening_is_mutual(connection, segment));
    }
    if (tl_life_knows(from, TL_KNOWS_ISS) && from->iss == segment->seq) {
        /* A call that was refused may be made again with the same ISN; a SYN of a connection that
         * was open is an old duplicate. */
        return tl_life_is_in(from, OVER) && !tl_life_knows(from, TL_HAS_SPOKEN);
    }
    const bool is_answer =
        tl_life_is_in(from, OVER) && tl_life_is_in(&connection->end[!segment->from].now,
                                                   TL_ONLY(SYN_SENT) | TL_ONLY(SYN_RECEIVED));
    return !is_answer;
}

/* The called side, as a connection before left it: what may still live goes on living until it
 * answers, and be it TIME-WAIT, which may make way (RFC 9293 3.10.7.4, RFC 6191 2); else it is
 * presumed to listen. Of an end that may live or may have closed, both are possible (LISTEN as
 * CLOSED, from which it cannot be told); one that was never heard is presumed to listen, too. */
static void
inherit_called(struct tl_life *life, bool holds_time_wait)
{
    const bool has_expired = tl_life_may_be_in(life, TL_ONLY(TIME_WAIT)) && !holds_time_wait;
    const tl_state_set gone = has_expired ? OVER | TL_ONLY(TIME_WAIT) : OVER;

    const bool was_heard = (life->known & (TL_KNOWS_ISS | TL_HAS_SPOKEN)) != 0;

    if (!tl_life_may_be_in(life, gone)) {
        return;
    }
    if (tl_life_is_in(life, gone) || !was_heard) {
        tl_life_begin(life, TL_ONLY(LISTEN));
    } else {
        life->states = (tl_state_set)((life->states & ~gone) | TL_ONLY(CLOSED));
    }
}

/* RFC 6191 2: TIME-WAIT makes way for a SYN with a newer timestamp than the connection before has
 * used, if both ends used them. (For one with a higher number only, RFC 9293 3.10.7.4 leaves it to
 * the host: its answer tells.) */
static bool
replaces_time_wait(const struct tl_life *caller, const struct tl_life *called,
                   const struct tl_segment *syn)
{
    return tl_life_knows(caller, TL_OFFERS_TIMESTAMPS | TL_HAS_TIMESTAMPS) &&
           tl_life_knows(called, TL_OFFERS_TIMESTAMPS) &&
           (syn->options.present & TL_OPT_TIMESTAMPS) != 0 &&
           tl_seq_lt(caller->tsval, syn->options.tsval);
}

static void
inherit(struct tl_connection *connection, const struct tl_segment *first)
{
    const struct tl_connection *previous = connection->previous;
    const int64_t silence_ns = first->time_ns - previous->last_ns;
    const bool is_recent = silence_ns < connection->settings->time_wait_ns;
    struct tl_life *caller = &connection->end[first->from].now;
    struct tl_life *called = &connection->end[!first->from].now;

    memcpy(connection->end, previous->end, sizeof connection->end);
    inherit_called(called, is_recent && !replaces_time_wait(caller, called, first));
    connection->has_inherited = true;
}

/* The ends before the first segment: a SYN finds a listener, a SYN,ACK answers a SYN that was
 * missed or comes out of the blue, what comes without ACK is a probe; anything else is picked up in
 * mid-stream. */
static void
presume(struct tl_connection *connection, const struct tl_segment *first)
{
    struct tl_life *from = &connection->end[first->from].now;
    struct tl_life *to = &connection->end[!first->from].now;

    if (tl_segment_has(first, TL_RST)) {
        tl_life_begin(from, TL_MID_STREAM | TL_ONLY(LISTEN));
        tl_life_begin(to, TL_MID_STREAM | TL_ONLY(LISTEN));
    } else if (tl_segment_has(first, TL_SYN | TL_ACK)) {
        tl_life_begin(from, TL_ONLY(LISTEN));
        tl_life_begin(to, TL_ONLY(SYN_SENT) | TL_ONLY(CLOSED));
        to->iss = first->ack - 1;
        to->nxt = to->delivered = first->ack;
        to->known = TL_KNOWS_ISS | TL_KNOWS_NXT | TL_IS_MISSED;
    } else if (!tl_segment_has(first, TL_ACK)) {
        tl_life_begin(from, TL_ONLY(CLOSED));
        tl_life_begin(to, TL_ONLY(LISTEN));
    } else {
        tl_life_begin(from, TL_MID_STREAM);
        tl_life_begin(to, TL_MID_STREAM);
    }
}

/* The client calls. Where no SYN tells, the lower port is taken for the called one. */
static uint8_t
client_of(const struct tl_segment *first)
{
    const bool is_answer = tl_segment_has(first, TL_SYN | TL_ACK);
    const bool is_guess = !tl_segment_has(first, TL_SYN) && tl_segment_has(first, TL_ACK);
    const bool is_from_lower = first->source_port < first->destination_port;

    return is_answer || (is_guess && is_from_lower) ? !first->from : first->from;
}

void
tl_connection_begin(struct tl_connection *connection, struct tl_connection *previous,
                    const struct tl_segment *first, const struct tl_settings *settings)
{
    memset(connection, 0, sizeof *connection);
    connection->settings = settings;
    connection->previous = previous;
    if (previous != NULL) {
        previous->next = connection;
    }
    connection->first_ns = connection->last_ns = first->time_ns;
    connection->first_frame = first->frame;
    connection->first_place = first->place;
    connection->is_fresh = true;
    connection->client = client_of(first);
    connection->is_role_inferred = !tl_segment_has(first, TL_SYN);
    if (previous != NULL && tl_segment_is_syn(first)) {
        inherit(connection, first);
    } else {
        presume(connection, first);
    }
}

/* connection.c - one TCP connection: two ends, and the order in which a segment is looked at.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "connection.h"

#include "anomaly.h"
#include "event.h"
#include "incarnation.h"
#include "past.h"
#include "progress.h"
#include "remember.h"
#include "reopening.h"
#include "resets.h"
#include "usual.h"

#include <string.h>

#define DONE (TL_ONLY(CLOSED) | TL_ONLY(TIME_WAIT) | TL_ONLY(LISTEN))
#define OPENING (TL_ONLY(SYN_SENT) | TL_ONLY(SYN_RECEIVED))
#define FINISHING                                                                                  \
    (TL_ONLY(FIN_WAIT_1) | TL_ONLY(FIN_WAIT_2) | TL_ONLY(CLOSE_WAIT) | TL_ONLY(CLOSING) |          \
     TL_ONLY(LAST_ACK) | TL_ONLY(TIME_WAIT))
#define PROBES (TL_FOUND(NULL_PROBE) | TL_FOUND(FIN_PROBE) | TL_FOUND(XMAS_PROBE))

enum tl_state
tl_connection_state(const struct tl_connection *connection, unsigned end)
{
    return tl_life_state(&connection->end[end].now);
}

/* A SYN or SYN,ACK begins another life: nothing of the old one holds for it but the state that it
 * leads to. So does a SYN,ACK that was not captured, of which the caller's ACK tells. */
static void
begin_life(struct tl_connection *connection, const struct tl_facts *facts,
           const struct tl_note *note)
{
    const unsigned receiver = !facts->segment->from;
    const bool was_closed = note->before[receiver] == TL_CLOSED;

    if (facts->begins_life) {
        tl_life_begin(facts->from, facts->from->states);
    }
    if (facts->begins_life && facts->is_syn_ack && connection->past != NULL) {
        /* Who answers a SYN has left what it was before. */
        connection->past->valid &= (uint8_t) ~(1u << facts->segment->from);
    }
    if (was_closed && note->after[receiver] == TL_ESTABLISHED) {
        tl_life_begin(facts->to, facts->to->states);
    }
}

static void
count(struct tl_connection *connection, const struct tl_segment *segment)
{
    connection->segments[segment->from]++;
    connection->bytes[segment->from] += segment->payload;
}

static enum tl_phase
phase_of(const struct tl_connection *connection)
{
    const struct tl_life *one = &connection->end[0].now;
    const struct tl_life *two = &connection->end[1].now;

    if (tl_life_is_in(one, DONE) && tl_life_is_in(two, DONE)) {
        return TL_PHASE_CLOSED;
    }
    if (tl_life_is_in(one, OPENING) || tl_life_is_in(two, OPENING)) {
        return TL_PHASE_HANDSHAKE;
    }
    const bool has_fin = tl_life_knows(one, TL_KNOWS_FIN) || tl_life_knows(two, TL_KNOWS_FIN);
    const bool is_finishing = tl_life_is_in(one, FINISHING) || tl_life_is_in(two, FINISHING);
    return has_fin || is_finishing ? TL_PHASE_CLOSING : TL_PHASE_DATA;
}

static void
write_states(const struct tl_connection *connection, uint8_t states[2])
{
    states[0] = (uint8_t)tl_connection_state(connection, 0);
    states[1] = (uint8_t)tl_connection_state(connection, 1);
}

/* From here to the sender of this segment and back, in nanoseconds; 0 where unknown. */
static int64_t
round_trip_to(const struct tl_connection *connection, unsigned end)
{
    const struct tl_handshake *handshake = &connection->handshake;

    if (end == connection->client) {
        return handshake->has_client_rtt ? handshake->client_rtt_ns : 0;
    }
    return handshake->has_server_rtt ? handshake->server_rtt_ns : 0;
}

static void
add_context(struct tl_facts *facts, const struct tl_connection *connection)
{
    facts->is_first = connection->is_fresh && !connection->has_inherited;
    facts->idle_ns = facts->segment->time_ns - connection->last_ns;
    facts->round_trip_ns = round_trip_to(connection, facts->segment->from);
    facts->crosses_ack =
        facts->is_fin_again &&
        tl_teardown_crosses_ack(&connection->teardown, facts->segment, facts->round_trip_ns);
    facts->first_frame = connection->first_frame;
    facts->client = connection->client;
    facts->client_data_segments = connection->client_data_segments;
}

static void
judge_reset(struct tl_connection *connection, struct tl_facts *facts, struct tl_note *note)
{
    struct tl_reset *reset = note->reset;

    if (!tl_segment_has(facts->segment, TL_RST) || reset == NULL) {
        return;
    }
    facts->settings = connection->settings;
    tl_resets_hang(reset, connection->last_reset);
    tl_reset_judge(reset, facts->segment, facts);
    reset->is_of_storm = tl_resets_are_storm(reset);
    note->findings |= tl_findings_of_position(reset);
    tl_incarnation_keep_both(connection, reset);
}

static void
note_challenge(struct tl_connection *connection, const struct tl_facts *facts, struct tl_note *note)
{
    struct tl_reset *reset = connection->last_reset;

    if (!tl_is_challenge(connection, facts)) {
        return;
    }
    note->findings |= TL_FOUND(CHALLENGE_ACK);
    if (reset != NULL && reset->frame > facts->receiver->last_frame) {
        reset->evidence |= UINT32_C(1) << TL_EVIDENCE_CHALLENGED;
    }
}

static void
observe_phases(struct tl_connection *connection, const struct tl_facts *facts, struct tl_note *note)
{
    tl_handshake_observe(&connection->handshake, facts->segment, facts, note);
    tl_teardown_observe(&connection->teardown, facts->segment, facts, note);
}

static void
find_all(struct tl_connection *connection, const struct tl_facts *facts, struct tl_note *note)
{
    const bool has_unknown = note->before[0] == TL_UNKNOWN || note->before[1] == TL_UNKNOWN;
    const bool is_unknown =
        connection->is_fresh && has_unknown && !tl_segment_has(facts->segment, TL_RST);

    note->findings |= tl_anomalies(facts) | tl_anomalies_of_reuse(connection, facts);
    note->findings |= facts->is_syn && facts->begins_life ? TL_FOUND(SYN) : 0;
    note->findings |= facts->is_syn_ack && facts->begins_life ? TL_FOUND(SYN_ACK) : 0;
    note->findings |= is_unknown ? TL_FOUND(MID_STREAM) : 0;
    connection->is_probe |= connection->is_fresh && (note->findings & PROBES) != 0;
    note_challenge(connection, facts, note);
}

static void
look(struct tl_connection *connection, struct tl_facts *facts, struct tl_note *note)
{
    judge_reset(connection, facts, note);
    find_all(connection, facts, note);
    tl_progress_move(connection, facts, note);
    if (note->reset != NULL) {
        tl_incarnation_forget_untouched(connection, note->reset);
    }
    write_states(connection, note->after);
    observe_phases(connection, facts, note);
    begin_life(connection, facts, note);
    tl_remember_attempts(facts, note);
    tl_remember_numbers(facts, note);
    connection->phase = (uint8_t)phase_of(connection);
}

static void
finish(struct tl_connection *connection, const struct tl_segment *segment, struct tl_note *note)
{
    const bool is_client = segment->from == connection->client;
    const bool has_data = segment->payload > 0 && !tl_segment_has(segment, TL_RST);

    if (tl_segment_has(segment, TL_RST) && note->reset != NULL) {
        connection->last_reset = note->reset;
    }
    if (is_client && has_data && connection->client_data_segments < UINT8_MAX) {
        connection->client_data_segments++;
    }
    count(connection, segment);
    connection->last_ns = segment->time_ns;
    connection->last_frame = segment->frame;
    connection->is_fresh = false;
    note->phase = connection->phase & 3u;
    note->client = connection->client == 0 ? 0 : 1;
    note->roles_inferred = connection->is_role_inferred;
}

/* The frame and all that follow belong to the connection before: it takes over what is known. */
static void
rejoin(struct tl_connection *connection)
{
    struct tl_connection *previous = connection->previous;

    for (unsigned end = 0; end < 2; end++) {
        previous->segments[end] += connection->segments[end];
        previous->bytes[end] += connection->bytes[end];
    }
    memcpy(previous->end, connection->end, sizeof previous->end);
    previous->next = NULL;
    previous->last_ns = connection->last_ns;
    previous->last_frame = connection->last_frame;
    previous->phase = connection->phase;
}

/* What the segment proves wrong of its sender is told as a change, too. */
static void
correct(struct tl_connection *connection, const struct tl_segment *segment, struct tl_note *note)
{
    const unsigned end = segment->from;

    tl_incarnation_correct(connection, segment, note);
    tl_reopening_correct(connection, segment, note);
    tl_progress_settle(connection, segment);
    const enum tl_state now = tl_connection_state(connection, end);
    if (now != note->before[end]) {
        tl_progress_add_step(note, end, TL_SENT, (enum tl_state)note->before[end], now, TL_EV_NONE);
    }
}

/* It comes too late to tell anything; but it may be answered. */
static void
pass_late(struct tl_endpoint *sender, struct tl_endpoint *receiver,
          const struct tl_segment *segment, struct tl_note *note)
{
    memcpy(note->after, note->before, sizeof note->after);
    tl_remember_answer(sender, receiver);
    tl_remember_segment(sender, segment);
}

/* Is it the packet before it, captured once more? */
static bool
is_copy(const struct tl_connection *connection, const struct tl_segment *segment)
{
    const struct tl_endpoint *sender = &connection->end[segment->from];
    const struct tl_endpoint *receiver = &connection->end[!segment->from];
    const struct tl_reset *reset = connection->last_reset;

    return !connection->is_fresh && receiver->last_frame <= sender->last_frame &&
           (reset == NULL || reset->frame <= sender->last_frame) &&
           tl_remember_is_copy(sender, segment, segment->time_ns - connection->last_ns);
}

/* The host has sent it once: it tells nothing that is not known already. */
static void
pass_copy(struct tl_note *note)
{
    memcpy(note->after, note->before, sizeof note->after);
    note->findings = TL_FOUND(CAPTURED_TWICE);
}

/* The long way: everything is looked at. */
static void
examine(struct tl_connection *connection, const struct tl_segment *segment, struct tl_note *note)
{
    struct tl_endpoint *sender = &connection->end[segment->from];
    struct tl_endpoint *receiver = &connection->end[!segment->from];
    struct tl_facts facts;

    if (connection->is_fresh && connection->has_inherited) {
        tl_incarnation_begin_life(connection, segment);
    }
    tl_note_set_time(note, connection->first_ns, segment->time_ns);
    write_states(connection, note->before);
    if (is_copy(connection, segment)) {
        pass_copy(note);
        return;
    }
    if (tl_past_sent(connection, segment)) {
        pass_late(sender, receiver, segment, note);
        return;
    }
    correct(connection, segment, note);
    tl_facts_gather(&facts, segment, sender, receiver, &sender->now,
                    tl_incarnation_addressed(connection, segment));
    add_context(&facts, connection);
    look(connection, &facts, note);
}

static void
observe(struct tl_connection *connection, const struct tl_segment *segment, bool is_in_full,
        struct tl_note *note)
{
    note->frame = segment->frame;
    note->place = segment->place;
    if (is_in_full || !tl_usual_observe(connection, segment, note)) {
        examine(connection, segment, note);
    }
    finish(connection, segment, note);
    if (connection->has_rejoined) {
        rejoin(connection);
    }
}

void
tl_connection_observe(struct tl_connection *connection, const struct tl_segment *segment,
                      struct tl_note *note)
{
    observe(connection, segment, false, note);
}

void
tl_connection_observe_in_full(struct tl_connection *connection, const struct tl_segment *segment,
                              struct tl_note *note)
{
    observe(connection, segment, true, note);
}

/* laws_legal.h - is what the core says of any row of segments possible at all?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_LAWS_LEGAL_H
#define TL_LAWS_LEGAL_H

#include "anomaly.h"
#include "check.h"
#include "event.h"
#include "row.h"

/* --- what is legal --------------------------------------------------------------------------- */

static inline void
sets_are_legal(const struct tl_connection *connection)
{
    for (unsigned end = 0; end < 2; end++) {
        const struct tl_life *life = &connection->end[end].now;
        CHECK(life->states != 0);
        CHECK(tl_states_within(life->states, TL_ANY_STATE));
        CHECK(life->window_scale <= 14);
    }
}

/* The steps of an end lead from its state before to its state after, without a gap. */
static inline void
steps_lead_from_before_to_after(const struct tl_note *note)
{
    for (unsigned end = 0; end < 2; end++) {
        unsigned state = note->before[end];
        for (unsigned i = 0; i < note->step_count; i++) {
            if (note->steps[i].end == end) {
                CHECK_EQ(note->steps[i].from, state);
                state = note->steps[i].to;
            }
        }
        CHECK_EQ(state, note->after[end]);
    }
}

/* Is the change what a cell of the tables says? From UNKNOWN, of any state that may be meant; and
 * an end that was only presumed to listen may be in any. What was not captured has no cell. */
static inline bool
step_has_rule(const struct tl_step *step, uint64_t findings)
{
    const bool is_open = step->from == TL_UNKNOWN ||
                         (step->from == TL_LISTEN && (findings & TL_FOUND(MID_STREAM)) != 0);

    for (unsigned state = TL_CLOSED; state < TL_STATE_COUNT; state++) {
        const struct tl_rule *rule =
            tl_rule_for((enum tl_way)step->way, (enum tl_state)state, (enum tl_event)step->event);
        const bool stays = rule->decision == TL_STAY || rule->decision == TL_CANNOT_TELL;
        if (!is_open && state != step->from) {
            continue;
        }
        if (rule->decision == TL_MAY_GO ? step->to == TL_UNKNOWN || step->to == rule->next
                                        : rule->decision == TL_GO && step->to == rule->next) {
            return true;
        }
        if (is_open && (step->to == TL_UNKNOWN || (stays && step->to == state))) {
            return true;
        }
    }
    return step->event == TL_EV_NONE || step->event == TL_EV_UNSEEN;
}

static inline void
note_is_legal(const struct tl_note *note, const struct tl_segment *segment)
{
    CHECK_EQ(note->frame, segment->frame);
    CHECK(note->before[0] < TL_STATE_COUNT && note->before[1] < TL_STATE_COUNT);
    CHECK(note->after[0] < TL_STATE_COUNT && note->after[1] < TL_STATE_COUNT);
    CHECK(note->phase < TL_PHASE_COUNT);
    CHECK(TL_NOTED_COUNT == 64 || note->findings >> TL_NOTED_COUNT == 0);
    CHECK(note->step_count <= TL_STEPS_MAX);
    CHECK_EQ(note->reset != NULL, tl_segment_has(segment, TL_RST));
    for (unsigned i = 0; i < note->step_count; i++) {
        CHECK(tl_step_reason(&note->steps[i]) != NULL && tl_step_rfc(&note->steps[i]) != NULL);
        CHECK(step_has_rule(&note->steps[i], note->findings));
    }
    steps_lead_from_before_to_after(note);
}

/* RFC 9293 3.10.7, RFC 5961 3.2: an RST that is taken closes its receiver, and one that is not
 * changes nothing at it; nor does any at one that may have listened all the time. What the receiver
 * was before tells only the note. */
static inline void
reset_is_legal(const struct tl_note *note, const struct tl_segment *segment)
{
    const struct tl_life *receiver = &lab.now->end[!segment->from].now;
    const struct tl_reset *reset = note->reset;

    if (reset == NULL || !reset->has_effect) {
        return;
    }
    CHECK(reset->cause < TL_CAUSE_COUNT && reset->position < TL_POSITION_COUNT);
    CHECK(reset->trigger_frame < note->frame);
    if (reset->is_effective) {
        CHECK(tl_life_is_in(receiver, TL_ONLY(CLOSED) | TL_ONLY(LISTEN)));
        CHECK(note->after[!segment->from] != TL_LISTEN);
    }
}

static inline void
rows_are_legal(void)
{
    const unsigned before = check_failures;
    uint8_t left[2] = { TL_UNKNOWN, TL_UNKNOWN }; /* the states that the ends were left in */

    lab_clear(&lab);
    for (unsigned i = 0; i < row_count && check_failures == before; i++) {
        const struct tl_note *note = lab_observe(&lab, &row[i]);
        sets_are_legal(lab.now);
        note_is_legal(note, &row[i]);
        reset_is_legal(note, &row[i]);
        CHECK(i == 0 || lab.is_anew[i] || memcmp(note->before, left, sizeof left) == 0);
        memcpy(left, note->after, sizeof left);
        if (row_report(&lab, false)) {
            CHECK(memcmp(row_error_note.before, left, sizeof left) == 0);
            steps_lead_from_before_to_after(&row_error_note);
            memcpy(left, row_error_note.after, sizeof left);
        }
    }
}

/* A state that a note tells is LISTEN only where it was so before: nobody begins to listen. */
static inline void
nobody_turns_to_listen(void)
{
    row_run(&lab, row_count);
    for (unsigned i = 0; i < row_count; i++) {
        for (unsigned end = 0; end < 2; end++) {
            CHECK(lab.notes[i].after[end] != TL_LISTEN || lab.notes[i].before[end] == TL_LISTEN ||
                  lab.notes[i].before[end] == TL_UNKNOWN);
        }
    }
}

/* --- the short way --------------------------------------------------------------------------- */

/* What is passed over as routine has nothing to it: the long way would not find anything either. */
static inline void
routine_is_empty(struct tl_connection *connection, const struct tl_segment *segment)
{
    struct tl_endpoint *sender = &connection->end[segment->from];
    struct tl_endpoint *receiver = &connection->end[!segment->from];
    struct tl_event_list events;
    struct tl_facts facts;

    if (!tl_event_is_routine(&sender->now, &receiver->now, segment)) {
        return;
    }
    tl_facts_gather(&facts, segment, sender, receiver, &sender->now, &receiver->now);
    CHECK(facts.is_acceptable && facts.is_ack_good && !facts.acks_unseen);
    CHECK_EQ(tl_anomalies(&facts), 0);
    tl_events_sent(&facts, &events);
    CHECK_EQ(events.count, 0);
    tl_events_received(&facts, &events);
    for (unsigned i = 0; i < events.count; i++) {
        const struct tl_rule *rule = tl_rule_for(TL_RECEIVED, TL_ESTABLISHED, events.event[i]);
        CHECK(rule->decision != TL_GO && rule->decision != TL_INVALID);
    }
}

static inline void
all_routine_is_empty(void)
{
    lab_clear(&lab);
    for (unsigned i = 0; i < row_count; i++) {
        if (lab.now != NULL) {
            routine_is_empty(lab.now, &row[i]);
        }
        lab_observe(&lab, &row[i]);
        row_report(&lab, false);
    }
}

#endif

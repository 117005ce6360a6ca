/* test_laws.c - does what must hold of every row of segments hold, in scenarios and at random?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#define _POSIX_C_SOURCE 200809L

#include "anomaly.h"
#include "check.h"
#include "event.h"
#include "lab.h"
#include "scenario.h"
#include "walk.h"

enum { WALKS = 20000 };

static struct lab lab;
static struct lab mirror;
static struct walk walk;
static struct tl_note copies[LAB_SEGMENTS];

/* A row of segments, from a walk or a scenario. */
static struct tl_segment row[LAB_SEGMENTS];
static unsigned row_count;
static const char *row_name;
static uint32_t row_number;

typedef void law(void);

/* Says on which row a law was broken. */
static void
apply(law *holds)
{
    const unsigned before = check_failures;
    holds();
    if (check_failures > before) {
        printf("    in %s %u\n", row_name, row_number);
    }
}

static void
take(const struct script *script, const struct script_line *line)
{
    (void)script;
    row[row_count++] = line->segment;
}

static law *law_of_scenarios;

static void
apply_to_scenario(const char *path)
{
    struct script script = script_begin(path);
    row_count = 0;
    row_name = path;
    row_number = 0;
    scenario_read(&script, path, take);
    apply(law_of_scenarios);
}

/* Stops at a few: one broken law breaks many rows. */
static void
apply_to_all(law *holds)
{
    const unsigned before = check_failures;

    law_of_scenarios = holds;
    scenario_each(0, NULL, apply_to_scenario);
    row_name = "walk";
    for (row_number = 0; row_number < WALKS && check_failures < before + 20; row_number++) {
        walk_make(&walk, row_number);
        memcpy(row, walk.segments, sizeof walk.segments);
        row_count = walk.count;
        apply(holds);
    }
}

static void
run(struct lab *into, unsigned count)
{
    lab_clear(into);
    for (unsigned i = 0; i < count; i++) {
        lab_observe(into, &row[i]);
    }
}

/* --- mirror: swapped ends, swapped notes ---------------------------------------------------- */

static void
run_mirrored(void)
{
    lab_clear(&mirror);
    for (unsigned i = 0; i < row_count; i++) {
        struct tl_segment segment = row[i];
        segment.from = !segment.from;
        lab_observe(&mirror, &segment);
    }
}

static void
steps_are_mirrored(const struct tl_note *one, const struct tl_note *two)
{
    CHECK_EQ(one->step_count, two->step_count);
    for (unsigned i = 0; i < one->step_count && i < two->step_count; i++) {
        CHECK_EQ(one->steps[i].end, !two->steps[i].end);
        CHECK_EQ(one->steps[i].way, two->steps[i].way);
        CHECK_EQ(one->steps[i].from, two->steps[i].from);
        CHECK_EQ(one->steps[i].to, two->steps[i].to);
        CHECK_EQ(one->steps[i].event, two->steps[i].event);
    }
}

static void
resets_are_mirrored(const struct tl_reset *one, const struct tl_reset *two)
{
    CHECK_EQ(one == NULL, two == NULL);
    if (one == NULL || two == NULL) {
        return;
    }
    CHECK_EQ(one->sender, !two->sender);
    CHECK_EQ(one->cause, two->cause);
    CHECK_EQ(one->confidence, two->confidence);
    CHECK_EQ(one->position, two->position);
    CHECK_EQ(one->stage, two->stage);
    CHECK_EQ(one->evidence, two->evidence);
    CHECK_EQ(one->trigger_frame, two->trigger_frame);
    CHECK_EQ(one->unacked_bytes, two->unacked_bytes);
    CHECK_EQ(one->has_effect, two->has_effect);
    CHECK_EQ(one->is_effective, two->is_effective);
}

static void
note_is_mirrored(const struct tl_note *one, const struct tl_note *two)
{
    for (unsigned end = 0; end < 2; end++) {
        CHECK_EQ(one->before[end], two->before[!end]);
        CHECK_EQ(one->after[end], two->after[!end]);
    }
    CHECK_EQ(one->findings, two->findings);
    CHECK_EQ(one->client, !two->client);
    CHECK_EQ(one->roles_inferred, two->roles_inferred);
    CHECK_EQ(one->phase, two->phase);
    CHECK_EQ(one->handshake_steps, two->handshake_steps);
    CHECK_EQ(one->teardown_steps, two->teardown_steps);
    CHECK_EQ(one->in_handshake, two->in_handshake);
    CHECK_EQ(one->in_teardown, two->in_teardown);
    steps_are_mirrored(one, two);
    resets_are_mirrored(one->reset, two->reset);
}

static void
ends_can_be_swapped(void)
{
    run(&lab, row_count);
    run_mirrored();
    const unsigned before = check_failures;
    for (unsigned i = 0; i < row_count && check_failures == before; i++) {
        note_is_mirrored(&lab.notes[i], &mirror.notes[i]);
        CHECK_EQ(lab.is_anew[i], mirror.is_anew[i]);
    }
}

static void
mirror_law(void)
{
    apply_to_all(ends_can_be_swapped);
}

/* --- prefix: what comes later changes no note ------------------------------------------------ */

static void
prefix_stays(void)
{
    const unsigned count = row_count / 2 + 1 < row_count ? row_count / 2 + 1 : row_count;

    run(&lab, count);
    memcpy(copies, lab.notes, sizeof copies);
    run(&lab, row_count);
    CHECK(memcmp(copies, lab.notes, count * sizeof copies[0]) == 0);
}

static void
prefix_law(void)
{
    apply_to_all(prefix_stays);
}

static void
second_run_is_the_same(void)
{
    run(&lab, row_count);
    memcpy(copies, lab.notes, sizeof copies);
    memset(lab.connections, 0xa5, row_count * sizeof lab.connections[0]);
    run(&lab, row_count);
    CHECK(memcmp(copies, lab.notes, row_count * sizeof copies[0]) == 0);
}

static void
determinism(void)
{
    apply_to_all(second_run_is_the_same);
}

/* --- what is legal --------------------------------------------------------------------------- */

static void
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
static void
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

static void
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
    }
    steps_lead_from_before_to_after(note);
}

/* RFC 9293 3.10.7, RFC 5961 3.2: an RST that is taken closes its receiver, and one that is not
 * changes nothing at it. What the receiver was before tells only the note. */
static void
reset_is_legal(const struct tl_note *note, const struct tl_segment *segment)
{
    const unsigned receiver = !segment->from;
    const struct tl_reset *reset = note->reset;

    if (reset == NULL || !reset->has_effect) {
        return;
    }
    CHECK(reset->cause < TL_CAUSE_COUNT && reset->position < TL_POSITION_COUNT);
    CHECK(reset->trigger_frame < note->frame);
    if (reset->is_effective) {
        CHECK_EQ(note->after[receiver], TL_CLOSED);
    }
}

static void
rows_are_legal(void)
{
    const unsigned before = check_failures;

    lab_clear(&lab);
    for (unsigned i = 0; i < row_count && check_failures == before; i++) {
        const struct tl_note *note = lab_observe(&lab, &row[i]);
        sets_are_legal(lab.now);
        note_is_legal(note, &row[i]);
        reset_is_legal(note, &row[i]);
        for (unsigned end = 0; end < 2 && i > 0 && !lab.is_anew[i]; end++) {
            CHECK_EQ(note->before[end], lab.notes[i - 1].after[end]);
        }
    }
}

static void
legality(void)
{
    apply_to_all(rows_are_legal);
}

/* A state that a note tells is LISTEN only where it was so before: nobody begins to listen. */
static void
nobody_turns_to_listen(void)
{
    run(&lab, row_count);
    for (unsigned i = 0; i < row_count; i++) {
        for (unsigned end = 0; end < 2; end++) {
            CHECK(lab.notes[i].after[end] != TL_LISTEN || lab.notes[i].before[end] == TL_LISTEN ||
                  lab.notes[i].before[end] == TL_UNKNOWN);
        }
    }
}

static void
listen_law(void)
{
    apply_to_all(nobody_turns_to_listen);
}

/* --- the short way --------------------------------------------------------------------------- */

/* What is passed over as routine has nothing to it: the long way would not find anything either. */
static void
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

static void
all_routine_is_empty(void)
{
    lab_clear(&lab);
    for (unsigned i = 0; i < row_count; i++) {
        if (lab.now != NULL) {
            routine_is_empty(lab.now, &row[i]);
        }
        lab_observe(&lab, &row[i]);
    }
}

static void
routine_law(void)
{
    apply_to_all(all_routine_is_empty);
}

#define TEST(name)                                                                                 \
    {                                                                                              \
#name, name                                                                                \
    }

static const struct check_test tests[] = {
    TEST(mirror_law), TEST(prefix_law), TEST(determinism),
    TEST(legality),   TEST(listen_law), TEST(routine_law),
};

int
main(void)
{
    return CHECK_RUN(tests);
}

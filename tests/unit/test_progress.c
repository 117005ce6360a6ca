/* test_progress.c - do the events of one segment move both ends, and is each change told?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "progress.h"

#include "check.h"
#include "replay.h"

static struct replay replay;

static bool
has_step(const struct tl_note *note, unsigned end, enum tl_way way, enum tl_state from,
         enum tl_state to)
{
    for (unsigned i = 0; i < note->step_count; i++) {
        const struct tl_step *step = &note->steps[i];
        if (step->end == end && step->way == way && step->from == from && step->to == to) {
            return true;
        }
    }
    return false;
}

static void
a_segment_is_a_send_of_one_and_a_receive_of_the_other(void)
{
    replay_into(&replay, TL_SYN_SENT, TL_SYN_RECEIVED);
    const struct tl_note *note = replay_line(&replay, "C > S A 1:1(0) ack 1");
    CHECK_EQ(note->step_count, 2);
    CHECK(has_step(note, CLIENT, TL_SENT, TL_SYN_SENT, TL_ESTABLISHED));
    CHECK(has_step(note, SERVER, TL_RECEIVED, TL_SYN_RECEIVED, TL_ESTABLISHED));
}

/* What was not captured and is acknowledged may have been a FIN: both ends are uncertain. */
static void
ack_of_an_unseen_segment_widens_both(void)
{
    replay_into(&replay, TL_ESTABLISHED, TL_ESTABLISHED);
    const struct tl_note *note = replay_line(&replay, "S > C A 1:1(0) ack 101");
    const tl_state_set client = replay.lab.now->end[CLIENT].now.states;
    const tl_state_set server = replay.lab.now->end[SERVER].now.states;
    CHECK_EQ(client, TL_ONLY(ESTABLISHED) | TL_ONLY(FIN_WAIT_2));
    CHECK_EQ(server, TL_ONLY(ESTABLISHED) | TL_ONLY(CLOSE_WAIT));
    CHECK(has_step(note, CLIENT, TL_RECEIVED, TL_ESTABLISHED, TL_UNKNOWN));
    CHECK(has_step(note, SERVER, TL_SENT, TL_ESTABLISHED, TL_UNKNOWN));
}

static void
no_widening_behind_a_fin_that_was_captured(void)
{
    replay_into(&replay, TL_FIN_WAIT_1, TL_ESTABLISHED);
    const struct tl_note *note = replay_line(&replay, "S > C A 1:1(0) ack 101");
    CHECK_EQ(note->step_count, 0);
    CHECK_EQ(note->after[CLIENT], TL_FIN_WAIT_1);
    CHECK_EQ(note->after[SERVER], TL_ESTABLISHED);
}

/* RFC 9293 3.10.7.4: nobody is in CLOSE-WAIT whose peer has not sent a FIN. */
static void
who_goes_on_sending_settles_both(void)
{
    replay_into(&replay, TL_ESTABLISHED, TL_ESTABLISHED);
    replay_line(&replay, "S > C A 1:1(0) ack 101");
    const struct tl_note *note = replay_line(&replay, "C > S PA 101:111(10) ack 1");
    CHECK_EQ(note->after[CLIENT], TL_ESTABLISHED);
    CHECK_EQ(note->after[SERVER], TL_ESTABLISHED);
    CHECK(has_step(note, CLIENT, TL_SENT, TL_UNKNOWN, TL_ESTABLISHED));
    CHECK(has_step(note, SERVER, TL_RECEIVED, TL_UNKNOWN, TL_ESTABLISHED));
}

static void
who_goes_on_before_the_claim_refutes_it(void)
{
    replay_into(&replay, TL_ESTABLISHED, TL_ESTABLISHED);
    replay_line(&replay, "S > C A 1:1(0) ack 101");
    CHECK(tl_life_knows(&replay.lab.now->end[CLIENT].now, TL_IS_CLAIMED));
    const struct tl_note *note = replay_line(&replay, "C > S PA 1:11(10) ack 1");
    CHECK(!tl_life_knows(&replay.lab.now->end[CLIENT].now, TL_IS_CLAIMED));
    CHECK_EQ(note->after[CLIENT], TL_ESTABLISHED);
    CHECK_EQ(note->after[SERVER], TL_ESTABLISHED);
}

/* What neither bears witness to stays open: a FIN may have been sent before the capture. */
static void
no_witness_no_certainty(void)
{
    replay_begin(&replay);
    replay_line(&replay, "C > S PA 1000:1010(10) ack 2000");
    const struct tl_note *note = replay_line(&replay, "S > C A 2000:2000(0) ack 1010");
    CHECK_EQ(note->after[CLIENT], TL_UNKNOWN);
    CHECK_EQ(note->after[SERVER], TL_UNKNOWN);
    CHECK_EQ(note->step_count, 0);
}

static void
a_contradiction_is_told_and_changes_nothing(void)
{
    replay_into(&replay, TL_CLOSED, TL_LISTEN);
    const struct tl_note *note = replay_line(&replay, "C > S FA 1:1(0) ack 1");
    CHECK(note->findings & TL_FOUND(IMPOSSIBLE));
    CHECK_EQ(note->after[CLIENT], TL_CLOSED);
    CHECK(!has_step(note, CLIENT, TL_SENT, TL_CLOSED, TL_CLOSED));
}

static void
steps_are_packed_whole_and_never_too_many(void)
{
    struct tl_note note = { 0 };
    for (unsigned i = 0; i < TL_STEPS_MAX + 3; i++) {
        tl_progress_add_step(&note, SERVER, TL_RECEIVED, TL_LAST_ACK, TL_TIME_WAIT, TL_EV_RST);
    }
    CHECK_EQ(note.step_count, TL_STEPS_MAX);
    CHECK(has_step(&note, SERVER, TL_RECEIVED, TL_LAST_ACK, TL_TIME_WAIT));
    CHECK_EQ(note.steps[TL_STEPS_MAX - 1].event, TL_EV_RST);
}

#define TEST(name)                                                                                 \
    {                                                                                              \
#name, name                                                                                \
    }

static const struct check_test tests[] = {
    TEST(a_segment_is_a_send_of_one_and_a_receive_of_the_other),
    TEST(ack_of_an_unseen_segment_widens_both),
    TEST(no_widening_behind_a_fin_that_was_captured),
    TEST(who_goes_on_sending_settles_both),
    TEST(who_goes_on_before_the_claim_refutes_it),
    TEST(no_witness_no_certainty),
    TEST(a_contradiction_is_told_and_changes_nothing),
    TEST(steps_are_packed_whole_and_never_too_many),
};

int
main(void)
{
    return CHECK_RUN(tests);
}

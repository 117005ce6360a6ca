/* test_connection.c - does one segment after the other lead a connection through its life?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "connection.h"

#include "check.h"
#include "replay.h"

static struct replay replay;

static bool
is_step(const struct tl_note *note, unsigned at, unsigned end, enum tl_state from, enum tl_state to)
{
    const struct tl_step *step = &note->steps[at];

    return at < note->step_count && step->end == end && step->from == from && step->to == to;
}

static void
every_pair_of_states_can_be_reached(void)
{
    for (size_t i = 0; i < sizeof replay_ways / sizeof replay_ways[0]; i++) {
        replay_into(&replay, replay_ways[i].client, replay_ways[i].server);
        CHECK_EQ(tl_connection_state(replay.lab.now, CLIENT), replay_ways[i].client);
        CHECK_EQ(tl_connection_state(replay.lab.now, SERVER), replay_ways[i].server);
    }
}

/* The sender's changes come before the receiver's, in the order in which they happened. */
static void
steps_in_their_order(void)
{
    replay_into(&replay, TL_FIN_WAIT_1, TL_ESTABLISHED);
    const struct tl_note *note = replay_line(&replay, "S > C FA 1:1(0) ack 2");
    CHECK_EQ(note->step_count, 3);
    CHECK(is_step(note, 0, SERVER, TL_ESTABLISHED, TL_CLOSE_WAIT));
    CHECK(is_step(note, 1, SERVER, TL_CLOSE_WAIT, TL_LAST_ACK));
    CHECK(is_step(note, 2, CLIENT, TL_FIN_WAIT_1, TL_FIN_WAIT_2));
}

static void
a_segment_that_changes_nothing_leaves_an_empty_note(void)
{
    replay_into(&replay, TL_ESTABLISHED, TL_ESTABLISHED);
    CHECK(!tl_note_matters(replay_line(&replay, "C > S PA 1:11(10) ack 1")));
    CHECK(!tl_note_matters(replay_line(&replay, "S > C A 1:1(0) ack 11")));
    CHECK_EQ(lab_last(&replay.lab)->frame, 5);
    CHECK_EQ(lab_last(&replay.lab)->phase, TL_PHASE_DATA);
}

static void
phases_follow_the_states(void)
{
    static const struct {
        enum tl_state client;
        enum tl_state server;
        enum tl_phase phase;
    } cases[] = {
        { TL_SYN_SENT, TL_LISTEN, TL_PHASE_HANDSHAKE },
        { TL_SYN_SENT, TL_SYN_RECEIVED, TL_PHASE_HANDSHAKE },
        { TL_ESTABLISHED, TL_ESTABLISHED, TL_PHASE_DATA },
        { TL_FIN_WAIT_1, TL_ESTABLISHED, TL_PHASE_CLOSING },
        { TL_FIN_WAIT_2, TL_CLOSE_WAIT, TL_PHASE_CLOSING },
        { TL_FIN_WAIT_2, TL_LAST_ACK, TL_PHASE_CLOSING },
        { TL_CLOSING, TL_CLOSING, TL_PHASE_CLOSING },
        { TL_TIME_WAIT, TL_CLOSED, TL_PHASE_CLOSED },
        { TL_TIME_WAIT, TL_TIME_WAIT, TL_PHASE_CLOSED },
        { TL_CLOSED, TL_CLOSED, TL_PHASE_CLOSED },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        replay_into(&replay, cases[i].client, cases[i].server);
        CHECK_EQ(lab_last(&replay.lab)->phase, cases[i].phase);
        CHECK_EQ(replay.lab.now->phase, cases[i].phase);
    }
}

static void
frames_and_times_of_the_connection(void)
{
    replay_begin(&replay);
    replay_line(&replay, "5 C > S S 0:0(0)");
    replay_line(&replay, "7 S > C SA 0:0(0) ack 1");
    const struct tl_connection *connection = replay.lab.now;
    CHECK_EQ(connection->first_ns, 5000000000);
    CHECK_EQ(connection->last_ns, 7000000000);
    CHECK_EQ(connection->first_frame, 1);
    CHECK_EQ(connection->last_frame, 2);
    CHECK(!connection->is_fresh);
}

static void
client_data_segments_count_the_client_only(void)
{
    replay_into(&replay, TL_ESTABLISHED, TL_ESTABLISHED);
    replay_line(&replay, "S > C PA 1:11(10) ack 1");
    CHECK_EQ(replay.lab.now->client_data_segments, 0);
    replay_line(&replay, "C > S PA 1:11(10) ack 11");
    replay_line(&replay, "C > S RA 11:21(10) ack 11");
    CHECK_EQ(replay.lab.now->client_data_segments, 1);
}

static void
resets_are_linked_newest_first(void)
{
    replay_into(&replay, TL_ESTABLISHED, TL_ESTABLISHED);
    CHECK(replay.lab.now->last_reset == NULL);
    const struct tl_reset *one = replay_line(&replay, "S > C R 100:100(0)")->reset;
    const struct tl_reset *two = replay_line(&replay, "S > C R 200:200(0)")->reset;
    CHECK(replay.lab.now->last_reset == two);
    CHECK(two->previous == one);
    CHECK(one->previous == NULL);
}

/* RFC 9293 3.10.7.4, second: an RST occupies no sequence numbers, and proves none. */
static void
an_rst_moves_no_numbers(void)
{
    replay_into(&replay, TL_ESTABLISHED, TL_ESTABLISHED);
    const uint32_t nxt = replay.lab.now->end[SERVER].now.nxt;
    replay_line(&replay, "S > C RA 500:520(20) ack 1");
    CHECK_EQ(replay.lab.now->end[SERVER].now.nxt, nxt);
    CHECK_EQ(replay.lab.now->end[SERVER].last_frame, 2);
}

static void
a_segment_that_is_dropped_moves_no_numbers(void)
{
    replay_into(&replay, TL_ESTABLISHED, TL_ESTABLISHED);
    const uint32_t nxt = replay.lab.now->end[CLIENT].now.nxt;
    replay_line(&replay, "C > S PA 9000:9010(10) ack 1");
    CHECK_EQ(replay.lab.now->end[CLIENT].now.nxt, nxt);
}

static void
mid_stream_is_told_once(void)
{
    replay_begin(&replay);
    const struct tl_note *note = replay_line(&replay, "C > S PA 1000:1010(10) ack 2000");
    CHECK(note->findings & TL_FOUND(MID_STREAM));
    CHECK(note->roles_inferred);
    CHECK(!(replay_line(&replay, "C > S PA 1010:1020(10) ack 2000")->findings &
            TL_FOUND(MID_STREAM)));
}

/* Nobody has received a FIN that was never sent: one end bears witness for the other. */
static void
mid_stream_ends_bear_witness_for_each_other(void)
{
    replay_begin(&replay);
    replay_line(&replay, "C > S PA 1000:1010(10) ack 2000");
    replay_line(&replay, "S > C PA 2000:2010(10) ack 1010");
    replay_line(&replay, "C > S PA 1010:1020(10) ack 2010");
    const struct tl_note *note = replay_line(&replay, "S > C PA 2010:2020(10) ack 1020");
    CHECK_EQ(note->after[CLIENT], TL_ESTABLISHED);
    CHECK_EQ(note->after[SERVER], TL_ESTABLISHED);
}

/* What only an end with a connection can send proves that one was missed. */
static void
a_listener_that_talks_has_a_connection(void)
{
    replay_into(&replay, TL_SYN_SENT, TL_LISTEN);
    const struct tl_note *note = replay_line(&replay, "S > C PA 700:710(10) ack 1");
    CHECK(note->findings & TL_FOUND(MID_STREAM));
    CHECK(note->after[SERVER] != TL_LISTEN);
}

static void
what_contradicts_the_states_is_impossible(void)
{
    replay_into(&replay, TL_CLOSED, TL_LISTEN);
    const struct tl_note *note = replay_line(&replay, "C > S FA 1:1(0) ack 1");
    CHECK(note->findings & TL_FOUND(IMPOSSIBLE));
    CHECK_EQ(note->after[CLIENT], TL_CLOSED);
}

#define TEST(name)                                                                                 \
    {                                                                                              \
#name, name                                                                                \
    }

static const struct check_test tests[] = {
    TEST(every_pair_of_states_can_be_reached),
    TEST(steps_in_their_order),
    TEST(a_segment_that_changes_nothing_leaves_an_empty_note),
    TEST(phases_follow_the_states),
    TEST(frames_and_times_of_the_connection),
    TEST(client_data_segments_count_the_client_only),
    TEST(resets_are_linked_newest_first),
    TEST(an_rst_moves_no_numbers),
    TEST(a_segment_that_is_dropped_moves_no_numbers),
    TEST(mid_stream_is_told_once),
    TEST(mid_stream_ends_bear_witness_for_each_other),
    TEST(a_listener_that_talks_has_a_connection),
    TEST(what_contradicts_the_states_is_impossible),
};

int
main(void)
{
    return CHECK_RUN(tests);
}

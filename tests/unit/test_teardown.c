/* test_teardown.c - are the steps, the kind, the status and the times of a closing told rightly?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "teardown.h"

#include "check.h"
#include "replay.h"

static struct replay replay;

/* What is known of the closing after these lines, behind an open connection. */
static const struct tl_teardown *
after(const char *const *lines, size_t count)
{
    replay_into(&replay, TL_ESTABLISHED, TL_ESTABLISHED);
    replay_lines(&replay, lines, count);
    return &replay.lab.now->teardown;
}

#define AFTER(...)                                                                                 \
    after((const char *const[]){ __VA_ARGS__ },                                                    \
          sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

#define CLIENT_FIN "1 C > S FA 1:1(0) ack 1"
#define ACK_OF_CLIENT_FIN "1.1 S > C A 1:1(0) ack 2"
#define SERVER_FIN "3.1 S > C FA 1:1(0) ack 2"
#define ACK_OF_SERVER_FIN "3.3 C > S A 2:2(0) ack 2"

static void
no_fin_no_teardown(void)
{
    const struct tl_teardown *teardown = AFTER("C > S PA 1:11(10) ack 1");
    int64_t ns;
    CHECK_EQ(teardown->status, TL_CLOSING_NONE_STATUS);
    CHECK_EQ(teardown->kind, TL_TEARDOWN_UNKNOWN);
    CHECK(!tl_teardown_duration(teardown, &ns));
    CHECK(!replay.lab.notes[3].in_teardown);
}

static void
four_way_frames_steps_and_times(void)
{
    const struct tl_teardown *teardown =
        AFTER(CLIENT_FIN, ACK_OF_CLIENT_FIN, SERVER_FIN, ACK_OF_SERVER_FIN);
    int64_t ns = 0;
    CHECK_EQ(teardown->kind, TL_TEARDOWN_FOUR_WAY);
    CHECK_EQ(teardown->status, TL_CLOSING_COMPLETE_STATUS);
    CHECK_EQ(teardown->fin[0].end, CLIENT);
    CHECK_EQ(teardown->fin[0].frame, 4);
    CHECK_EQ(teardown->fin[0].ack_frame, 5);
    CHECK_EQ(teardown->fin[1].end, SERVER);
    CHECK_EQ(teardown->fin[1].frame, 6);
    CHECK_EQ(teardown->fin[1].ack_frame, 7);
    CHECK(tl_teardown_duration(teardown, &ns));
    CHECK_EQ(ns, 2300000000);
    CHECK(tl_teardown_half_closed_for(teardown, &ns));
    CHECK_EQ(ns, 2000000000);
    CHECK_EQ(teardown->time_wait, 1u << CLIENT);
    for (unsigned step = 1; step <= 4; step++) {
        CHECK_EQ(replay.lab.notes[step + 2].teardown_steps, 1u << step);
    }
}

static void
each_step_leaves_its_status(void)
{
    CHECK_EQ(AFTER(CLIENT_FIN)->status, TL_CLOSING_IN_PROGRESS_STATUS);
    CHECK_EQ(AFTER(CLIENT_FIN, ACK_OF_CLIENT_FIN)->status, TL_CLOSING_HALF_CLOSED_STATUS);
    CHECK_EQ(AFTER(CLIENT_FIN, ACK_OF_CLIENT_FIN, SERVER_FIN)->status,
             TL_CLOSING_IN_PROGRESS_STATUS);
}

static void
three_segment_steps_two_and_three_at_once(void)
{
    const struct tl_teardown *teardown = AFTER(CLIENT_FIN, SERVER_FIN, ACK_OF_SERVER_FIN);
    int64_t ns;
    CHECK_EQ(teardown->kind, TL_TEARDOWN_THREE_SEGMENT);
    CHECK_EQ(replay.lab.notes[4].teardown_steps, (1u << 2) | (1u << 3));
    CHECK_EQ(teardown->fin[0].ack_frame, teardown->fin[1].frame);
    CHECK(!tl_teardown_half_closed_for(teardown, &ns));
}

static void
simultaneous_both_in_time_wait(void)
{
    const struct tl_teardown *teardown =
        AFTER(CLIENT_FIN, "S > C FA 1:1(0) ack 1", "C > S A 2:2(0) ack 2", "S > C A 2:2(0) ack 2");
    int64_t ns;
    CHECK_EQ(teardown->kind, TL_TEARDOWN_SIMULTANEOUS);
    CHECK_EQ(teardown->status, TL_CLOSING_COMPLETE_STATUS);
    CHECK_EQ(teardown->time_wait, (1u << CLIENT) | (1u << SERVER));
    CHECK(!tl_teardown_half_closed_for(teardown, &ns));
    CHECK(replay.lab.notes[4].findings & TL_FOUND(SIMULTANEOUS_CLOSE));
}

static void
half_close_counts_new_octets_once(void)
{
    const struct tl_teardown *teardown =
        AFTER(CLIENT_FIN, ACK_OF_CLIENT_FIN, "S > C PA 1:101(100) ack 2",
              "S > C PA 1:101(100) ack 2", "S > C FPA 101:151(50) ack 2");
    CHECK_EQ(teardown->kind, TL_TEARDOWN_HALF_CLOSE);
    CHECK_EQ(teardown->bytes_after_fin, 150);
    CHECK(replay.lab.notes[5].findings & TL_FOUND(HALF_CLOSED));
    CHECK(!(replay.lab.notes[6].findings & TL_FOUND(HALF_CLOSED)));
}

static void
data_that_crossed_the_fin_are_no_half_close(void)
{
    const struct tl_teardown *teardown =
        AFTER(CLIENT_FIN, "S > C PA 1:101(100) ack 1", "S > C A 101:101(0) ack 2");
    CHECK_EQ(teardown->kind, TL_TEARDOWN_UNKNOWN);
    CHECK_EQ(teardown->bytes_after_fin, 100);
    CHECK_EQ(teardown->status, TL_CLOSING_HALF_CLOSED_STATUS);
}

static void
data_of_the_closer_itself_are_not_counted(void)
{
    CHECK_EQ(AFTER("C > S FPA 1:51(50) ack 1")->bytes_after_fin, 0);
    CHECK_EQ(AFTER(CLIENT_FIN, ACK_OF_CLIENT_FIN, "C > S PA 2:12(10) ack 1")->bytes_after_fin, 0);
    CHECK_EQ(replay.lab.now->teardown.kind, TL_TEARDOWN_UNKNOWN);
}

static void
fin_again_counts_and_keeps_the_first_frame(void)
{
    const struct tl_teardown *teardown =
        AFTER(CLIENT_FIN, "1.2 C > S FA 1:1(0) ack 1", "1.6 C > S FA 1:1(0) ack 1");
    CHECK_EQ(teardown->fin[0].retransmits, 2);
    CHECK_EQ(teardown->fin[0].frame, 4);
    CHECK_EQ(teardown->status, TL_CLOSING_UNANSWERED_STATUS);
    CHECK_EQ(replay.lab.notes[4].teardown_steps, 1u << 1);
    CHECK_EQ(teardown->fin[1].frame, 0);
}

/* The FIN sent again with less before it, or with the data before it once more, is the same. */
static void
fin_again_in_another_segment(void)
{
    const struct tl_teardown *teardown =
        AFTER("C > S PA 1:11(10) ack 1", "C > S FA 11:11(0) ack 1", "C > S FPA 1:11(10) ack 1");
    CHECK_EQ(teardown->fin[0].retransmits, 1);
    CHECK_EQ(teardown->fin[0].frame, 5);
}

static void
reset_aborts_the_closing(void)
{
    CHECK_EQ(AFTER(CLIENT_FIN, "S > C R 1:1(0)")->status, TL_CLOSING_ABORTED_STATUS);
    CHECK_EQ(AFTER(CLIENT_FIN, "S > C R 9000:9000(0)")->status, TL_CLOSING_IN_PROGRESS_STATUS);
}

static void
reset_behind_the_close_leaves_it_complete(void)
{
    CHECK_EQ(AFTER(CLIENT_FIN, ACK_OF_CLIENT_FIN, SERVER_FIN, ACK_OF_SERVER_FIN, "S > C R 2:2(0)")
                 ->status,
             TL_CLOSING_COMPLETE_STATUS);
}

static void
ack_of_the_data_is_no_ack_of_the_fin(void)
{
    CHECK_EQ(AFTER("C > S FPA 1:11(10) ack 1", "S > C A 1:1(0) ack 11")->fin[0].ack_frame, 0);
    CHECK_EQ(AFTER("C > S FPA 1:11(10) ack 1", "S > C A 1:1(0) ack 12")->fin[0].ack_frame, 5);
}

static void
words_are_those_of_the_reference(void)
{
    static const char *const kinds[] = { "", "four-way", "three-segment", "simultaneous",
                                         "half-close" };
    static const char *const statuses[] = { "",        "in progress", "complete", "half-closed",
                                            "aborted", "unanswered" };
    for (unsigned i = 0; i < 5; i++) {
        CHECK(strcmp(tl_teardown_kind_word((enum tl_teardown_kind)i), kinds[i]) == 0);
    }
    for (unsigned i = 0; i < 6; i++) {
        CHECK(strcmp(tl_teardown_status_word((enum tl_teardown_status)i), statuses[i]) == 0);
    }
}

#define TEST(name)                                                                                 \
    {                                                                                              \
#name, name                                                                                \
    }

static const struct check_test tests[] = {
    TEST(no_fin_no_teardown),
    TEST(four_way_frames_steps_and_times),
    TEST(each_step_leaves_its_status),
    TEST(three_segment_steps_two_and_three_at_once),
    TEST(simultaneous_both_in_time_wait),
    TEST(half_close_counts_new_octets_once),
    TEST(data_that_crossed_the_fin_are_no_half_close),
    TEST(data_of_the_closer_itself_are_not_counted),
    TEST(fin_again_counts_and_keeps_the_first_frame),
    TEST(fin_again_in_another_segment),
    TEST(reset_aborts_the_closing),
    TEST(reset_behind_the_close_leaves_it_complete),
    TEST(ack_of_the_data_is_no_ack_of_the_fin),
    TEST(words_are_those_of_the_reference),
};

int
main(void)
{
    return CHECK_RUN(tests);
}

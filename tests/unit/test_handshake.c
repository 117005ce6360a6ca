/* test_handshake.c - are the steps, the kind, the status, the times and the offers of an opening
 * told rightly?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "handshake.h"

#include "check.h"
#include "replay.h"

static struct replay replay;

static const struct tl_handshake *
after(const char *const *lines, size_t count)
{
    replay_begin(&replay);
    replay_lines(&replay, lines, count);
    return &replay.lab.now->handshake;
}

#define AFTER(...)                                                                                 \
    after((const char *const[]){ __VA_ARGS__ },                                                    \
          sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static void
three_way_frames_and_numbers(void)
{
    const struct tl_handshake *handshake = AFTER(REPLAY_OPEN);
    CHECK_EQ(handshake->kind, TL_HANDSHAKE_THREE_WAY);
    CHECK_EQ(handshake->status, TL_OPENING_COMPLETE);
    CHECK_EQ(handshake->syn_frame, 1);
    CHECK_EQ(handshake->synack_frame, 2);
    CHECK_EQ(handshake->ack_frame, 3);
    CHECK_EQ(handshake->isn[CLIENT], BUILD_CLIENT_ISN);
    CHECK_EQ(handshake->isn[SERVER], BUILD_SERVER_ISN);
    CHECK(handshake->has_ack_check && handshake->is_ack_ok);
    CHECK_EQ(handshake->syn_retransmits, 0);
}

static void
steps_are_marked_once(void)
{
    AFTER(REPLAY_OPEN, "C > S PA 1:11(10) ack 1", "S > C A 1:1(0) ack 11");
    CHECK_EQ(replay.lab.notes[0].handshake_steps, 1u << 1);
    CHECK_EQ(replay.lab.notes[1].handshake_steps, 1u << 2);
    CHECK_EQ(replay.lab.notes[2].handshake_steps, 1u << 3);
    CHECK_EQ(replay.lab.notes[3].handshake_steps, 0);
    CHECK(replay.lab.notes[2].in_handshake && !replay.lab.notes[3].in_handshake);
    CHECK(replay.lab.notes[2].findings & TL_FOUND(HANDSHAKE_COMPLETE));
    CHECK(!(replay.lab.notes[3].findings & TL_FOUND(HANDSHAKE_COMPLETE)));
}

static void
times_of_the_round_trips(void)
{
    const struct tl_handshake *handshake =
        AFTER("1.0 C > S S 0:0(0)", "1.03 S > C SA 0:0(0) ack 1", "1.035 C > S A 1:1(0) ack 1");
    CHECK(handshake->has_server_rtt && handshake->has_client_rtt);
    CHECK_EQ(handshake->server_rtt_ns, 30000000);
    CHECK_EQ(handshake->client_rtt_ns, 5000000);
}

/* Karn's rule (RFC 6298 3): a retransmitted segment measures nothing. */
static void
syn_retransmitted_no_server_rtt(void)
{
    const struct tl_handshake *handshake =
        AFTER("0 C > S S 0:0(0)", "1 C > S S 0:0(0)", "1.03 S > C SA 0:0(0) ack 1",
              "1.04 C > S A 1:1(0) ack 1");
    CHECK_EQ(handshake->syn_retransmits, 1);
    CHECK(!handshake->has_server_rtt);
    CHECK(handshake->has_client_rtt);
    CHECK_EQ(handshake->syn_frame, 1);
}

static void
syn_ack_retransmitted_no_client_rtt(void)
{
    const struct tl_handshake *handshake =
        AFTER("0 C > S S 0:0(0)", "0.03 S > C SA 0:0(0) ack 1", "1.03 S > C SA 0:0(0) ack 1",
              "1.04 C > S A 1:1(0) ack 1");
    CHECK_EQ(handshake->synack_retransmits, 1);
    CHECK(handshake->has_server_rtt);
    CHECK_EQ(handshake->server_rtt_ns, 30000000);
    CHECK(!handshake->has_client_rtt);
}

/* RFC 7323 4.2: an echoed timestamp tells which copy is answered: here the second. */
static void
syn_retransmitted_with_timestamps_measures_the_last(void)
{
    const struct tl_handshake *handshake =
        AFTER("0 C > S S 0:0(0) ts=10,0", "1 C > S S 0:0(0) ts=1010,0",
              "1.03 S > C SA 0:0(0) ack 1 ts=5,1010");
    CHECK(handshake->has_server_rtt);
    CHECK_EQ(handshake->server_rtt_ns, 30000000);
}

static void
syn_retransmitted_and_the_first_echoed_measures_nothing(void)
{
    const struct tl_handshake *handshake =
        AFTER("0 C > S S 0:0(0) ts=10,0", "1 C > S S 0:0(0) ts=1010,0",
              "1.03 S > C SA 0:0(0) ack 1 ts=5,10");
    CHECK(!handshake->has_server_rtt);
}

static void
syn_ack_retransmitted_with_timestamps_measures_the_last(void)
{
    const struct tl_handshake *handshake =
        AFTER("0 C > S S 0:0(0) ts=10,0", "0.03 S > C SA 0:0(0) ack 1 ts=5,10",
              "1.03 S > C SA 0:0(0) ack 1 ts=1005,10", "1.04 C > S A 1:1(0) ack 1 ts=1050,1005");
    CHECK(handshake->has_server_rtt);
    CHECK_EQ(handshake->server_rtt_ns, 30000000);
    CHECK(handshake->has_client_rtt);
    CHECK_EQ(handshake->client_rtt_ns, 10000000);
}

/* RFC 9293 3.10.7.3: the ACK comes at once. Data that come a second later are not that ACK. */
static void
late_data_for_the_ack_measure_nothing(void)
{
    CHECK(!AFTER("0 C > S S 0:0(0)", "0.03 S > C SA 0:0(0) ack 1", "1.5 C > S PA 1:11(10) ack 1")
               ->has_client_rtt);
    CHECK(AFTER("0 C > S S 0:0(0)", "0.03 S > C SA 0:0(0) ack 1", "0.5 C > S PA 1:11(10) ack 1")
              ->has_client_rtt);
    CHECK(AFTER("0 C > S S 0:0(0)", "0.03 S > C SA 0:0(0) ack 1", "1.5 C > S A 1:1(0) ack 1")
              ->has_client_rtt);
}

static void
syn_only_waits_and_is_unanswered_in_the_end(void)
{
    const struct tl_handshake *handshake = AFTER("C > S S 0:0(0)");
    CHECK_EQ(tl_handshake_status(handshake, true), TL_OPENING_UNANSWERED);
    CHECK(!handshake->has_server_rtt && !handshake->has_ack_check);
    CHECK_EQ(handshake->ack_frame, 0);
}

static void
syn_ack_unanswered_stays_in_progress(void)
{
    const struct tl_handshake *handshake = AFTER("C > S S 0:0(0)", "S > C SA 0:0(0) ack 1");
    CHECK_EQ(tl_handshake_status(handshake, false), TL_OPENING_IN_PROGRESS);
    CHECK_EQ(tl_handshake_status(handshake, true), TL_OPENING_IN_PROGRESS);
}

static void
syn_ack_with_bad_ack_left_edge_and_right_edge(void)
{
    CHECK(!AFTER("C > S S 0:0(0)", "S > C SA 0:0(0) ack 0")->is_ack_ok);
    CHECK(replay.lab.notes[1].findings & TL_FOUND(SYN_ACK_BAD_ACK));
    CHECK(!AFTER("C > S S 0:0(0)", "S > C SA 0:0(0) ack 2")->is_ack_ok);
    CHECK(AFTER("C > S S 0:0(0)", "S > C SA 0:0(0) ack 1")->is_ack_ok);
    CHECK(!(replay.lab.notes[1].findings & TL_FOUND(SYN_ACK_BAD_ACK)));
}

/* RFC 7413 4.2.2: the SYN,ACK acknowledges the SYN alone, or some or all of its data. */
static void
fast_open_ack_of_syn_or_of_its_data(void)
{
    CHECK(AFTER("C > S S 0:10(10) tfo=8", "S > C SA 0:0(0) ack 1")->is_ack_ok);
    CHECK(AFTER("C > S S 0:10(10) tfo=8", "S > C SA 0:0(0) ack 11")->is_ack_ok);
    CHECK(!AFTER("C > S S 0:10(10) tfo=8", "S > C SA 0:0(0) ack 12")->is_ack_ok);
    CHECK(!AFTER("C > S S 0:10(10)", "S > C SA 0:0(0) ack 12")->is_ack_ok);
}

/* A cookie without data, or data without a cookie, is no Fast Open. */
static void
fast_open_needs_cookie_and_data(void)
{
    CHECK_EQ(AFTER("C > S S 0:10(10) tfo=8")->kind, TL_HANDSHAKE_FAST_OPEN);
    CHECK_EQ(AFTER("C > S S 0:0(0) tfo=8")->kind, TL_HANDSHAKE_THREE_WAY);
    CHECK_EQ(AFTER("C > S S 0:10(10) tfo=0")->kind, TL_HANDSHAKE_THREE_WAY);
    CHECK_EQ(AFTER("C > S S 0:10(10)")->kind, TL_HANDSHAKE_THREE_WAY);
}

static void
offers_of_each_side(void)
{
    const struct tl_handshake *handshake = AFTER("C > S S 0:0(0) mss=1460 ws=15 sack ts=1,0 tfo=0",
                                                 "S > C SA 0:0(0) ack 1 mss=1400 ws=2 ts=1,1");
    CHECK(handshake->offer[CLIENT].seen && handshake->offer[SERVER].seen);
    CHECK_EQ(handshake->offer[CLIENT].mss, 1460);
    CHECK_EQ(handshake->offer[SERVER].mss, 1400);
    CHECK_EQ(handshake->offer[CLIENT].window_scale, 14); /* RFC 7323 2.3 */
    CHECK_EQ(handshake->offer[SERVER].window_scale, 2);
    CHECK(tl_handshake_agreed(handshake, TL_OPT_WINDOW_SCALE));
    CHECK(tl_handshake_agreed(handshake, TL_OPT_TIMESTAMPS));
    CHECK(!tl_handshake_agreed(handshake, TL_OPT_SACK_PERMITTED));
    CHECK(!tl_handshake_agreed(handshake, TL_OPT_FAST_OPEN));
}

static void
nothing_is_agreed_before_the_answer(void)
{
    CHECK(!tl_handshake_agreed(AFTER("C > S S 0:0(0) sack"), TL_OPT_SACK_PERMITTED));
}

/* RFC 3168 6.1.1: the SYN asks by ECE and CWR, the SYN,ACK grants by ECE without CWR. */
static void
ecn_is_asked_and_granted(void)
{
    CHECK(AFTER("C > S SEW 0:0(0)", "S > C SAE 0:0(0) ack 1")->offer[CLIENT].ecn);
    CHECK(replay.lab.now->handshake.offer[SERVER].ecn);
    CHECK(!AFTER("C > S SE 0:0(0)", "S > C SAEW 0:0(0) ack 1")->offer[CLIENT].ecn);
    CHECK(!replay.lab.now->handshake.offer[SERVER].ecn);
    CHECK(!AFTER("C > S S 0:0(0)")->offer[CLIENT].ecn);
}

static void
refused_abandoned_aborted(void)
{
    CHECK_EQ(AFTER("C > S S 0:0(0)", "S > C RA 0:0(0) ack 1")->status, TL_OPENING_REFUSED);
    CHECK_EQ(AFTER("C > S S 0:0(0)", "S > C SA 0:0(0) ack 1", "C > S R 1:1(0)")->status,
             TL_OPENING_ABANDONED);
    CHECK_EQ(AFTER("C > S S 0:0(0)", "S > C SA 0:0(0) ack 1", "S > C RA 1:1(0) ack 1")->status,
             TL_OPENING_ABORTED);
}

static void
a_reset_that_is_not_taken_ends_no_opening(void)
{
    CHECK_EQ(AFTER("C > S S 0:0(0)", "S > C RA 0:0(0) ack 9")->status, TL_OPENING_IN_PROGRESS);
    CHECK_EQ(AFTER(REPLAY_OPEN, "S > C RA 1:1(0) ack 1")->status, TL_OPENING_COMPLETE);
}

static void
mid_stream_has_no_handshake(void)
{
    const struct tl_handshake *handshake = AFTER("C > S PA 1000:1010(10) ack 2000");
    CHECK_EQ(handshake->status, TL_OPENING_NONE);
    CHECK_EQ(handshake->kind, TL_HANDSHAKE_UNKNOWN);
    CHECK(!replay.lab.notes[0].in_handshake);
}

static void
words_are_those_of_the_reference(void)
{
    static const char *const kinds[] = { "", "three-way", "simultaneous", "fast-open", "split" };
    static const char *const statuses[] = { "",        "in progress", "complete",
                                            "refused", "unanswered",  "abandoned",
                                            "aborted", "unreachable", "partial" };
    for (unsigned i = 0; i < 5; i++) {
        CHECK(strcmp(tl_handshake_kind_word((enum tl_handshake_kind)i), kinds[i]) == 0);
    }
    for (unsigned i = 0; i < 9; i++) {
        CHECK(strcmp(tl_handshake_status_word((enum tl_handshake_status)i), statuses[i]) == 0);
    }
}

#define TEST(name)                                                                                 \
    {                                                                                              \
#name, name                                                                                \
    }

static const struct check_test tests[] = {
    TEST(three_way_frames_and_numbers),
    TEST(steps_are_marked_once),
    TEST(times_of_the_round_trips),
    TEST(syn_retransmitted_no_server_rtt),
    TEST(syn_ack_retransmitted_no_client_rtt),
    TEST(syn_ack_retransmitted_with_timestamps_measures_the_last),
    TEST(late_data_for_the_ack_measure_nothing),
    TEST(syn_retransmitted_with_timestamps_measures_the_last),
    TEST(syn_retransmitted_and_the_first_echoed_measures_nothing),
    TEST(syn_only_waits_and_is_unanswered_in_the_end),
    TEST(syn_ack_unanswered_stays_in_progress),
    TEST(syn_ack_with_bad_ack_left_edge_and_right_edge),
    TEST(fast_open_ack_of_syn_or_of_its_data),
    TEST(fast_open_needs_cookie_and_data),
    TEST(offers_of_each_side),
    TEST(nothing_is_agreed_before_the_answer),
    TEST(ecn_is_asked_and_granted),
    TEST(refused_abandoned_aborted),
    TEST(a_reset_that_is_not_taken_ends_no_opening),
    TEST(mid_stream_has_no_handshake),
    TEST(words_are_those_of_the_reference),
};

int
main(void)
{
    return CHECK_RUN(tests);
}

/* test_window.c - is the place of a segment in the window of its receiver found?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The window of the server begins at 1 and is 8192 octets: 1 to 8192 (RFC 9293 3.4).
 */
#include "window.h"

#include "check.h"
#include "replay.h"

static struct replay replay;

static const struct tl_life *
life(unsigned end)
{
    return &replay.lab.now->end[end].now;
}

static enum tl_position
position(int32_t seq)
{
    return tl_window_position(life(SERVER), life(CLIENT), build_isn(CLIENT) + (uint32_t)seq);
}

static bool
accepts(int32_t seq, uint32_t payload, unsigned flags)
{
    const struct tl_segment segment = SEG(.seq = seq, .payload = payload, .flags = flags);
    return tl_window_accepts(life(SERVER), life(CLIENT), &segment);
}

static void
established_rcv_left_edge_inside_right_edge(void)
{
    replay_into(&replay, TL_ESTABLISHED, TL_ESTABLISHED);
    CHECK_EQ(position(1), TL_POSITION_EXACT);
    CHECK_EQ(position(2), TL_POSITION_IN_WINDOW);
    CHECK_EQ(position(4000), TL_POSITION_IN_WINDOW);
    CHECK_EQ(position(8192), TL_POSITION_IN_WINDOW);
}

static void
established_rcv_outside_left_and_right(void)
{
    replay_into(&replay, TL_ESTABLISHED, TL_ESTABLISHED);
    CHECK_EQ(position(0), TL_POSITION_OUTSIDE_LEFT);
    CHECK_EQ(position(-100000), TL_POSITION_OUTSIDE_LEFT);
    CHECK_EQ(position(8193), TL_POSITION_OUTSIDE_RIGHT);
    CHECK_EQ(position(1000000000), TL_POSITION_OUTSIDE_RIGHT);
}

/* The right edge never moves left (RFC 9293 3.8.6), and moves right with each ACK. */
static void
established_rcv_edge_moves(void)
{
    replay_into(&replay, TL_ESTABLISHED, TL_ESTABLISHED);
    replay_line(&replay, "C > S PA 1:101(100) ack 1");
    replay_line(&replay, "S > C A 1:1(0) ack 101");
    CHECK_EQ(position(100), TL_POSITION_OUTSIDE_LEFT);
    CHECK_EQ(position(101), TL_POSITION_EXACT);
    CHECK_EQ(position(8292), TL_POSITION_IN_WINDOW);
    CHECK_EQ(position(8293), TL_POSITION_OUTSIDE_RIGHT);
    replay_line(&replay, "S > C A 1:1(0) ack 101 win=10");
    CHECK_EQ(position(8292), TL_POSITION_IN_WINDOW);
}

/* RCV.NXT is between the last ACK and the end of what was delivered; both are taken for it. */
static void
established_rcv_unacknowledged_data_both_edges_exact(void)
{
    replay_into(&replay, TL_ESTABLISHED, TL_ESTABLISHED);
    replay_line(&replay, "C > S PA 1:101(100) ack 1");
    CHECK_EQ(position(1), TL_POSITION_EXACT);
    CHECK_EQ(position(101), TL_POSITION_EXACT);
    CHECK_EQ(position(50), TL_POSITION_IN_WINDOW);
}

static void
established_rcv_hole_is_not_delivered(void)
{
    replay_into(&replay, TL_ESTABLISHED, TL_ESTABLISHED);
    replay_line(&replay, "C > S PA 101:201(100) ack 1");
    CHECK_EQ(position(201), TL_POSITION_IN_WINDOW);
    CHECK_EQ(position(1), TL_POSITION_EXACT);
}

/* Unknown is not wrong: before the receiver has said anything, its window is not known. */
static void
syn_sent_rcv_unknown_window(void)
{
    replay_into(&replay, TL_SYN_SENT, TL_LISTEN);
    CHECK_EQ(position(1), TL_POSITION_EXACT);
    CHECK_EQ(position(77), TL_POSITION_UNKNOWN);
    CHECK(accepts(77, 10, TL_ACK));
}

/* RFC 9293 3.4, the table of four cases. */
static void
established_accepts_what_overlaps_the_window(void)
{
    replay_into(&replay, TL_ESTABLISHED, TL_ESTABLISHED);
    CHECK(accepts(1, 0, TL_ACK));
    CHECK(accepts(1, 10, TL_ACK));
    CHECK(accepts(8192, 1, TL_ACK));
    CHECK(accepts(-9, 11, TL_ACK)); /* its last octet is number 1 */
    CHECK(accepts(0, 1, TL_ACK | TL_FIN));
    CHECK(!accepts(-9, 10, TL_ACK)); /* its last octet is number 0 */
    CHECK(!accepts(0, 0, TL_ACK));
    CHECK(!accepts(0, 0, TL_ACK | TL_FIN));
    CHECK(!accepts(8193, 0, TL_ACK));
    CHECK(!accepts(8193, 10, TL_ACK));
}

static bool
fails_paws(unsigned flags, uint32_t tsval, unsigned options)
{
    const struct tl_segment segment =
        SEG(.seq = 1, .flags = flags, .options = options, .tsval = tsval);
    return tl_window_fails_paws(life(SERVER), life(CLIENT), &segment);
}

static void
open_with_timestamps(void)
{
    replay_begin(&replay);
    replay_line(&replay, "C > S S 0:0(0) ts=14,0");
    replay_line(&replay, "S > C SA 0:0(0) ack 1 ts=500,14");
    replay_line(&replay, "C > S A 1:1(0) ack 1 ts=20,500");
}

/* RFC 7323 5.3: SEG.TSval < TS.Recent, modulo 2^32; TS.Recent is 20, which is 4 behind the wrap. */
static void
established_rcv_paws(void)
{
    open_with_timestamps();
    CHECK(fails_paws(TL_ACK, 19, TL_OPT_TIMESTAMPS));
    CHECK(fails_paws(TL_ACK, 3, TL_OPT_TIMESTAMPS));
    CHECK(!fails_paws(TL_ACK, 20, TL_OPT_TIMESTAMPS));
    CHECK(!fails_paws(TL_ACK, 21, TL_OPT_TIMESTAMPS));
}

/* RFC 7323 5.2: an RST is not subject to PAWS; nor is a segment without timestamps. */
static void
established_rcv_paws_does_not_apply(void)
{
    open_with_timestamps();
    CHECK(!fails_paws(TL_RST, 3, TL_OPT_TIMESTAMPS));
    CHECK(!fails_paws(TL_ACK, 3, 0));
    replay_into(&replay, TL_ESTABLISHED, TL_ESTABLISHED);
    CHECK(!fails_paws(TL_ACK, 3, TL_OPT_TIMESTAMPS));
}

static void
words_are_those_of_the_reference(void)
{
    static const char *const words[] = { "unknown",      "exact",         "in window",
                                         "outside left", "outside right", "bad ack" };
    CHECK_EQ(TL_POSITION_COUNT, 6);
    for (unsigned i = 0; i < TL_POSITION_COUNT; i++) {
        CHECK(strcmp(tl_position_word((enum tl_position)i), words[i]) == 0);
        CHECK(strlen(tl_position_meaning((enum tl_position)i)) > 10);
    }
    CHECK(strcmp(tl_position_word(TL_POSITION_COUNT), "unknown") == 0);
}

static const struct check_test tests[] = {
    { "established_rcv_left_edge_inside_right_edge", established_rcv_left_edge_inside_right_edge },
    { "established_rcv_outside_left_and_right", established_rcv_outside_left_and_right },
    { "established_rcv_edge_moves", established_rcv_edge_moves },
    { "established_rcv_unacknowledged_data_both_edges_exact",
      established_rcv_unacknowledged_data_both_edges_exact },
    { "established_rcv_hole_is_not_delivered", established_rcv_hole_is_not_delivered },
    { "syn_sent_rcv_unknown_window", syn_sent_rcv_unknown_window },
    { "established_accepts_what_overlaps_the_window",
      established_accepts_what_overlaps_the_window },
    { "established_rcv_paws", established_rcv_paws },
    { "established_rcv_paws_does_not_apply", established_rcv_paws_does_not_apply },
    { "words_are_those_of_the_reference", words_are_those_of_the_reference },
};

int
main(void)
{
    return CHECK_RUN(tests);
}

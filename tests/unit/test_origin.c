/* test_origin.c - are the clues to a forged reset seen, and none where there is none?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "origin.h"

#include "check.h"
#include "replay.h"

#include <string.h>

static struct replay replay;

/* The IP IDs of both hosts count up from here, as with most hosts. */
static uint16_t next_id[2];

static const struct tl_note *
observe(const char *line, uint8_t ttl, uint16_t id, uint16_t window)
{
    struct tl_segment segment = replay_read(&replay, line);

    segment.ip = (struct tl_ip){ .ttl = ttl, .has_ttl = true, .id = id, .has_id = true };
    segment.window = window;
    return lab_observe(&replay.lab, &segment);
}

/* A segment as its host sends it: C with window 1000, S with window 2000. */
static void
say(const char *line)
{
    const unsigned end = line[0] == 'S' || strstr(line, " S > ") != NULL;
    observe(line, 64, next_id[end]++, end ? 2000 : 1000);
}

/* An open connection, 20 ms from here to S and back, with data both ways, all acknowledged. */
static void
open_connection(const char *options)
{
    char line[80];

    replay_begin(&replay);
    next_id[0] = 100;
    next_id[1] = 5000;
    snprintf(line, sizeof line, "C > S S 0:0(0) %s", options);
    say(line);
    snprintf(line, sizeof line, "+0.02 S > C SA 0:0(0) ack 1 %s", options);
    say(line);
    snprintf(line, sizeof line, "C > S A 1:1(0) ack 1 %s", options);
    say(line);
    snprintf(line, sizeof line, "C > S PA 1:11(10) ack 1 %s", options);
    say(line);
    snprintf(line, sizeof line, "+0.03 S > C PA 1:11(10) ack 11 %s", options);
    say(line);
    snprintf(line, sizeof line, "C > S A 11:11(0) ack 11 %s", options);
    say(line);
}

#define BIT(clue) (1u << TL_CLUE_##clue)

static void
a_genuine_abort_gives_no_clue(void)
{
    open_connection("");
    const struct tl_reset *reset =
        observe("+1 S > C RA 11:11(0) ack 11", 64, next_id[1], 2000)->reset;
    CHECK_EQ(reset->clues, 0);
    CHECK_EQ(reset->origin, TL_ORIGIN_ENDPOINT);
    CHECK_EQ(reset->cause, TL_CAUSE_APPLICATION_ABORT);
}

/* Linux answers with IP ID 0 and window 0. */
static void
a_genuine_answer_gives_no_clue(void)
{
    open_connection("");
    say("+1 C > S PA 11:21(10) ack 11");
    const struct tl_reset *reset = observe("+0.02 S > C R 11:11(0)", 64, 0, 0)->reset;
    CHECK_EQ(reset->clues, 0);
    CHECK_EQ(reset->origin, TL_ORIGIN_ENDPOINT);
    CHECK_EQ(reset->cause, TL_CAUSE_NO_CONNECTION);
}

/* One clue is not enough, since each has innocent reasons; no IP header, no opinion. */
static void
one_clue_alone_proves_nothing(void)
{
    open_connection("");
    const struct tl_reset *reset =
        observe("+1 S > C RA 11:11(0) ack 11", 33, next_id[1], 2000)->reset;
    CHECK_EQ(reset->clues, BIT(TTL));
    CHECK_EQ(reset->ttl_delta, -31);
    CHECK_EQ(reset->origin, TL_ORIGIN_UNKNOWN);
    CHECK_EQ(reset->cause, TL_CAUSE_APPLICATION_ABORT);
}

static void
two_hops_are_a_route(void)
{
    open_connection("");
    CHECK_EQ(observe("+1 S > C RA 11:11(0) ack 11", 62, next_id[1], 2000)->reset->clues, 0);
    open_connection("");
    CHECK_EQ(observe("+1 S > C RA 11:11(0) ack 11", 61, next_id[1], 2000)->reset->clues, BIT(TTL));
}

static void
two_clues_do(void)
{
    open_connection("");
    const struct tl_reset *reset = observe("+1 S > C RA 11:11(0) ack 11", 33, 40000, 2000)->reset;
    CHECK_EQ(reset->clues, BIT(TTL) | BIT(IP_ID));
    CHECK_EQ(reset->origin, TL_ORIGIN_ON_PATH);
    CHECK_EQ(reset->cause, TL_CAUSE_INJECTED);
    CHECK_EQ(reset->confidence, TL_LIKELY);
}

/* The IDs of a host that does not count tell nothing. */
static void
random_ids_tell_nothing(void)
{
    open_connection("");
    next_id[1] = 60000;
    say("S > C A 11:11(0) ack 11");
    CHECK_EQ(observe("+1 S > C RA 11:11(0) ack 11", 64, 1234, 2000)->reset->clues, 0);
}

static void
the_other_sides_header_shows_through(void)
{
    open_connection("");
    const struct tl_reset *reset =
        observe("+1 S > C RA 11:11(0) ack 11", 64, (uint16_t)(next_id[0] - 1), 1000)->reset;
    CHECK_EQ(reset->clues, BIT(IP_ID) | BIT(IP_ID_COPIED) | BIT(WINDOW_COPIED));
    CHECK_EQ(reset->origin, TL_ORIGIN_ON_PATH);
}

/* RFC 7323 3.2 lets an RST go without; one with ACK, from a live connection, does not. */
static void
agreed_timestamps_are_missed(void)
{
    open_connection("ts=1,1");
    CHECK_EQ(observe("+1 S > C RA 11:11(0) ack 11", 64, next_id[1], 2000)->reset->clues,
             BIT(NO_TIMESTAMPS));
    open_connection("ts=1,1");
    CHECK_EQ(observe("+1 S > C RA 11:11(0) ack 11 ts=2,1", 64, next_id[1], 2000)->reset->clues, 0);
    open_connection("ts=1,1");
    say("+1 C > S PA 11:21(10) ack 11 ts=2,1");
    CHECK_EQ(observe("+0.02 S > C R 11:11(0)", 64, 0, 0)->reset->clues, 0);
}

/* S is 20 ms away: what comes back after 2 ms was not sent by S. But it may answer the first of
 * two segments. */
static void
an_answer_takes_a_round_trip(void)
{
    open_connection("");
    say("+1 S > C A 11:11(0) ack 11");
    say("+1 C > S PA 11:21(10) ack 11");
    CHECK_EQ(observe("+0.002 S > C R 11:11(0)", 64, 0, 0)->reset->clues, BIT(TOO_EARLY));
    open_connection("");
    say("+1 S > C A 11:11(0) ack 11");
    say("+1 C > S PA 11:21(10) ack 11");
    say("+0.02 C > S PA 21:31(10) ack 11");
    CHECK_EQ(observe("+0.002 S > C R 11:11(0)", 64, 0, 0)->reset->clues, 0);
}

static void
numbers_that_no_end_would_use(void)
{
    open_connection("");
    CHECK_EQ(observe("+1 S > C RA 5:5(0) ack 11", 64, next_id[1], 2000)->reset->clues,
             BIT(SEQ_BEHIND));
    open_connection("");
    CHECK_EQ(observe("+1 S > C RA 500:500(0) ack 11", 64, next_id[1], 2000)->reset->clues,
             BIT(SEQ_AHEAD));
}

/* Segments in flight when their receiver had gone are answered one by one, also the earlier ones
 * with the lower Ack. */
static void
late_answers_are_not_behind(void)
{
    open_connection("");
    say("+1 S > C PA 11:21(10) ack 11");
    say("C > S A 11:11(0) ack 21");
    say("C > S PA 11:21(10) ack 21");
    say("C > S PA 21:31(10) ack 21");
    CHECK_EQ(observe("+0.02 S > C R 21:21(0)", 64, 0, 0)->reset->clues, 0);
    CHECK_EQ(observe("S > C R 21:21(0)", 64, 0, 0)->reset->clues, 0);
}

static void
a_volley_is_seen(void)
{
    open_connection("");
    observe("+1 S > C RA 11:11(0) ack 11", 64, next_id[1], 2000);
    const struct tl_reset *reset =
        observe("+0.01 S > C RA 1471:1471(0) ack 11", 64, next_id[1], 2000)->reset;
    CHECK_EQ(reset->clues, BIT(SEQ_AHEAD) | BIT(BURST));
    CHECK_EQ(reset->origin, TL_ORIGIN_ON_PATH);
    open_connection("");
    observe("+1 S > C RA 11:11(0) ack 11", 64, next_id[1], 2000);
    CHECK_EQ(observe("+3 S > C RA 1471:1471(0) ack 11", 64, next_id[1], 2000)->reset->clues,
             BIT(SEQ_AHEAD));
}

static void
the_form_of_an_answer_without_a_question(void)
{
    open_connection("");
    say("S > C PA 11:21(10) ack 11");
    const struct tl_reset *reset = observe("+1 S > C R 21:21(0)", 64, 0, 0)->reset;
    CHECK_EQ(reset->clues, BIT(UNPROMPTED));
}

/* Who talks on has sent none of the resets in its name. */
static void
who_talks_on_did_not_send_it(void)
{
    open_connection("");
    const struct tl_reset *one =
        observe("+1 S > C RA 11:11(0) ack 11", 64, next_id[1], 2000)->reset;
    const struct tl_reset *two = observe("S > C RA 11:11(0) ack 11", 64, next_id[1], 2000)->reset;
    CHECK_EQ(one->cause, TL_CAUSE_APPLICATION_ABORT);
    say("+1 S > C PA 11:21(10) ack 11");
    CHECK_EQ(one->clues, BIT(SENDER_TALKS_ON));
    CHECK_EQ(two->clues, BIT(SENDER_TALKS_ON));
    CHECK_EQ(one->origin, TL_ORIGIN_ON_PATH);
    CHECK_EQ(one->cause, TL_CAUSE_INJECTED);
    CHECK_EQ(one->confidence, TL_CERTAIN);
}

static void
a_receiver_that_talks_on_tells_of_itself_only(void)
{
    open_connection("");
    const struct tl_reset *reset =
        observe("+1 S > C RA 11:11(0) ack 11", 64, next_id[1], 2000)->reset;
    say("+5 C > S PA 11:21(10) ack 11");
    CHECK_EQ(reset->clues, BIT(RECEIVER_TALKS_ON));
    CHECK_EQ(reset->origin, TL_ORIGIN_ENDPOINT);
    CHECK_EQ(reset->cause, TL_CAUSE_APPLICATION_ABORT);
}

static void
words_are_there(void)
{
    CHECK(strcmp(tl_origin_word(TL_ORIGIN_ON_PATH), "on-path") == 0);
    CHECK(strcmp(tl_origin_word(TL_ORIGIN_ENDPOINT), "endpoint") == 0);
    CHECK(strcmp(tl_origin_word(TL_ORIGIN_UNKNOWN), "unknown") == 0);
    for (unsigned i = 0; i < TL_CLUE_COUNT; i++) {
        CHECK(strlen(tl_clue_text((enum tl_clue)i)) > 10);
    }
}

#define TEST(name)                                                                                 \
    {                                                                                              \
#name, name                                                                                \
    }

static const struct check_test tests[] = {
    TEST(a_genuine_abort_gives_no_clue),
    TEST(a_genuine_answer_gives_no_clue),
    TEST(one_clue_alone_proves_nothing),
    TEST(two_hops_are_a_route),
    TEST(two_clues_do),
    TEST(random_ids_tell_nothing),
    TEST(the_other_sides_header_shows_through),
    TEST(agreed_timestamps_are_missed),
    TEST(an_answer_takes_a_round_trip),
    TEST(numbers_that_no_end_would_use),
    TEST(late_answers_are_not_behind),
    TEST(a_volley_is_seen),
    TEST(the_form_of_an_answer_without_a_question),
    TEST(who_talks_on_did_not_send_it),
    TEST(a_receiver_that_talks_on_tells_of_itself_only),
    TEST(words_are_there),
};

int
main(void)
{
    return CHECK_RUN(tests);
}

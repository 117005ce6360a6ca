/* test_clock.c - what is told of times where the clock of the capture was set while it ran?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "clock.h"

#include "build.h"
#include "check.h"
#include "replay.h"
#include "verdict.h"
#include "zeek.h"

static struct replay replay;

/* What is known of the connection after these lines. */
static const struct tl_connection *
after(const char *const *lines, size_t count)
{
    replay_begin(&replay);
    replay_lines(&replay, lines, count);
    return replay.lab.now;
}

#define AFTER(...)                                                                                 \
    after((const char *const[]){ __VA_ARGS__ },                                                    \
          sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

#define OPENED "5 C > S S 0:0(0)", "5.1 S > C SA 0:0(0) ack 1", "5.2 C > S A 1:1(0) ack 1"

static void
time_passes_or_does_not(void)
{
    CHECK_EQ(tl_clock_between(5, 12), 7);
    CHECK_EQ(tl_clock_between(12, 5), 0);
    CHECK_EQ(tl_clock_between(INT64_MAX, 0), 0);
}

static void
three_of_the_longest_times_can_be_added(void)
{
    const int64_t most = tl_clock_between(0, INT64_MAX);
    CHECK(most > 0 && most <= INT64_MAX / 3);
}

static void
handshake_measures_no_round_trip_back_in_time(void)
{
    const struct tl_handshake *handshake =
        &AFTER("5 C > S S 0:0(0)", "4 S > C SA 0:0(0) ack 1", "3 C > S A 1:1(0) ack 1")->handshake;
    CHECK_EQ(handshake->status, TL_OPENING_COMPLETE);
    CHECK(!handshake->has_server_rtt);
    CHECK(!handshake->has_client_rtt);
}

static void
teardown_lasts_no_less_than_nothing(void)
{
    const struct tl_connection *connection =
        AFTER(OPENED, "4 C > S FA 1:1(0) ack 1", "3 S > C A 1:1(0) ack 2",
              "2 S > C FA 1:1(0) ack 2", "1 C > S A 2:2(0) ack 2");
    int64_t ns;
    CHECK(!tl_teardown_duration(&connection->teardown, &ns));
    CHECK(!tl_teardown_half_closed_for(&connection->teardown, &ns));
    CHECK_EQ(tl_connection_duration(connection), 0);
}

static void
silence_before_a_reset_is_not_told(void)
{
    const struct tl_connection *connection = AFTER(OPENED, "4 S > C RA 1:1(0) ack 1");
    CHECK(!connection->last_reset->has_idle);
}

/* A sanitizer says where a sum overflows: Zeek's timers end behind the last time that there is. */
static void
zeek_bears_the_last_time_there_is(void)
{
    struct tl_segment segment = SEG(.from = CLIENT, .flags = TL_SYN, .seq = 1);
    struct tl_zeek zeek;
    char history[TL_ZEEK_HISTORY];

    segment.time_ns = INT64_MAX;
    tl_zeek_begin(&zeek, &segment);
    tl_zeek_observe(&zeek, &segment, false);
    segment.flags = TL_RST;
    tl_zeek_observe(&zeek, &segment, false);
    tl_zeek_history(&zeek, history);
    CHECK(strcmp(history, "SR") == 0);
}

#define TEST(name)                                                                                 \
    {                                                                                              \
#name, name                                                                                \
    }

static const struct check_test tests[] = {
    TEST(time_passes_or_does_not),
    TEST(three_of_the_longest_times_can_be_added),
    TEST(handshake_measures_no_round_trip_back_in_time),
    TEST(teardown_lasts_no_less_than_nothing),
    TEST(silence_before_a_reset_is_not_told),
    TEST(zeek_bears_the_last_time_there_is),
};

int
main(void)
{
    return CHECK_RUN(tests);
}

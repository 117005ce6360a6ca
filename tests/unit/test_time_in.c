/* test_time_in.c - how long was each end in each state, also where the clock goes back?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "time_in.h"

#include "check.h"

enum { CLIENT = 0, SERVER = 1 };

static struct tl_time_in times;

/* From this time on the ends are in these states. */
static void
enter(uint64_t since_ns, enum tl_state client, enum tl_state server)
{
    struct tl_note note = { .since_ns = since_ns & 0xFFFF,
                            .after = { (uint8_t)client, (uint8_t)server } };

    tl_time_in_add(&times, &note);
}

/* An opening at 0, 10 and 30; the client's FIN at 100, its ACK at 110. */
static void
play(void)
{
    times = (struct tl_time_in){ 0 };
    enter(0, TL_SYN_SENT, TL_LISTEN);
    enter(10, TL_SYN_SENT, TL_SYN_RECEIVED);
    enter(30, TL_ESTABLISHED, TL_ESTABLISHED);
    enter(100, TL_FIN_WAIT_1, TL_ESTABLISHED);
    enter(110, TL_FIN_WAIT_2, TL_CLOSE_WAIT);
}

static void
each_state_counts_until_the_next(void)
{
    play();
    CHECK_EQ(times.ns[CLIENT][TL_SYN_SENT], 30);
    CHECK_EQ(times.ns[CLIENT][TL_ESTABLISHED], 70);
    CHECK_EQ(times.ns[CLIENT][TL_FIN_WAIT_1], 10);
    CHECK_EQ(times.ns[SERVER][TL_LISTEN], 10);
    CHECK_EQ(times.ns[SERVER][TL_SYN_RECEIVED], 20);
    CHECK_EQ(times.ns[SERVER][TL_ESTABLISHED], 80);
}

static void
the_last_state_counts_until_the_capture_ends(void)
{
    play();
    tl_time_in_finish(&times, 110, 500);
    CHECK_EQ(times.ns[CLIENT][TL_FIN_WAIT_2], 390);
    CHECK_EQ(times.ns[SERVER][TL_CLOSE_WAIT], 390);
}

/* Nobody can see when TIME-WAIT ends. */
static void
what_is_left_in_silence_counts_until_the_last_segment(void)
{
    play();
    enter(200, TL_TIME_WAIT, TL_CLOSED);
    tl_time_in_finish(&times, 210, 500);
    CHECK_EQ(times.ns[CLIENT][TL_TIME_WAIT], 10);
    CHECK_EQ(times.ns[SERVER][TL_CLOSED], 10);
}

/* No time is taken back, and none counts twice. */
static void
a_clock_that_goes_back_adds_nothing(void)
{
    play();
    enter(50, TL_TIME_WAIT, TL_LAST_ACK);
    CHECK_EQ(times.ns[CLIENT][TL_FIN_WAIT_2], 0);
    enter(130, TL_TIME_WAIT, TL_CLOSED);
    CHECK_EQ(times.ns[CLIENT][TL_TIME_WAIT], 20);
    CHECK_EQ(times.ns[SERVER][TL_LAST_ACK], 20);
    tl_time_in_finish(&times, 120, 120);
    CHECK_EQ(times.ns[CLIENT][TL_TIME_WAIT], 20);
}

static const struct check_test tests[] = {
    { "each_state_counts_until_the_next", each_state_counts_until_the_next },
    { "the_last_state_counts_until_the_capture_ends",
      the_last_state_counts_until_the_capture_ends },
    { "what_is_left_in_silence_counts_until_the_last_segment",
      what_is_left_in_silence_counts_until_the_last_segment },
    { "a_clock_that_goes_back_adds_nothing", a_clock_that_goes_back_adds_nothing },
};

int
main(void)
{
    return CHECK_RUN(tests);
}

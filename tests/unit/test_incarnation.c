/* test_incarnation.c - is a new connection on old ports told from an old one that goes on?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "incarnation.h"

#include "check.h"
#include "replay.h"

static struct replay replay;

static bool
starts_anew(enum tl_state client, enum tl_state server, const char *line)
{
    replay_into(&replay, client, server);
    const struct tl_segment segment = replay_read(&replay, line);
    return tl_connection_starts_anew(replay.lab.now, &segment);
}

#define STARTS_ANEW(client, server, line) starts_anew(TL_##client, TL_##server, line)

static void
a_syn_with_another_isn_starts_anew(void)
{
    CHECK(STARTS_ANEW(ESTABLISHED, ESTABLISHED, "C > S S 50000:50000(0)"));
    CHECK(STARTS_ANEW(TIME_WAIT, CLOSED, "C > S S 50000:50000(0)"));
    CHECK(STARTS_ANEW(SYN_SENT, LISTEN, "C > S S 50000:50000(0)"));
    CHECK(STARTS_ANEW(TIME_WAIT, CLOSED, "S > C S 50000:50000(0)"));
}

static void
a_syn_again_does_not(void)
{
    CHECK(!STARTS_ANEW(SYN_SENT, LISTEN, "C > S S 0:0(0)"));
    CHECK(!STARTS_ANEW(SYN_SENT, SYN_RECEIVED, "C > S S 0:0(0)"));
    CHECK(!STARTS_ANEW(ESTABLISHED, ESTABLISHED, "C > S S 0:0(0)"));
    CHECK(!STARTS_ANEW(FIN_WAIT_1, ESTABLISHED, "C > S S 0:0(0)"));
}

/* A simultaneous open is one connection: RFC 9293 3.5, figure 7. */
static void
a_crossing_syn_does_not(void)
{
    CHECK(!STARTS_ANEW(SYN_SENT, LISTEN, "S > C S 0:0(0)"));
}

static void
a_refused_call_again_does(void)
{
    replay_into(&replay, TL_SYN_SENT, TL_LISTEN);
    replay_line(&replay, "S > C RA 0:0(0) ack 1");
    const struct tl_segment syn = replay_read(&replay, "C > S S 0:0(0)");
    CHECK(tl_connection_starts_anew(replay.lab.now, &syn));
}

static void
behind_the_end_other_numbers_do(void)
{
    CHECK(STARTS_ANEW(TIME_WAIT, CLOSED, "C > S SA 50000:50000(0) ack 9"));
    CHECK(!STARTS_ANEW(TIME_WAIT, CLOSED, "C > S SA 50000:50000(0) ack 1"));
    CHECK(STARTS_ANEW(TIME_WAIT, CLOSED, "C > S A 90000000:90000000(0) ack 9"));
    CHECK(STARTS_ANEW(TIME_WAIT, CLOSED, "S > C PA 9:19(10) ack 90000000"));
    CHECK(!STARTS_ANEW(TIME_WAIT, CLOSED, "C > S R 90000000:90000000(0)"));
    CHECK(!STARTS_ANEW(ESTABLISHED, ESTABLISHED, "C > S A 90000000:90000000(0) ack 9"));
}

static void
nothing_else_starts_anew(void)
{
    CHECK(!STARTS_ANEW(TIME_WAIT, CLOSED, "C > S PA 50000:50010(10) ack 9"));
    CHECK(!STARTS_ANEW(TIME_WAIT, CLOSED, "C > S SR 50000:50000(0)"));
    CHECK(!STARTS_ANEW(TIME_WAIT, CLOSED, "C > S FA 50000:50000(0) ack 9"));
}

static void
the_past_is_needed_for_rst_and_for_a_new_syn(void)
{
    replay_into(&replay, TL_ESTABLISHED, TL_ESTABLISHED);
    const struct tl_segment rst = replay_read(&replay, "S > C R 1:1(0)");
    const struct tl_segment data = replay_read(&replay, "S > C PA 1:11(10) ack 1");
    CHECK(tl_connection_needs_past(replay.lab.now, &rst));
    CHECK(!tl_connection_needs_past(replay.lab.now, &data));
    replay_line(&replay, "S > C R 1:1(0)");
    CHECK(!tl_connection_needs_past(replay.lab.now, &rst));

    struct tl_connection next;
    const struct tl_segment syn = replay_read(&replay, "C > S S 50000:50000(0)");
    tl_connection_begin(&next, replay.lab.now, &syn, &tl_settings_usual);
    CHECK(tl_connection_needs_past(&next, &syn));
    tl_connection_begin(&next, NULL, &syn, &tl_settings_usual);
    CHECK(!tl_connection_needs_past(&next, &syn));
}

static void
first(struct tl_connection *connection, const char *line)
{
    replay_begin(&replay);
    const struct tl_segment segment = replay_read(&replay, line);
    tl_connection_begin(connection, NULL, &segment, &tl_settings_usual);
}

static void
presumed_states_of_the_first_segment(void)
{
    struct tl_connection connection;
    first(&connection, "C > S S 0:0(0)");
    CHECK_EQ(tl_connection_state(&connection, CLIENT), TL_CLOSED);
    CHECK_EQ(tl_connection_state(&connection, SERVER), TL_LISTEN);
    CHECK(!connection.is_role_inferred);
    first(&connection, "C > S PA 100:110(10) ack 7");
    CHECK_EQ(tl_connection_state(&connection, CLIENT), TL_UNKNOWN);
    CHECK_EQ(tl_connection_state(&connection, SERVER), TL_UNKNOWN);
    CHECK(connection.is_role_inferred);
    first(&connection, "S > C R 0:0(0)");
    CHECK_EQ(tl_connection_state(&connection, CLIENT), TL_UNKNOWN);
    CHECK_EQ(tl_connection_state(&connection, SERVER), TL_UNKNOWN);
}

static void
who_is_the_client(void)
{
    struct tl_connection connection;
    first(&connection, "S > C S 0:0(0)");
    CHECK_EQ(connection.client, SERVER);
    first(&connection, "S > C SA 0:0(0) ack 1");
    CHECK_EQ(connection.client, CLIENT);
    CHECK(!connection.is_role_inferred);
    first(&connection, "S > C PA 9:19(10) ack 1");
    CHECK_EQ(connection.client, CLIENT); /* port 9 calls nobody */
    first(&connection, "C > S PA 9:19(10) ack 1");
    CHECK_EQ(connection.client, CLIENT);
}

/* RFC 9293 3.4.2: behind twice the segment lifetime, 4 minutes, no state is left. */
static void
time_wait_lasts_four_minutes(void)
{
    replay_into(&replay, TL_TIME_WAIT, TL_CLOSED);
    replay_line(&replay, "+239 S > C S 50000:50000(0)");
    CHECK_EQ(lab_last(&replay.lab)->after[CLIENT], TL_TIME_WAIT);
    replay_into(&replay, TL_TIME_WAIT, TL_CLOSED);
    replay_line(&replay, "+241 S > C S 50000:50000(0)");
    CHECK_EQ(lab_last(&replay.lab)->after[CLIENT], TL_LISTEN);
}

static void
a_live_called_end_stays_until_it_answers(void)
{
    replay_into(&replay, TL_ESTABLISHED, TL_ESTABLISHED);
    const struct tl_note *note = replay_line(&replay, "C > S S 50000:50000(0)");
    CHECK_EQ(note->before[CLIENT], TL_CLOSED);
    CHECK_EQ(note->after[CLIENT], TL_SYN_SENT);
    CHECK_EQ(note->after[SERVER], TL_ESTABLISHED);
    CHECK(replay.lab.now->previous != NULL && replay.lab.now->has_inherited);
}

static void
the_old_connection_goes_on_across_the_syn(void)
{
    replay_into(&replay, TL_ESTABLISHED, TL_ESTABLISHED);
    struct tl_connection *old = replay.lab.now;
    replay_line(&replay, "C > S S 50000:50000(0)");
    CHECK(replay.lab.now != old);
    const struct tl_note *note = replay_line(&replay, "C > S PA 1:11(10) ack 1");
    CHECK(replay.lab.now == old);
    CHECK_EQ(old->last_frame, 5);
    CHECK_EQ(tl_connection_state(old, CLIENT), TL_ESTABLISHED);
    CHECK(note->findings & TL_FOUND(OLD_CONNECTION_LIVES));
    note = replay_line(&replay, "C > S FA 11:11(0) ack 1");
    CHECK_EQ(note->after[CLIENT], TL_FIN_WAIT_1);
    CHECK_EQ(note->steps[0].end, CLIENT);
}

static void
the_new_connection_goes_on_when_its_own_numbers_follow(void)
{
    replay_into(&replay, TL_ESTABLISHED, TL_ESTABLISHED);
    struct tl_connection *old = replay.lab.now;
    replay_line(&replay, "C > S S 5000000:5000000(0)");
    replay_line(&replay, "S > C SA 6000000:6000000(0) ack 5000001");
    replay_line(&replay, "C > S A 5000001:5000001(0) ack 6000001");
    CHECK(replay.lab.now != old);
    CHECK_EQ(lab_last(&replay.lab)->after[CLIENT], TL_ESTABLISHED);
    CHECK_EQ(lab_last(&replay.lab)->after[SERVER], TL_ESTABLISHED);
}

/* Data of the receiver that were in flight arrive for a round trip (20 ms here), and prove
 * nothing; what comes later was sent behind the RST. */
static void
receiver_talks_on_within_and_behind_a_round_trip(void)
{
    replay_into(&replay, TL_ESTABLISHED, TL_ESTABLISHED);
    replay_line(&replay, "C > S RA 1:1(0) ack 1");
    CHECK_EQ(replay_line(&replay, "+0.02 S > C PA 1:11(10) ack 1")->after[SERVER], TL_CLOSED);
    const struct tl_note *note = replay_line(&replay, "+0.001 S > C PA 1:11(10) ack 1");
    CHECK_EQ(note->after[SERVER], TL_ESTABLISHED);
    CHECK(note->findings & TL_FOUND(TALKS_AFTER_RST));
}

/* The sender's own old copy, late on its way, proves nothing; something new does. */
static void
sender_talks_on_with_something_new(void)
{
    replay_into(&replay, TL_ESTABLISHED, TL_ESTABLISHED);
    replay_line(&replay, "C > S PA 1:11(10) ack 1");
    replay_line(&replay, "C > S RA 11:11(0) ack 1");
    CHECK_EQ(replay_line(&replay, "C > S PA 1:10(9) ack 1")->after[CLIENT], TL_CLOSED);
    CHECK_EQ(replay_line(&replay, "C > S PA 11:21(10) ack 1")->after[CLIENT], TL_ESTABLISHED);
}

/* RFC 7323 5.3, RFC 6191: a SYN with an older timestamp is a late copy, and begins nothing. */
static void
an_old_duplicate_syn_begins_no_life(void)
{
    replay_begin(&replay);
    replay_line(&replay, "C > S S 0:0(0) ts=100,0");
    replay_line(&replay, "S > C SA 0:0(0) ack 1 ts=500,100");
    replay_line(&replay, "C > S A 1:1(0) ack 1 ts=101,500");
    const struct tl_note *note = replay_line(&replay, "C > S S 50000:50000(0) ts=50,0");
    CHECK_EQ(note->after[CLIENT], TL_ESTABLISHED);
    CHECK_EQ(note->after[SERVER], TL_ESTABLISHED);
}

#define TEST(name)                                                                                 \
    {                                                                                              \
#name, name                                                                                \
    }

static const struct check_test tests[] = {
    TEST(a_syn_with_another_isn_starts_anew),
    TEST(a_syn_again_does_not),
    TEST(a_crossing_syn_does_not),
    TEST(a_refused_call_again_does),
    TEST(nothing_else_starts_anew),
    TEST(behind_the_end_other_numbers_do),
    TEST(the_past_is_needed_for_rst_and_for_a_new_syn),
    TEST(presumed_states_of_the_first_segment),
    TEST(who_is_the_client),
    TEST(time_wait_lasts_four_minutes),
    TEST(a_live_called_end_stays_until_it_answers),
    TEST(the_old_connection_goes_on_across_the_syn),
    TEST(the_new_connection_goes_on_when_its_own_numbers_follow),
    TEST(receiver_talks_on_within_and_behind_a_round_trip),
    TEST(sender_talks_on_with_something_new),
    TEST(an_old_duplicate_syn_begins_no_life),
};

int
main(void)
{
    return CHECK_RUN(tests);
}

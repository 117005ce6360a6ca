/* test_settings.c - does each setting move what it is said to move, and nothing at its usual value?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "settings.h"

#include "check.h"
#include "clock.h"
#include "ending.h"
#include "replay.h"
#include "verdict.h"

static struct replay replay;

static void
begin(const struct tl_settings *settings)
{
    replay_begin(&replay);
    replay.lab.settings = settings;
}

static void
open_connection(void)
{
    replay_line(&replay, "C > S S 0:0(0)");
    replay_line(&replay, "S > C SA 0:0(0) ack 1");
    replay_line(&replay, "C > S A 1:1(0) ack 1");
}

/* RFC 9293 3.4.2 for TIME-WAIT; tcp_fin_timeout of Linux. */
static void
usual_values(void)
{
    CHECK_EQ(tl_settings_usual.time_wait_ns, 2 * 120 * TL_SECOND_NS);
    CHECK_EQ(tl_settings_usual.half_closed_ns, 60 * TL_SECOND_NS);
    CHECK_EQ(tl_settings_usual.idle_ns, 60 * TL_SECOND_NS);
    CHECK(tl_settings_usual.judges_origin);
}

/* The state of the end that closed first, when a SYN comes five seconds behind the last ACK. */
static enum tl_state
state_met_by_syn(const struct tl_settings *settings)
{
    begin(settings);
    open_connection();
    replay_line(&replay, "S > C FA 1:1(0) ack 1");
    replay_line(&replay, "C > S FA 1:1(0) ack 2");
    replay_line(&replay, "S > C A 2:2(0) ack 2");
    return (enum tl_state)replay_line(&replay, "+5 C > S S 100000:100000(0)")->before[1];
}

static void
time_wait_syn_at_its_end(void)
{
    struct tl_settings settings = tl_settings_usual;

    CHECK_EQ(state_met_by_syn(&settings), TL_TIME_WAIT);
    settings.time_wait_ns = 5 * TL_SECOND_NS + 1;
    CHECK_EQ(state_met_by_syn(&settings), TL_TIME_WAIT);
    settings.time_wait_ns = 5 * TL_SECOND_NS;
    CHECK_EQ(state_met_by_syn(&settings), TL_LISTEN);
}

static void
half_closed_silent_for_the_limit(void)
{
    struct tl_settings settings = tl_settings_usual;

    settings.half_closed_ns = 7 * TL_SECOND_NS;
    begin(&settings);
    open_connection();
    replay_line(&replay, "C > S FA 1:1(0) ack 1");
    replay_line(&replay, "S > C A 1:1(0) ack 2");
    const struct tl_connection *connection = replay.lab.now;
    const int64_t limit_ns = connection->last_ns + settings.half_closed_ns;
    CHECK_EQ(tl_finding_of_end(connection, limit_ns), TL_FINDING_END_OWES_FIN);
    CHECK_EQ(tl_finding_of_end(connection, limit_ns - 1), TL_FINDING_END_HALF_CLOSED);
    CHECK(tl_is_abnormal(connection, limit_ns) && !tl_is_abnormal(connection, limit_ns - 1));
}

static enum tl_cause
cause_after_seven_seconds(const struct tl_settings *settings)
{
    begin(settings);
    open_connection();
    return (enum tl_cause)replay_line(&replay, "+7 S > C RA 1:1(0) ack 1")->reset->cause;
}

static void
idle_timeout_at_the_limit(void)
{
    struct tl_settings settings = tl_settings_usual;

    CHECK_EQ(cause_after_seven_seconds(&settings), TL_CAUSE_APPLICATION_ABORT);
    settings.idle_ns = 7 * TL_SECOND_NS + 1;
    CHECK_EQ(cause_after_seven_seconds(&settings), TL_CAUSE_APPLICATION_ABORT);
    settings.idle_ns = 7 * TL_SECOND_NS;
    CHECK_EQ(cause_after_seven_seconds(&settings), TL_CAUSE_IDLE_TIMEOUT);
}

/* Its sender goes on: the state returns whether it is asked who sent the RST or not. */
static const struct tl_reset *
reset_of_who_talks_on(const struct tl_settings *settings, uint64_t *findings)
{
    const struct tl_note *note;

    begin(settings);
    open_connection();
    const struct tl_reset *reset = replay_line(&replay, "S > C RA 1:1(0) ack 1")->reset;
    note = replay_line(&replay, "S > C PA 1:11(10) ack 1");
    CHECK_EQ(note->after[1], TL_ESTABLISHED);
    CHECK(tl_note_matters(note));
    *findings = note->findings;
    return reset;
}

static void
origin_is_judged_or_not(void)
{
    struct tl_settings settings = tl_settings_usual;
    uint64_t findings;
    const struct tl_reset *reset = reset_of_who_talks_on(&settings, &findings);

    CHECK_EQ(reset->cause, TL_CAUSE_INJECTED);
    CHECK((findings & TL_FOUND(TALKS_AFTER_OWN_RST)) != 0);
    settings.judges_origin = false;
    reset = reset_of_who_talks_on(&settings, &findings);
    CHECK_EQ(reset->cause, TL_CAUSE_APPLICATION_ABORT);
    CHECK_EQ(reset->origin, TL_ORIGIN_NOT_JUDGED);
    CHECK_EQ(reset->clues, 0);
    CHECK((findings & TL_FOUND(TALKS_AFTER_OWN_RST)) == 0);
}

static const struct check_test tests[] = {
    { "usual_values", usual_values },
    { "time_wait_syn_at_its_end", time_wait_syn_at_its_end },
    { "half_closed_silent_for_the_limit", half_closed_silent_for_the_limit },
    { "idle_timeout_at_the_limit", idle_timeout_at_the_limit },
    { "origin_is_judged_or_not", origin_is_judged_or_not },
};

int
main(void)
{
    return CHECK_RUN(tests);
}

/* test_reset.c - is it judged rightly why a reset was sent, and whether its receiver takes it?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "reset.h"

#include "check.h"
#include "replay.h"

static struct replay replay;

/* An RST in each of the eleven states: from whom, with which numbers, and what comes of it. The
 * window of either end is 8192 octets behind what it has acknowledged. */
struct arrival {
    enum tl_state client;
    enum tl_state server;
    const char *line;
    enum tl_position position;
    bool is_effective;
};

/* clang-format off */
static const struct arrival arrivals[] = {
    /* RFC 9293 3.10.7.1, 3.10.7.2: CLOSED and LISTEN ignore it */
    { TL_CLOSED, TL_CLOSED, "C > S R 1:1(0)", TL_POSITION_EXACT, false },
    { TL_SYN_SENT, TL_LISTEN, "C > S R 1:1(0)", TL_POSITION_EXACT, false },
    /* RFC 9293 3.10.7.3: SYN-SENT asks for a good ACK, whatever the Seq */
    { TL_SYN_SENT, TL_LISTEN, "S > C RA 0:0(0) ack 1", TL_POSITION_EXACT, true },
    { TL_SYN_SENT, TL_LISTEN, "S > C RA 5000:5000(0) ack 1", TL_POSITION_EXACT, true },
    { TL_SYN_SENT, TL_LISTEN, "S > C RA 0:0(0) ack 0", TL_POSITION_BAD_ACK, false },
    { TL_SYN_SENT, TL_LISTEN, "S > C RA 0:0(0) ack 2", TL_POSITION_BAD_ACK, false },
    { TL_SYN_SENT, TL_LISTEN, "S > C R 0:0(0)", TL_POSITION_BAD_ACK, false },
    /* RFC 9293 3.10.7.4, second, with RFC 5961 3.2: outside-left, left-edge, inside, right-edge,
     * outside-right */
    { TL_SYN_SENT, TL_SYN_RECEIVED, "C > S R 0:0(0)", TL_POSITION_OUTSIDE_LEFT, false },
    { TL_SYN_SENT, TL_SYN_RECEIVED, "C > S R 1:1(0)", TL_POSITION_EXACT, true },
    { TL_SYN_SENT, TL_SYN_RECEIVED, "C > S R 2:2(0)", TL_POSITION_IN_WINDOW, false },
    { TL_SYN_SENT, TL_SYN_RECEIVED, "C > S R 8192:8192(0)", TL_POSITION_IN_WINDOW, false },
    { TL_SYN_SENT, TL_SYN_RECEIVED, "C > S R 8193:8193(0)", TL_POSITION_OUTSIDE_RIGHT, false },
    { TL_ESTABLISHED, TL_ESTABLISHED, "C > S R 0:0(0)", TL_POSITION_OUTSIDE_LEFT, false },
    { TL_ESTABLISHED, TL_ESTABLISHED, "C > S R 1:1(0)", TL_POSITION_EXACT, true },
    { TL_ESTABLISHED, TL_ESTABLISHED, "C > S R 2:2(0)", TL_POSITION_IN_WINDOW, false },
    { TL_ESTABLISHED, TL_ESTABLISHED, "C > S R 8192:8192(0)", TL_POSITION_IN_WINDOW, false },
    { TL_ESTABLISHED, TL_ESTABLISHED, "C > S R 8193:8193(0)", TL_POSITION_OUTSIDE_RIGHT, false },
    { TL_FIN_WAIT_1, TL_ESTABLISHED, "S > C R 0:0(0)", TL_POSITION_OUTSIDE_LEFT, false },
    { TL_FIN_WAIT_1, TL_ESTABLISHED, "S > C R 1:1(0)", TL_POSITION_EXACT, true },
    { TL_FIN_WAIT_1, TL_ESTABLISHED, "S > C R 2:2(0)", TL_POSITION_IN_WINDOW, false },
    { TL_FIN_WAIT_1, TL_ESTABLISHED, "S > C R 8192:8192(0)", TL_POSITION_IN_WINDOW, false },
    { TL_FIN_WAIT_1, TL_ESTABLISHED, "S > C R 8193:8193(0)", TL_POSITION_OUTSIDE_RIGHT, false },
    { TL_FIN_WAIT_2, TL_CLOSE_WAIT, "S > C R 0:0(0)", TL_POSITION_OUTSIDE_LEFT, false },
    { TL_FIN_WAIT_2, TL_CLOSE_WAIT, "S > C R 1:1(0)", TL_POSITION_EXACT, true },
    { TL_FIN_WAIT_2, TL_CLOSE_WAIT, "S > C R 2:2(0)", TL_POSITION_IN_WINDOW, false },
    { TL_FIN_WAIT_2, TL_CLOSE_WAIT, "S > C R 8192:8192(0)", TL_POSITION_IN_WINDOW, false },
    { TL_FIN_WAIT_2, TL_CLOSE_WAIT, "S > C R 8193:8193(0)", TL_POSITION_OUTSIDE_RIGHT, false },
    { TL_FIN_WAIT_2, TL_CLOSE_WAIT, "C > S R 1:1(0)", TL_POSITION_OUTSIDE_LEFT, false },
    { TL_FIN_WAIT_2, TL_CLOSE_WAIT, "C > S R 2:2(0)", TL_POSITION_EXACT, true },
    { TL_FIN_WAIT_2, TL_CLOSE_WAIT, "C > S R 3:3(0)", TL_POSITION_IN_WINDOW, false },
    { TL_FIN_WAIT_2, TL_CLOSE_WAIT, "C > S R 8193:8193(0)", TL_POSITION_IN_WINDOW, false },
    { TL_FIN_WAIT_2, TL_CLOSE_WAIT, "C > S R 8194:8194(0)", TL_POSITION_OUTSIDE_RIGHT, false },
    { TL_CLOSING, TL_CLOSING, "S > C R 1:1(0)", TL_POSITION_OUTSIDE_LEFT, false },
    { TL_CLOSING, TL_CLOSING, "S > C R 2:2(0)", TL_POSITION_EXACT, true },
    { TL_CLOSING, TL_CLOSING, "S > C R 3:3(0)", TL_POSITION_IN_WINDOW, false },
    { TL_CLOSING, TL_CLOSING, "S > C R 8193:8193(0)", TL_POSITION_IN_WINDOW, false },
    { TL_CLOSING, TL_CLOSING, "S > C R 8194:8194(0)", TL_POSITION_OUTSIDE_RIGHT, false },
    { TL_FIN_WAIT_2, TL_LAST_ACK, "C > S R 1:1(0)", TL_POSITION_OUTSIDE_LEFT, false },
    { TL_FIN_WAIT_2, TL_LAST_ACK, "C > S R 2:2(0)", TL_POSITION_EXACT, true },
    { TL_FIN_WAIT_2, TL_LAST_ACK, "C > S R 3:3(0)", TL_POSITION_IN_WINDOW, false },
    { TL_FIN_WAIT_2, TL_LAST_ACK, "C > S R 8193:8193(0)", TL_POSITION_IN_WINDOW, false },
    { TL_FIN_WAIT_2, TL_LAST_ACK, "C > S R 8194:8194(0)", TL_POSITION_OUTSIDE_RIGHT, false },
    { TL_TIME_WAIT, TL_CLOSED, "S > C R 1:1(0)", TL_POSITION_OUTSIDE_LEFT, false },
    { TL_TIME_WAIT, TL_CLOSED, "S > C R 2:2(0)", TL_POSITION_EXACT, true },
    { TL_TIME_WAIT, TL_CLOSED, "S > C R 3:3(0)", TL_POSITION_IN_WINDOW, false },
    { TL_TIME_WAIT, TL_CLOSED, "S > C R 8193:8193(0)", TL_POSITION_IN_WINDOW, false },
    { TL_TIME_WAIT, TL_CLOSED, "S > C R 8194:8194(0)", TL_POSITION_OUTSIDE_RIGHT, false },
};
/* clang-format on */

static void
arrives(const struct arrival *arrival)
{
    replay_into(&replay, arrival->client, arrival->server);
    const struct tl_note *note = replay_line(&replay, arrival->line);
    const struct tl_reset *reset = note->reset;
    const unsigned receiver = !reset->sender;
    const unsigned before = check_failures;

    CHECK_EQ(reset->position, arrival->position);
    CHECK(reset->has_effect);
    CHECK_EQ(reset->is_effective, arrival->is_effective);
    CHECK_EQ(note->after[receiver], arrival->is_effective ? TL_CLOSED : note->before[receiver]);
    if (check_failures > before) {
        printf("    in %s and %s: %s\n", tl_state_word(arrival->client),
               tl_state_word(arrival->server), arrival->line);
    }
}

static void
acceptability_in_each_state(void)
{
    for (size_t i = 0; i < sizeof arrivals / sizeof arrivals[0]; i++) {
        arrives(&arrivals[i]);
    }
}

static const struct tl_reset *
judged(enum tl_state client, enum tl_state server, const char *const *lines, size_t count)
{
    replay_into(&replay, client, server);
    replay_lines(&replay, lines, count);
    return lab_last(&replay.lab)->reset;
}

#define JUDGED(client, server, ...)                                                                \
    judged(TL_##client, TL_##server, (const char *const[]){ __VA_ARGS__ },                         \
           sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static bool
has_evidence(const struct tl_reset *reset, enum tl_evidence evidence)
{
    return (reset->evidence >> evidence & 1) != 0;
}

static void
refused_is_certain(void)
{
    const struct tl_reset *reset = JUDGED(SYN_SENT, LISTEN, "S > C RA 0:0(0) ack 1");
    CHECK_EQ(reset->cause, TL_CAUSE_REFUSED);
    CHECK_EQ(reset->confidence, TL_CERTAIN);
    CHECK_EQ(reset->trigger_frame, 1);
    CHECK_EQ(reset->stage, TL_STAGE_POST_SYN);
    CHECK_EQ(reset->sender, SERVER);
    CHECK(has_evidence(reset, TL_EVIDENCE_ANSWERS_SYN));
    CHECK(!has_evidence(reset, TL_EVIDENCE_BARE_SHAPE));
}

static void
an_rst_with_a_bad_ack_is_no_refusal(void)
{
    CHECK(JUDGED(SYN_SENT, LISTEN, "S > C RA 0:0(0) ack 2")->cause != TL_CAUSE_REFUSED);
    CHECK(JUDGED(ESTABLISHED, ESTABLISHED, "S > C RA 1:1(0) ack 1")->cause != TL_CAUSE_REFUSED);
}

static void
abandoned_handshake(void)
{
    const struct tl_reset *reset = JUDGED(SYN_SENT, SYN_RECEIVED, "C > S R 1:1(0)");
    CHECK_EQ(reset->cause, TL_CAUSE_ABANDONED_HANDSHAKE);
    CHECK_EQ(reset->trigger_frame, 2);
    CHECK(has_evidence(reset, TL_EVIDENCE_ANSWERS_SYN_ACK));
    CHECK(has_evidence(reset, TL_EVIDENCE_IN_SYN_SENT));
}

static void
handshake_rejected_for_a_bad_ack_is_certain(void)
{
    const struct tl_reset *reset =
        JUDGED(SYN_SENT, SYN_RECEIVED, "C > S A 1:1(0) ack 99", "S > C R 99:99(0)");
    CHECK_EQ(reset->cause, TL_CAUSE_HANDSHAKE_REJECTED);
    CHECK_EQ(reset->confidence, TL_CERTAIN);
    CHECK(has_evidence(reset, TL_EVIDENCE_BAD_ACK));
    CHECK_EQ(reset->trigger_frame, 3);
}

static void
no_connection_by_its_form(void)
{
    const struct tl_reset *reset =
        JUDGED(ESTABLISHED, ESTABLISHED, "C > S PA 1:11(10) ack 1", "S > C R 1:1(0)");
    CHECK_EQ(reset->cause, TL_CAUSE_NO_CONNECTION);
    CHECK(has_evidence(reset, TL_EVIDENCE_BARE_SHAPE));
    CHECK(has_evidence(reset, TL_EVIDENCE_SEQ_IS_TRIGGER_ACK));
    CHECK_EQ(reset->trigger_frame, 4);
    CHECK_EQ(reset->unacked_bytes, 10);
}

static void
application_abort_by_its_form(void)
{
    const struct tl_reset *reset =
        JUDGED(ESTABLISHED, ESTABLISHED, "C > S PA 1:11(10) ack 1", "S > C RA 1:1(0) ack 11");
    CHECK_EQ(reset->cause, TL_CAUSE_APPLICATION_ABORT);
    CHECK(has_evidence(reset, TL_EVIDENCE_LIVE_SHAPE));
    CHECK(has_evidence(reset, TL_EVIDENCE_SENDER_OPEN));
    CHECK(has_evidence(reset, TL_EVIDENCE_AFTER_DATA));
}

/* Unprompted on a live connection, whatever its form: nothing that it answers was captured. */
static void
application_abort_without_ack(void)
{
    const struct tl_reset *reset =
        JUDGED(ESTABLISHED, ESTABLISHED, "S > C PA 1:11(10) ack 1", "S > C R 11:11(0)");
    CHECK_EQ(reset->cause, TL_CAUSE_APPLICATION_ABORT);
    CHECK_EQ(reset->trigger_frame, 0);
    CHECK(!has_evidence(reset, TL_EVIDENCE_LIVE_SHAPE));
}

/* RFC 9293 3.6.1. */
static void
data_after_close(void)
{
    const struct tl_reset *reset =
        JUDGED(FIN_WAIT_2, CLOSE_WAIT, "S > C PA 1:11(10) ack 2", "C > S R 2:2(0)");
    CHECK_EQ(reset->cause, TL_CAUSE_DATA_AFTER_CLOSE);
    CHECK(has_evidence(reset, TL_EVIDENCE_SENDER_HAD_FINISHED));
    CHECK_EQ(reset->unacked_bytes, 10);
}

static void
a_fin_alone_is_no_data_after_close(void)
{
    CHECK(JUDGED(FIN_WAIT_2, LAST_ACK, "C > S R 2:2(0)")->cause != TL_CAUSE_DATA_AFTER_CLOSE);
}

static void
backscatter_is_a_guess(void)
{
    replay_begin(&replay);
    const struct tl_reset *reset = replay_line(&replay, "S > C RA 0:0(0) ack 1")->reset;
    CHECK_EQ(reset->cause, TL_CAUSE_BACKSCATTER);
    CHECK_EQ(reset->confidence, TL_GUESS);
    CHECK(!reset->has_effect && !reset->has_idle);
    CHECK_EQ(reset->trigger_frame, 0);
    CHECK_EQ(reset->position, TL_POSITION_UNKNOWN);
}

static void
stages(void)
{
#define STAGE_AFTER(...) JUDGED(ESTABLISHED, ESTABLISHED, __VA_ARGS__)->stage
    CHECK_EQ(JUDGED(SYN_SENT, SYN_RECEIVED, "C > S R 1:1(0)")->stage, TL_STAGE_POST_SYN);
    CHECK_EQ(STAGE_AFTER("S > C R 1:1(0)"), TL_STAGE_POST_ACK);
    CHECK_EQ(STAGE_AFTER("S > C PA 1:11(10) ack 1", "S > C R 11:11(0)"), TL_STAGE_POST_ACK);
    CHECK_EQ(STAGE_AFTER("C > S PA 1:11(10) ack 1", "S > C R 1:1(0)"), TL_STAGE_POST_PSH);
    CHECK_EQ(STAGE_AFTER("C > S PA 1:11(10) ack 1", "C > S PA 11:21(10) ack 1", "S > C R 1:1(0)"),
             TL_STAGE_LATER);
    CHECK_EQ(JUDGED(TIME_WAIT, CLOSED, "S > C R 2:2(0)")->stage, TL_STAGE_AFTER_CLOSE);
    CHECK_EQ(JUDGED(CLOSED, CLOSED, "S > C R 1:1(0)")->stage, TL_STAGE_AFTER_CLOSE);
}

static void
unacked_bytes_count_data_only(void)
{
    CHECK_EQ(STAGE_AFTER("C > S R 1:1(0)"), TL_STAGE_POST_ACK);
    CHECK_EQ(lab_last(&replay.lab)->reset->unacked_bytes, 0);
    CHECK_EQ(JUDGED(FIN_WAIT_1, ESTABLISHED, "S > C R 1:1(0)")->unacked_bytes, 0);
    CHECK_EQ(JUDGED(ESTABLISHED, ESTABLISHED, "C > S FPA 1:31(30) ack 1", "S > C A 1:1(0) ack 11",
                    "S > C R 1:1(0)")
                 ->unacked_bytes,
             20);
}

static void
silence_and_ttl(void)
{
    const struct tl_reset *reset = JUDGED(ESTABLISHED, ESTABLISHED, "+5 S > C R 1:1(0) ttl=61");
    CHECK(reset->has_idle);
    CHECK_EQ(reset->after_idle_ns, 5000000000);
    CHECK(reset->has_ttl_delta);
    CHECK_EQ(reset->ttl_delta, -3);
    CHECK_EQ(reset->frame, 4);
}

static void
later_frames_judge_again(void)
{
    replay_into(&replay, TL_ESTABLISHED, TL_ESTABLISHED);
    const struct tl_reset *reset = replay_line(&replay, "S > C RA 1:1(0) ack 1")->reset;
    CHECK(reset->is_effective);
    replay_line(&replay, "S > C PA 1:11(10) ack 1");
    CHECK(has_evidence(reset, TL_EVIDENCE_SENDER_TALKS_ON));
    CHECK(!has_evidence(reset, TL_EVIDENCE_RECEIVER_TALKS_ON));
    CHECK(reset->is_effective);
    replay_line(&replay, "+5 C > S PA 1:11(10) ack 1");
    CHECK(has_evidence(reset, TL_EVIDENCE_RECEIVER_TALKS_ON));
    CHECK(!reset->is_effective);
}

static void
a_challenge_is_evidence(void)
{
    replay_into(&replay, TL_ESTABLISHED, TL_ESTABLISHED);
    const struct tl_reset *reset = replay_line(&replay, "S > C R 100:100(0)")->reset;
    CHECK(!has_evidence(reset, TL_EVIDENCE_CHALLENGED));
    replay_line(&replay, "C > S A 1:1(0) ack 1");
    CHECK(has_evidence(reset, TL_EVIDENCE_CHALLENGED));
}

/* The causes that the reference lists, in its words. */
static void
every_cause_of_the_reference_has_its_word(void)
{
    static const char *const words[] = {
        "refused",
        "abandoned handshake",
        "handshake rejected",
        "no connection",
        "data after close",
        "application abort",
        "abort after FIN",
        "keep-alive timeout",
        "retransmission timeout",
        "idle timeout",
        "invalid segment",
        "TIME-WAIT",
        "probe reply",
        "injected",
        "backscatter",
        "unexplained",
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        unsigned found = 0;
        for (unsigned cause = 0; cause < TL_CAUSE_COUNT; cause++) {
            found += strcmp(tl_cause_word((enum tl_cause)cause), words[i]) == 0;
        }
        CHECK_EQ(found, 1);
    }
}

static void
words_are_unique(void)
{
    for (unsigned one = 0; one < TL_CAUSE_COUNT; one++) {
        CHECK(strlen(tl_cause_meaning((enum tl_cause)one)) > 10);
        for (unsigned two = 0; two < one; two++) {
            CHECK(strcmp(tl_cause_word((enum tl_cause)one), tl_cause_word((enum tl_cause)two)));
        }
    }
    for (unsigned one = 0; one < TL_EVIDENCE_COUNT; one++) {
        CHECK(strlen(tl_evidence_text((enum tl_evidence)one)) > 10);
        for (unsigned two = 0; two < one; two++) {
            CHECK(strcmp(tl_evidence_text((enum tl_evidence)one),
                         tl_evidence_text((enum tl_evidence)two)));
        }
    }
    CHECK(strcmp(tl_stage_word(TL_STAGE_AFTER_CLOSE), "after close") == 0);
    CHECK(strcmp(tl_confidence_word(TL_CERTAIN), "certain") == 0);
}

#define TEST(name)                                                                                 \
    {                                                                                              \
#name, name                                                                                \
    }

static void
each_cause_says_what_to_look_at(void)
{
    for (unsigned i = 0; i < TL_CAUSE_COUNT; i++) {
        CHECK(strlen(tl_cause_advice((enum tl_cause)i)) > 10);
    }
    CHECK(strcmp(tl_cause_advice(TL_CAUSE_COUNT), tl_cause_advice(TL_CAUSE_UNEXPLAINED)) == 0);
}

static const struct check_test tests[] = {
    { "each_cause_says_what_to_look_at", each_cause_says_what_to_look_at },
    TEST(acceptability_in_each_state),
    TEST(refused_is_certain),
    TEST(an_rst_with_a_bad_ack_is_no_refusal),
    TEST(abandoned_handshake),
    TEST(handshake_rejected_for_a_bad_ack_is_certain),
    TEST(no_connection_by_its_form),
    TEST(application_abort_by_its_form),
    TEST(application_abort_without_ack),
    TEST(data_after_close),
    TEST(a_fin_alone_is_no_data_after_close),
    TEST(backscatter_is_a_guess),
    TEST(stages),
    TEST(unacked_bytes_count_data_only),
    TEST(silence_and_ttl),
    TEST(later_frames_judge_again),
    TEST(a_challenge_is_evidence),
    TEST(every_cause_of_the_reference_has_its_word),
    TEST(words_are_unique),
};

int
main(void)
{
    return CHECK_RUN(tests);
}

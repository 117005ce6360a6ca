/* test_anomaly.c - is what is odd about a segment found, and nothing in what is not?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "anomaly.h"

#include "check.h"
#include "replay.h"

static struct replay replay;

/* A segment in these states, and all anomalies that it shows. A blank line: none before it. */
struct oddity {
    enum tl_state client;
    enum tl_state server;
    const char *line;
    uint64_t findings;
};

/* clang-format off */
static const struct oddity oddities[] = {
    { TL_ESTABLISHED, TL_ESTABLISHED, "C > S A 1:1(0) ack 1", 0 },
    { TL_ESTABLISHED, TL_ESTABLISHED, "C > S PA 1:11(10) ack 1", 0 },
    { TL_ESTABLISHED, TL_ESTABLISHED, "C > S PAU 1:11(10) ack 1", 0 },
    { TL_ESTABLISHED, TL_ESTABLISHED, "C > S FA 1:1(0) ack 1", 0 },
    { TL_SYN_SENT, TL_LISTEN, "S > C SA 0:0(0) ack 1", 0 },
    { TL_SYN_SENT, TL_SYN_RECEIVED, "C > S PA 1:11(10) ack 1", 0 },
    { TL_SYN_SENT, TL_LISTEN, "C > S P 1:11(10)", TL_FOUND(DATA_BEFORE_ESTABLISHED) },
    { TL_SYN_SENT, TL_SYN_RECEIVED, "C > S A 1:1(0) ack 0", TL_FOUND(BAD_ACK_IN_HANDSHAKE) },
    { TL_SYN_SENT, TL_SYN_RECEIVED, "C > S A 1:1(0) ack 2", TL_FOUND(BAD_ACK_IN_HANDSHAKE) },
    { TL_SYN_SENT, TL_SYN_RECEIVED, "C > S A 1:1(0) ack 1", 0 },
    { TL_SYN_SENT, TL_SYN_RECEIVED, "S > C SA 5:5(0) ack 1", TL_FOUND(SYN_ACK_ISN_CHANGED) },
    { TL_SYN_SENT, TL_SYN_RECEIVED, "S > C SA 0:0(0) ack 1", 0 },
    { TL_CLOSED, TL_LISTEN, "C > S - 0:0(0)", TL_FOUND(NULL_PROBE) },
    { TL_CLOSED, TL_LISTEN, "C > S F 0:0(0)", TL_FOUND(FIN_PROBE) },
    { TL_CLOSED, TL_LISTEN, "C > S FPU 0:0(0)", TL_FOUND(XMAS_PROBE) },
    { TL_CLOSED, TL_LISTEN, "C > S S 0:5(5)", TL_FOUND(DATA_IN_SYN) },
    { TL_CLOSED, TL_LISTEN, "C > S S 0:5(5) tfo=8", 0 },
    { TL_CLOSED, TL_LISTEN, "C > S SF 0:0(0)", TL_FOUND(SYN_FIN) },
    { TL_CLOSED, TL_LISTEN, "C > S SR 0:0(0)", TL_FOUND(SYN_RST) },
    { TL_ESTABLISHED, TL_ESTABLISHED, "C > S FRA 1:1(0) ack 1", TL_FOUND(FIN_RST) },
    { TL_ESTABLISHED, TL_ESTABLISHED, "C > S RA 1:9(8) ack 1", TL_FOUND(RST_DATA) },
    { TL_ESTABLISHED, TL_ESTABLISHED, "C > S - 1:1(0)", TL_FOUND(NO_ACK_BIT) },
    { TL_ESTABLISHED, TL_ESTABLISHED, "C > S FPU 1:1(0)", TL_FOUND(NO_ACK_BIT) },
    { TL_ESTABLISHED, TL_ESTABLISHED, "C > S A 1:1(0) ack 9", TL_FOUND(ACK_OF_UNSEEN) },
    { TL_FIN_WAIT_1, TL_ESTABLISHED, "S > C A 1:1(0) ack 3", TL_FOUND(ACK_OF_UNSENT) },
    { TL_FIN_WAIT_1, TL_ESTABLISHED, "S > C A 1:1(0) ack 2", 0 },
    { TL_FIN_WAIT_1, TL_ESTABLISHED, "C > S FA 5:5(0) ack 1", TL_FOUND(FIN_MOVED) },
    { TL_FIN_WAIT_1, TL_ESTABLISHED, "C > S FA 1:1(0) ack 1", 0 },
    { TL_FIN_WAIT_1, TL_ESTABLISHED, "C > S PA 2:9(7) ack 1", TL_FOUND(DATA_AFTER_FIN) },
    { TL_ESTABLISHED, TL_ESTABLISHED, "C > S FA 5:5(0) ack 1", TL_FOUND(FIN_AHEAD) },
    { TL_ESTABLISHED, TL_ESTABLISHED, "C > S A 1:1(0) ack 1 win=0", TL_FOUND(ZERO_WINDOW) },
    { TL_ESTABLISHED, TL_ESTABLISHED, "C > S A 1:1(0) ack 1 win=1", 0 },
    { TL_ESTABLISHED, TL_ESTABLISHED, "C > S PA 8193:8194(1) ack 1", TL_FOUND(OUT_OF_WINDOW) },
    { TL_ESTABLISHED, TL_ESTABLISHED, "C > S PA 8192:8194(2) ack 1", TL_FOUND(DATA_AHEAD) },
    { TL_ESTABLISHED, TL_ESTABLISHED, "C > S PA 2:12(10) ack 1", TL_FOUND(DATA_AHEAD) },
    { TL_ESTABLISHED, TL_ESTABLISHED, "C > S A 0:0(0) ack 1", TL_FOUND(KEEP_ALIVE) },
    { TL_ESTABLISHED, TL_ESTABLISHED, "C > S A 0:1(1) ack 1", TL_FOUND(KEEP_ALIVE) },
    { TL_ESTABLISHED, TL_ESTABLISHED, "C > S A -1:1(2) ack 1", 0 },
    { TL_ESTABLISHED, TL_ESTABLISHED, "C > S A -1:-1(0) ack 1", 0 },
};
/* clang-format on */

static void
each_oddity_alone(void)
{
    for (size_t i = 0; i < sizeof oddities / sizeof oddities[0]; i++) {
        struct tl_segment segment;
        const struct oddity *oddity = &oddities[i];
        replay_into(&replay, oddity->client, oddity->server);
        const struct tl_facts facts = replay_facts(&replay, oddity->line, &segment);
        const uint64_t found = tl_anomalies(&facts);
        CHECK_EQ(found, oddity->findings);
        if (found != oddity->findings) {
            printf("    in %s and %s: %s\n", tl_state_word(oddity->client),
                   tl_state_word(oddity->server), oddity->line);
        }
    }
}

/* A SYN inside a connection is one in each synchronized state but SYN-RECEIVED, which may have
 * sent it itself, and TIME-WAIT, which may take it (RFC 9293 3.10.7.4, fourth). */
static void
syn_in_each_state_of_its_receiver(void)
{
    static const struct {
        enum tl_state client;
        enum tl_state server;
        bool is_odd;
    } cases[] = {
        { TL_CLOSED, TL_CLOSED, false },          { TL_SYN_SENT, TL_LISTEN, false },
        { TL_ESTABLISHED, TL_ESTABLISHED, true }, { TL_FIN_WAIT_1, TL_ESTABLISHED, true },
        { TL_FIN_WAIT_1, TL_FIN_WAIT_1, true },   { TL_FIN_WAIT_2, TL_CLOSE_WAIT, true },
        { TL_CLOSING, TL_CLOSING, true },         { TL_FIN_WAIT_2, TL_LAST_ACK, true },
        { TL_TIME_WAIT, TL_TIME_WAIT, false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        replay_into(&replay, cases[i].client, cases[i].server);
        const struct tl_note *note = replay_line(&replay, "C > S S 50000:50000(0)");
        CHECK_EQ((note->findings & TL_FOUND(SYN_IN_SYNCHRONIZED)) != 0, cases[i].is_odd);
    }
}

static void
keep_alive_needs_all_to_be_acknowledged(void)
{
    replay_into(&replay, TL_ESTABLISHED, TL_ESTABLISHED);
    replay_line(&replay, "C > S PA 1:11(10) ack 1");
    CHECK(!(replay_line(&replay, "C > S A 10:10(0) ack 1")->findings & TL_FOUND(KEEP_ALIVE)));
    replay_line(&replay, "S > C A 1:1(0) ack 11");
    CHECK(replay_line(&replay, "C > S A 10:10(0) ack 1")->findings & TL_FOUND(KEEP_ALIVE));
}

static void
zero_window_is_told_once_and_probes_of_it(void)
{
    replay_into(&replay, TL_ESTABLISHED, TL_ESTABLISHED);
    CHECK(replay_line(&replay, "C > S A 1:1(0) ack 1 win=0")->findings & TL_FOUND(ZERO_WINDOW));
    CHECK(!(replay_line(&replay, "C > S A 1:1(0) ack 1 win=0")->findings & TL_FOUND(ZERO_WINDOW)));
    CHECK(replay_line(&replay, "S > C A 0:0(0) ack 1")->findings & TL_FOUND(ZERO_WINDOW_PROBE));
    CHECK(replay_line(&replay, "S > C A 1:2(1) ack 1")->findings & TL_FOUND(ZERO_WINDOW_PROBE));
    replay_line(&replay, "C > S A 1:1(0) ack 2");
    CHECK(!(replay_line(&replay, "S > C A 2:3(1) ack 1")->findings & TL_FOUND(ZERO_WINDOW_PROBE)));
    CHECK(replay_line(&replay, "C > S A 1:1(0) ack 3 win=0")->findings & TL_FOUND(ZERO_WINDOW));
}

static void
syn_ack_unasked_only_as_the_first_segment(void)
{
    replay_begin(&replay);
    CHECK(replay_line(&replay, "S > C SA 0:0(0) ack 1")->findings & TL_FOUND(SYN_ACK_UNASKED));
    CHECK(!(replay_line(&replay, "S > C SA 0:0(0) ack 1")->findings & TL_FOUND(SYN_ACK_UNASKED)));
}

static bool
is_challenged_after(const char *first, const char *answer)
{
    replay_into(&replay, TL_ESTABLISHED, TL_ESTABLISHED);
    replay_line(&replay, first);
    return (replay_line(&replay, answer)->findings & TL_FOUND(CHALLENGE_ACK)) != 0;
}

/* RFC 5961 3.2 and 4.2. */
static void
challenge_ack_answers_a_syn_or_an_rst_inside(void)
{
    CHECK(is_challenged_after("C > S S 50000:50000(0)", "S > C A 1:1(0) ack 1"));
    CHECK(is_challenged_after("C > S R 100:100(0)", "S > C A 1:1(0) ack 1"));
    CHECK(!is_challenged_after("C > S R 9000:9000(0)", "S > C A 1:1(0) ack 1"));
    CHECK(!is_challenged_after("C > S PA 1:11(10) ack 1", "S > C A 1:1(0) ack 11"));
    CHECK(!is_challenged_after("C > S R 100:100(0)", "S > C PA 1:11(10) ack 1"));
    CHECK(!is_challenged_after("C > S S 50000:50000(0)", "S > C SA 7000:7000(0) ack 50001"));
}

static enum tl_finding
found_for(enum tl_cause cause, enum tl_stage stage, uint32_t unacked)
{
    const struct tl_reset reset = { .cause = (uint8_t)cause,
                                    .stage = (uint8_t)stage,
                                    .unacked_bytes = unacked };
    return tl_finding_of_reset(&reset);
}

#define FOUND_FOR(cause, stage, unacked) found_for(TL_CAUSE_##cause, TL_STAGE_##stage, unacked)

static uint64_t
found_at(enum tl_position position, enum tl_stage stage)
{
    const struct tl_reset reset = { .position = (uint8_t)position, .stage = (uint8_t)stage };
    return tl_findings_of_position(&reset);
}

static void
each_reset_is_reported_once_by_its_cause(void)
{
    CHECK_EQ(FOUND_FOR(REFUSED, POST_SYN, 0), TL_FINDING_REFUSED);
    CHECK_EQ(FOUND_FOR(ABANDONED_HANDSHAKE, POST_SYN, 0), TL_FINDING_RST_ABANDONED);
    CHECK_EQ(FOUND_FOR(HANDSHAKE_REJECTED, POST_SYN, 0), TL_FINDING_RST_REJECTED);
    CHECK_EQ(FOUND_FOR(NO_CONNECTION, LATER, 5), TL_FINDING_RST_NO_CONNECTION);
    CHECK_EQ(FOUND_FOR(DATA_AFTER_CLOSE, LATER, 5), TL_FINDING_RST_DATA_AFTER_CLOSE);
    CHECK_EQ(FOUND_FOR(APPLICATION_ABORT, LATER, 5), TL_FINDING_RST_ABORT);
    CHECK_EQ(FOUND_FOR(APPLICATION_ABORT, LATER, 0), TL_FINDING_RST_ABORT_CLEAN);
    CHECK_EQ(FOUND_FOR(ABORT_AFTER_FIN, LATER, 0), TL_FINDING_RST_AFTER_FIN);
    CHECK_EQ(FOUND_FOR(KEEP_ALIVE_TIMEOUT, LATER, 0), TL_FINDING_RST_TIMEOUT);
    CHECK_EQ(FOUND_FOR(IDLE_TIMEOUT, LATER, 0), TL_FINDING_RST_IDLE);
    CHECK_EQ(FOUND_FOR(INJECTED, LATER, 0), TL_FINDING_RST_INJECTED);
    CHECK_EQ(FOUND_FOR(BACKSCATTER, POST_SYN, 0), TL_FINDING_RST_BACKSCATTER);
    CHECK_EQ(FOUND_FOR(UNEXPLAINED, LATER, 0), TL_FINDING_RST_UNEXPLAINED);
}

/* Each cause, whatever it is called, is reported by a finding of resets. */
static void
no_cause_is_silent(void)
{
    for (unsigned cause = 0; cause < TL_CAUSE_COUNT; cause++) {
        const enum tl_finding finding = found_for((enum tl_cause)cause, TL_STAGE_LATER, 1);
        CHECK(finding >= TL_NOTED_COUNT && finding < TL_FINDING_COUNT);
    }
}

static void
a_reset_that_is_not_taken_says_so(void)
{
    CHECK_EQ(found_at(TL_POSITION_EXACT, TL_STAGE_LATER), 0);
    CHECK_EQ(found_at(TL_POSITION_IN_WINDOW, TL_STAGE_LATER), TL_FOUND(RST_NOT_EXACT));
    CHECK_EQ(found_at(TL_POSITION_OUTSIDE_LEFT, TL_STAGE_LATER), TL_FOUND(RST_OUTSIDE));
    CHECK_EQ(found_at(TL_POSITION_OUTSIDE_RIGHT, TL_STAGE_LATER), TL_FOUND(RST_OUTSIDE));
    CHECK_EQ(found_at(TL_POSITION_BAD_ACK, TL_STAGE_POST_SYN), TL_FOUND(RST_BAD_ACK));
    CHECK_EQ(found_at(TL_POSITION_OUTSIDE_LEFT, TL_STAGE_AFTER_CLOSE), 0);
}

static void
a_reset_after_the_close_is_harmless(void)
{
    CHECK_EQ(FOUND_FOR(NO_CONNECTION, AFTER_CLOSE, 0), TL_FINDING_RST_AFTER_CLOSE);
    CHECK_EQ(FOUND_FOR(REFUSED, AFTER_CLOSE, 0), TL_FINDING_REFUSED);
    CHECK_EQ(FOUND_FOR(INJECTED, AFTER_CLOSE, 0), TL_FINDING_RST_INJECTED);
}

#define TEST(name)                                                                                 \
    {                                                                                              \
#name, name                                                                                \
    }

static const struct check_test tests[] = {
    TEST(each_oddity_alone),
    TEST(syn_in_each_state_of_its_receiver),
    TEST(keep_alive_needs_all_to_be_acknowledged),
    TEST(zero_window_is_told_once_and_probes_of_it),
    TEST(syn_ack_unasked_only_as_the_first_segment),
    TEST(challenge_ack_answers_a_syn_or_an_rst_inside),
    TEST(each_reset_is_reported_once_by_its_cause),
    TEST(no_cause_is_silent),
    TEST(a_reset_that_is_not_taken_says_so),
    TEST(a_reset_after_the_close_is_harmless),
};

int
main(void)
{
    return CHECK_RUN(tests);
}

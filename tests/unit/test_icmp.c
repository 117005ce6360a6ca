/* test_icmp.c - what does an ICMP error do to the connection that it quotes, and what not?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "icmp.h"

#include "check.h"
#include "replay.h"

#include <string.h>

enum { SYN_OF_CLIENT = 0, FIRST_DATA = 1 };

static struct replay replay;
static struct tl_icmp_error errors[8];
static struct tl_note note;

/* An error of this kind in this frame about what `from` sent at `seq`, counted from its ISN. */
static const struct tl_icmp_error *
meet(struct tl_icmp_error *error, uint32_t frame, enum tl_icmp_kind kind, unsigned from,
     uint32_t seq)
{
    *error = (struct tl_icmp_error){
        .frame = frame, .seq = build_isn(from) + seq, .from = (uint8_t)from, .kind = (uint8_t)kind
    };
    memset(&note, 0, sizeof note);
    tl_connection_observe_error(replay.lab.now, error, &note);
    return error;
}

static unsigned
status(void)
{
    return replay.lab.now->handshake.status;
}

static tl_state_set
states_of(unsigned end)
{
    return replay.lab.now->end[end].now.states;
}

static void
an_error_about_the_syn_leaves_two_ways(void)
{
    replay_into(&replay, TL_SYN_SENT, TL_LISTEN);
    const struct tl_icmp_error *error =
        meet(&errors[0], 2, TL_ICMP_UNREACHABLE, CLIENT, SYN_OF_CLIENT);
    CHECK(error->quotes_syn && error->may_end_attempt);
    CHECK_EQ(error->quoted_frame, 1);
    CHECK_EQ(states_of(CLIENT), TL_ONLY(SYN_SENT) | TL_ONLY(CLOSED));
    CHECK_EQ(status(), TL_OPENING_UNREACHABLE);
    CHECK(note.frame == 2 && note.step_count == 1 && note.phase == TL_PHASE_HANDSHAKE);
    CHECK(note.before[CLIENT] == TL_SYN_SENT && note.after[CLIENT] == TL_UNKNOWN);
    CHECK(note.before[SERVER] == TL_LISTEN && note.after[SERVER] == TL_LISTEN);
    CHECK(strcmp(tl_step_rfc(&note.steps[0]), "RFC 9293 3.9.2.2") == 0);
}

static void
which_kinds_may_end_an_attempt(void)
{
    static const bool may_end[TL_ICMP_KIND_COUNT] = {
        [TL_ICMP_UNREACHABLE] = true,
        [TL_ICMP_PROHIBITED] = true,
        [TL_ICMP_TIME_EXCEEDED] = true,
        [TL_ICMP_PARAMETER_PROBLEM] = true,
    };
    for (unsigned kind = 0; kind < TL_ICMP_KIND_COUNT; kind++) {
        replay_into(&replay, TL_SYN_SENT, TL_LISTEN);
        meet(&errors[0], 2, (enum tl_icmp_kind)kind, CLIENT, SYN_OF_CLIENT);
        CHECK_EQ(errors[0].may_end_attempt, may_end[kind]);
        CHECK_EQ(status() == TL_OPENING_UNREACHABLE, may_end[kind]);
        CHECK_EQ(note.after[CLIENT], may_end[kind] ? TL_UNKNOWN : TL_SYN_SENT);
        CHECK_EQ(tl_icmp_ending(replay.lab.now) != NULL, may_end[kind]);
    }
}

/* RFC 5927 4.1: who does not know the number was not on the way of the SYN. */
static void
another_number_ends_nothing(void)
{
    replay_into(&replay, TL_SYN_SENT, TL_LISTEN);
    meet(&errors[0], 2, TL_ICMP_UNREACHABLE, CLIENT, FIRST_DATA);
    CHECK(!errors[0].may_end_attempt && !errors[0].quotes_syn);
    CHECK_EQ(errors[0].quoted_frame, 0);
    CHECK_EQ(note.after[CLIENT], TL_SYN_SENT);
    CHECK_EQ(status(), TL_OPENING_IN_PROGRESS);
}

static void
nothing_changes_behind_a_syn_ack(void)
{
    replay_into(&replay, TL_SYN_SENT, TL_SYN_RECEIVED);
    meet(&errors[0], 3, TL_ICMP_UNREACHABLE, CLIENT, SYN_OF_CLIENT);
    CHECK(errors[0].quotes_syn && !errors[0].may_end_attempt);
    CHECK_EQ(note.after[CLIENT], TL_SYN_SENT);
    CHECK_EQ(status(), TL_OPENING_IN_PROGRESS);
    CHECK(!tl_note_matters(&note));
}

static void
nothing_changes_in_an_open_connection(void)
{
    struct tl_connection before;

    for (unsigned kind = 0; kind < TL_ICMP_KIND_COUNT; kind++) {
        replay_into(&replay, TL_ESTABLISHED, TL_ESTABLISHED);
        replay_line(&replay, "C > S PA 1:11(10) ack 1");
        memcpy(&before, replay.lab.now, sizeof before);
        meet(&errors[0], 5, (enum tl_icmp_kind)kind, CLIENT, FIRST_DATA);
        CHECK(!tl_note_matters(&note) && !errors[0].may_end_attempt);
        CHECK_EQ(errors[0].quoted_frame, 4);
        CHECK(replay.lab.now->last_error == &errors[0]);
        replay.lab.now->last_error = NULL;
        CHECK(memcmp(&before, replay.lab.now, sizeof before) == 0);
    }
}

static void
the_syn_again_proves_that_the_attempt_goes_on(void)
{
    replay_into(&replay, TL_SYN_SENT, TL_LISTEN);
    meet(&errors[0], 2, TL_ICMP_PROHIBITED, CLIENT, SYN_OF_CLIENT);
    const struct tl_note *again = replay_line(&replay, "C > S S 0:0(0)");
    CHECK_EQ(again->before[CLIENT], TL_UNKNOWN);
    CHECK_EQ(again->after[CLIENT], TL_SYN_SENT);
    CHECK_EQ(again->findings, TL_FOUND(SYN_RETRANSMITTED));
    CHECK_EQ(status(), TL_OPENING_UNREACHABLE);
    CHECK(!replay.lab.is_anew[1]);
}

static void
an_answer_after_all_opens_the_connection(void)
{
    replay_into(&replay, TL_SYN_SENT, TL_LISTEN);
    meet(&errors[0], 2, TL_ICMP_UNREACHABLE, CLIENT, SYN_OF_CLIENT);
    CHECK(tl_icmp_ending(replay.lab.now) == &errors[0]);
    replay_line(&replay, "S > C SA 0:0(0) ack 1");
    const struct tl_note *last = replay_line(&replay, "C > S A 1:1(0) ack 1");
    CHECK(last->after[CLIENT] == TL_ESTABLISHED && last->after[SERVER] == TL_ESTABLISHED);
    CHECK_EQ(status(), TL_OPENING_COMPLETE);
}

static void
a_refusal_after_all_closes_the_attempt(void)
{
    replay_into(&replay, TL_SYN_SENT, TL_LISTEN);
    meet(&errors[0], 2, TL_ICMP_UNREACHABLE, CLIENT, SYN_OF_CLIENT);
    const struct tl_note *last = replay_line(&replay, "S > C RA 0:0(0) ack 1");
    CHECK_EQ(last->after[CLIENT], TL_CLOSED);
    CHECK_EQ(status(), TL_OPENING_REFUSED);
}

/* The next attempt on the same ports is a new one: the first has its answer. */
static void
another_attempt_is_not_called_a_changed_isn(void)
{
    replay_into(&replay, TL_SYN_SENT, TL_LISTEN);
    meet(&errors[0], 2, TL_ICMP_UNREACHABLE, CLIENT, SYN_OF_CLIENT);
    const struct tl_note *next = replay_line(&replay, "C > S S 50000:50000(0)");
    CHECK(replay.lab.is_anew[1]);
    CHECK(next->findings & TL_FOUND(NEW_INCARNATION));
    CHECK(!(next->findings & TL_FOUND(SYN_ISN_CHANGED)));
    CHECK_EQ(next->after[CLIENT], TL_SYN_SENT);
}

static uint32_t
quoted(unsigned from, uint32_t seq)
{
    return tl_icmp_quoted_frame(replay.lab.now, from, build_isn(from) + seq);
}

static void
quoted_frames_are_found_where_they_are_known(void)
{
    static const char *const lines[] = {
        REPLAY_OPEN,
        "C > S PA 1:11(10) ack 1",
        "C > S FA 11:11(0) ack 1",
        "S > C A 1:1(0) ack 12",
        "C > S A 12:12(0) ack 1",
    };
    replay_begin(&replay);
    replay_lines(&replay, lines, sizeof lines / sizeof lines[0]);
    CHECK_EQ(quoted(CLIENT, 0), 1);
    CHECK_EQ(quoted(SERVER, 0), 2);
    CHECK_EQ(quoted(CLIENT, 11), 5);
    CHECK_EQ(quoted(CLIENT, 12), 7);
    CHECK_EQ(quoted(SERVER, 1), 6);
    CHECK_EQ(quoted(CLIENT, 1), 0);
    CHECK_EQ(quoted(SERVER, 11), 0);
}

static void
a_later_frame_that_the_caller_knows_is_kept(void)
{
    replay_into(&replay, TL_SYN_SENT, TL_LISTEN);
    struct tl_icmp_error error = { .frame = 9, .seq = BUILD_CLIENT_ISN, .quoted_frame = 7 };
    memset(&note, 0, sizeof note);
    tl_connection_observe_error(replay.lab.now, &error, &note);
    CHECK_EQ(error.quoted_frame, 7);
}

/* The last segment counts, also where it is the same one again. */
static void
of_several_copies_the_last_is_quoted(void)
{
    replay_into(&replay, TL_SYN_SENT, TL_LISTEN);
    replay_line(&replay, "C > S S 0:0(0)");
    CHECK_EQ(quoted(CLIENT, 0), 2);
}

static void
the_newest_grave_error_counts_as_the_end(void)
{
    replay_into(&replay, TL_ESTABLISHED, TL_ESTABLISHED);
    meet(&errors[0], 4, TL_ICMP_UNREACHABLE, CLIENT, FIRST_DATA);
    meet(&errors[1], 5, TL_ICMP_PROHIBITED, CLIENT, FIRST_DATA);
    meet(&errors[2], 6, TL_ICMP_TOO_BIG, CLIENT, FIRST_DATA);
    CHECK(replay.lab.now->last_error == &errors[2]);
    CHECK(tl_icmp_ending(replay.lab.now) == &errors[1]);
    CHECK_EQ(errors[2].first_ending, 0);
    CHECK(errors[0].ordinal == 1 && errors[2].ordinal == 3);
}

/* Who is heard from again was reached. */
static void
an_error_that_is_outlived_is_no_end(void)
{
    replay_into(&replay, TL_ESTABLISHED, TL_ESTABLISHED);
    meet(&errors[0], 3, TL_ICMP_UNREACHABLE, CLIENT, FIRST_DATA);
    CHECK(tl_icmp_ending(replay.lab.now) == &errors[0]);
    replay_line(&replay, "C > S A 1:1(0) ack 1");
    CHECK(tl_icmp_ending(replay.lab.now) == &errors[0]);
    replay_line(&replay, "S > C A 1:1(0) ack 1");
    CHECK(tl_icmp_ending(replay.lab.now) == NULL);
}

static void
the_first_error_that_may_end_the_attempt_is_remembered(void)
{
    replay_into(&replay, TL_SYN_SENT, TL_LISTEN);
    meet(&errors[0], 2, TL_ICMP_TOO_BIG, CLIENT, SYN_OF_CLIENT);
    meet(&errors[1], 3, TL_ICMP_UNREACHABLE, CLIENT, SYN_OF_CLIENT);
    meet(&errors[2], 4, TL_ICMP_UNREACHABLE, CLIENT, SYN_OF_CLIENT);
    CHECK_EQ(errors[0].first_ending, 0);
    CHECK_EQ(errors[1].first_ending, 3);
    CHECK_EQ(errors[2].first_ending, 3);
    CHECK(errors[2].may_end_attempt);
}

struct message {
    unsigned version, type, code;
    enum tl_icmp_kind kind;
    const char *type_word;
    const char *code_word;
};

static const struct message messages[] = {
    { 4, 3, 1, TL_ICMP_UNREACHABLE, "destination unreachable", "host unreachable" },
    { 4, 3, 4, TL_ICMP_TOO_BIG, "destination unreachable", "fragmentation needed" },
    { 4, 3, 13, TL_ICMP_PROHIBITED, "destination unreachable", "communication prohibited" },
    { 4, 3, 77, TL_ICMP_UNREACHABLE, "destination unreachable", "" },
    { 4, 4, 0, TL_ICMP_ADVICE, "source quench", "" },
    { 4, 11, 0, TL_ICMP_TIME_EXCEEDED, "time exceeded", "time to live exceeded in transit" },
    { 4, 12, 9, TL_ICMP_PARAMETER_PROBLEM, "parameter problem", "" },
    { 4, 99, 0, TL_ICMP_ADVICE, "", "" },
    { 6, 1, 1, TL_ICMP_PROHIBITED, "destination unreachable", "communication prohibited" },
    { 6, 1, 4, TL_ICMP_UNREACHABLE, "destination unreachable", "port unreachable" },
    { 6, 2, 0, TL_ICMP_TOO_BIG, "packet too big", "packet too big" },
    { 6, 3, 0, TL_ICMP_TIME_EXCEEDED, "time exceeded", "hop limit exceeded in transit" },
    { 6, 4, 1, TL_ICMP_PARAMETER_PROBLEM, "parameter problem", "unknown next header" },
};

static void
types_and_codes_have_their_kinds_and_words(void)
{
    for (size_t i = 0; i < sizeof messages / sizeof messages[0]; i++) {
        const struct message *m = &messages[i];
        CHECK_EQ(tl_icmp_kind(m->version, m->type, m->code), m->kind);
        CHECK(strcmp(tl_icmp_type_word(m->version, m->type), m->type_word) == 0);
        CHECK(strcmp(tl_icmp_code_word(m->version, m->type, m->code), m->code_word) == 0);
    }
}

static void
severities(void)
{
    CHECK_EQ(tl_icmp_severity(TL_ICMP_UNREACHABLE), TL_WARN);
    CHECK_EQ(tl_icmp_severity(TL_ICMP_PROHIBITED), TL_WARN);
    CHECK_EQ(tl_icmp_severity(TL_ICMP_TOO_BIG), TL_NOTE);
    CHECK_EQ(tl_icmp_severity(TL_ICMP_TIME_EXCEEDED), TL_NOTE);
}

#define TEST(name)                                                                                 \
    {                                                                                              \
#name, name                                                                                \
    }

static const struct check_test tests[] = {
    TEST(an_error_about_the_syn_leaves_two_ways),
    TEST(which_kinds_may_end_an_attempt),
    TEST(another_number_ends_nothing),
    TEST(nothing_changes_behind_a_syn_ack),
    TEST(nothing_changes_in_an_open_connection),
    TEST(the_syn_again_proves_that_the_attempt_goes_on),
    TEST(an_answer_after_all_opens_the_connection),
    TEST(a_refusal_after_all_closes_the_attempt),
    TEST(another_attempt_is_not_called_a_changed_isn),
    TEST(quoted_frames_are_found_where_they_are_known),
    TEST(a_later_frame_that_the_caller_knows_is_kept),
    TEST(of_several_copies_the_last_is_quoted),
    TEST(the_newest_grave_error_counts_as_the_end),
    TEST(an_error_that_is_outlived_is_no_end),
    TEST(the_first_error_that_may_end_the_attempt_is_remembered),
    TEST(types_and_codes_have_their_kinds_and_words),
    TEST(severities),
};

int
main(void)
{
    return CHECK_RUN(tests);
}

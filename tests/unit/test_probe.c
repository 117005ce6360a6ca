/* test_probe.c - is a scanner's probe told from ordinary traffic, and its answer read rightly?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Most rules are played by tests/scenarios/probe; here is what scenarios cannot show.
 */
#include "probe.h"

#include "check.h"
#include "icmp.h"
#include "replay.h"

static struct replay replay;

/* Observes one line and an ICMP error about it; is it a probe now? */
static bool
is_stopped(const char *line, enum tl_icmp_kind kind, struct tl_probe *probe)
{
    static struct tl_icmp_error error;
    struct tl_note note = { 0 };

    replay_begin(&replay);
    const struct tl_segment segment = replay_read(&replay, line);
    const struct tl_note *own = lab_observe(&replay.lab, &segment);
    error = (struct tl_icmp_error){
        .frame = 2, .seq = segment.seq, .from = segment.from, .kind = (uint8_t)kind
    };
    tl_connection_observe_error(replay.lab.now, &error, &note);
    const bool is_told = tl_probe_find_quoted(replay.lab.now, &error, probe);
    struct tl_probe other = { 0 };
    const bool is_probe = tl_probe_find(replay.lab.now, &segment, own, false, &other);
    CHECK_EQ(is_told, is_probe && other.port == TL_PORT_FILTERED);
    return is_told;
}

static void
each_probe_is_stopped_by_an_error(void)
{
    static const struct {
        const char *line;
        enum tl_probe_kind kind;
    } cases[] = {
        { "C > S S 0:0(0) mss=1460", TL_PROBE_SYN }, { "C > S F 0:0(0)", TL_PROBE_FIN },
        { "C > S - 0:0(0)", TL_PROBE_NULL },         { "C > S FPU 0:0(0)", TL_PROBE_XMAS },
        { "C > S A 1:1(0) ack 1", TL_PROBE_ACK },    { "C > S FA 1:1(0) ack 1", TL_PROBE_MAIMON },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct tl_probe probe = { 0 };
        CHECK(is_stopped(cases[i].line, TL_ICMP_UNREACHABLE, &probe));
        CHECK_EQ(probe.kind, cases[i].kind);
        CHECK_EQ(probe.port, TL_PORT_FILTERED);
        CHECK_EQ(probe.frame, 1);
        CHECK_EQ(probe.answer_frame, 2);
        CHECK(is_stopped(cases[i].line, TL_ICMP_PROHIBITED, &probe));
        CHECK(!is_stopped(cases[i].line, TL_ICMP_TOO_BIG, &probe));
        CHECK(!is_stopped(cases[i].line, TL_ICMP_ADVICE, &probe));
    }
}

static void
what_an_error_stops_need_not_be_a_probe(void)
{
    struct tl_probe probe = { 0 };

    CHECK(!is_stopped("C > S S 0:0(0) mss=1460 sack ts=1,0 ws=7", TL_ICMP_PROHIBITED, &probe));
    CHECK(!is_stopped("C > S A 1:1(0) ack 1 ts=1,1", TL_ICMP_PROHIBITED, &probe));
    CHECK(!is_stopped("C > S PA 1:11(10) ack 1", TL_ICMP_PROHIBITED, &probe));
    CHECK(!is_stopped("C > S FA 1:11(10) ack 1", TL_ICMP_PROHIBITED, &probe));
}

/* Every pair that can come about has its reading, and each reading its words. */
static void
every_reading_has_words(void)
{
#define CHECK_READING(probe_kind, probe_port, why)                                                 \
    {                                                                                              \
        const struct tl_probe probe = { .kind = TL_PROBE_##probe_kind,                             \
                                        .port = TL_PORT_##probe_port };                            \
        CHECK(strcmp(tl_probe_reading(&probe), why) == 0);                                         \
        CHECK(tl_port_word(TL_PORT_##probe_port)[0] != '\0');                                      \
        CHECK(tl_probe_meaning(TL_PROBE_##probe_kind)[0] != '\0');                                 \
    }
    TL_READINGS(CHECK_READING)
#undef CHECK_READING
    const struct tl_probe none = { .kind = TL_PROBE_ACK, .port = TL_PORT_OPEN };
    CHECK(tl_probe_reading(&none)[0] == '\0');
    CHECK(tl_probe_word(TL_PROBE_COUNT)[0] == '\0');
    CHECK(tl_port_word(TL_PORT_COUNT)[0] == '\0');
}

static const struct check_test tests[] = {
    { "each_probe_is_stopped_by_an_error", each_probe_is_stopped_by_an_error },
    { "what_an_error_stops_need_not_be_a_probe", what_an_error_stops_need_not_be_a_probe },
    { "every_reading_has_words", every_reading_has_words },
};

int
main(void)
{
    return CHECK_RUN(tests);
}

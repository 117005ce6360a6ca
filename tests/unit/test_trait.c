/* test_trait.c - is it seen what a segment shows by itself, and nothing where nothing is?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Most traits are played by scenarios; here is what scenarios cannot show.
 */
#include "trait.h"

#include "check.h"
#include "replay.h"

static struct replay replay;

/* Opened with timestamps by both, or without. */
static void
open_with(bool has_timestamps)
{
    replay_begin(&replay);
    replay_line(&replay, has_timestamps ? "C > S S 0:0(0) ts=1,0" : "C > S S 0:0(0)");
    replay_line(&replay, has_timestamps ? "S > C SA 0:0(0) ack 1 ts=1,1" : "S > C SA 0:0(0) ack 1");
    replay_line(&replay, has_timestamps ? "C > S A 1:1(0) ack 1 ts=2,1" : "C > S A 1:1(0) ack 1");
}

static uint32_t
traits_of(const char *line, unsigned options)
{
    struct tl_segment segment = replay_read(&replay, line);

    segment.options.present |= (uint16_t)options;
    const struct tl_note *note = lab_observe(&replay.lab, &segment);
    return tl_traits(replay.lab.now, &segment, note);
}

static void
timestamps_are_missed_only_where_agreed_and_read(void)
{
    open_with(true);
    CHECK_EQ(traits_of("C > S A 1:1(0) ack 1 ts=3,1", 0), 0);
    CHECK_EQ(traits_of("C > S A 1:1(0) ack 1", 0), TL_TRAIT(TIMESTAMP_MISSING));
    CHECK_EQ(traits_of("C > S A 1:1(0) ack 1", TL_OPT_CUT), 0);
    CHECK_EQ(traits_of("C > S A 1:1(0) ack 1", TL_OPT_MALFORMED), TL_TRAIT(OPTIONS_MALFORMED));
    CHECK_EQ(traits_of("C > S RA 1:1(0) ack 1", 0), 0);
    open_with(false);
    CHECK_EQ(traits_of("C > S A 1:1(0) ack 1", 0), 0);
}

static void
an_ack_number_with_the_flag_is_none(void)
{
    open_with(false);
    CHECK_EQ(traits_of("C > S A 1:1(0) ack 1", 0), 0);
    CHECK_EQ(traits_of("C > S R 1:1(0) rawack=5", 0), TL_TRAIT(ACK_WITHOUT_FLAG));
}

static void
nine_resets_are_no_storm(void)
{
    open_with(false);
    for (unsigned i = 1; i <= 12; i++) {
        const uint32_t traits = traits_of("C > S R 1:1(0)", 0);
        CHECK_EQ((traits & TL_TRAIT(RST_STORM)) != 0, i >= 10);
    }
    for (unsigned i = 1; i <= 9; i++) {
        CHECK_EQ(traits_of("S > C R 1:1(0)", 0), 0);
    }
}

static void
count(enum tl_finding finding, void *data)
{
    unsigned *counts = (unsigned *)data;
    counts[finding]++;
}

static void
each_finding_is_told_once(void)
{
    const struct tl_note note = { .findings = TL_FOUND(SYN) | TL_FOUND(IMPOSSIBLE) };
    unsigned counts[TL_FINDING_COUNT] = { 0 };
    unsigned sum = 0;

    tl_each_finding(&note, TL_TRAIT(SYN_URG) | TL_TRAIT(RST_STORM), count, counts);
    for (unsigned i = 0; i < TL_FINDING_COUNT; i++) {
        sum += counts[i];
    }
    CHECK_EQ(sum, 4);
    CHECK_EQ(counts[TL_FINDING_SYN] + counts[TL_FINDING_IMPOSSIBLE], 2);
    CHECK_EQ(counts[TL_FINDING_SYN_URG] + counts[TL_FINDING_RST_STORM], 2);
    CHECK(TL_TRAIT_COUNT <= 32);
}

static const struct check_test tests[] = {
    { "timestamps_are_missed_only_where_agreed_and_read",
      timestamps_are_missed_only_where_agreed_and_read },
    { "an_ack_number_with_the_flag_is_none", an_ack_number_with_the_flag_is_none },
    { "nine_resets_are_no_storm", nine_resets_are_no_storm },
    { "each_finding_is_told_once", each_finding_is_told_once },
};

int
main(void)
{
    return CHECK_RUN(tests);
}

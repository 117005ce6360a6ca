/* test_note.c - which notes must be kept, what time do they tell, and what are the phases called?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "note.h"

#include "check.h"
#include "reset.h"

#include <string.h>

static void
an_empty_note_does_not_matter(void)
{
    struct tl_note note = { .frame = 7, .before = { TL_ESTABLISHED }, .after = { TL_ESTABLISHED } };
    note.phase = TL_PHASE_DATA;
    note.client = 1;
    CHECK(!tl_note_matters(&note));
}

static void
each_thing_worth_keeping_matters(void)
{
    struct tl_reset reset = { 0 };
    CHECK(tl_note_matters(&(struct tl_note){ .step_count = 1 }));
    CHECK(tl_note_matters(&(struct tl_note){ .findings = TL_FOUND(IMPOSSIBLE) }));
    CHECK(tl_note_matters(&(struct tl_note){ .findings = TL_FOUND(SYN) }));
    CHECK(tl_note_matters(&(struct tl_note){ .reset = &reset }));
    CHECK(tl_note_matters(&(struct tl_note){ .handshake_steps = 2 }));
    CHECK(tl_note_matters(&(struct tl_note){ .teardown_steps = 16 }));
}

static uint64_t
since(int64_t first_ns, int64_t time_ns)
{
    struct tl_note note = { 0 };

    tl_note_set_time(&note, first_ns, time_ns);
    return note.since_ns;
}

/* Half a year, and a clock that goes back. */
static void
the_time_since_the_first_segment_has_bounds(void)
{
    const int64_t most = (INT64_C(1) << 54) - 1;

    CHECK_EQ(since(5, 5), 0);
    CHECK_EQ(since(5, 12), 7);
    CHECK_EQ(since(12, 5), 0);
    CHECK_EQ(since(-7, 5), 12);
    CHECK_EQ(since(1, most + 1), (uint64_t)most);
    CHECK_EQ(since(0, most + 1), (uint64_t)most);
}

static void
phases_have_the_words_of_the_reference(void)
{
    static const char *const words[] = { "handshake", "data", "closing", "closed" };
    CHECK_EQ(TL_PHASE_COUNT, 4);
    for (unsigned i = 0; i < TL_PHASE_COUNT; i++) {
        CHECK(strcmp(tl_phase_word((enum tl_phase)i), words[i]) == 0);
    }
    CHECK(strcmp(tl_phase_word(TL_PHASE_COUNT), "") == 0);
}

static const struct check_test tests[] = {
    { "an_empty_note_does_not_matter", an_empty_note_does_not_matter },
    { "each_thing_worth_keeping_matters", each_thing_worth_keeping_matters },
    { "the_time_since_the_first_segment_has_bounds", the_time_since_the_first_segment_has_bounds },
    { "phases_have_the_words_of_the_reference", phases_have_the_words_of_the_reference },
};

int
main(void)
{
    return CHECK_RUN(tests);
}

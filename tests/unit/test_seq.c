/* test_seq.c - do sequence numbers compare modulo 2^32? (RFC 9293 3.4)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "seq.h"

#include "check.h"

static const uint32_t starts[] = { 0, 1, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff };

static void
diff_is_distance_also_across_the_wrap(void)
{
    for (unsigned i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        CHECK_EQ(tl_seq_diff(starts[i], starts[i]), 0);
        CHECK_EQ(tl_seq_diff(starts[i], starts[i] + 3u), 3);
        CHECK_EQ(tl_seq_diff(starts[i] + 3u, starts[i]), -3);
        CHECK_EQ(tl_seq_diff(starts[i], starts[i] + 0x7fffffffu), 0x7fffffff);
    }
}

static void
lt_holds_for_what_lies_ahead_only(void)
{
    for (unsigned i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        CHECK(tl_seq_lt(starts[i], starts[i] + 1u));
        CHECK(!tl_seq_lt(starts[i], starts[i]));
        CHECK(!tl_seq_lt(starts[i] + 1u, starts[i]));
        CHECK(tl_seq_lt(starts[i], starts[i] + 0x7fffffffu));
        CHECK(!tl_seq_lt(starts[i], starts[i] + 0x80000001u));
    }
}

static void
le_holds_for_the_same_number_too(void)
{
    for (unsigned i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        CHECK(tl_seq_le(starts[i], starts[i]));
        CHECK(tl_seq_le(starts[i], starts[i] + 1u));
        CHECK(!tl_seq_le(starts[i] + 1u, starts[i]));
    }
}

static void
max_is_the_later_not_the_larger(void)
{
    CHECK_EQ(tl_seq_max(0xffffffff, 0), 0);
    CHECK_EQ(tl_seq_max(0, 0xffffffff), 0);
    CHECK_EQ(tl_seq_max(5, 7), 7);
    CHECK_EQ(tl_seq_max(7, 5), 7);
    CHECK_EQ(tl_seq_max(9, 9), 9);
}

static void
near_is_within_a_large_window_on_either_side(void)
{
    for (unsigned i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        CHECK(tl_seq_is_ahead(starts[i], starts[i]));
        CHECK(tl_seq_is_ahead(starts[i], starts[i] + TL_NEARBY - 1));
        CHECK(!tl_seq_is_ahead(starts[i], starts[i] + TL_NEARBY));
        CHECK(!tl_seq_is_ahead(starts[i] + 1u, starts[i]));
        CHECK(tl_seq_is_near(starts[i], starts[i] + TL_NEARBY - 1));
        CHECK(tl_seq_is_near(starts[i] + TL_NEARBY - 1, starts[i]));
        CHECK(!tl_seq_is_near(starts[i] + TL_NEARBY, starts[i]));
    }
}

static const struct check_test tests[] = {
    { "diff_is_distance_also_across_the_wrap", diff_is_distance_also_across_the_wrap },
    { "lt_holds_for_what_lies_ahead_only", lt_holds_for_what_lies_ahead_only },
    { "le_holds_for_the_same_number_too", le_holds_for_the_same_number_too },
    { "max_is_the_later_not_the_larger", max_is_the_later_not_the_larger },
    { "near_is_within_a_large_window_on_either_side",
      near_is_within_a_large_window_on_either_side },
};

int
main(void)
{
    return CHECK_RUN(tests);
}

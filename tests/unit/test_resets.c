/* test_resets.c - does a storm of resets keep its first and last, and stay short?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "resets.h"

#include "check.h"

#include <stddef.h>

#define MANY 1000

static struct tl_reset resets[MANY];

static unsigned
length_from(const struct tl_reset *newest)
{
    unsigned length = 0;

    for (const struct tl_reset *r = newest; r != NULL; r = r->previous) {
        length++;
    }
    return length;
}

/* Numbers go down to 1 without one that comes twice, and say of each whether it hangs there. */
static void
check_chain(unsigned newest)
{
    const struct tl_reset *at = &resets[newest];

    for (unsigned number = newest + 1; number > 0; number--) {
        const bool is_next = at != NULL && at->number == number;
        CHECK_EQ(tl_resets_is_hanging(&resets[number - 1], &resets[newest]), is_next);
        at = is_next ? at->previous : at;
    }
    CHECK(at == NULL);
}

static void
the_first_and_the_last_hang_together(void)
{
    for (unsigned i = 0; i < MANY; i++) {
        tl_resets_hang(&resets[i], i > 0 ? &resets[i - 1] : NULL);
        check_chain(i);
        CHECK(tl_resets_is_hanging(&resets[i < 63 ? 0 : i - 63], &resets[i]));
    }
}

static void
few_all_hang_together(void)
{
    for (unsigned i = 0; i < 2 * TL_RESETS_HANG; i++) {
        tl_resets_hang(&resets[i], i > 0 ? &resets[i - 1] : NULL);
        CHECK_EQ(length_from(&resets[i]), i + 1);
    }
}

static void
never_more_than_three_times_as_many(void)
{
    for (unsigned i = 0; i < MANY; i++) {
        tl_resets_hang(&resets[i], i > 0 ? &resets[i - 1] : NULL);
        CHECK(length_from(&resets[i]) <= 3 * TL_RESETS_HANG);
    }
}

static void
none_hangs_where_there_is_none(void)
{
    CHECK(!tl_resets_is_hanging(&resets[0], NULL));
}

static const struct check_test tests[] = {
    { "the_first_and_the_last_hang_together", the_first_and_the_last_hang_together },
    { "few_all_hang_together", few_all_hang_together },
    { "never_more_than_three_times_as_many", never_more_than_three_times_as_many },
    { "none_hangs_where_there_is_none", none_hangs_where_there_is_none },
};

int
main(void)
{
    return CHECK_RUN(tests);
}

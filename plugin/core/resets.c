/* resets.c - which of the resets of a connection hang together?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "resets.h"

#include <stddef.h>

/* A burst of copies is smaller, and no host answers so many segments in so short a time. */
#define STORM 10
#define STORM_NS INT64_C(1000000000)

/* The number of the last one that hangs together with the newest no more, unless it is of the
 * first. It moves on by TL_RESETS_HANG at once, so that little need be done for each. */
static uint32_t
last_dropped(const struct tl_reset *newest)
{
    const uint32_t whole = newest->number - newest->number % TL_RESETS_HANG;

    return whole > TL_RESETS_HANG ? whole - TL_RESETS_HANG : 0;
}

static struct tl_reset *
back_to(struct tl_reset *reset, uint32_t number)
{
    while (reset->number > number) {
        reset = reset->previous;
    }
    return reset;
}

void
tl_resets_hang(struct tl_reset *reset, struct tl_reset *newest)
{
    reset->previous = newest;
    reset->number = newest != NULL ? newest->number + 1 : 1;
    if (reset->number % TL_RESETS_HANG == 0 && last_dropped(reset) > 0) {
        struct tl_reset *first_kept = back_to(reset, last_dropped(reset) + 1);
        first_kept->previous = back_to(first_kept, TL_RESETS_HANG);
    }
}

bool
tl_resets_is_hanging(const struct tl_reset *reset, const struct tl_reset *newest)
{
    return newest != NULL &&
           (reset->number <= TL_RESETS_HANG || reset->number > last_dropped(newest));
}

/* The clock may have gone back in between. */
static bool
is_near(const struct tl_reset *one, const struct tl_reset *two)
{
    const int64_t apart_ns = one->time_ns - two->time_ns;

    return apart_ns <= STORM_NS && apart_ns >= -STORM_NS;
}

bool
tl_resets_are_storm(const struct tl_reset *newest)
{
    unsigned count = 0;

    for (const struct tl_reset *r = newest; r != NULL && count < STORM && is_near(newest, r);
         r = r->previous) {
        count += r->sender == newest->sender;
    }
    return count == STORM;
}

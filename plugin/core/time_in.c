/* time_in.c - how long was each end in each state?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "time_in.h"

#include <stdbool.h>

/* Left without a segment: nobody can tell when. */
#define LEFT_IN_SILENCE                                                                            \
    (TL_ONLY(CLOSED) | TL_ONLY(LISTEN) | TL_ONLY(TIME_WAIT) | (tl_state_set)(1u << TL_UNKNOWN))

static void
add_until(struct tl_time_in *times, unsigned end, uint64_t until_ns)
{
    if (until_ns > times->last_ns) {
        times->ns[end][times->state[end]] += until_ns - times->last_ns;
    }
}

void
tl_time_in_add(struct tl_time_in *times, const struct tl_note *note)
{
    const uint64_t since_ns = note->since_ns;

    for (unsigned end = 0; end < 2; end++) {
        add_until(times, end, since_ns);
        times->state[end] = note->after[end];
    }
    times->last_ns = since_ns > times->last_ns ? since_ns : times->last_ns;
}

void
tl_time_in_finish(struct tl_time_in *times, uint64_t last_ns, uint64_t capture_ns)
{
    for (unsigned end = 0; end < 2; end++) {
        const bool is_left = tl_state_in((enum tl_state)times->state[end], LEFT_IN_SILENCE);
        add_until(times, end, is_left ? last_ns : capture_ns);
    }
}

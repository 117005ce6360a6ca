/* clock.h - how long was it from one segment to another, by the clock of the capture?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * That clock may be set while the capture runs, and a broken file holds any times.
 */
#ifndef TL_CLOCK_H
#define TL_CLOCK_H

#include <stdint.h>

/* A second, in the unit of all times here. */
#define TL_SECOND_NS INT64_C(1000000000)

/* In nanoseconds, of two tl_segment.time_ns: 0 where the clock went back between them, and never
 * more than 73 years, so that the sum of three does not overflow. */
static inline int64_t
tl_clock_between(int64_t from_ns, int64_t to_ns)
{
    const int64_t most = INT64_MAX / 4;
    const int64_t passed = to_ns - from_ns;

    if (passed < 0) {
        return 0;
    }
    return passed < most ? passed : most;
}

#endif

/* seq.h - where does one sequence number lie relative to another?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * RFC 9293 3.4: sequence numbers are taken modulo 2^32. Each comparison holds while the two
 * numbers are less than 2^31 apart, which the largest scaled window (RFC 7323 2.3) guarantees.
 */
#ifndef TL_SEQ_H
#define TL_SEQ_H

#include <stdbool.h>
#include <stdint.h>

/* How far b lies ahead of a, in octets; negative when it lies behind. */
static inline int32_t
tl_seq_diff(uint32_t a, uint32_t b)
{
    return (int32_t)(b - a);
}

/* a comes before b. */
static inline bool
tl_seq_lt(uint32_t a, uint32_t b)
{
    return tl_seq_diff(a, b) > 0;
}

/* a comes before b or is b. */
static inline bool
tl_seq_le(uint32_t a, uint32_t b)
{
    return tl_seq_diff(a, b) >= 0;
}

/* The later of the two. */
static inline uint32_t
tl_seq_max(uint32_t a, uint32_t b)
{
    return tl_seq_lt(a, b) ? b : a;
}

/* How far from an end's known numbers it can plausibly speak: a large window. */
#define TL_NEARBY (1 << 20)

/* b lies so little ahead of a, or is a, that the two can be of one connection. */
static inline bool
tl_seq_is_ahead(uint32_t a, uint32_t b)
{
    return tl_seq_le(a, b) && tl_seq_diff(a, b) < TL_NEARBY;
}

/* a and b lie so close that they can be of one connection. */
static inline bool
tl_seq_is_near(uint32_t a, uint32_t b)
{
    return tl_seq_is_ahead(a, b) || tl_seq_is_ahead(b, a);
}

#endif

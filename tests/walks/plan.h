/* plan.h - what happens in a walk: a list of decisions that can be replayed, shortened and read?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * As text, one decision a line; A and B are the two ends:
 *
 *     end A isn 4294967290 capacity 2000 mss 500 ...     what RFC 9293 leaves open (endpoint.h)
 *     path A delay 20 tap 5 blind 0                      from A to the other end, see struct path
 *     start 300                                          the sniffer sees nothing before
 *     at 10 A send 500                                   the application of A calls
 *     segment A 3 late-behind 40                         a mishap of the third segment that A sends
 */
#ifndef WALK_PLAN_H
#define WALK_PLAN_H

#include "endpoint.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { PLAN_CALLS = 20, PLAN_MISHAPS = 64 };

/* What can happen to a segment on its way. The sniffer sits somewhere on it. */
#define MISHAPS(MISHAP)                                                                            \
    MISHAP(LOSE_BEFORE, "lose-before") /* the sniffer */                                           \
    MISHAP(LOSE_BEHIND, "lose-behind") /* so that it was captured */                               \
    MISHAP(LATE_BEFORE, "late-before") /* by so many ticks */                                      \
    MISHAP(LATE_BEHIND, "late-behind")                                                             \
    MISHAP(TWICE_BEFORE, "twice-before") /* and captured twice; the second so many ticks later */  \
    MISHAP(TWICE_BEHIND, "twice-behind")                                                           \
    MISHAP(MISS, "miss") /* delivered, but not captured */

enum mishap_kind {
#define MISHAP_MEMBER(id, word) MISHAP_##id,
    MISHAPS(MISHAP_MEMBER)
#undef MISHAP_MEMBER
        MISHAP_COUNT
};

struct mishap {
    uint8_t end;
    uint8_t kind;     /* enum mishap_kind */
    uint16_t segment; /* counts what the end sends, from 1 */
    uint16_t ticks;
};

struct plan_call {
    int64_t at;
    uint32_t amount;
    uint8_t end;
    uint8_t call; /* enum call */
};

struct path {
    uint32_t delay; /* ticks from end to end */
    uint32_t tap;   /* ticks to the sniffer, at most `delay` */
    uint32_t blind; /* 1: the sniffer does not see this direction */
};

struct plan {
    struct temper temper[2];
    struct path path[2]; /* from that end to the other */
    int64_t start;
    struct plan_call calls[PLAN_CALLS];
    struct mishap mishaps[PLAN_MISHAPS];
    unsigned call_count;
    unsigned mishap_count;
};

/* The plan of this number; each seed has plans of its own. */
void plan_draw(struct plan *plan, uint32_t seed, uint32_t number);

/* Does the sniffer see everything from the beginning, and does nothing go wrong on the way? */
bool plan_is_clean(const struct plan *plan);

void plan_print(const struct plan *plan, FILE *to);

/* False when a line is not understood; it is then printed. */
bool plan_read(struct plan *plan, FILE *from);

#endif

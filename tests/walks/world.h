/* world.h - what happens when a plan is carried out, and does the core agree?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef WALK_WORLD_H
#define WALK_WORLD_H

#include "plan.h"

/* What one walk, or many, came to. A point is an end at a quiescent moment: nothing is under way,
 * nothing is about to be sent, and something has happened since the last. */
struct outcome {
    uint64_t segments;
    uint64_t points;
    uint64_t provable; /* of these, the sniffer can tell the state */
    uint64_t wrong;    /* and of these, the core says another one, */
    uint64_t unknown;  /* or UNKNOWN */
    uint64_t provable_in[STAGE_COUNT];
};

/* Carries the plan out; adds to the outcome. With `print`, tells the story. Stops at the first
 * point at which the core is wrong; the result says whether there is none. In a plan that is
 * clean, UNKNOWN is wrong, too. */
bool world_run(const struct plan *plan, struct outcome *outcome, bool print);

#endif

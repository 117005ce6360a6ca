/* shrink.c - which part of a plan is it that fails?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "shrink.h"

#include "world.h"

#include <string.h>

/* Takes the smaller plan if it fails as well. */
static bool
take_if_it_fails(struct plan *plan, const struct plan *smaller)
{
    struct outcome outcome = { 0 };

    if (memcmp(plan, smaller, sizeof *plan) == 0 || world_run(smaller, &outcome, false)) {
        return false;
    }
    *plan = *smaller;
    return true;
}

static bool
drop_calls(struct plan *plan)
{
    bool has_shrunk = false;

    for (unsigned i = plan->call_count; i-- > 0;) {
        struct plan smaller = *plan;
        memmove(&smaller.calls[i], &smaller.calls[i + 1],
                (plan->call_count - i - 1) * sizeof plan->calls[0]);
        smaller.call_count--;
        has_shrunk |= take_if_it_fails(plan, &smaller);
    }
    return has_shrunk;
}

static bool
drop_mishaps(struct plan *plan)
{
    bool has_shrunk = false;

    for (unsigned i = plan->mishap_count; i-- > 0;) {
        struct plan smaller = *plan;
        memmove(&smaller.mishaps[i], &smaller.mishaps[i + 1],
                (plan->mishap_count - i - 1) * sizeof plan->mishaps[0]);
        smaller.mishap_count--;
        has_shrunk |= take_if_it_fails(plan, &smaller);
    }
    return has_shrunk;
}

/* What a temper is when nothing about it matters. */
static const struct temper plain = {
    .capacity = 3000, .mss = 536, .islands = 1, .reads = 1, .relistens = 1, .tries = 3, .isn = 1000
};

static bool
soothe_tempers(struct plan *plan)
{
    bool has_shrunk = false;

    for (unsigned end = 0; end < 2; end++) {
#define SOOTHE(name)                                                                               \
    {                                                                                              \
        struct plan smaller = *plan;                                                               \
        smaller.temper[end].name = plain.name;                                                     \
        has_shrunk |= take_if_it_fails(plan, &smaller);                                            \
    }
        TEMPERS(SOOTHE)
#undef SOOTHE
    }
    return has_shrunk;
}

static bool
straighten_paths(struct plan *plan)
{
    bool has_shrunk = false;

    for (unsigned end = 0; end < 2; end++) {
        struct plan smaller = *plan;
        smaller.path[end] = (struct path){ .delay = 10, .tap = end == 0 ? 0 : 10 };
        has_shrunk |= take_if_it_fails(plan, &smaller);
        smaller = *plan;
        smaller.path[end].blind = 0;
        has_shrunk |= take_if_it_fails(plan, &smaller);
    }
    struct plan smaller = *plan;
    smaller.start = 0;
    return take_if_it_fails(plan, &smaller) || has_shrunk;
}

static bool
round_numbers(struct plan *plan)
{
    bool has_shrunk = false;

    for (unsigned i = 0; i < plan->call_count; i++) {
        struct plan smaller = *plan;
        smaller.calls[i].amount = plan->calls[i].amount > 100 ? 100 : plan->calls[i].amount;
        has_shrunk |= take_if_it_fails(plan, &smaller);
        smaller = *plan;
        smaller.calls[i].at = (i > 0 ? plan->calls[i - 1].at : 0) + 100;
        if (smaller.calls[i].at < plan->calls[i].at) {
            has_shrunk |= take_if_it_fails(plan, &smaller);
        }
    }
    return has_shrunk;
}

void
shrink(struct plan *plan)
{
    bool has_shrunk = true;

    for (unsigned round = 0; has_shrunk && round < 20; round++) {
        has_shrunk = drop_mishaps(plan);
        has_shrunk |= drop_calls(plan);
        has_shrunk |= straighten_paths(plan);
        has_shrunk |= soothe_tempers(plan);
        has_shrunk |= round_numbers(plan);
    }
}

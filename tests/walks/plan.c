/* plan.c - what happens in a walk, drawn at random?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "plan.h"

#include <string.h>

enum { TROUBLED_SEGMENTS = 40 };

/* A generator of its own, so that a number means the same walk everywhere (xorshift64*). */
struct dice {
    uint64_t state;
};

static uint32_t
dice_below(struct dice *dice, uint32_t below)
{
    dice->state ^= dice->state >> 12;
    dice->state ^= dice->state << 25;
    dice->state ^= dice->state >> 27;
    return (uint32_t)((dice->state * 0x2545f4914f6cdd1du) >> 33) % below;
}

static bool
dice_chance(struct dice *dice, uint32_t percent)
{
    return dice_below(dice, 100) < percent;
}

/* Half of the numbers wrap round soon. */
static uint32_t
draw_isn(struct dice *dice)
{
    if (dice_chance(dice, 50)) {
        return 0u - dice_below(dice, 4000);
    }
    return dice_below(dice, 0x7fffffff) * 2u + dice_below(dice, 2);
}

static void
draw_temper(struct dice *dice, struct temper *temper, bool has_options)
{
    static const uint32_t capacities[] = { 1, 100, 700, 3000, 3000, 20000, 60000 };

    *temper = (struct temper){
        .isn = draw_isn(dice),
        .capacity = capacities[dice_below(dice, 7)],
        .mss = dice_chance(dice, 50) ? 536 : 100 + dice_below(dice, 900),
        .scale = has_options && dice_chance(dice, 80) ? 1 + dice_below(dice, 8) : 0,
        .timestamps = has_options && dice_chance(dice, 80),
        .islands = dice_chance(dice, 70),
        .delays = dice_chance(dice, 50),
        .reads = dice_chance(dice, 75),
        .relistens = dice_chance(dice, 70),
        .keepalive = dice_chance(dice, 20) ? 1 + dice_below(dice, 2) : 0,
        .rst_ack = dice_chance(dice, 60),
        .late_rst_bare = dice_chance(dice, 50),
        .trims_syn = dice_chance(dice, 50),
        .tries = 2 + dice_below(dice, 4),
        .orphans_end = dice_chance(dice, 50),
    };
}

/* --- calls ------------------------------------------------------------------------------------ */

static int64_t
draw_pause(struct dice *dice)
{
    switch (dice_below(dice, 4)) {
    case 0: return dice_below(dice, 5);
    case 1: return dice_below(dice, 60);
    case 2: return dice_below(dice, 400);
    default: return dice_below(dice, 3000);
    }
}

static void
add_call(struct plan *plan, int64_t at, unsigned end, enum call call, uint32_t amount)
{
    plan->calls[plan->call_count++] = (struct plan_call){
        .at = at,
        .amount = call == CALL_SEND ? amount : 0,
        .end = (uint8_t)end,
        .call = (uint8_t)call,
    };
}

/* How the walk begins: mostly with an opening that succeeds. */
static int64_t
draw_opening(struct dice *dice, struct plan *plan)
{
    const uint32_t kind = dice_below(dice, 20);
    const unsigned caller = dice_below(dice, 2);

    if (kind < 14) {
        add_call(plan, 0, !caller, CALL_LISTEN, 0);
    }
    if (kind < 19) {
        add_call(plan, 5, caller, CALL_OPEN, 0);
    }
    if (kind >= 14 && kind < 18) {
        add_call(plan, 5 + dice_below(dice, 40), !caller, CALL_OPEN, 0); /* they may cross */
    }
    return plan->call_count > 0 ? plan->calls[plan->call_count - 1].at : 0;
}

static enum call
draw_call(struct dice *dice)
{
    static const struct {
        enum call call;
        uint32_t weight;
    } all[] = {
        { CALL_SEND, 34 }, { CALL_SHUTDOWN, 12 }, { CALL_CLOSE, 18 },  { CALL_ABORT, 6 },
        { CALL_READ, 8 },  { CALL_CRASH, 2 },     { CALL_RESTART, 3 }, { CALL_FORGET, 3 },
        { CALL_OPEN, 8 },  { CALL_LISTEN, 6 },
    };
    uint32_t left = dice_below(dice, 100);
    unsigned i = 0;

    while (left >= all[i].weight) {
        left -= all[i++].weight;
    }
    return all[i].call;
}

static void
draw_calls(struct dice *dice, struct plan *plan)
{
    int64_t at = draw_opening(dice, plan);
    const unsigned count = plan->call_count + 1 + dice_below(dice, 14);

    while (plan->call_count < count) {
        at += draw_pause(dice);
        add_call(plan, at, dice_below(dice, 2), draw_call(dice), 1 + dice_below(dice, 2500));
    }
}

/* --- mishaps ---------------------------------------------------------------------------------- */

static void
add_mishap(struct plan *plan, unsigned end, unsigned segment, unsigned kind, unsigned ticks)
{
    const bool needs_ticks =
        kind != MISHAP_LOSE_BEFORE && kind != MISHAP_LOSE_BEHIND && kind != MISHAP_MISS;

    if (plan->mishap_count < PLAN_MISHAPS) {
        plan->mishaps[plan->mishap_count++] = (struct mishap){
            .end = (uint8_t)end,
            .kind = (uint8_t)kind,
            .segment = (uint16_t)segment,
            .ticks = (uint16_t)(needs_ticks ? ticks : 0),
        };
    }
}

/* Each kind has its own chance, and in many walks none. */
static void
draw_mishaps(struct dice *dice, struct plan *plan)
{
    static const uint32_t chances[] = { 0, 0, 0, 0, 2, 5, 10, 25 };
    uint32_t chance[MISHAP_COUNT];

    for (unsigned kind = 0; kind < MISHAP_COUNT; kind++) {
        chance[kind] = chances[dice_below(dice, 8)];
    }
    for (unsigned segment = 1; segment <= TROUBLED_SEGMENTS; segment++) {
        for (unsigned i = 0; i < 2 * MISHAP_COUNT; i++) {
            if (dice_chance(dice, chance[i / 2])) {
                add_mishap(plan, i % 2, segment, i / 2, 1 + dice_below(dice, 300));
            }
        }
    }
}

static void
draw_paths(struct dice *dice, struct plan *plan)
{
    for (unsigned end = 0; end < 2; end++) {
        plan->path[end].delay = 1 + dice_below(dice, 40);
        plan->path[end].tap = dice_below(dice, plan->path[end].delay + 1);
    }
}

void
plan_draw(struct plan *plan, uint32_t seed, uint32_t number)
{
    struct dice dice = { ((uint64_t)seed << 32 | number) * 0x9e3779b97f4a7c15u + 1 };
    const bool has_options = dice_chance(&dice, 50);

    memset(plan, 0, sizeof *plan);
    draw_temper(&dice, &plan->temper[0], has_options);
    draw_temper(&dice, &plan->temper[1], has_options);
    draw_paths(&dice, plan);
    draw_calls(&dice, plan);
    if (dice_chance(&dice, 60)) {
        draw_mishaps(&dice, plan);
    }
    if (dice_chance(&dice, 10)) {
        plan->start = dice_below(&dice, 1000);
    }
    if (dice_chance(&dice, 8)) {
        plan->path[dice_below(&dice, 2)].blind = 1;
    }
}

bool
plan_is_clean(const struct plan *plan)
{
    return plan->mishap_count == 0 && plan->start == 0 && !plan->path[0].blind &&
           !plan->path[1].blind;
}

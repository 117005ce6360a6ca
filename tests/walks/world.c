/* world.c - what happens when a plan is carried out, and does the core agree?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "world.h"

#include "link.h"
#include "observer.h"
#include "view.h"

#include <inttypes.h>
#include <string.h>

enum { AFTERMATH = 8000, SEGMENTS_MOST = 500 };

struct world {
    const struct plan *plan;
    struct endpoint ends[2];
    struct link link;
    struct view view;
    struct outcome *outcome;
    int64_t now;
    unsigned calls_done;
    bool is_clean;
    bool print;
    bool is_right;
    /* What was looked at last, so that the same is not looked at again. */
    enum stage looked_at[2];
    unsigned looked_count;
};

static struct world world;

/* --- the story -------------------------------------------------------------------------------- */

static void
tell_wire(const char *what, const struct wire *wire)
{
    printf("%7" PRId64 "  %-8s %c  %s%s%s%s%s seq %" PRIu32 " len %" PRIu32, world.now, what,
           'A' + wire->from, wire->bits & BIT_SYN ? "S" : "", wire->bits & BIT_FIN ? "F" : "",
           wire->bits & BIT_RST ? "R" : "", wire->bits & BIT_PSH ? "P" : "",
           wire->bits & BIT_ACK ? "A" : "", wire->seq, wire->length);
    if (wire->bits & BIT_ACK) {
        printf(" ack %" PRIu32, wire->ack);
    }
    printf(" win %d", wire->window);
    if (wire->has_timestamps) {
        printf(" ts %" PRIu32 ",%" PRIu32, wire->tsval, wire->tsecr);
    }
    printf("  #%" PRIu32 " A %s B %s", wire->order, stage_word(world.ends[0].stage),
           stage_word(world.ends[1].stage));
    printf("; the core: A %s B %s\n", tl_state_word(observer_state(0)),
           tl_state_word(observer_state(1)));
}

static void
tell(const char *what, const struct wire *wire)
{
    if (world.print) {
        tell_wire(what, wire);
    }
}

/* --- the judgement ---------------------------------------------------------------------------- */

static enum tl_state
state_of(enum stage stage)
{
    static const enum tl_state states[STAGE_COUNT] = {
#define STAGE_STATE(id, word) [IN_##id] = TL_##id,
        STAGES(STAGE_STATE)
#undef STAGE_STATE
    };
    return states[stage];
}

/* LISTEN cannot be told from CLOSED. */
static enum tl_state
without_listen(enum tl_state state)
{
    return state == TL_LISTEN ? TL_CLOSED : state;
}

static void
judge_end(const struct endpoint *end)
{
    const enum tl_state truth = without_listen(state_of(end->stage));
    const enum tl_state said = without_listen(observer_state(end->number));

    world.outcome->points++;
    if (!view_proves(&world.view, world.ends, end->number)) {
        return;
    }
    world.outcome->provable++;
    world.outcome->provable_in[end->stage]++;
    if (said == TL_UNKNOWN) {
        world.outcome->unknown++;
    }
    if (said == truth || (said == TL_UNKNOWN && !world.is_clean)) {
        return;
    }
    world.outcome->wrong++;
    world.is_right = false;
    if (world.print) {
        printf("%7" PRId64 "  WRONG: %c is %s, the core says %s\n", world.now, 'A' + end->number,
               stage_word(end->stage), tl_state_word(said));
    }
}

static bool
is_quiescent(void)
{
    return world.link.count == 0 && !endpoint_is_pending(&world.ends[0]) &&
           !endpoint_is_pending(&world.ends[1]);
}

static void
judge(void)
{
    if (!is_quiescent() ||
        (world.looked_count == observer_count() && world.looked_at[0] == world.ends[0].stage &&
         world.looked_at[1] == world.ends[1].stage)) {
        return;
    }
    world.looked_count = observer_count();
    world.looked_at[0] = world.ends[0].stage;
    world.looked_at[1] = world.ends[1].stage;
    judge_end(&world.ends[0]);
    judge_end(&world.ends[1]);
}

/* --- what happens ----------------------------------------------------------------------------- */

/* What the ends have to send is sent, and the judge learns of what they did. */
static void
settle(void)
{
    for (unsigned i = 0; i < 2; i++) {
        struct endpoint *end = &world.ends[i];
        for (unsigned k = 0; k < end->out_count; k++) {
            link_send(&world.link, &end->out[k], world.now);
        }
        end->out_count = 0;
    }
    view_follow(&world.view, world.ends, world.link.order);
    judge();
}

static void
arrive(struct flight *flight)
{
    struct wire wire = flight->wire;
    struct endpoint *receiver = &world.ends[!wire.from];
    const struct endpoint before_it = *receiver;
    const bool is_lost = flight->is_lost || receiver->is_down;

    wire.was_captured = wire.was_captured || flight->is_of_captured;
    link_remove(&world.link, flight);
    if (is_lost) {
        tell("lost", &wire);
        if (wire.was_captured) {
            view_lose(&world.view, receiver, &wire, world.link.order + 1, world.now);
        }
        return;
    }
    const uint32_t order = world.link.order + 1;
    endpoint_receive(receiver, &wire, world.now);
    tell("arrives", &wire);
    view_deliver(&world.view, &before_it, receiver, &wire, order, world.now);
}

static void
capture(struct flight *flight)
{
    flight->capture_at = NEVER;
    flight->wire.was_captured = true;
    view_capture(&world.view, world.ends, &flight->wire, world.now);
    observer_take(&flight->wire, world.now);
    tell("captured", &flight->wire);
}

static void
call(void)
{
    const struct plan_call *next = &world.plan->calls[world.calls_done++];

    if (world.print) {
        printf("%7" PRId64 "  call     %c  %d\n", world.now, 'A' + next->end, next->call);
    }
    endpoint_call(&world.ends[next->end], next->call, next->amount, world.now);
}

static int64_t
next_call(void)
{
    return world.calls_done < world.plan->call_count ? world.plan->calls[world.calls_done].at
                                                     : NEVER;
}

static int64_t
least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* The next thing that happens. False when there is none. */
static bool
step(int64_t until)
{
    struct flight *flight = link_next(&world.link);
    const int64_t flies = flight == NULL ? NEVER : flight_time(flight);
    const int64_t calls = next_call();
    const int64_t wakes[] = { endpoint_deadline(&world.ends[0]),
                              endpoint_deadline(&world.ends[1]) };
    const int64_t next = least(least(flies, calls), least(wakes[0], wakes[1]));

    if (next > until || world.link.order > SEGMENTS_MOST || !observer_has_room()) {
        return false;
    }
    world.now = next;
    if (next == flies) {
        (flight->capture_at != NEVER ? capture : arrive)(flight);
    } else if (next == calls) {
        call();
    } else {
        endpoint_wake(&world.ends[next != wakes[0]], next);
    }
    settle();
    return true;
}

bool
world_run(const struct plan *plan, struct outcome *outcome, bool print)
{
    memset(&world, 0, sizeof world);
    observer_clear();
    world.plan = world.link.plan = plan;
    world.outcome = outcome;
    world.is_clean = plan_is_clean(plan);
    world.view.round_trip = (int64_t)plan->path[0].delay + plan->path[1].delay;
    world.print = print;
    world.is_right = true;
    endpoint_begin(&world.ends[0], 0, &plan->temper[0]);
    endpoint_begin(&world.ends[1], 1, &plan->temper[1]);
    const int64_t last = plan->call_count > 0 ? plan->calls[plan->call_count - 1].at : 0;
    while (world.is_right && step(last + AFTERMATH)) {
    }
    outcome->segments += observer_count();
    return world.is_right;
}

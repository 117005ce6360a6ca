/* link.c - how do segments travel from one endpoint of a walk to the other, past the sniffer?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "link.h"

static void
add_flight(struct link *link, const struct flight *flight)
{
    if (link->count < FLIGHTS_MOST) {
        link->flights[link->count++] = *flight;
    }
}

static const struct mishap *
find_mishap(const struct link *link, const struct wire *wire, enum mishap_kind kind)
{
    for (unsigned i = 0; i < link->plan->mishap_count; i++) {
        const struct mishap *mishap = &link->plan->mishaps[i];
        if (mishap->end == wire->from && mishap->kind == kind &&
            mishap->segment == link->sent[wire->from]) {
            return mishap;
        }
    }
    return NULL;
}

static int64_t
ticks_of(const struct mishap *mishap)
{
    return mishap == NULL ? 0 : mishap->ticks;
}

static void
add_copy(struct link *link, struct flight flight, int64_t later, bool is_behind)
{
    flight.is_of_captured = is_behind && flight.capture_at != NEVER;
    flight.arrive_at += later;
    flight.is_lost = false;
    if (is_behind) {
        flight.capture_at = NEVER;
    } else if (flight.capture_at != NEVER) {
        flight.capture_at += later;
    }
    add_flight(link, &flight);
}

void
link_send(struct link *link, const struct wire *wire, int64_t now)
{
    const struct path *path = &link->plan->path[wire->from];

    link->sent[wire->from]++;
    const struct mishap *twice_before = find_mishap(link, wire, MISHAP_TWICE_BEFORE);
    const struct mishap *twice_behind = find_mishap(link, wire, MISHAP_TWICE_BEHIND);
    const bool is_lost_before = find_mishap(link, wire, MISHAP_LOSE_BEFORE) != NULL;
    const bool is_seen =
        !is_lost_before && !path->blind && find_mishap(link, wire, MISHAP_MISS) == NULL;
    const int64_t at_tap = now + path->tap + ticks_of(find_mishap(link, wire, MISHAP_LATE_BEFORE));
    struct flight flight = {
        .wire = *wire,
        .capture_at = is_seen && at_tap >= link->plan->start ? at_tap : NEVER,
        .arrive_at = at_tap + (path->delay - path->tap) +
                     ticks_of(find_mishap(link, wire, MISHAP_LATE_BEHIND)),
        .is_lost = find_mishap(link, wire, MISHAP_LOSE_BEHIND) != NULL,
    };
    flight.wire.order = ++link->order;
    flight.wire.is_late = at_tap > now + path->tap;
    if (!is_lost_before) {
        add_flight(link, &flight);
    }
    if (twice_before != NULL) {
        add_copy(link, flight, twice_before->ticks, false);
    }
    if (twice_behind != NULL) {
        add_copy(link, flight, twice_behind->ticks, true);
    }
}

int64_t
flight_time(const struct flight *flight)
{
    return flight->capture_at != NEVER ? flight->capture_at : flight->arrive_at;
}

/* Of two at the same moment, the one that was sent first. */
struct flight *
link_next(struct link *link)
{
    struct flight *next = NULL;

    for (unsigned i = 0; i < link->count; i++) {
        struct flight *flight = &link->flights[i];
        if (next == NULL || flight_time(flight) < flight_time(next) ||
            (flight_time(flight) == flight_time(next) &&
             before(flight->wire.order, next->wire.order))) {
            next = flight;
        }
    }
    return next;
}

void
link_remove(struct link *link, struct flight *flight)
{
    *flight = link->flights[--link->count];
}

/* link.h - how do segments travel from one endpoint of a walk to the other, past the sniffer?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef WALK_LINK_H
#define WALK_LINK_H

#include "plan.h"
#include "wire.h"

enum { FLIGHTS_MOST = 512 };

/* A copy of a segment that is under way. */
struct flight {
    struct wire wire;
    int64_t capture_at; /* NEVER: it will not be, or has been */
    int64_t arrive_at;  /* the same moment for one that is lost behind the sniffer */
    bool is_lost;
    bool is_of_captured; /* a copy made behind the sniffer */
};

struct link {
    const struct plan *plan;
    struct flight flights[FLIGHTS_MOST];
    unsigned count;
    unsigned sent[2];
    uint32_t order; /* of the last segment */
};

/* A segment is sent. */
void link_send(struct link *link, const struct wire *wire, int64_t now);

/* The flight to which something happens next, or NULL; what happens is that it is captured if
 * capture_at is not NEVER, and that it arrives or is lost otherwise. */
struct flight *link_next(struct link *link);

/* When that is. */
int64_t flight_time(const struct flight *flight);

/* It has arrived. */
void link_remove(struct link *link, struct flight *flight);

#endif

/* view.h - what can the captured segments prove of each end's state?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * This is decided from the truth alone: from what the two endpoints did, what the sniffer got, and
 * what arrived. The core is never asked. The facts of which an end's state is made (its SYN and
 * FIN sent, the other's received, its own acknowledged) are compared with those that were
 * captured. Only where the two agree must an observer know the state:
 *
 * - What the end sends, and what it answers, counts once a segment of its own was captured.
 * - What it receives and does not answer counts once it was captured: taken as delivered. While it
 *   is under way or lost, nothing is proved.
 * - An RST that was captured counts if the sniffer saw all that its receiver holds; otherwise the
 *   receiver has to show by what it sends next that it lives.
 * - What happens in silence (a timer, a crash, a close that was not sent yet) is never proved,
 *   until the end answers something by an RST.
 *
 * CLOSED and LISTEN look the same from outside.
 */
#ifndef WALK_VIEW_H
#define WALK_VIEW_H

#include "endpoint.h"
#include "sight.h"

#include <stdbool.h>
#include <stdint.h>

struct view {
    struct sight sight[2];
    bool is_doubted[2];      /* an RST was captured that was not taken, or not meant so */
    uint32_t doubt_order[2]; /* until the end is captured with something that it sent later, */
    int64_t doubt_time[2];   /* and not too soon */
    bool is_muddled[2];      /* its segments were captured in another order than they were sent */
    bool was_alive[2];
    bool was_opening[2]; /* when its last connection ended, it was not open yet */
    enum stage stage[2];
    uint16_t life[2];
    int64_t round_trip;      /* of the path */
    uint32_t rst_count[2];   /* RSTs that were captured on their way to it */
    uint32_t spoke_order[2]; /* the order of its last capture, RST apart */
    int64_t spoke_at[2];     /* when it was last captured, RST apart */
    uint32_t capture_count;
    uint32_t last_capture[2];   /* of it, as the sniffer counts, */
    uint32_t capture_before[2]; /* and the last before this connection of its own; 0: none */
    uint32_t end_order[2];      /* when its last connection ended */
    uint32_t last_order[2];     /* of what was captured of it: the latest that it sent */
    bool is_end_in_order[2];    /* its last connection ended by the ACK of its FIN */
    bool is_end_told[2];        /* it has answered something by an RST since */
    bool is_rst_evident[2];     /* the RST that ended it can be seen to be the right one */
    int64_t rst_at[2];          /* when that was captured */
};

/* After each thing that happens: which connections have begun and ended. `order` counts the
 * segments sent so far. */
void view_follow(struct view *view, const struct endpoint ends[2], uint32_t order);

/* The sniffer gets a segment, and notes on it what was known when it came. */
void view_capture(struct view *view, const struct endpoint ends[2], struct wire *wire,
                  int64_t time);

/* A segment has been received; `before` is the receiver before that. */
void view_deliver(struct view *view, const struct endpoint *before, const struct endpoint *receiver,
                  const struct wire *wire, uint32_t order, int64_t time);

/* A segment was captured, and then lost. */
void view_lose(struct view *view, const struct endpoint *receiver, const struct wire *wire,
               uint32_t order, int64_t time);

/* Do the captured segments prove the state that this end is in? */
bool view_proves(const struct view *view, const struct endpoint ends[2], unsigned number);

#endif

/* zeek_part.h - which of Zeek's connections does a segment belong to?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Zeek ends connections by timers, too: one of ours may be several of Zeek's, and one of Zeek's may
 * go on over several of ours. All those on one pair of ends hang together, from the newest back.
 */
#ifndef TL_ZEEK_PART_H
#define TL_ZEEK_PART_H

#include "core/connection.h"
#include "core/zeek.h"

#include <stdbool.h>
#include <stdint.h>

/* How many of Zeek's connections are kept of one of ours: the first ones, and the last. */
#define TL_ZEEK_PARTS_MOST 64

/* One of Zeek's connections. Lives until the capture file is closed. */
struct tl_zeek_part {
    struct tl_zeek zeek;
    struct tl_zeek_part *previous; /* the one before it that is kept, or NULL */
    uint32_t first_frame;
    uint32_t lost_from; /* the first frame of those between the two that are not kept; 0: none */
};

/* Takes a segment into account, before `connection`, which it belongs to, does. `newest` is the
 * newest part of that, NULL at first: while a plain SYN is all that there is, it stays NULL and
 * costs nothing. */
void tl_zeek_part_observe(struct tl_zeek_part **newest, const struct tl_connection *connection,
                          const struct tl_segment *segment);

/* For the newest part of a connection behind which another begins on the same ends: what was left
 * out is made up for, so that the other can go on with it. */
void tl_zeek_part_settle(struct tl_zeek_part **newest, const struct tl_connection *connection);

/* `connection` goes on with the newest part of one that was none, and has_rejoined. */
void tl_zeek_part_rejoin(struct tl_zeek_part *newest, const struct tl_connection *connection);

/* Writes what Zeek knows of the part that this segment belongs to; `newest` is of its connection.
 * False if that part is not kept. */
bool tl_zeek_part_look_up(const struct tl_zeek_part *newest, const struct tl_connection *connection,
                          const struct tl_segment *segment, struct tl_zeek *zeek);

#endif

/* zeek_end.h - which data of one end has Zeek seen, and which are missing?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_ZEEK_END_H
#define TL_ZEEK_END_H

#include "zeek.h"

/* Data that may arrive before anything is acknowledged: tcp_max_initial_window,
 * tcp_max_above_hole_without_any_acks. */
enum { TL_ZEEK_UNACKED_MOST = 16384 };

/* The number behind the segment. Data of an RST do not count: they are none of the stream. */
static inline uint32_t
tl_zeek_behind(const struct tl_segment *segment)
{
    const uint32_t end = tl_segment_end(segment);
    return tl_segment_has(segment, TL_RST) ? end - segment->payload : end;
}

/* Where the sender's numbers begin. Another SYN begins them anew as long as it did not close. */
void tl_zeek_end_number(struct tl_zeek_end *sender, const struct tl_segment *segment);

/* Numbers the end from here: `start` is its SYN's, or the one before its first. */
void tl_zeek_end_start(struct tl_zeek_end *end, uint32_t start, uint32_t last);

/* Is this number, near `last`, before `start`? Zeek takes it for garbage then. As Zeek holds the
 * distance in 31 bits until the number itself has passed 0, so it does what lies 2 GiB ahead. */
bool tl_zeek_end_is_before(const struct tl_zeek_end *end, uint32_t seq);

/* The same of a number that the other end acknowledges, near start + edge. */
bool tl_zeek_end_is_ack_before(const struct tl_zeek_end *end, uint32_t ack);

/* A segment of it ends at `behind`: moves `last`. Returns whether it is a retransmission. */
bool tl_zeek_end_advance(struct tl_zeek_end *end, const struct tl_segment *segment,
                         uint32_t behind);

/* Its data from `from` to `to` (counted from `start`) were captured. */
void tl_zeek_end_take_data(struct tl_zeek_end *end, uint32_t from, uint32_t to);

/* The other end acknowledges it up to `ack` (counted from `start`). Returns how many holes that
 * passes: 0, 1 or 2. */
unsigned tl_zeek_end_take_ack(struct tl_zeek_end *end, uint32_t ack);

/* Has Zeek to wait for data of it before it counts as closed? */
bool tl_zeek_end_is_pending(const struct tl_zeek_end *end, const struct tl_zeek_end *peer);

/* Has it carried data, by its numbers? */
bool tl_zeek_end_has_bytes(const struct tl_zeek_end *end);

#endif

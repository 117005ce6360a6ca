/* zeek_end.c - which data of one end has Zeek seen, and which are missing?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "zeek_end.h"

#include "seq.h"

enum {
    TOO_FAR = 1048576,     /* a SYN or RST that lies further off does not count: 2^20 octets */
    ABOVE_MOST = 10485760, /* tcp_excessive_data_without_further_acks */
    WRAPS_MOST = 3,
};

void
tl_zeek_end_start(struct tl_zeek_end *end, uint32_t start, uint32_t last)
{
    end->start = start;
    end->last = last;
    end->was_acked = false;
}

void
tl_zeek_end_number(struct tl_zeek_end *sender, const struct tl_segment *segment)
{
    const bool has_syn = tl_segment_has(segment, TL_SYN);

    if (sender->state == TL_ZEEK_INACTIVE && !has_syn) {
        tl_zeek_end_start(sender, segment->seq - 1, segment->seq);
    } else if (has_syn && sender->state != TL_ZEEK_CLOSED &&
               (sender->state != TL_ZEEK_RESET || sender->previous == TL_ZEEK_INACTIVE) &&
               (sender->state == TL_ZEEK_INACTIVE || sender->state >= TL_ZEEK_PARTIAL ||
                sender->start != segment->seq)) {
        tl_zeek_end_start(sender, segment->seq, tl_zeek_behind(segment));
    }
}

static bool
is_before(const struct tl_zeek_end *end, uint32_t number, uint32_t near, unsigned wraps)
{
    const int32_t ahead = tl_seq_diff(near, number);

    if (ahead < 0 && number > near && wraps > 0) {
        wraps--;
    } else if (ahead > 0 && number < near) {
        wraps++;
    }
    return wraps == 0 && tl_seq_diff(end->start, number) < 0;
}

bool
tl_zeek_end_is_before(const struct tl_zeek_end *end, uint32_t seq)
{
    return is_before(end, seq, end->last, end->last_wraps);
}

bool
tl_zeek_end_is_ack_before(const struct tl_zeek_end *end, uint32_t ack)
{
    return is_before(end, ack, end->start + end->edge, end->edge_wraps);
}

static unsigned
wraps_after(unsigned wraps, uint32_t from, uint32_t to)
{
    return to < from && wraps < WRAPS_MOST ? wraps + 1 : wraps;
}

static void
set_last(struct tl_zeek_end *end, uint32_t last)
{
    end->last_wraps = wraps_after(end->last_wraps, end->last, last) & 3u;
    end->last = last;
}

static void
set_edge(struct tl_zeek_end *end, uint32_t edge)
{
    const uint32_t from = end->start + end->edge;
    end->edge_wraps = wraps_after(end->edge_wraps, from, end->start + edge) & 3u;
    end->edge = edge;
}

bool
tl_zeek_end_advance(struct tl_zeek_end *end, const struct tl_segment *segment, uint32_t behind)
{
    const int32_t ahead = tl_seq_diff(end->last, behind);

    if ((segment->flags & (TL_SYN | TL_RST)) != 0 && (ahead > TOO_FAR || ahead < -TOO_FAR)) {
        return false;
    }
    /* For captures of SYN and FIN alone: the FIN may lie more than 2^31 octets ahead. */
    if (tl_segment_has(segment, TL_FIN) && end->last == end->start + 1) {
        set_last(end, behind);
        return false;
    }
    if (end->state == TL_ZEEK_RESET) {
        return false;
    }
    if (ahead > 0) {
        set_last(end, behind);
        return false;
    }
    return segment->payload > 0;
}

/* Where the data above the hole end: they are taken to have no further hole. */
static uint32_t
top_of(const struct tl_zeek_end *end)
{
    const uint32_t last = end->last - end->start;
    return end->has_fin && tl_seq_lt(end->mark, last) ? end->mark : last;
}

/* The hole below `above` is filled or passed: the data above it follow. */
static void
join_above(struct tl_zeek_end *end)
{
    set_edge(end, tl_seq_max(tl_seq_max(end->edge, end->above), top_of(end)));
    end->has_hole = false;
}

/* Where nothing was ever acknowledged, or too much waits, Zeek takes it that half of the capture is
 * missing, and keeps nothing. */
static void
limit(struct tl_zeek_end *end)
{
    const uint32_t top = top_of(end);
    const uint32_t waiting = end->has_hole ? top - end->above : 0;

    if (!end->was_acked && !end->has_hole && top > TL_ZEEK_UNACKED_MOST + 1u) {
        end->is_unacked = false;
    }
    if (end->has_hole &&
        ((!end->was_acked && top - end->edge > TL_ZEEK_UNACKED_MOST) || waiting > ABOVE_MOST)) {
        end->is_given_up = true;
        end->has_hole = false;
        end->is_unacked = false;
    }
}

void
tl_zeek_end_take_data(struct tl_zeek_end *end, uint32_t from, uint32_t to)
{
    if (end->is_given_up || tl_seq_le(to, end->edge)) {
        return;
    }
    end->is_unacked = true;
    if (tl_seq_le(from, end->edge)) {
        set_edge(end, to);
        if (end->has_hole && tl_seq_le(end->above, to)) {
            join_above(end);
        }
    } else if (!end->has_hole || tl_seq_lt(from, end->above)) {
        end->above = from;
        end->has_hole = true;
    }
    limit(end);
}

static unsigned
pass_holes(struct tl_zeek_end *end, uint32_t ack)
{
    unsigned holes = 1;

    if (end->has_hole && tl_seq_lt(end->above, ack)) {
        join_above(end);
        if (tl_seq_le(ack, end->edge)) {
            return holes;
        }
        holes++;
    }
    set_edge(end, ack);
    if (end->has_hole && end->above == ack) {
        join_above(end);
    }
    return holes;
}

unsigned
tl_zeek_end_take_ack(struct tl_zeek_end *end, uint32_t ack)
{
    unsigned holes = 0;

    if (end->has_fin && tl_seq_lt(end->mark, ack)) {
        ack = end->mark;
    }
    if (tl_seq_lt(end->edge, ack)) {
        holes = pass_holes(end, ack);
    }
    if (tl_seq_le(end->edge, ack)) {
        end->is_unacked = end->has_hole;
    }
    return end->is_given_up ? 0 : holes;
}

bool
tl_zeek_end_is_pending(const struct tl_zeek_end *end, const struct tl_zeek_end *peer)
{
    const int32_t missing = tl_seq_diff(end->start + end->edge, end->last);

    if (end->is_given_up || missing < 0) {
        return false;
    }
    /* One for its FIN. Who sent RST acknowledges nothing more. */
    return missing > 1 || (end->state != TL_ZEEK_RESET && peer->is_unacked);
}

bool
tl_zeek_end_has_bytes(const struct tl_zeek_end *end)
{
    const uint32_t last = end->last - end->start;
    return tl_seq_max(last, end->edge) > 1u + end->has_fin;
}

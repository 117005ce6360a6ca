/* walk.h - which segments could two ends exchange? Rows of them at random, always the same.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The walk keeps in mind where each end stands, so that most segments fit, and some do not.
 */
#ifndef TL_WALK_H
#define TL_WALK_H

#include "segment.h"

#include <string.h>

enum { WALK_SEGMENTS = 16 };

struct walk {
    struct tl_segment segments[WALK_SEGMENTS];
    unsigned count;
    uint32_t random; /* state of the generator */
    uint32_t nxt[2]; /* the next number of each end */
    uint32_t rcv[2]; /* what it has acknowledged */
    int64_t time_ns;
};

static inline uint32_t
walk_random(struct walk *walk, uint32_t below)
{
    walk->random = walk->random * 1664525u + 1013904223u;
    return (walk->random >> 8) % below;
}

/* An exact number three times of four; else one that is off by little, or by a lot. */
static inline uint32_t
walk_near(struct walk *walk, uint32_t number)
{
    static const uint32_t off[] = { 1, 0xffffffffu, 20, 0u - 20u, 8192, 100000, 0x40000000u };

    return walk_random(walk, 4) != 0 ? number : number + off[walk_random(walk, 7)];
}

static inline uint16_t
walk_flags(struct walk *walk)
{
    static const uint16_t flags[] = {
        TL_SYN,
        TL_SYN | TL_ACK,
        TL_ACK,
        TL_ACK,
        TL_ACK | TL_PSH,
        TL_ACK | TL_PSH,
        TL_FIN | TL_ACK,
        TL_FIN | TL_ACK,
        TL_RST,
        TL_RST | TL_ACK,
        TL_SYN | TL_FIN,
        TL_FIN,
        0,
        TL_FIN | TL_PSH | TL_URG,
    };

    return flags[walk_random(walk, sizeof flags / sizeof flags[0])];
}

/* The first three segments of most walks: SYN, SYN,ACK, ACK. */
static inline uint16_t
walk_flags_at(struct walk *walk, unsigned at, unsigned *from)
{
    static const uint16_t opening[] = { TL_SYN, TL_SYN | TL_ACK, TL_ACK };

    *from = walk_random(walk, 2);
    if (at >= 3 || walk_random(walk, 8) == 0) {
        return walk_flags(walk);
    }
    *from = at & 1;
    return opening[at];
}

/* The end that receives it takes it, most of the time. */
static inline void
walk_deliver(struct walk *walk, const struct tl_segment *segment)
{
    const unsigned from = segment->from;

    if (segment->flags & TL_RST) {
        return;
    }
    walk->nxt[from] = tl_segment_end(segment);
    if (walk_random(walk, 6) != 0) {
        walk->rcv[!from] = walk->nxt[from];
    }
}

static inline struct tl_segment
walk_segment(struct walk *walk, unsigned at)
{
    unsigned from;
    const uint16_t flags = walk_flags_at(walk, at, &from);
    const bool has_data = (flags & TL_PSH) != 0 || walk_random(walk, 16) == 0;
    struct tl_segment segment = {
        .time_ns = walk->time_ns,
        .frame = at + 1,
        .seq = walk_near(walk, walk->nxt[from]),
        .ack = flags & TL_ACK ? walk_near(walk, walk->rcv[from]) : 0,
        .payload = has_data ? 1 + walk_random(walk, 30) : 0,
        .flags = flags,
        .window = walk_random(walk, 10) == 0 ? 0 : 8192,
        .source_port = from == 0 ? 40000 : 9,
        .destination_port = from == 0 ? 9 : 40000,
        .from = (uint8_t)from,
        .ip = { .ttl = 64, .has_ttl = true },
    };
    if (walk_random(walk, 3) == 0) {
        segment.options.present = TL_OPT_TIMESTAMPS;
        segment.options.tsval = 0xfffffff0u + at * 4 - walk_random(walk, 6);
    }
    return segment;
}

/* Writes the walk of this number. */
static inline void
walk_make(struct walk *walk, uint32_t number)
{
    memset(walk, 0, sizeof *walk);
    walk->random = number * 2654435761u + 1;
    walk->count = 2 + walk_random(walk, WALK_SEGMENTS - 2);
    for (unsigned end = 0; end < 2; end++) {
        walk->nxt[end] = 0xfffffff0u + walk_random(walk, 32);
    }
    for (unsigned at = 0; at < walk->count; at++) {
        const bool is_again = at > 0 && walk_random(walk, 10) == 0;
        struct tl_segment *segment = &walk->segments[at];
        *segment = is_again ? walk->segments[walk_random(walk, at)] : walk_segment(walk, at);
        segment->frame = at + 1;
        segment->time_ns = walk->time_ns;
        walk_deliver(walk, segment);
        walk->time_ns += walk_random(walk, 20) == 0 ? 300000000000 : 10000000;
    }
}

#endif

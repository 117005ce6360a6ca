/* build.h - how does a test make a segment without spelling out what does not matter?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Numbers are written as offsets from the sender's first ISN, as Wireshark shows them: the SYN is
 * at 0, the first octet of data at 1. On the wire both ISNs lie just below 2^32, so that every
 * test crosses the wrap; timestamps likewise.
 */
#ifndef TL_BUILD_H
#define TL_BUILD_H

#include "segment.h"

#include <stdbool.h>
#include <stdint.h>

enum { CLIENT = 0, SERVER = 1 };

#define BUILD_CLIENT_ISN 0xfffffffau
#define BUILD_SERVER_ISN 0xffffffffu
#define BUILD_TIMESTAMP 0xfffffff0u
#define BUILD_WINDOW 8192u

/* One segment as a test writes it. What is left out is the usual. */
struct draft {
    unsigned from;    /* CLIENT or SERVER */
    unsigned flags;   /* bits of enum tl_flag */
    int32_t seq;      /* offset from the sender's ISN */
    int32_t ack;      /* offset from the receiver's ISN; written only with TL_ACK */
    uint32_t payload; /* octets */
    uint16_t window;  /* 0: BUILD_WINDOW, unless is_shut */
    bool is_shut;     /* a window of 0 */
    uint32_t ms;      /* capture time in milliseconds */
    uint32_t frame;   /* 0: 1 */
    unsigned options; /* bits of enum tl_option */
    uint8_t window_scale;
    uint8_t cookie;
    uint32_t tsval; /* offset from BUILD_TIMESTAMP, with TL_OPT_TIMESTAMPS */
    uint32_t tsecr;
    uint8_t ttl; /* 0: none known */
};

static inline uint32_t
build_isn(unsigned end)
{
    return end == CLIENT ? BUILD_CLIENT_ISN : BUILD_SERVER_ISN;
}

static inline struct tl_segment
build_segment(struct draft draft)
{
    const bool is_client = draft.from == CLIENT;
    const uint16_t window = draft.window != 0 ? draft.window : BUILD_WINDOW;
    struct tl_segment segment = {
        .time_ns = (int64_t)draft.ms * 1000000,
        .frame = draft.frame != 0 ? draft.frame : 1,
        .seq = build_isn(draft.from) + (uint32_t)draft.seq,
        .ack = draft.flags & TL_ACK ? build_isn(!draft.from) + (uint32_t)draft.ack : 0,
        .payload = draft.payload,
        .flags = (uint16_t)draft.flags,
        .window = draft.is_shut ? 0 : window,
        .source_port = is_client ? 40000 : 9,
        .destination_port = is_client ? 9 : 40000,
        .from = (uint8_t)draft.from,
        .options = { .present = (uint16_t)draft.options,
                     .mss = 1460,
                     .window_scale = draft.window_scale,
                     .fast_open_bytes = draft.cookie,
                     .tsval = BUILD_TIMESTAMP + draft.tsval,
                     .tsecr = BUILD_TIMESTAMP + draft.tsecr },
        .ip = { .ttl = draft.ttl, .has_ttl = draft.ttl != 0 },
    };
    return segment;
}

/* SEG(.from = SERVER, .flags = TL_SYN | TL_ACK, .ack = 1) */
#define SEG(...) build_segment((struct draft){ __VA_ARGS__ })

#endif

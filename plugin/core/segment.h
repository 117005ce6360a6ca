/* segment.h - what does one captured TCP segment say, as plain values?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_SEGMENT_H
#define TL_SEGMENT_H

#include <stdbool.h>
#include <stdint.h>

/* The control bits of the header (RFC 9293 3.1), at their places in the 16-bit word. */
enum tl_flag {
    TL_FIN = 0x001,
    TL_SYN = 0x002,
    TL_RST = 0x004,
    TL_PSH = 0x008,
    TL_ACK = 0x010,
    TL_URG = 0x020,
    TL_ECE = 0x040, /* RFC 3168 */
    TL_CWR = 0x080, /* RFC 3168 */
    TL_AE = 0x100   /* RFC 7560, once NS */
};

/* Which options the segment carries in full; one bit each. */
enum tl_option {
    TL_OPT_MSS = 0x001,            /* RFC 9293 3.7.1 */
    TL_OPT_WINDOW_SCALE = 0x002,   /* RFC 7323 2 */
    TL_OPT_SACK_PERMITTED = 0x004, /* RFC 2018 2 */
    TL_OPT_SACK = 0x008,           /* RFC 2018 3 */
    TL_OPT_TIMESTAMPS = 0x010,     /* RFC 7323 3 */
    TL_OPT_FAST_OPEN = 0x020,      /* RFC 7413 4.1.1, kind 34 or the experimental 254 with F989 */
    TL_OPT_MPTCP = 0x040,          /* RFC 8684 3 */
    TL_OPT_CUT = 0x080,            /* the capture ends before the options do: more may be there */
    TL_OPT_MALFORMED = 0x100,      /* an option's length does not fit: what follows was not read */
    TL_OPT_BAD_LENGTH = 0x200 /* one of those above with a length that it cannot have: not read */
};

/* The options of a segment. A value is valid only while its bit in `present` is set. */
struct tl_options {
    uint16_t present;        /* bits of enum tl_option */
    uint16_t mss;            /* octets */
    uint8_t bytes;           /* octets of options, as the data offset says; always valid */
    uint8_t window_scale;    /* shift count as on the wire, not yet limited to 14 */
    uint8_t fast_open_bytes; /* length of the cookie; 0 is a request for one */
    uint8_t mptcp_subtype;   /* RFC 8684 8.2; of the first MPTCP option */
    uint32_t tsval;          /* TSval */
    uint32_t tsecr;          /* TSecr; means something only with ACK set */
    uint32_t sack_right;     /* right edge of the first SACK block */
};

/* What the IP header beneath tells of the sender. */
struct tl_ip {
    uint16_t id;  /* identification; valid only if has_id */
    uint8_t ttl;  /* time to live or hop limit; valid only if has_ttl */
    bool has_id;  /* IPv4, or IPv6 with a fragment header */
    bool has_ttl; /* an IP header was found */
    bool dont_fragment;
};

/* One captured segment. All numbers are as on the wire, in host byte order. */
struct tl_segment {
    int64_t time_ns;  /* when it was captured, in nanoseconds since an arbitrary epoch */
    uint32_t frame;   /* frame number in the capture; frames rise, from 1 */
    uint32_t seq;     /* SEG.SEQ */
    uint32_t ack;     /* SEG.ACK; means something only with ACK set */
    uint32_t payload; /* octets of data that were on the wire, captured or not */
    uint16_t flags;   /* bits of enum tl_flag */
    uint16_t window;  /* SEG.WND as in the header, not scaled */
    uint16_t source_port;
    uint16_t destination_port;
    uint8_t from;  /* which end sent it: 0 or 1, the same number for all its segments */
    uint8_t place; /* how many segments the frame carries before it; 0 but in aggregates */
    bool is_cut;   /* not all of its data were captured */
    struct tl_options options;
    struct tl_ip ip;
};

/* Are all these control bits set? */
static inline bool
tl_segment_has(const struct tl_segment *segment, unsigned flags)
{
    return (segment->flags & flags) == flags;
}

/* Is it a segment that begins an attempt: SYN without ACK and without RST? */
static inline bool
tl_segment_is_syn(const struct tl_segment *segment)
{
    return (segment->flags & (TL_SYN | TL_ACK | TL_RST)) == TL_SYN;
}

/* SEG.LEN: its length in sequence space, where SYN and FIN count one each (RFC 9293 3.4). */
static inline uint32_t
tl_segment_length(const struct tl_segment *segment)
{
    return segment->payload + tl_segment_has(segment, TL_SYN) + tl_segment_has(segment, TL_FIN);
}

/* SEG.SEQ + SEG.LEN: the first sequence number behind it. */
static inline uint32_t
tl_segment_end(const struct tl_segment *segment)
{
    return segment->seq + tl_segment_length(segment);
}

/* Reads `length` octets of options at `bytes` into `options`, of which the header promises
 * `promised` octets (so length < promised when the capture cuts them off). Never fails: what is
 * malformed or cut is marked in `present`. Every field of `options` is written. */
void tl_options_parse(const uint8_t *bytes, unsigned length, unsigned promised,
                      struct tl_options *options);

#endif

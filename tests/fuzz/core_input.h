/* core_input.h - which row of segments do these bytes stand for?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes are a row, and one byte changed is mostly one thing changed in one segment: numbers are
 * told by where the two ends stand, not as such. First INPUT_HEAD octets:
 *
 *     0, 1  the first octet of the ISN of either end; the other three are 0xffff80, so that
 *           numbers soon wrap where it is 0xff
 *     2     low half: the port of either end, two bits each, of input_ports; the rest is not used
 *     3     the time of the first segment, as seconds; from 0xf0 on, near the last that there is
 *
 * then INPUT_SEGMENT octets for each segment; what is left over at the end is not used:
 *
 *     0  control bits FIN to CWR. All of them: an ICMP error about a segment with this Seq
 *     1  bit 0 the sender; 1 to 3 enum input_number of Seq; 4 to 6 of Ack; 7 there is a timestamp
 *     2  time since the segment before: the low half and 1, times 4 to the power of the high half,
 *        in microseconds; where the high half is 15, the clock goes back by that many seconds
 *     3  octets of data, if below 200; else the rest over that, times 1460
 *     4  argument of Seq, signed
 *     5  argument of Ack, signed
 *     6  window, in 256 octets
 *     7  bits of enum input_option
 *     8  low three bits: TTL below 64; next four: window scale; last: IP identification as before
 *     9  by how much the timestamp grew, signed; of an error: its kind
 */
#ifndef TL_CORE_INPUT_H
#define TL_CORE_INPUT_H

#include "icmp.h"
#include "segment.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { INPUT_HEAD = 4, INPUT_SEGMENT = 10 };

/* What a number is counted from. "The other" of Seq is what the other end says of the sender. */
enum input_number {
    INPUT_NEXT,          /* what follows: behind all that was sent; no argument */
    INPUT_NEAR_NEXT,     /* the argument added */
    INPUT_FAR_FROM_NEXT, /* 1000 times the argument added */
    INPUT_TOLD,          /* the last Ack for it; the argument added */
    INPUT_ISN,           /* the argument added */
    INPUT_AGAIN,         /* the last number that was sent there; the argument added */
    INPUT_VERY_FAR,      /* next, and the argument times 2^24 */
    INPUT_ABSOLUTE,      /* the argument times 2^24 */
    INPUT_NUMBERS
};

enum input_option {
    INPUT_MSS = 0x01,
    INPUT_SCALE = 0x02,
    INPUT_SACK_PERMITTED = 0x04,
    INPUT_SACK = 0x08,
    INPUT_FAST_OPEN = 0x10,
    INPUT_MPTCP = 0x20,
    INPUT_OPTIONS_CUT = 0x40,
    INPUT_DATA_CUT = 0x80
};

/* Where an end stands. */
struct input_end {
    uint32_t isn;
    uint32_t nxt;   /* behind all that it sent */
    uint32_t seq;   /* of its last segment */
    uint32_t ack;   /* likewise */
    uint32_t tsval; /* likewise */
    uint16_t port;
    uint16_t id;
};

/* How far the bytes have been read. */
struct input {
    const uint8_t *bytes; /* what is left */
    size_t left;
    struct input_end end[2];
    int64_t time_ns; /* of the last segment */
    uint32_t frame;  /* likewise; errors count */
};

/* Begins a row. False where there are too few bytes for one. */
bool input_begin(struct input *input, const uint8_t *bytes, size_t length);

/* Takes the next segment or error from the bytes, at most one of them; the frame of the other is 0.
 * False at the end. */
bool input_next(struct input *input, struct tl_segment *segment, struct tl_icmp_error *error);

/* The number told in this way: of Seq of the end `end`, or of Ack about it. */
uint32_t input_number(const struct input *input, unsigned end, unsigned how, int8_t argument);

#endif

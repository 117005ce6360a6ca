/* wire.h - what does one segment between the two endpoints of a walk carry?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Besides what stands on the wire, it carries the truth about itself, which no endpoint may act
 * on: it is there for the judge, who has to know what a sniffer can tell.
 */
#ifndef WALK_WIRE_H
#define WALK_WIRE_H

#include <stdbool.h>
#include <stdint.h>

/* The control bits that the endpoints use, at their places in the header (RFC 9293 3.1). */
enum wire_bit { BIT_FIN = 1, BIT_SYN = 2, BIT_RST = 4, BIT_PSH = 8, BIT_ACK = 16 };

struct wire {
    uint32_t seq;
    uint32_t ack;
    uint32_t length; /* octets of data */
    uint16_t bits;
    uint16_t window; /* as in the header, not scaled */
    uint8_t from;    /* the endpoint that sent it, 0 or 1 */
    uint8_t scale;   /* the shift count, if has_scale */
    bool has_scale;
    bool has_timestamps;
    uint32_t tsval;
    uint32_t tsecr;

    /* The truth. */
    uint32_t order;          /* counts what both endpoints sent, in the order of sending */
    uint16_t life;           /* which connection of the sender, from 1; 0: of none */
    uint16_t other_life;     /* and of the other endpoint, as far as the sender has heard of it */
    uint32_t edge;           /* the right edge of the window that it offers */
    bool acks_fin;           /* the sender has received the FIN of the other */
    bool is_aside;           /* an RST that leaves the sender in the state that it is in */
    uint16_t answered_life;  /* of the sender, for which the segment was meant that it answers */
    uint32_t answered_order; /* its order */
    bool answers_unseen;     /* it answers a segment that was not captured */
    bool is_late;            /* delayed before the sniffer by more than the others */
    bool is_beyond;          /* behind the window, as far as that was captured */
    bool is_old;             /* acknowledged before, as far as that was captured */
    bool is_stale;           /* captured behind what was sent later, or once more */
    bool is_fin_again;       /* its FIN was captured before */
    bool looks_old;          /* by its timestamp, as far as those before it were captured */
    bool was_captured;       /* when it arrives: the sniffer had it before, */
    int64_t captured_at;
    uint32_t captured_as; /* as the sniffer counts, */
    bool has_seen;        /* and an RST: all of this connection of the sender */
    bool fits_ack;        /* its number is what the other end has acknowledged last */
    uint16_t seen_life;
    uint32_t seen_to; /* up to this number */
};

/* a comes before b (RFC 9293 3.4: modulo 2^32). */
static inline bool
before(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b) < 0;
}

/* SEG.LEN: SYN and FIN count one each (RFC 9293 3.4). */
static inline uint32_t
wire_length(const struct wire *wire)
{
    return wire->length + ((wire->bits & BIT_SYN) != 0) + ((wire->bits & BIT_FIN) != 0);
}

/* The first number behind it. */
static inline uint32_t
wire_end(const struct wire *wire)
{
    return wire->seq + wire_length(wire);
}

#endif

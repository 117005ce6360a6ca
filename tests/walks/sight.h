/* sight.h - what was captured of one connection of an end?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef WALK_SIGHT_H
#define WALK_SIGHT_H

#include "endpoint.h"

#include <stdbool.h>
#include <stdint.h>

enum { SEEN_PARTS = 24 };

/* What was under way when something was captured may be captured for a round trip (RFC 6298 2.1:
 * not known, it is taken for a second): to talk for so long proves nothing. */
enum { ROUND_TRIP_MOST = 1000 };

/* What was captured of an ACK since what it acknowledges was last captured: if that is sent again,
 * the ACK has not arrived. */
struct acknowledgement {
    bool is_claimed; /* it was captured */
    bool is_taken;   /* and has arrived, */
    bool is_open;    /* or whether it was taken cannot be told: it was lost, say */
    int64_t at;      /* when it was captured last */
    uint32_t since;  /* only captures later than this one count */
};

/* What was captured of one connection of an end. */
struct sight {
    uint16_t life;   /* which connection of the end; 0: none yet */
    bool syn;        /* its SYN or SYN,ACK */
    bool syn_ack;    /* its SYN,ACK */
    bool acks_syn;   /* a segment that acknowledges the other's SYN */
    bool fin;        /* its FIN */
    bool fin_first;  /* its FIN, in a segment sent before the other's had come */
    bool acks_fin;   /* a segment that acknowledges the other's FIN */
    bool other_fin;  /* the FIN of the other */
    bool is_crossed; /* which came from behind the other's FIN: that is taken to have come first */
    bool is_behind;  /* the other's FIN is acknowledged from behind its own, not captured so far */
    bool has_octets; /* data, or its FIN */
    bool has_spoken; /* it sent something but SYNs */
    struct acknowledgement syn_ack_seen; /* of its SYN, by the other */
    struct acknowledgement fin_ack_seen; /* of its FIN */
    uint32_t syn_seen_as;                /* which capture its last SYN was */
    bool has_ack;                        /* `ack` and `edge` are valid */
    uint32_t last_ack;                   /* what it acknowledged last; valid if acks_syn */
    uint32_t ack;                        /* the highest that it has acknowledged, */
    uint32_t edge;                       /* and the right edge of its window */
    uint32_t edge_most; /* and that of all segments, which the other may have refused as copies */
    bool is_unclear;    /* what it sent lies between the two edges of the other: taken, or not? */
    bool has_recent;    /* `recent` is valid */
    uint32_t recent;    /* the other's TS.Recent (RFC 7323 4.3), if it got all that was captured */
    /* What it sent, as far as there is no hole in what was captured; behind its SYN only. */
    uint32_t seen_to;
    unsigned part_count;
    struct {
        uint32_t from, to;
    } parts[SEEN_PARTS];
};

/* A segment of this end was captured; `other` is what was captured of the other. */
void sight_of_sender(struct sight *sight, const struct sight *other, const struct wire *wire);

/* A segment to this end was captured; after sight_of_sender() of `other`. */
void sight_of_receiver(struct sight *sight, const struct sight *other, const struct wire *wire,
                       const struct endpoint *end);

/* A segment to this end has arrived. */
void sight_settle(struct sight *sight, const struct endpoint *receiver, const struct wire *wire,
                  enum acceptance acceptance);

/* A segment to this end was lost behind the sniffer. */
void sight_lose(struct sight *sight, const struct endpoint *receiver, const struct wire *wire);

#endif

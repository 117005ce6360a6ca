/* event.h - what does a segment prove, as the few facts that the tables and the phases look at?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All predicates are computed here, once, from the states and numbers before the segment; what
 * follows them has no conditions of its own.
 */
#ifndef TL_EVENT_H
#define TL_EVENT_H

#include "endpoint.h"
#include "segment.h"
#include "settings.h"
#include "transition.h"
#include "window.h"

#include <stdbool.h>
#include <stdint.h>

/* What one segment is, seen against what is known of both ends before it. Valid while the two
 * endpoints and the segment are; nothing here outlives the look at one segment. */
struct tl_facts {
    const struct tl_segment *segment;
    struct tl_endpoint *sender;
    struct tl_endpoint *receiver;
    const struct tl_settings *settings; /* of the connection; for RST alone */

    struct tl_life *from;         /* the sender's life in which the segment speaks */
    struct tl_life *to;           /* the receiver's life whose numbers it acknowledges */
    int64_t idle_ns;              /* since the last segment of either end, negative where the
                                     clock went back; valid unless is_first */
    int64_t round_trip_ns;        /* from the capture to the sender and back; 0: not known */
    enum tl_position position;    /* of SEG.SEQ in the receiver's window */
    uint32_t first_frame;         /* of the connection */
    uint8_t client;               /* which end is the client */
    uint8_t client_data_segments; /* with data, captured from the client; 255: or more */
    bool has_trigger;             /* the receiver has sent something before (receiver->last_...) */
    bool is_first;                /* the first segment of all on these ports */
    bool is_acceptable; /* RFC 9293 3.10.7.4 first, and RFC 7323 PAWS; true where unknown */
    bool fails_paws;
    bool is_syn;               /* SYN without ACK and RST */
    bool is_syn_ack;           /* SYN with ACK, without RST */
    bool is_retransmitted_syn; /* a SYN or SYN,ACK with the ISS known already, or an old one */
    bool is_late_syn_ack;      /* a SYN,ACK that was captured behind the ACK of it */
    bool begins_life;          /* a SYN or SYN,ACK with which its sender begins a new life */
    bool is_ack_good;          /* ACK set, of something sent: SND.UNA =< SEG.ACK =< SND.NXT; or the
                             numbers of the receiver are not known */
    bool acks_syn;             /* ... and it covers the receiver's SYN */
    bool acks_fin;             /* ... and it covers the receiver's FIN */
    bool acks_unsent;          /* beyond what the receiver can have sent (never where it may be that
                             the capture missed something) */
    bool acks_unseen;          /* beyond what was captured of the receiver: see tl_life_settle() */
    bool may_ack_fin;          /* acks_unseen, or covers what was not captured: it may be a FIN */
    bool may_follow_fin;       /* bare, and beyond what was captured of its own sender: likewise */
    bool is_new_fin;           /* a FIN that counts, and the first of its sender */
    bool is_fin_again;         /* the FIN once more */
    bool crosses_ack;          /* ... that may have been sent before the ACK of it arrived */
    bool has_new_data;         /* data beyond all that was sent before */
    bool is_unfinished;        /* it shows that its sender has not sent a FIN yet */
    bool is_fast_open;         /* the receiver's SYN carries data, so its answer may, too */
    bool takes_effect;         /* RST: the receiver must take it */
    bool may_take_effect;      /* RST: takes_effect is not known */
    bool is_refusal; /* RST in answer to a SYN, or to a probe without ACK: only CLOSED does that */
    bool answers_bad_ack; /* RST in answer to an unacceptable ACK in the handshake */
};

/* Events that one segment can be for one end. */
#define TL_EVENTS_MAX 6

/* The events that one segment is for one end, in the order in which they happened. */
struct tl_event_list {
    enum tl_event event[TL_EVENTS_MAX];
    unsigned count;
};

/* Computes all facts of `segment` from `sender` to `receiver`, but for those of the connection:
 * settings, is_first, idle_ns, round_trip_ns, first_frame, crosses_ack, client and
 * client_data_segments, which the caller adds. `from` and `to` are the lives that it speaks of:
 * usually sender->now and receiver->now. */
void tl_facts_gather(struct tl_facts *facts, const struct tl_segment *segment,
                     struct tl_endpoint *sender, struct tl_endpoint *receiver, struct tl_life *from,
                     struct tl_life *to);

/* Is it the everyday segment of an open connection: an acknowledgement or data right behind what
 * its sender has sent before, with nothing to it that could move a state or be reported? For what
 * is so, nothing else here need be computed; what is not may still turn out to be as harmless. */
bool tl_event_is_routine(const struct tl_life *from, const struct tl_life *to,
                         const struct tl_segment *segment);

/* What the segment proves of its sender. */
void tl_events_sent(const struct tl_facts *facts, struct tl_event_list *events);

/* What the segment, taken as delivered, does to its receiver. */
void tl_events_received(const struct tl_facts *facts, struct tl_event_list *events);

#endif

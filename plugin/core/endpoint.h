/* endpoint.h - what is known of one end of a connection?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_ENDPOINT_H
#define TL_ENDPOINT_H

#include "segment.h"
#include "state.h"

#include <stdbool.h>
#include <stdint.h>

struct tl_reset;

/* Which numbers of a life are known; one bit each in tl_life.known. */
enum tl_known {
    TL_KNOWS_ISS = 0x001,         /* its SYN was captured: iss */
    TL_KNOWS_NXT = 0x002,         /* something it sent was captured: nxt, delivered */
    TL_KNOWS_RCV = 0x004,         /* it has acknowledged something: rcv, edge */
    TL_KNOWS_FIN = 0x008,         /* its FIN was captured: fin */
    TL_IS_MISSED = 0x010,         /* segments of it were acknowledged that were never captured */
    TL_HAS_TIMESTAMPS = 0x020,    /* it has sent timestamps: tsval */
    TL_CALLS_AGAIN = 0x040,       /* its SYN came again since the other end's last SYN,ACK */
    TL_HAS_SPOKEN = 0x080,        /* it sent something behind its SYN */
    TL_EDGE_IS_GUESSED = 0x100,   /* the scale of its windows is not known: edge is the most */
    TL_OFFERS_TIMESTAMPS = 0x200, /* its SYN or SYN,ACK carried timestamps */
    TL_OFFERS_SCALE = 0x400,      /* its SYN or SYN,ACK carried a window scale: window_scale */
    TL_WINDOW_IS_SHUT = 0x800,    /* the last window that it offered is 0 */
    TL_HAS_SENT_DATA = 0x1000,    /* data that it sent were captured */
    TL_IS_CLAIMED = 0x2000,       /* the other end acknowledges more than was captured: claimed */
    TL_NXT_IS_UNSEEN = 0x4000,    /* what lies right before nxt was not captured: it may be a FIN */
    TL_OFFER_IS_CUT = 0x8000      /* the capture cut the options of its SYN: there may be a scale */
};

/* How many stretches beyond a hole are remembered. */
#define TL_ISLANDS 2

/* Numbers without a hole. */
struct tl_stretch {
    uint32_t from; /* the first, */
    uint32_t to;   /* and behind the last */
};

/* One end in one connection, from its SYN to its close: what RFC 9293 3.3.1 calls its TCB, as far
 * as captured segments show it. A number is valid only while its bit in `known` is set. */
struct tl_life {
    tl_state_set states; /* the states that it can be in; never empty once begun */
    uint16_t known;      /* bits of enum tl_known */
    uint32_t iss;        /* ISS */
    uint32_t nxt;        /* SND.NXT: behind the highest number that it has sent */
    uint32_t delivered;  /* all below has been sent without a hole: what the other end holds,
                             and so its RCV.NXT, if nothing was lost behind the capture */
    struct tl_stretch island[TL_ISLANDS]; /* what lies beyond the holes, from the first on; as many
                                             are valid as `islands` says */
    uint32_t rcv;     /* the highest acknowledgement that it has sent: its RCV.NXT is this or
                             more */
    uint32_t edge;    /* the right edge of the window that it has offered */
    uint32_t fin;     /* the number that its FIN occupies */
    uint32_t claimed; /* the highest acknowledgement beyond nxt, neither confirmed nor refuted */
    uint32_t tsval;   /* its last timestamp in order: the other end's TS.Recent */
    uint8_t window_scale; /* the shift count that it offers for its windows, 14 at most */
    uint8_t islands;      /* how many are known, always; of more, those nearest */
};

/* One end of a connection. */
struct tl_endpoint {
    struct tl_life now;        /* the connection that it is in */
    uint32_t last_frame;       /* its last segment without RST; 0: none, and the next six invalid */
    uint32_t last_seq;         /* SEG.SEQ of that segment, */
    uint32_t last_ack;         /* SEG.ACK, */
    uint32_t last_length;      /* SEG.LEN, */
    uint16_t last_flags;       /* its bits of enum tl_flag, */
    uint16_t last_window;      /* SEG.WND as in the header, */
    uint8_t last_option_bytes; /* octets of options */
    bool was_odd;     /* the segment had no place in its connection: old, or of data never sent */
    uint8_t in_a_row; /* segments since the other end's last one; 255: or more */
    uint8_t probes;   /* keep-alive probes sent since the other end's last segment; 255: or more */
    uint8_t repeats;  /* segments sent again since then; 255: or more */
    uint16_t id_step; /* its IP identification less that of the segment before */
    struct tl_ip ip;  /* of its last segment without RST; invalid without has_ttl */
};

/* What a life was before something that may turn out not to have happened to it: a reset that was
 * not taken or not sent by it, a SYN that was not its own. Valid while the bit 1 << end is set in
 * `valid`. */
struct tl_past {
    struct tl_life life[2];
    struct tl_reset *reset[2]; /* the reset that ended it, or NULL for a SYN */
    uint8_t valid;             /* bits 1 << end */
};

/* The state that is known, or UNKNOWN. */
static inline enum tl_state
tl_life_state(const struct tl_life *life)
{
    return tl_state_known(life->states);
}

/* Is it sure to be in one of these? */
static inline bool
tl_life_is_in(const struct tl_life *life, tl_state_set states)
{
    return tl_states_within(life->states, states);
}

/* Can it be in one of these? */
static inline bool
tl_life_may_be_in(const struct tl_life *life, tl_state_set states)
{
    return (life->states & states) != 0;
}

/* Are all these bits of enum tl_known set? */
static inline bool
tl_life_knows(const struct tl_life *life, unsigned known)
{
    return (life->known & known) == known;
}

/* Has it sent a SYN that awaits its answer, unless that was not its own? */
static inline bool
tl_life_is_calling(const struct tl_life *life)
{
    return tl_life_is_in(life, TL_ONLY(SYN_SENT) | TL_ONLY(CLOSED)) &&
           tl_life_may_be_in(life, TL_ONLY(SYN_SENT));
}

/* Begins a new life in these states: nothing of it is known. */
void tl_life_begin(struct tl_life *life, tl_state_set states);

/* Has the whole FIN been delivered, so that the other end has it if nothing was lost? */
bool tl_life_fin_is_delivered(const struct tl_life *life);

/* Takes the numbers of a segment that it sent to `other` into account: nxt, delivered, the hole,
 * rcv, edge, timestamps, FIN. For segments without RST that the other end can accept; before
 * tl_life_acknowledged() for the same segment. Does the window that it offers end before one that
 * it has offered already? */
bool tl_life_sent(struct tl_life *life, const struct tl_life *other,
                  const struct tl_segment *segment);

/* Does the right edge of its window move left with this segment, beyond its last one? For a segment
 * of which tl_life_sent() says that the window ends before an earlier one; before it becomes the
 * last one. */
bool tl_endpoint_shrinks_window(const struct tl_endpoint *sender, const struct tl_segment *segment);

/* Takes SEG.ACK of a segment that it receives into account. An acknowledgement beyond nxt is
 * a claim: either the capture missed what it acknowledges, or it was never sent. */
void tl_life_acknowledged(struct tl_life *life, uint32_t ack);

/* What became of a claim. */
enum tl_claim { TL_CLAIM_OPEN, TL_CLAIM_CONFIRMED, TL_CLAIM_REFUTED };

/* Does a segment that it sends to `other` decide the claim about it? It confirms the claim by going
 * on behind it (both lives then take the number over), and refutes it by going on before it.
 * Without a claim: does it bring what was not captured right before nxt? */
enum tl_claim tl_life_settle(struct tl_life *life, struct tl_life *other,
                             const struct tl_segment *segment);

#endif

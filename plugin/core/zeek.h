/* zeek.h - what does Zeek's conn.log say of this connection: conn_state and history?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The rules are Zeek's own (TCPSessionAdapter, TCP_Endpoint, TCP_Reassembler, Conn::conn_state in
 * base/protocols/conn/main.zeek), with the settings that Zeek comes with. How to use it, for each
 * captured segment of a 4-tuple in order, once:
 *
 *     if there is no struct tl_zeek yet, or tl_zeek_starts_anew(zeek, segment):
 *         tl_zeek_begin(zeek, segment)
 *     tl_zeek_observe(zeek, segment, is_cut)
 *
 * or, quicker: only if there is none yet, or tl_zeek_goes_on(zeek, segment) is false.
 *
 * Zeek ends a connection by timers too, so that one 4-tuple, and even one connection of RFC 9293,
 * may be several of Zeek's: what is asked after a segment holds for the one that it belongs to.
 *
 * Where it may differ from Zeek:
 * - Checksums are not known here. Zeek writes C for a wrong one and looks no further at it.
 * - Of several holes in one direction only the lowest is kept; those above it count as filled when
 *   it is. Zeek's next G, the one at the tenth hole, may come late for that.
 * - Zeek's timers run on the time of all packets, here on that of this connection's alone.
 * - Zeek waits an hour where it finds SSH or FTP on any port, here only on their own.
 * - Counts end at 1,000,000 for T, at 10,000 for W, at 1,000 for G: no letter is written beyond.
 * - Zeek repeats R and F without end, as long as they move. Here a history ends when it has
 *   TL_ZEEK_RUNS runs of one letter (a longer one than 4 takes more than one); the rest is lost.
 * - After an R the same direction writes no second F and no G.
 */
#ifndef TL_ZEEK_H
#define TL_ZEEK_H

#include "segment.h"

#include <stdbool.h>
#include <stdint.h>

/* How many runs a history may have, how long one is, and the octets of the text with its NUL. Fewer
 * than 16 letters are usual. But for S, H, F and R that move, 48 are the most: 14 that are written
 * once, T, W and G seven, five and four times in each direction, and two ^. */
enum { TL_ZEEK_RUNS = 24, TL_ZEEK_RUN = 4, TL_ZEEK_HISTORY = TL_ZEEK_RUNS * TL_ZEEK_RUN + 1 };

/* Zeek's states of one end. Mostly only what an end sends moves it; no number is ever checked. */
enum tl_zeek_state {
    TL_ZEEK_INACTIVE, /* has sent nothing */
    TL_ZEEK_SYN_SENT,
    TL_ZEEK_SYNACK_SENT, /* the originator began by SYN,ACK: its SYN is missing, or a probe */
    TL_ZEEK_PARTIAL,     /* spoke without any SYN */
    TL_ZEEK_ESTABLISHED,
    TL_ZEEK_CLOSED, /* has sent FIN */
    TL_ZEEK_RESET,  /* has sent RST */
    TL_ZEEK_STATES
};

/* One end and its sequence numbers. `edge`, `above` and `mark` count octets from `start`, modulo
 * 2^32, and stay as they are when another SYN moves it. */
struct tl_zeek_end {
    uint32_t start; /* of its SYN; without one, the number before its first, or before the first
                       Ack of the other end */
    uint32_t edge;  /* data before here were seen, or were acknowledged unseen; at first 1 */
    uint32_t above; /* where the data above the lowest hole begin; valid if has_hole */
    uint32_t last;  /* the highest end of a segment that counts */
    uint32_t
        mark; /* where its data end by its last FIN, or Seq of its last RST, if that is later */
    unsigned retransmissions : 20; /* these three stop at their highest value */
    unsigned last_wraps : 2;       /* how often `last` has passed 0; 3: or more */
    unsigned edge_wraps : 2;       /* the same of start + edge */
    unsigned state : 3;            /* enum tl_zeek_state */
    unsigned previous : 3;         /* the state before it */
    bool did_close : 1;            /* it has sent FIN or RST, and Zeek has all its data */
    bool did_end : 1;              /* Zeek has once noticed that */
    unsigned zero_windows : 14;
    unsigned gaps : 13;
    bool has_fin : 1;     /* it has sent a FIN, and `mark` is valid */
    bool has_hole : 1;    /* data lie above data that are missing */
    bool is_unacked : 1;  /* data of it were seen that the other end has not acknowledged */
    bool was_acked : 1;   /* some of its data were acknowledged */
    bool is_given_up : 1; /* too much lies above a hole: Zeek has stopped to look at its data */
};

/* One connection as Zeek sees it: 96 octets. */
struct tl_zeek {
    int64_t last_ns;            /* time of the last segment that counts for idleness */
    struct tl_zeek_end end[2];  /* by number, as tl_segment.from */
    uint32_t deadline;          /* when it ends, in 2^12 ns modulo 2^32; valid if has_attempt or
                                  is_ending */
    uint8_t seen[2];            /* letters that each end has written in its role, as bits */
    uint8_t length;             /* how many runs there are */
    unsigned originator : 1;    /* which end */
    unsigned idle : 2;          /* how long it may be silent */
    bool is_ordinary : 1;       /* so far all is in order: see tl_zeek_goes_on */
    bool has_attempt : 1;       /* `deadline` holds if the responder has not answered by then */
    bool is_open : 1;           /* both ends are TL_ZEEK_ESTABLISHED */
    bool is_ending : 1;         /* `deadline` holds in any case */
    bool is_deferred : 1;       /* an end closed while some of its data were missing */
    uint8_t runs[TL_ZEEK_RUNS]; /* the history: low six bits a letter, less 64; high two how often
                                   more than once; 0 behind the last */
};

/* Writes every field. `first` is the segment that begins the connection, still to be observed. */
void tl_zeek_begin(struct tl_zeek *zeek, const struct tl_segment *first);

/* Would Zeek begin another connection by this segment: because it had ended the one before, or
 * because of a SYN that is none of its? Changes nothing. */
bool tl_zeek_starts_anew(const struct tl_zeek *zeek, const struct tl_segment *segment);

/* Begins by a SYN of the end `from` with nothing else to it - not FIN, RST, ACK or data, but a
 * window - and observes it. */
void tl_zeek_begin_by_syn(struct tl_zeek *zeek, unsigned from, uint32_t seq, int64_t time_ns);

/* Is this the SYN,ACK that answers such a SYN, with nothing else to it, and soon? */
bool tl_zeek_is_plain_answer(const struct tl_segment *segment, unsigned from, uint32_t seq,
                             int64_t time_ns);

/* Begins by such a SYN and such an answer, and observes both. */
void tl_zeek_begin_answered(struct tl_zeek *zeek, uint32_t seq, int64_t time_ns,
                            const struct tl_segment *answer);

/* If this segment is the next of an ordinary life - an ACK, data or a FIN in order - and Zeek
 * begins no other connection by it: does what tl_zeek_observe does, at little cost, and returns
 * true. Else changes nothing and returns false. */
bool tl_zeek_goes_on(struct tl_zeek *zeek, const struct tl_segment *segment);

/* Takes one segment into account. `is_cut`: the capture holds less of its payload than was on the
 * wire, which Zeek takes for data not seen. */
void tl_zeek_observe(struct tl_zeek *zeek, const struct tl_segment *segment, bool is_cut);

/* Which end Zeek calls the originator, 0 or 1. May change: the history then has a ^. */
static inline unsigned
tl_zeek_originator(const struct tl_zeek *zeek)
{
    return zeek->originator;
}

/* conn_state: one of S0 S1 S2 S3 SF REJ RSTO RSTR RSTOS0 RSTRH SH SHR OTH; a constant. */
const char *tl_zeek_conn_state(const struct tl_zeek *zeek);

/* Writes the history, with a final NUL, to `buffer` of TL_ZEEK_HISTORY octets. Upper case is what
 * the originator did. */
void tl_zeek_history(const struct tl_zeek *zeek, char *buffer);

#endif

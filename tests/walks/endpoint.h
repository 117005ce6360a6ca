/* endpoint.h - what does one end of a connection do, by RFC 9293 alone?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A small TCP that exists to be right about its own state. Nothing in it comes from the core that
 * it tests: neither states nor tables nor arithmetic. Time is in ticks of a millisecond.
 */
#ifndef WALK_ENDPOINT_H
#define WALK_ENDPOINT_H

#include "wire.h"

#include <stdbool.h>
#include <stdint.h>

/* RFC 9293 3.3.2. The words are those of the RFC. */
#define STAGES(STAGE)                                                                              \
    STAGE(CLOSED, "CLOSED")                                                                        \
    STAGE(LISTEN, "LISTEN")                                                                        \
    STAGE(SYN_SENT, "SYN-SENT")                                                                    \
    STAGE(SYN_RECEIVED, "SYN-RECEIVED")                                                            \
    STAGE(ESTABLISHED, "ESTABLISHED")                                                              \
    STAGE(FIN_WAIT_1, "FIN-WAIT-1")                                                                \
    STAGE(FIN_WAIT_2, "FIN-WAIT-2")                                                                \
    STAGE(CLOSE_WAIT, "CLOSE-WAIT")                                                                \
    STAGE(CLOSING, "CLOSING")                                                                      \
    STAGE(LAST_ACK, "LAST-ACK")                                                                    \
    STAGE(TIME_WAIT, "TIME-WAIT")

enum stage {
#define STAGE_MEMBER(id, word) IN_##id,
    STAGES(STAGE_MEMBER)
#undef STAGE_MEMBER
        STAGE_COUNT
};

/* What RFC 9293 leaves open, and how large things are: drawn for each walk. */
#define TEMPERS(TEMPER)                                                                            \
    TEMPER(isn)           /* the clock of initial sequence numbers begins here */                  \
    TEMPER(capacity)      /* of the receive buffer, in octets */                                   \
    TEMPER(mss)           /* most octets of data in a segment */                                   \
    TEMPER(scale)         /* shift count + 1 of its windows; 0: offers none (RFC 7323 2) */        \
    TEMPER(timestamps)    /* offers them (RFC 7323 3) */                                           \
    TEMPER(islands)       /* keeps data that come ahead of a hole (3.10.7.4: SHOULD) */            \
    TEMPER(delays)        /* delays its ACKs (3.8.6.3) */                                          \
    TEMPER(reads)         /* its application reads at once what arrives */                         \
    TEMPER(relistens)     /* listens again once a connection is over; takes SYNs in TIME-WAIT */   \
    TEMPER(keepalive)     /* 1: probes without data; 2: with an octet of garbage (3.8.4) */        \
    TEMPER(rst_ack)       /* its own aborts carry ACK */                                           \
    TEMPER(late_rst_bare) /* data after close are answered as if there were no connection */       \
    TEMPER(trims_syn)     /* takes the ACK of a crossing SYN,ACK: figure 8, not 3.10.7.4 first */  \
    TEMPER(tries)         /* gives up after so many retransmissions (3.8.3) */                     \
    TEMPER(orphans_end)   /* leaves FIN-WAIT-2 some time after a full close */

struct temper {
#define TEMPER_MEMBER(name) uint32_t name;
    TEMPERS(TEMPER_MEMBER)
#undef TEMPER_MEMBER
};

/* What an application, or its machine, can do. */
#define CALLS(CALL)                                                                                \
    CALL(OPEN, "open")                                                                             \
    CALL(LISTEN, "listen")                                                                         \
    CALL(SEND, "send")                                                                             \
    CALL(READ, "read")                                                                             \
    CALL(SHUTDOWN, "shutdown") /* no more to send, still reads */                                  \
    CALL(CLOSE, "close")       /* neither sends nor reads any more */                              \
    CALL(ABORT, "abort")                                                                           \
    CALL(CRASH, "crash")     /* forgets everything, and hears nothing until */                     \
    CALL(RESTART, "restart") /* the machine is up again */                                         \
    CALL(FORGET, "forget")   /* both at once */

enum call {
#define CALL_MEMBER(id, word) CALL_##id,
    CALLS(CALL_MEMBER)
#undef CALL_MEMBER
        CALL_COUNT
};

/* How the last connection came to its end. */
enum ending {
    ENDED_NEVER,
    ENDED_IN_ORDER, /* the ACK of the FIN, in LAST-ACK */
    ENDED_BY_RST,   /* one that it received */
    ENDED_BY_ABORT, /* it sent an RST */
    ENDED_SILENTLY  /* nobody was told */
};

/* Never: the deadline of a timer that does not run. */
#define NEVER INT64_MAX

enum { ISLANDS = 8, OUTBOX = 64 };

struct island {
    uint32_t from;
    uint32_t to;
    bool has_fin; /* at `to` */
};

struct endpoint {
    struct temper temper;
    int64_t now;
    enum stage stage;
    enum ending ending;
    uint8_t number; /* 0 or 1 */
    bool is_down;
    bool was_passive;               /* the connection began with LISTEN */
    bool is_listener;               /* LISTEN is what it returns to */
    bool is_orphan;                 /* its application has closed and reads no more */
    bool fin_wanted;                /* CLOSE or shutdown was called: FIN behind the last octet */
    bool fin_sent;                  /* at number fin */
    bool fin_received;              /* all before it, too */
    bool has_ts;                    /* timestamps were agreed */
    bool has_ws;                    /* scaled windows were agreed */
    bool owes_ack;                  /* at once */
    uint16_t life;                  /* counts its connections */
    uint16_t other_life;            /* of the other's, for the judge */
    uint32_t iss, una, nxt, queued; /* ISS, SND.UNA, SND.NXT; behind the last octet to be sent */
    uint32_t fin;
    uint32_t window, wl1, wl2, largest_window; /* SND.WND, SND.WL1, SND.WL2; RFC 5961 5 */
    uint8_t other_scale;
    uint32_t irs, rcv, edge; /* IRS, RCV.NXT, RCV.NXT + RCV.WND */
    uint32_t last_ack;       /* Last.ACK.sent (RFC 7323 4.3) */
    uint32_t unread;         /* octets in the receive buffer */
    uint32_t recent;         /* TS.Recent */
    struct island islands[ISLANDS];
    unsigned island_count;
    unsigned tries;                                /* retransmissions since the last progress */
    unsigned probes;                               /* keep-alives without an answer */
    int64_t resend_at, ack_at, leave_at, probe_at; /* deadlines, or NEVER */
    bool was_unseen;         /* for the judge: the segment just received was not captured */
    struct wire out[OUTBOX]; /* what it sends; the caller takes it and sets out_count to 0 */
    unsigned out_count;
};

/* A machine that has just been switched on. */
void endpoint_begin(struct endpoint *self, uint8_t number, const struct temper *temper);

/* The application calls. `amount` counts octets, for SEND. */
void endpoint_call(struct endpoint *self, enum call call, uint32_t amount, int64_t now);

/* A segment arrives. */
void endpoint_receive(struct endpoint *self, const struct wire *wire, int64_t now);

/* The next moment at which a timer runs out; NEVER if none runs. */
int64_t endpoint_deadline(const struct endpoint *self);

/* What has run out by now is done. */
void endpoint_wake(struct endpoint *self, int64_t now);

/* Is it about to send something that it only delays? */
bool endpoint_is_pending(const struct endpoint *self);

/* Does it look at the ACK of this segment? For the judge. */
enum acceptance {
    REFUSED, /* by its number */
    ALLOWED, /* although its number lies outside the window; not everybody does so */
    ACCEPTED
};
enum acceptance endpoint_accepts(const struct endpoint *self, const struct wire *wire);

/* Has it a connection: neither CLOSED nor LISTEN? */
bool endpoint_is_alive(const struct endpoint *self);

/* The word of a stage. */
const char *stage_word(enum stage stage);

#endif

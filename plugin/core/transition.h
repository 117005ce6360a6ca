/* transition.h - which state follows, when an end sends or receives this?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One captured segment is a send of one end and, if it arrives, a receive of the other: two
 * tables. Each cell says what follows, in which words, and the RFC section that has the rule.
 */
#ifndef TL_TRANSITION_H
#define TL_TRANSITION_H

#include "state.h"

#include <stdbool.h>
#include <stdint.h>

/* What a segment proves, reduced to the one thing that the tables look at. */
enum tl_event {
    TL_EV_NONE,
    TL_EV_SYN,           /* a SYN without ACK, which begins an attempt */
    TL_EV_SYN_ACK,       /* a SYN with ACK, or the SYN again with the ACK of the peer's */
    TL_EV_SYN_ACK_AGAIN, /* its SYN,ACK once more, with nothing else sent since */
    TL_EV_ACK_OF_SYN,    /* acknowledges the other end's SYN (or can only be sent behind that) */
    TL_EV_TALK,          /* something that only an end with a connection sends */
    TL_EV_UNFINISHED,    /* something that shows that its FIN was not sent yet: new data, say */
    TL_EV_FIN_FIRST,     /* the other end's FIN arrived ahead of this acknowledgement */
    TL_EV_ACK_OF_FIN,    /* acknowledges the other end's FIN */
    TL_EV_ACK_OF_BOTH,   /* ... when its own FIN is acknowledged already */
    TL_EV_FIN,           /* its FIN, for the first time */
    TL_EV_FIN_AGAIN,     /* its FIN once more */
    TL_EV_RST_REFUSAL,   /* an RST in answer to a SYN */
    TL_EV_RST_BAD_ACK,   /* an RST in answer to an unacceptable ACK, which leaves the state */
    TL_EV_RST_OLD_SYN,   /* ... of TIME-WAIT, to which a SYN that comes too late is an old one */
    TL_EV_UNSEEN,        /* acknowledges what was not captured: it may have been a FIN */
    TL_EV_RST,           /* any other RST; for the receiving end: one that it takes */
    TL_EVENT_COUNT
};

/* What a table decides for one state and event. */
enum tl_decision {
    TL_CANNOT_TELL, /* no rule: the event says nothing about an end in this state */
    TL_GO,          /* the end is in `next` now */
    TL_MAY_GO,      /* legal; the end is in `next` now, or where it was */
    TL_STAY,        /* legal, and the state stays */
    TL_INVALID      /* an end in this state does not do this: so it is not in this state */
};

/* One cell. */
struct tl_rule {
    enum tl_decision decision;
    enum tl_state next; /* valid for TL_GO and TL_MAY_GO */
    const char *reason; /* what was received and sent, in the RFC's words; static; where `next`
                           is valid */
    const char *rfc;    /* where the rule stands; static; set in every cell that decides */
};

/* Which of the two tables. */
enum tl_way { TL_SENT, TL_RECEIVED };

/* The cell for an end in `state` that sends or receives `event`. Never NULL; static. */
const struct tl_rule *tl_rule_for(enum tl_way way, enum tl_state state, enum tl_event event);

/* The set that follows, when an end of which `before` is known sends or receives `event`. Members
 * for which the event is invalid leave the set; where that would leave none, `before` comes back,
 * and *is_contradicted is set. */
tl_state_set tl_states_after(enum tl_way way, tl_state_set before, enum tl_event event,
                             bool *is_contradicted);

/* One change of one end, packed for the notes. */
struct tl_step {
    uint16_t end : 1;  /* which end, 0 or 1 */
    uint16_t way : 1;  /* enum tl_way */
    uint16_t from : 4; /* enum tl_state; UNKNOWN where several were possible */
    uint16_t to : 4;
    uint16_t event : 5; /* enum tl_event */
};

_Static_assert(TL_EVENT_COUNT <= 32 && TL_STATE_COUNT <= 16, "tl_step has 5 and 4 bits for them");

/* The words of a change, as in "rcv SYN,ACK, snd ACK"; static. */
const char *tl_step_reason(const struct tl_step *step);

/* The RFC section behind a change; static. */
const char *tl_step_rfc(const struct tl_step *step);

#endif

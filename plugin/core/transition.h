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

/* What a segment proves, reduced to the one thing that the tables look at; and what it is. */
#define TL_EVENTS(EVENT)                                                                           \
    EVENT(NONE, "")                                                                                \
    EVENT(SYN, "a SYN that begins an attempt")                                                     \
    EVENT(SYN_ACK, "a SYN,ACK")                                                                    \
    EVENT(SYN_ACK_AGAIN, "its SYN,ACK once more, with nothing else sent since")                    \
    EVENT(ACK_OF_SYN, "the ACK of the other end's SYN, or what can only be sent behind that")      \
    EVENT(TALK, "what only an end with a connection sends")                                        \
    EVENT(UNFINISHED, "new data, or what else shows that it has not sent its FIN")                 \
    EVENT(FIN_FIRST, "an ACK of its FIN that comes behind the other end's FIN")                    \
    EVENT(ACK_OF_FIN, "the ACK of the other end's FIN")                                            \
    EVENT(ACK_OF_BOTH, "the ACK of the other end's FIN, when its own is acknowledged already")     \
    EVENT(FIN, "its FIN")                                                                          \
    EVENT(FIN_AGAIN, "its FIN once more, later than an ACK on its way explains")                   \
    EVENT(RST_REFUSAL, "an RST in answer to a SYN or a probe")                                     \
    EVENT(RST_BAD_ACK, "an RST in answer to an unacceptable ACK")                                  \
    EVENT(RST_OLD_SYN, "an RST in answer to TIME-WAIT, which took its SYN for an old duplicate")   \
    EVENT(UNSEEN, "the ACK of what was not captured: it may have been a FIN")                      \
    EVENT(RST, "an RST; if received, one that counts")                                             \
    EVENT(ICMP_ERROR, "an ICMP error that says that its SYN did not arrive")

enum tl_event {
#define TL_EVENT_MEMBER(id, meaning) TL_EV_##id,
    TL_EVENTS(TL_EVENT_MEMBER)
#undef TL_EVENT_MEMBER
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

/* state.h - which states can one end of a connection be in?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What an observer knows of a state is a set: the states that the captured segments leave
 * possible. One member is knowledge; more are shown as UNKNOWN until later segments narrow them.
 */
#ifndef TL_STATE_H
#define TL_STATE_H

#include <stdbool.h>
#include <stdint.h>

/* The states of RFC 9293 3.3.2 and UNKNOWN, with the words that users see. */
#define TL_STATES(STATE)                                                                           \
    STATE(UNKNOWN, "UNKNOWN", "nothing captured so far proves a state")                            \
    STATE(CLOSED, "CLOSED", "no connection at all")                                                \
    STATE(LISTEN, "LISTEN", "waits for a SYN of any peer; presumed of the side that is called")    \
    STATE(SYN_SENT, "SYN-SENT", "has sent a SYN, waits for the answer")                            \
    STATE(SYN_RECEIVED, "SYN-RECEIVED", "has sent and received a SYN, waits for its ACK")          \
    STATE(ESTABLISHED, "ESTABLISHED", "open: data flow both ways")                                 \
    STATE(FIN_WAIT_1, "FIN-WAIT-1", "has sent its FIN, waits for its ACK or the peer's FIN")       \
    STATE(FIN_WAIT_2, "FIN-WAIT-2", "its FIN is acknowledged, waits for the peer's FIN")           \
    STATE(CLOSE_WAIT, "CLOSE-WAIT", "has the peer's FIN; its own application has yet to close")    \
    STATE(CLOSING, "CLOSING", "the FINs crossed, waits for the ACK of its own")                    \
    STATE(LAST_ACK, "LAST-ACK", "closed after the peer, waits for the ACK of its FIN")             \
    STATE(TIME_WAIT, "TIME-WAIT", "closed in order, keeps the ports for twice the segment life")

enum tl_state {
#define TL_STATE_MEMBER(id, word, meaning) TL_##id,
    TL_STATES(TL_STATE_MEMBER)
#undef TL_STATE_MEMBER
        TL_STATE_COUNT
};

/* A set of states: one bit each, 1 << enum tl_state. The bit of UNKNOWN is never used. */
typedef uint16_t tl_state_set;

/* The set with this one member. */
#define TL_ONLY(id) ((tl_state_set)(1u << TL_##id))

/* Every state of RFC 9293. */
#define TL_ANY_STATE ((tl_state_set)(((1u << TL_STATE_COUNT) - 1u) & ~1u))

/* The states of a connection that has one: neither CLOSED nor LISTEN nor before the peer's SYN. */
#define TL_SYNCHRONIZED                                                                            \
    ((tl_state_set)(TL_ANY_STATE & ~(TL_ONLY(CLOSED) | TL_ONLY(LISTEN) | TL_ONLY(SYN_SENT))))

/* The synchronized states and CLOSED: all that an end picked up in mid-stream can be in. */
#define TL_MID_STREAM ((tl_state_set)(TL_SYNCHRONIZED | TL_ONLY(CLOSED)))

/* The states that have received (and acknowledged) the peer's FIN. */
#define TL_HAS_RECEIVED_FIN                                                                        \
    ((tl_state_set)(TL_ONLY(CLOSE_WAIT) | TL_ONLY(CLOSING) | TL_ONLY(LAST_ACK) |                   \
                    TL_ONLY(TIME_WAIT)))

/* The states that are sure not to have sent a FIN. */
#define TL_HAS_NOT_SENT_FIN                                                                        \
    ((tl_state_set)(TL_ONLY(LISTEN) | TL_ONLY(SYN_SENT) | TL_ONLY(SYN_RECEIVED) |                  \
                    TL_ONLY(ESTABLISHED) | TL_ONLY(CLOSE_WAIT)))

/* Is this state a member of the set? */
static inline bool
tl_state_in(enum tl_state state, tl_state_set set)
{
    return ((set >> state) & 1u) != 0;
}

/* Is each member of `part` one of `set`? */
static inline bool
tl_states_within(tl_state_set part, tl_state_set set)
{
    return (part & ~set) == 0;
}

/* Does it have more than one member? */
static inline bool
tl_states_are_many(tl_state_set set)
{
    return (set & (set - 1)) != 0;
}

/* The one member of the set, or UNKNOWN when it has none or several. */
static inline enum tl_state
tl_state_known(tl_state_set set)
{
    unsigned state = 0;

    if (tl_states_are_many(set)) {
        return TL_UNKNOWN;
    }
#ifdef __GNUC__
    /* One instruction, ten times for each segment. The bit beyond stands for none, which is 0. */
    state = (unsigned)__builtin_ctz(set | 1u << 16) & 15u;
#else
    while (set >> state > 1) {
        state++;
    }
#endif
    return (enum tl_state)state;
}

/* The word of a state as users see it; static, "UNKNOWN" for what is no state. */
const char *tl_state_word(enum tl_state state);

/* What the state means, in half a sentence; static. */
const char *tl_state_meaning(enum tl_state state);

#endif

/* transition.c - which state follows, when an end sends or receives this?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A change that a host answers stands in the table of what is sent: its answer proves it. A change
 * that asks for no answer stands in the table of what is received.
 */
#include "transition.h"

#include <stddef.h>

#define GO(state, reason, rfc)                                                                     \
    {                                                                                              \
        TL_GO, TL_##state, reason, rfc                                                             \
    }
#define MAY_GO(state, reason, rfc)                                                                 \
    {                                                                                              \
        TL_MAY_GO, TL_##state, reason, rfc                                                         \
    }
#define STAY(rfc)                                                                                  \
    {                                                                                              \
        TL_STAY, TL_UNKNOWN, NULL, rfc                                                             \
    }
#define INVALID(rfc)                                                                               \
    {                                                                                              \
        TL_INVALID, TL_UNKNOWN, NULL, rfc                                                          \
    }

#define GONE GO(CLOSED, "snd RST: its connection is gone", RESETS)
#define IS_CALLED_ANEW GO(SYN_RECEIVED, "its connection is gone, rcv SYN, snd SYN,ACK", RESTART)

#define OPEN "RFC 9293 3.10.1"
#define SEND "RFC 9293 3.10.2"
#define CLOSE "RFC 9293 3.10.4"
#define ABORT "RFC 9293 3.10.5"
#define IN_CLOSED "RFC 9293 3.10.7.1"
#define IN_LISTEN "RFC 9293 3.10.7.2"
#define IN_SYN_SENT "RFC 9293 3.10.7.3"
#define SYNCHRONIZED "RFC 9293 3.10.7.4"
#define RESTART "RFC 9293 3.5.1"
#define RESETS "RFC 9293 3.5.2"
#define CLOSING_RULES "RFC 9293 3.6"
#define RETRANSMIT "RFC 9293 3.8.1"
#define ICMP "RFC 9293 3.9.2.2"
#define FIGURE "RFC 9293 3.3.2"

/* clang-format off */

/* What an end proves about itself by sending. */
static const struct tl_rule sent[TL_STATE_COUNT][TL_EVENT_COUNT] = {
    [TL_CLOSED] = {
        [TL_EV_SYN] = GO(SYN_SENT, "active OPEN, snd SYN", OPEN),
        [TL_EV_SYN_ACK] = GO(SYN_RECEIVED, "rcv SYN, snd SYN,ACK", IN_LISTEN),
        [TL_EV_SYN_ACK_AGAIN] = GO(SYN_RECEIVED, "snd SYN,ACK again: not closed", RETRANSMIT),
        [TL_EV_ACK_OF_SYN] = INVALID(IN_CLOSED),
        [TL_EV_TALK] = INVALID(IN_CLOSED),
        [TL_EV_UNFINISHED] = INVALID(IN_CLOSED),
        [TL_EV_ACK_OF_FIN] = INVALID(IN_CLOSED),
        [TL_EV_FIN] = INVALID(IN_CLOSED),
        [TL_EV_FIN_AGAIN] = GO(LAST_ACK, "snd FIN again: its ACK was lost", RETRANSMIT),
        [TL_EV_RST_REFUSAL] = STAY(IN_CLOSED),
        [TL_EV_RST_BAD_ACK] = STAY(IN_CLOSED),
        [TL_EV_RST] = STAY(IN_CLOSED),
    },
    [TL_LISTEN] = {
        [TL_EV_SYN] = GO(SYN_SENT, "SEND, snd SYN", SEND),
        [TL_EV_SYN_ACK] = GO(SYN_RECEIVED, "rcv SYN, snd SYN,ACK", IN_LISTEN),
        [TL_EV_SYN_ACK_AGAIN] = GO(SYN_RECEIVED, "rcv SYN, snd SYN,ACK", IN_LISTEN),
        [TL_EV_ACK_OF_SYN] = INVALID(IN_LISTEN),
        [TL_EV_TALK] = INVALID(IN_LISTEN),
        [TL_EV_UNFINISHED] = INVALID(IN_LISTEN),
        [TL_EV_ACK_OF_FIN] = INVALID(IN_LISTEN),
        [TL_EV_FIN] = INVALID(IN_LISTEN),
        [TL_EV_FIN_AGAIN] = INVALID(IN_LISTEN),
        [TL_EV_RST_REFUSAL] = GO(CLOSED, "rcv SYN or probe, snd RST,ACK", IN_CLOSED),
        [TL_EV_RST_BAD_ACK] = STAY(IN_LISTEN),
        [TL_EV_RST] = STAY(IN_LISTEN),
    },
    [TL_SYN_SENT] = {
        [TL_EV_SYN] = STAY(RETRANSMIT),
        [TL_EV_SYN_ACK] = GO(SYN_RECEIVED, "rcv SYN, snd SYN,ACK", IN_SYN_SENT),
        [TL_EV_SYN_ACK_AGAIN] = GO(SYN_RECEIVED, "rcv SYN, snd SYN,ACK", IN_SYN_SENT),
        [TL_EV_ACK_OF_SYN] = GO(ESTABLISHED, "rcv SYN,ACK, snd ACK", IN_SYN_SENT),
        [TL_EV_TALK] = STAY(IN_SYN_SENT),
        [TL_EV_UNFINISHED] = STAY(IN_SYN_SENT),
        [TL_EV_ACK_OF_FIN] = INVALID(IN_SYN_SENT),
        [TL_EV_FIN] = INVALID(IN_SYN_SENT),
        [TL_EV_FIN_AGAIN] = INVALID(IN_SYN_SENT),
        [TL_EV_RST_REFUSAL] = GO(CLOSED, "snd RST", RESETS),
        [TL_EV_RST_BAD_ACK] = STAY(IN_SYN_SENT),
        [TL_EV_RST_OLD_SYN] =
            MAY_GO(CLOSED, "snd RST; its SYN was an old duplicate or is sent again", SYNCHRONIZED),
        [TL_EV_RST] = GO(CLOSED, "ABORT or no such attempt, snd RST", RESETS),
    },
    [TL_SYN_RECEIVED] = {
        [TL_EV_SYN] = INVALID(OPEN),
        [TL_EV_SYN_ACK] = GO(SYN_RECEIVED, "its attempt is gone, rcv SYN, snd SYN,ACK", RESTART),
        [TL_EV_SYN_ACK_AGAIN] = STAY(RETRANSMIT),
        [TL_EV_ACK_OF_SYN] = STAY(SYNCHRONIZED),
        [TL_EV_TALK] = STAY(SYNCHRONIZED),
        [TL_EV_UNFINISHED] = GO(ESTABLISHED, "snd data: the ACK of its SYN was not captured", SEND),
        [TL_EV_ACK_OF_FIN] = GO(CLOSE_WAIT, "rcv FIN, snd ACK", SYNCHRONIZED),
        [TL_EV_FIN] = GO(FIN_WAIT_1, "CLOSE, snd FIN", CLOSE),
        [TL_EV_FIN_AGAIN] = INVALID(CLOSE),
        [TL_EV_RST_REFUSAL] = GO(CLOSED, "snd RST", RESETS),
        [TL_EV_RST_BAD_ACK] = STAY(SYNCHRONIZED),
        [TL_EV_RST] = GO(CLOSED, "ABORT, snd RST", ABORT),
    },
    [TL_ESTABLISHED] = {
        [TL_EV_SYN] = INVALID(OPEN),
        [TL_EV_SYN_ACK] = IS_CALLED_ANEW,
        [TL_EV_SYN_ACK_AGAIN] = GO(SYN_RECEIVED, "snd SYN,ACK again: ACK not taken", RETRANSMIT),
        [TL_EV_ACK_OF_SYN] = STAY(SYNCHRONIZED),
        [TL_EV_TALK] = STAY(SYNCHRONIZED),
        [TL_EV_UNFINISHED] = STAY(SYNCHRONIZED),
        [TL_EV_ACK_OF_FIN] = GO(CLOSE_WAIT, "rcv FIN, snd ACK", SYNCHRONIZED),
        [TL_EV_FIN] = GO(FIN_WAIT_1, "CLOSE, snd FIN", CLOSE),
        [TL_EV_FIN_AGAIN] = INVALID(CLOSE),
        [TL_EV_RST_REFUSAL] = GONE,
        [TL_EV_RST_BAD_ACK] = GONE,
        [TL_EV_RST] = GO(CLOSED, "ABORT, snd RST", ABORT),
    },
    [TL_FIN_WAIT_1] = {
        [TL_EV_SYN] = INVALID(OPEN),
        [TL_EV_SYN_ACK] = IS_CALLED_ANEW,
        [TL_EV_ACK_OF_SYN] = STAY(SYNCHRONIZED),
        [TL_EV_TALK] = STAY(SYNCHRONIZED),
        [TL_EV_UNFINISHED] = INVALID(CLOSE),
        [TL_EV_ACK_OF_FIN] = GO(CLOSING, "rcv FIN, snd ACK", SYNCHRONIZED),
        [TL_EV_FIN] = STAY(RETRANSMIT),
        [TL_EV_FIN_AGAIN] = STAY(RETRANSMIT),
        [TL_EV_RST_REFUSAL] = GONE,
        [TL_EV_RST_BAD_ACK] = GONE,
        [TL_EV_RST] = GO(CLOSED, "ABORT, snd RST", ABORT),
    },
    [TL_FIN_WAIT_2] = {
        [TL_EV_SYN] = INVALID(OPEN),
        [TL_EV_SYN_ACK] = IS_CALLED_ANEW,
        [TL_EV_ACK_OF_SYN] = STAY(SYNCHRONIZED),
        [TL_EV_TALK] = STAY(SYNCHRONIZED),
        [TL_EV_UNFINISHED] = INVALID(CLOSE),
        [TL_EV_ACK_OF_FIN] = GO(TIME_WAIT, "rcv FIN, snd ACK", SYNCHRONIZED),
        [TL_EV_FIN] = STAY(RETRANSMIT),
        [TL_EV_FIN_AGAIN] = GO(FIN_WAIT_1, "snd FIN again: its ACK was lost", RETRANSMIT),
        [TL_EV_RST_REFUSAL] = GONE,
        [TL_EV_RST_BAD_ACK] = GONE,
        [TL_EV_RST] = GO(CLOSED, "ABORT, snd RST", ABORT),
    },
    [TL_CLOSE_WAIT] = {
        [TL_EV_SYN] = INVALID(OPEN),
        [TL_EV_SYN_ACK] = IS_CALLED_ANEW,
        [TL_EV_ACK_OF_SYN] = STAY(SYNCHRONIZED),
        [TL_EV_TALK] = STAY(SYNCHRONIZED),
        [TL_EV_UNFINISHED] = STAY(SYNCHRONIZED),
        [TL_EV_ACK_OF_FIN] = STAY(SYNCHRONIZED),
        [TL_EV_FIN] = GO(LAST_ACK, "CLOSE, snd FIN", CLOSE),
        [TL_EV_FIN_AGAIN] = INVALID(CLOSE),
        [TL_EV_RST_REFUSAL] = GONE,
        [TL_EV_RST_BAD_ACK] = GONE,
        [TL_EV_RST] = GO(CLOSED, "ABORT, snd RST", ABORT),
    },
    [TL_CLOSING] = {
        [TL_EV_SYN] = INVALID(OPEN),
        [TL_EV_SYN_ACK] = IS_CALLED_ANEW,
        [TL_EV_ACK_OF_SYN] = STAY(SYNCHRONIZED),
        [TL_EV_TALK] = STAY(SYNCHRONIZED),
        [TL_EV_UNFINISHED] = INVALID(CLOSE),
        [TL_EV_ACK_OF_FIN] = STAY(SYNCHRONIZED),
        [TL_EV_ACK_OF_BOTH] = GO(TIME_WAIT, "rcv ACK of FIN behind the FIN, snd ACK", SYNCHRONIZED),
        [TL_EV_FIN] = STAY(RETRANSMIT),
        [TL_EV_FIN_AGAIN] = STAY(RETRANSMIT),
        [TL_EV_RST_REFUSAL] = GONE,
        [TL_EV_RST_BAD_ACK] = GONE,
        [TL_EV_RST] = GO(CLOSED, "snd RST", ABORT),
    },
    [TL_LAST_ACK] = {
        [TL_EV_SYN] = INVALID(OPEN),
        [TL_EV_SYN_ACK] = IS_CALLED_ANEW,
        [TL_EV_ACK_OF_SYN] = STAY(SYNCHRONIZED),
        [TL_EV_TALK] = STAY(SYNCHRONIZED),
        [TL_EV_UNFINISHED] = INVALID(CLOSE),
        [TL_EV_ACK_OF_FIN] = STAY(SYNCHRONIZED),
        [TL_EV_FIN] = STAY(RETRANSMIT),
        [TL_EV_FIN_AGAIN] = STAY(RETRANSMIT),
        [TL_EV_RST_REFUSAL] = GONE,
        [TL_EV_RST_BAD_ACK] = GONE,
        [TL_EV_RST] = GO(CLOSED, "snd RST", ABORT),
    },
    [TL_TIME_WAIT] = {
        [TL_EV_SYN] = INVALID(OPEN),
        [TL_EV_SYN_ACK] = GO(SYN_RECEIVED, "rcv SYN in TIME-WAIT, snd SYN,ACK", SYNCHRONIZED),
        [TL_EV_ACK_OF_SYN] = STAY(SYNCHRONIZED),
        [TL_EV_TALK] = STAY(SYNCHRONIZED),
        [TL_EV_UNFINISHED] = INVALID(CLOSE),
        [TL_EV_ACK_OF_FIN] = STAY(SYNCHRONIZED),
        [TL_EV_FIN] = INVALID(CLOSE),
        [TL_EV_FIN_AGAIN] = GO(CLOSING, "snd FIN again: its ACK was lost", RETRANSMIT),
        [TL_EV_RST_REFUSAL] = GO(CLOSED, "snd RST: TIME-WAIT is over", CLOSING_RULES),
        [TL_EV_RST_BAD_ACK] = GO(CLOSED, "snd RST: TIME-WAIT is over", CLOSING_RULES),
        [TL_EV_RST] = GO(CLOSED, "snd RST: TIME-WAIT is over", CLOSING_RULES),
    },
};

/* What an end goes through by receiving what asks for no answer. */
static const struct tl_rule received[TL_STATE_COUNT][TL_EVENT_COUNT] = {
    [TL_CLOSED] = {
        [TL_EV_ACK_OF_SYN] = GO(ESTABLISHED, "SYN,ACK not captured, rcv ACK of SYN", FIGURE),
        [TL_EV_RST] = STAY(IN_CLOSED),
    },
    [TL_LISTEN] = {
        [TL_EV_ACK_OF_SYN] = GO(ESTABLISHED, "SYN,ACK not captured, rcv ACK of SYN", FIGURE),
        [TL_EV_RST] = STAY(IN_LISTEN),
    },
    [TL_SYN_SENT] = {
        [TL_EV_ACK_OF_FIN] = GO(FIN_WAIT_2, "its ACK not captured, rcv ACK of FIN", FIGURE),
        [TL_EV_RST] = GO(CLOSED, "rcv RST", IN_SYN_SENT),
        [TL_EV_ICMP_ERROR] = MAY_GO(CLOSED, "rcv ICMP error: gives up, or tries again", ICMP),
    },
    [TL_SYN_RECEIVED] = {
        [TL_EV_ACK_OF_SYN] = GO(ESTABLISHED, "rcv ACK of SYN", SYNCHRONIZED),
        [TL_EV_RST] = GO(CLOSED, "rcv RST", SYNCHRONIZED),
    },
    [TL_ESTABLISHED] = {
        [TL_EV_ACK_OF_SYN] = STAY(SYNCHRONIZED),
        [TL_EV_RST] = GO(CLOSED, "rcv RST", SYNCHRONIZED),
    },
    [TL_FIN_WAIT_1] = {
        [TL_EV_ACK_OF_SYN] = STAY(SYNCHRONIZED),
        [TL_EV_FIN_FIRST] = GO(CLOSING, "rcv FIN ahead of the ACK", SYNCHRONIZED),
        [TL_EV_ACK_OF_FIN] = GO(FIN_WAIT_2, "rcv ACK of FIN", SYNCHRONIZED),
        [TL_EV_RST] = GO(CLOSED, "rcv RST", SYNCHRONIZED),
    },
    [TL_FIN_WAIT_2] = {
        [TL_EV_ACK_OF_SYN] = STAY(SYNCHRONIZED),
        [TL_EV_ACK_OF_FIN] = STAY(SYNCHRONIZED),
        [TL_EV_RST] = GO(CLOSED, "rcv RST", SYNCHRONIZED),
    },
    [TL_CLOSE_WAIT] = {
        [TL_EV_ACK_OF_SYN] = STAY(SYNCHRONIZED),
        [TL_EV_RST] = GO(CLOSED, "rcv RST", SYNCHRONIZED),
    },
    [TL_CLOSING] = {
        [TL_EV_ACK_OF_SYN] = STAY(SYNCHRONIZED),
        [TL_EV_FIN_FIRST] = STAY(SYNCHRONIZED),
        [TL_EV_ACK_OF_FIN] = GO(TIME_WAIT, "rcv ACK of FIN", SYNCHRONIZED),
        [TL_EV_RST] = GO(CLOSED, "rcv RST", SYNCHRONIZED),
    },
    [TL_LAST_ACK] = {
        [TL_EV_ACK_OF_SYN] = STAY(SYNCHRONIZED),
        [TL_EV_ACK_OF_FIN] = GO(CLOSED, "rcv ACK of FIN", SYNCHRONIZED),
        [TL_EV_RST] = GO(CLOSED, "rcv RST", SYNCHRONIZED),
    },
    [TL_TIME_WAIT] = {
        [TL_EV_ACK_OF_SYN] = STAY(SYNCHRONIZED),
        [TL_EV_FIN_FIRST] = STAY(SYNCHRONIZED),
        [TL_EV_ACK_OF_FIN] = STAY(SYNCHRONIZED),
        [TL_EV_RST] = GO(CLOSED, "rcv RST", SYNCHRONIZED),
    },
};

/* clang-format on */

const struct tl_rule *
tl_rule_for(enum tl_way way, enum tl_state state, enum tl_event event)
{
    return way == TL_SENT ? &sent[state][event] : &received[state][event];
}

/* What one member of a set becomes: no member when the event is invalid for it. */
static tl_state_set
member_after(enum tl_way way, enum tl_state state, enum tl_event event)
{
    const struct tl_rule *rule = tl_rule_for(way, state, event);

    switch (rule->decision) {
    case TL_GO: return (tl_state_set)(1u << rule->next);
    case TL_MAY_GO: return (tl_state_set)(1u << rule->next | 1u << state);
    case TL_INVALID: return 0;
    case TL_CANNOT_TELL:
    case TL_STAY: break;
    }
    return (tl_state_set)(1u << state);
}

tl_state_set
tl_states_after(enum tl_way way, tl_state_set before, enum tl_event event, bool *is_contradicted)
{
    const enum tl_state known = tl_state_known(before);
    tl_state_set after = known != TL_UNKNOWN ? member_after(way, known, event) : 0;

    for (unsigned state = TL_CLOSED; known == TL_UNKNOWN && state < TL_STATE_COUNT; state++) {
        if (tl_state_in((enum tl_state)state, before)) {
            after |= member_after(way, (enum tl_state)state, event);
        }
    }
    *is_contradicted = after == 0;
    return after == 0 ? before : after;
}

static bool
leads_there(const struct tl_rule *rule, const struct tl_step *step)
{
    return rule->decision == TL_MAY_GO ? step->to == TL_UNKNOWN
                                       : rule->decision == TL_GO && rule->next == step->to;
}

/* The rule behind a change. From an unknown state there may be several: what an open connection
 * does speaks for them all, before what the others do. */
static const struct tl_rule *
rule_behind(const struct tl_step *step)
{
    static const struct tl_rule proven = { TL_GO, TL_UNKNOWN, "proven by what it sends", FIGURE };
    static const struct tl_rule missed = { TL_GO, TL_UNKNOWN, "what was not captured may be a FIN",
                                           FIGURE };
    const enum tl_way way = (enum tl_way)step->way;
    const enum tl_event event = (enum tl_event)step->event;
    const bool is_unknown = step->from == TL_UNKNOWN;
    const struct tl_rule *rule =
        tl_rule_for(way, is_unknown ? TL_ESTABLISHED : (enum tl_state)step->from, event);

    for (unsigned state = TL_CLOSED; is_unknown && state < TL_STATE_COUNT; state++) {
        if (leads_there(rule, step)) {
            break;
        }
        rule = tl_rule_for(way, (enum tl_state)state, event);
    }
    if (event == TL_EV_UNSEEN) {
        return &missed;
    }
    return leads_there(rule, step) ? rule : &proven;
}

const char *
tl_step_reason(const struct tl_step *step)
{
    return rule_behind(step)->reason;
}

const char *
tl_step_rfc(const struct tl_step *step)
{
    return rule_behind(step)->rfc;
}

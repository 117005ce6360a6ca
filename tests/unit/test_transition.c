/* test_transition.c - are the two tables whole, and are they those of RFC 9293?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "transition.h"

#include "check.h"

#include <stddef.h>
#include <string.h>

static const struct tl_rule *
rule(unsigned way, unsigned state, unsigned event)
{
    return tl_rule_for((enum tl_way)way, (enum tl_state)state, (enum tl_event)event);
}

/* Calls `look` for every cell of both tables. */
static void
each_cell(void (*look)(unsigned way, unsigned state, unsigned event, const struct tl_rule *rule))
{
    for (unsigned way = TL_SENT; way <= TL_RECEIVED; way++) {
        for (unsigned state = TL_CLOSED; state < TL_STATE_COUNT; state++) {
            for (unsigned event = 1; event < TL_EVENT_COUNT; event++) {
                look(way, state, event, rule(way, state, event));
            }
        }
    }
}

/* A change of RFC 9293 3.3.2, figure 5, or one that its notes and 3.10.7 add. */
struct edge {
    enum tl_way way;
    enum tl_state from;
    enum tl_event event;
    enum tl_state to;
};

/* clang-format off */
static const struct edge edges[] = {
    /* figure 5: active OPEN, snd SYN */
    { TL_SENT, TL_CLOSED, TL_EV_SYN, TL_SYN_SENT },
    /* LISTEN: rcv SYN, snd SYN,ACK; SEND, snd SYN */
    { TL_SENT, TL_LISTEN, TL_EV_SYN_ACK, TL_SYN_RECEIVED },
    { TL_SENT, TL_LISTEN, TL_EV_SYN, TL_SYN_SENT },
    /* SYN-SENT: rcv SYN, snd SYN,ACK; rcv SYN,ACK, snd ACK */
    { TL_SENT, TL_SYN_SENT, TL_EV_SYN_ACK, TL_SYN_RECEIVED },
    { TL_SENT, TL_SYN_SENT, TL_EV_ACK_OF_SYN, TL_ESTABLISHED },
    /* SYN-RECEIVED: rcv ACK of SYN; CLOSE, snd FIN */
    { TL_RECEIVED, TL_SYN_RECEIVED, TL_EV_ACK_OF_SYN, TL_ESTABLISHED },
    { TL_SENT, TL_SYN_RECEIVED, TL_EV_FIN, TL_FIN_WAIT_1 },
    /* ESTABLISHED: CLOSE, snd FIN; rcv FIN, snd ACK */
    { TL_SENT, TL_ESTABLISHED, TL_EV_FIN, TL_FIN_WAIT_1 },
    { TL_SENT, TL_ESTABLISHED, TL_EV_ACK_OF_FIN, TL_CLOSE_WAIT },
    /* FIN-WAIT-1: rcv ACK of FIN; rcv FIN, snd ACK */
    { TL_RECEIVED, TL_FIN_WAIT_1, TL_EV_ACK_OF_FIN, TL_FIN_WAIT_2 },
    { TL_SENT, TL_FIN_WAIT_1, TL_EV_ACK_OF_FIN, TL_CLOSING },
    { TL_RECEIVED, TL_FIN_WAIT_1, TL_EV_FIN_FIRST, TL_CLOSING },
    /* FIN-WAIT-2: rcv FIN, snd ACK */
    { TL_SENT, TL_FIN_WAIT_2, TL_EV_ACK_OF_FIN, TL_TIME_WAIT },
    /* CLOSE-WAIT: CLOSE, snd FIN */
    { TL_SENT, TL_CLOSE_WAIT, TL_EV_FIN, TL_LAST_ACK },
    /* CLOSING, LAST-ACK: rcv ACK of FIN */
    { TL_RECEIVED, TL_CLOSING, TL_EV_ACK_OF_FIN, TL_TIME_WAIT },
    { TL_RECEIVED, TL_LAST_ACK, TL_EV_ACK_OF_FIN, TL_CLOSED },
    /* 3.10.7.1: who answers a SYN by an RST does not listen */
    { TL_SENT, TL_LISTEN, TL_EV_RST_REFUSAL, TL_CLOSED },
    /* 3.10.7.4, fourth: TIME-WAIT may accept a SYN */
    { TL_SENT, TL_TIME_WAIT, TL_EV_SYN_ACK, TL_SYN_RECEIVED },
};
/* clang-format on */

static void
each_edge_of_the_state_diagram_is_there(void)
{
    for (unsigned i = 0; i < sizeof edges / sizeof edges[0]; i++) {
        const struct tl_rule *cell = rule(edges[i].way, edges[i].from, edges[i].event);
        CHECK_EQ(cell->decision, TL_GO);
        CHECK_EQ(cell->next, edges[i].to);
    }
}

/* Cells of what is sent about which nothing is told, and why that is right. All others decide. */
struct open_cell {
    tl_state_set states;
    enum tl_event event;
    const char *why;
};

#define BEFORE_CLOSING_CROSSED (TL_ANY_STATE & ~TL_ONLY(CLOSING))

static const struct open_cell open_cells[] = {
    { TL_ANY_STATE, TL_EV_UNSEEN, "widens what is possible by what the capture missed: no rule" },
    { TL_ANY_STATE, TL_EV_FIN_FIRST, "something that is received, never sent" },
    { TL_ANY_STATE, TL_EV_ICMP_ERROR, "something that is received, never sent" },
    { TL_ANY_STATE & ~TL_ONLY(SYN_SENT), TL_EV_RST_OLD_SYN, "raised for an end in SYN-SENT alone" },
    { BEFORE_CLOSING_CROSSED, TL_EV_ACK_OF_BOTH, "raised for an end in CLOSING alone" },
    { TL_SYNCHRONIZED & ~(TL_ONLY(SYN_RECEIVED) | TL_ONLY(ESTABLISHED)), TL_EV_SYN_ACK_AGAIN,
      "who has sent more than a SYN,ACK, or has the ACK of it, sends old copies only" },
};

static const char *
why_open(unsigned state, unsigned event)
{
    for (unsigned i = 0; i < sizeof open_cells / sizeof open_cells[0]; i++) {
        if (open_cells[i].event == event &&
            tl_state_in((enum tl_state)state, open_cells[i].states)) {
            return open_cells[i].why;
        }
    }
    return NULL;
}

/* Of the events received, these are those that change something without an answer; the others
 * belong to the frame of the answer, and to the other table. */
static bool
is_told_by_receiving(unsigned event)
{
    return event == TL_EV_ACK_OF_SYN || event == TL_EV_ACK_OF_FIN || event == TL_EV_RST ||
           event == TL_EV_ICMP_ERROR;
}

/* Before its SYN was sent, an end has nothing to be acknowledged; before its FIN, no FIN. Who seems
 * to be calling, and has its FIN acknowledged, was answered unseen. */
static tl_state_set
can_be_acknowledged(unsigned event)
{
    const tl_state_set with_fin = TL_ONLY(FIN_WAIT_1) | TL_ONLY(FIN_WAIT_2) | TL_ONLY(CLOSING) |
                                  TL_ONLY(LAST_ACK) | TL_ONLY(TIME_WAIT);

    if (event == TL_EV_RST) {
        return TL_ANY_STATE;
    }
    if (event == TL_EV_ICMP_ERROR) { /* raised for an end in SYN-SENT alone */
        return TL_ONLY(SYN_SENT);
    }
    return event == TL_EV_ACK_OF_FIN ? with_fin | TL_ONLY(SYN_SENT)
                                     : TL_MID_STREAM | TL_ONLY(LISTEN);
}

static void
cell_decides_or_is_listed(unsigned way, unsigned state, unsigned event, const struct tl_rule *cell)
{
    const bool is_open = cell->decision == TL_CANNOT_TELL;

    if (way == TL_SENT) {
        CHECK_EQ(is_open, why_open(state, event) != NULL);
    } else if (is_told_by_receiving(event)) {
        CHECK_EQ(is_open, !tl_state_in((enum tl_state)state, can_be_acknowledged(event)));
    }
}

static void
every_cell_decides_or_is_listed(void)
{
    each_cell(cell_decides_or_is_listed);
}

/* What an end receives and answers moves it by the answer: never twice. */
static void
cell_of_answered_event_is_open(unsigned way, unsigned state, unsigned event,
                               const struct tl_rule *cell)
{
    (void)state;
    if (way == TL_RECEIVED && !is_told_by_receiving(event) && event != TL_EV_FIN_FIRST) {
        CHECK_EQ(cell->decision, TL_CANNOT_TELL);
    }
}

static void
no_received_cell_for_what_is_answered(void)
{
    each_cell(cell_of_answered_event_is_open);
}

static void
cell_has_its_texts(unsigned way, unsigned state, unsigned event, const struct tl_rule *cell)
{
    (void)way;
    (void)state;
    (void)event;
    if (cell->decision == TL_CANNOT_TELL) {
        CHECK(cell->rfc == NULL && cell->reason == NULL);
        return;
    }
    CHECK(cell->rfc != NULL && strncmp(cell->rfc, "RFC ", 4) == 0);
    CHECK_EQ(cell->reason != NULL, cell->decision == TL_GO || cell->decision == TL_MAY_GO);
}

static void
every_decision_has_its_section_and_every_change_its_reason(void)
{
    each_cell(cell_has_its_texts);
}

static void
cell_does_not_lead_to_listen(unsigned way, unsigned state, unsigned event,
                             const struct tl_rule *cell)
{
    (void)way;
    (void)state;
    (void)event;
    CHECK(cell->decision != TL_GO || (cell->next != TL_LISTEN && cell->next != TL_UNKNOWN));
    CHECK(cell->next < TL_STATE_COUNT);
}

static void
no_cell_leads_to_listen(void)
{
    each_cell(cell_does_not_lead_to_listen);
}

/* All that can be reached from `states` by one change of either table. */
static tl_state_set
one_further(tl_state_set states)
{
    tl_state_set reached = states;

    for (unsigned state = TL_CLOSED; state < TL_STATE_COUNT; state++) {
        for (unsigned cell = 0;
             tl_state_in((enum tl_state)state, states) && cell < 2 * (unsigned)TL_EVENT_COUNT;
             cell++) {
            const struct tl_rule *found = rule(cell / TL_EVENT_COUNT, state, cell % TL_EVENT_COUNT);
            if (found->decision == TL_GO) {
                reached |= (tl_state_set)(1u << found->next);
            }
        }
    }
    return reached;
}

static void
closed_is_reachable_from_every_state(void)
{
    for (unsigned state = TL_CLOSED; state < TL_STATE_COUNT; state++) {
        tl_state_set reached = (tl_state_set)(1u << state);
        for (unsigned i = 0; i < TL_STATE_COUNT; i++) {
            reached = one_further(reached);
        }
        CHECK(tl_state_in(TL_CLOSED, reached));
    }
}

static void
every_state_but_listen_is_reachable_from_closed(void)
{
    tl_state_set reached = TL_ONLY(CLOSED);
    for (unsigned i = 0; i < TL_STATE_COUNT; i++) {
        reached = one_further(reached);
    }
    CHECK_EQ(reached, TL_ANY_STATE & ~TL_ONLY(LISTEN));
}

/* RFC 9293 3.10.7: an RST that is taken ends every state but CLOSED and LISTEN. */
static void
received_rst_closes_all_but_closed_and_listen(void)
{
    for (unsigned state = TL_CLOSED; state < TL_STATE_COUNT; state++) {
        const bool is_over = state == TL_CLOSED || state == TL_LISTEN;
        const struct tl_rule *cell = rule(TL_RECEIVED, state, TL_EV_RST);
        CHECK_EQ(cell->decision, is_over ? TL_STAY : TL_GO);
        CHECK(is_over || cell->next == TL_CLOSED);
    }
}

/* RFC 9293 3.5.2, group 2: the answer to a bad ACK leaves the state before synchronization. */
static void
rst_for_bad_ack_stays_before_established(void)
{
    CHECK_EQ(rule(TL_SENT, TL_LISTEN, TL_EV_RST_BAD_ACK)->decision, TL_STAY);
    CHECK_EQ(rule(TL_SENT, TL_SYN_SENT, TL_EV_RST_BAD_ACK)->decision, TL_STAY);
    CHECK_EQ(rule(TL_SENT, TL_SYN_RECEIVED, TL_EV_RST_BAD_ACK)->decision, TL_STAY);
    CHECK_EQ(rule(TL_SENT, TL_ESTABLISHED, TL_EV_RST_BAD_ACK)->next, TL_CLOSED);
}

/* RFC 9293 3.10.2: SEND in these states is an error, "connection closing". */
static void
data_behind_a_fin_are_invalid(void)
{
    CHECK_EQ(rule(TL_SENT, TL_FIN_WAIT_1, TL_EV_UNFINISHED)->decision, TL_INVALID);
    CHECK_EQ(rule(TL_SENT, TL_FIN_WAIT_2, TL_EV_UNFINISHED)->decision, TL_INVALID);
    CHECK_EQ(rule(TL_SENT, TL_CLOSING, TL_EV_UNFINISHED)->decision, TL_INVALID);
    CHECK_EQ(rule(TL_SENT, TL_LAST_ACK, TL_EV_UNFINISHED)->decision, TL_INVALID);
    CHECK_EQ(rule(TL_SENT, TL_TIME_WAIT, TL_EV_UNFINISHED)->decision, TL_INVALID);
    CHECK_EQ(rule(TL_SENT, TL_CLOSE_WAIT, TL_EV_UNFINISHED)->decision, TL_STAY);
}

static void
sets_move_member_by_member(void)
{
    bool is_contradicted = true;
    const tl_state_set both = TL_ONLY(ESTABLISHED) | TL_ONLY(CLOSE_WAIT);
    CHECK_EQ(tl_states_after(TL_SENT, both, TL_EV_FIN, &is_contradicted),
             TL_ONLY(FIN_WAIT_1) | TL_ONLY(LAST_ACK));
    CHECK(!is_contradicted);
    CHECK_EQ(tl_states_after(TL_SENT, both, TL_EV_NONE, &is_contradicted), both);
}

static void
members_for_which_it_is_invalid_leave_the_set(void)
{
    bool is_contradicted = true;
    const tl_state_set both = TL_ONLY(FIN_WAIT_1) | TL_ONLY(CLOSE_WAIT);
    CHECK_EQ(tl_states_after(TL_SENT, both, TL_EV_UNFINISHED, &is_contradicted),
             TL_ONLY(CLOSE_WAIT));
    CHECK(!is_contradicted);
}

static void
a_contradiction_leaves_the_set_as_it_was(void)
{
    bool is_contradicted = false;
    CHECK_EQ(tl_states_after(TL_SENT, TL_ONLY(CLOSED), TL_EV_TALK, &is_contradicted),
             TL_ONLY(CLOSED));
    CHECK(is_contradicted);
}

static void
a_step_tells_its_rule(void)
{
    const struct tl_step step = {
        .way = TL_SENT, .from = TL_SYN_SENT, .to = TL_ESTABLISHED, .event = TL_EV_ACK_OF_SYN
    };
    CHECK(strcmp(tl_step_reason(&step), "rcv SYN,ACK, snd ACK") == 0);
    CHECK(strcmp(tl_step_rfc(&step), "RFC 9293 3.10.7.3") == 0);
}

/* Every change of the tables is told by its own words, also from UNKNOWN. */
static void
cell_is_told(unsigned way, unsigned state, unsigned event, const struct tl_rule *cell)
{
    if (cell->decision != TL_GO) {
        return;
    }
    const struct tl_step step = {
        .way = way & 1, .from = state & 0xf, .to = cell->next & 0xf, .event = event & 0x1f
    };
    CHECK(strcmp(tl_step_reason(&step), cell->reason) == 0);
    CHECK(strcmp(tl_step_rfc(&step), cell->rfc) == 0);
    const struct tl_step unknown = { .way = way & 1,
                                     .to = cell->next & 0xf,
                                     .event = event & 0x1f };
    CHECK(tl_step_reason(&unknown) != NULL && tl_step_reason(&unknown)[0] != '\0');
    CHECK(strncmp(tl_step_rfc(&unknown), "RFC ", 4) == 0);
}

static void
every_change_is_told(void)
{
    const struct tl_step narrowed = { .to = TL_ESTABLISHED, .event = TL_EV_NONE };
    each_cell(cell_is_told);
    CHECK(tl_step_reason(&narrowed) != NULL && tl_step_reason(&narrowed)[0] != '\0');
}

static const struct check_test tests[] = {
    { "each_edge_of_the_state_diagram_is_there", each_edge_of_the_state_diagram_is_there },
    { "every_cell_decides_or_is_listed", every_cell_decides_or_is_listed },
    { "no_received_cell_for_what_is_answered", no_received_cell_for_what_is_answered },
    { "every_decision_has_its_section_and_every_change_its_reason",
      every_decision_has_its_section_and_every_change_its_reason },
    { "no_cell_leads_to_listen", no_cell_leads_to_listen },
    { "closed_is_reachable_from_every_state", closed_is_reachable_from_every_state },
    { "every_state_but_listen_is_reachable_from_closed",
      every_state_but_listen_is_reachable_from_closed },
    { "received_rst_closes_all_but_closed_and_listen",
      received_rst_closes_all_but_closed_and_listen },
    { "rst_for_bad_ack_stays_before_established", rst_for_bad_ack_stays_before_established },
    { "data_behind_a_fin_are_invalid", data_behind_a_fin_are_invalid },
    { "sets_move_member_by_member", sets_move_member_by_member },
    { "members_for_which_it_is_invalid_leave_the_set",
      members_for_which_it_is_invalid_leave_the_set },
    { "a_contradiction_leaves_the_set_as_it_was", a_contradiction_leaves_the_set_as_it_was },
    { "a_step_tells_its_rule", a_step_tells_its_rule },
    { "every_change_is_told", every_change_is_told },
};

int
main(void)
{
    return CHECK_RUN(tests);
}

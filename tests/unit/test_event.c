/* test_event.c - is what a segment proves seen rightly, against what is known of both ends?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "event.h"

#include "check.h"
#include "replay.h"

static struct replay replay;
static struct tl_segment segment;

/* What the line would be, in these states. */
static struct tl_facts
facts_in(enum tl_state client, enum tl_state server, const char *line)
{
    replay_into(&replay, client, server);
    return replay_facts(&replay, line, &segment);
}

#define IN(client, server, line) facts_in(TL_##client, TL_##server, line)

static bool
list_is(const struct tl_event_list *events, enum tl_event one, enum tl_event two)
{
    const unsigned count = one == TL_EV_NONE ? 0 : two == TL_EV_NONE ? 1 : 2;

    return events->count == count && (count < 1 || events->event[0] == one) &&
           (count < 2 || events->event[1] == two);
}

static bool
sends(const struct tl_facts *facts, enum tl_event one, enum tl_event two)
{
    struct tl_event_list events;
    tl_events_sent(facts, &events);
    return list_is(&events, one, two);
}

static bool
receives(const struct tl_facts *facts, enum tl_event one, enum tl_event two)
{
    struct tl_event_list events;
    tl_events_received(facts, &events);
    return list_is(&events, one, two);
}

static void
listen_rcv_syn(void)
{
    struct tl_facts facts = IN(CLOSED, LISTEN, "C > S S 0:0(0)");
    CHECK(facts.is_syn && facts.begins_life);
    CHECK(!facts.is_syn_ack && !facts.is_retransmitted_syn);
    CHECK(sends(&facts, TL_EV_SYN, TL_EV_NONE));
    CHECK(receives(&facts, TL_EV_NONE, TL_EV_NONE));
}

static void
syn_sent_snd_syn_again(void)
{
    struct tl_facts facts = IN(SYN_SENT, LISTEN, "C > S S 0:0(0)");
    CHECK(facts.is_syn && facts.is_retransmitted_syn && !facts.begins_life);
    CHECK(sends(&facts, TL_EV_NONE, TL_EV_NONE));
}

static void
syn_sent_rcv_syn_ack(void)
{
    struct tl_facts facts = IN(SYN_SENT, LISTEN, "S > C SA 0:0(0) ack 1");
    CHECK(facts.is_syn_ack && facts.begins_life && facts.is_ack_good && facts.acks_syn);
    CHECK(sends(&facts, TL_EV_SYN_ACK, TL_EV_NONE));
    CHECK(receives(&facts, TL_EV_NONE, TL_EV_NONE) ||
          receives(&facts, TL_EV_ACK_OF_SYN, TL_EV_NONE));
}

/* RFC 9293 3.10.7.3, first: SEG.ACK =< ISS or SEG.ACK > SND.NXT is unacceptable. */
static void
syn_sent_rcv_ack_left_edge_and_right_edge(void)
{
    struct tl_facts facts = IN(SYN_SENT, LISTEN, "S > C SA 0:0(0) ack 0");
    CHECK(!facts.is_ack_good && !facts.acks_syn && !facts.acks_unsent);
    facts = IN(SYN_SENT, LISTEN, "S > C SA 0:0(0) ack 1");
    CHECK(facts.is_ack_good && facts.acks_syn);
    facts = IN(SYN_SENT, LISTEN, "S > C SA 0:0(0) ack 2");
    CHECK(!facts.is_ack_good && !facts.acks_syn && facts.acks_unsent);
}

static void
syn_received_rcv_ack(void)
{
    struct tl_facts facts = IN(SYN_SENT, SYN_RECEIVED, "C > S A 1:1(0) ack 1");
    CHECK(sends(&facts, TL_EV_ACK_OF_SYN, TL_EV_NONE));
    CHECK(receives(&facts, TL_EV_ACK_OF_SYN, TL_EV_NONE));
    facts = IN(SYN_SENT, SYN_RECEIVED, "C > S A 1:1(0) ack 0");
    CHECK(sends(&facts, TL_EV_NONE, TL_EV_NONE));
    CHECK(receives(&facts, TL_EV_NONE, TL_EV_NONE));
    facts = IN(SYN_SENT, SYN_RECEIVED, "C > S A 1:1(0) ack 2");
    CHECK(receives(&facts, TL_EV_NONE, TL_EV_NONE));
}

/* RFC 9293 3.10.7.4, fifth: beyond SND.NXT it may be that the capture missed something. */
static void
established_rcv_ack_beyond(void)
{
    struct tl_facts facts = IN(ESTABLISHED, ESTABLISHED, "C > S A 1:1(0) ack 2");
    CHECK(facts.acks_unseen && !facts.acks_unsent && facts.is_ack_good);
    facts = IN(FIN_WAIT_1, ESTABLISHED, "S > C A 1:1(0) ack 3");
    CHECK(facts.acks_unsent && !facts.acks_unseen && !facts.is_ack_good && !facts.acks_fin);
}

static void
fin_wait_1_rcv_ack_of_fin(void)
{
    struct tl_facts facts = IN(FIN_WAIT_1, ESTABLISHED, "S > C A 1:1(0) ack 1");
    CHECK(!facts.acks_fin);
    facts = IN(FIN_WAIT_1, ESTABLISHED, "S > C A 1:1(0) ack 2");
    CHECK(facts.acks_fin);
    CHECK(sends(&facts, TL_EV_ACK_OF_FIN, TL_EV_NONE));
    CHECK(receives(&facts, TL_EV_ACK_OF_FIN, TL_EV_NONE));
}

static void
fin_wait_1_rcv_fin_ack(void)
{
    struct tl_facts facts = IN(FIN_WAIT_1, ESTABLISHED, "S > C FA 1:1(0) ack 2");
    CHECK(facts.is_new_fin && facts.acks_fin);
    CHECK(sends(&facts, TL_EV_ACK_OF_FIN, TL_EV_FIN));
}

/* An ACK from behind the sender's own FIN: that FIN arrived first. */
static void
fin_wait_1_rcv_ack_behind_fin(void)
{
    struct tl_facts facts = IN(FIN_WAIT_1, FIN_WAIT_1, "C > S A 2:2(0) ack 2");
    CHECK(sends(&facts, TL_EV_ACK_OF_FIN, TL_EV_NONE));
    CHECK(receives(&facts, TL_EV_FIN_FIRST, TL_EV_NONE));
}

static void
established_snd_fin(void)
{
    struct tl_facts facts = IN(ESTABLISHED, ESTABLISHED, "C > S FA 1:1(0) ack 1");
    CHECK(facts.is_new_fin && !facts.is_fin_again);
    CHECK(sends(&facts, TL_EV_FIN, TL_EV_NONE));
    facts = IN(ESTABLISHED, ESTABLISHED, "C > S F 1:1(0)");
    CHECK(!facts.is_new_fin); /* RFC 9293 3.10.7.4, fifth: no ACK, dropped */
    facts = IN(ESTABLISHED, ESTABLISHED, "C > S FA 8192:8192(0) ack 1");
    CHECK(facts.is_new_fin && facts.is_acceptable);
    facts = IN(ESTABLISHED, ESTABLISHED, "C > S FA 8193:8193(0) ack 1");
    CHECK(!facts.is_new_fin && !facts.is_acceptable);
    facts = IN(ESTABLISHED, ESTABLISHED, "C > S FA 0:0(0) ack 1");
    CHECK(!facts.is_new_fin);
}

static void
fin_wait_1_snd_fin_again(void)
{
    struct tl_facts facts = IN(FIN_WAIT_1, ESTABLISHED, "C > S FA 1:1(0) ack 1");
    CHECK(facts.is_fin_again && !facts.is_new_fin);
    CHECK(sends(&facts, TL_EV_FIN_AGAIN, TL_EV_NONE));
    facts = IN(FIN_WAIT_1, ESTABLISHED, "C > S FA 2:2(0) ack 1");
    CHECK(!facts.is_fin_again && !facts.is_new_fin);
}

static void
established_snd_data(void)
{
    struct tl_facts facts = IN(ESTABLISHED, ESTABLISHED, "C > S PA 1:11(10) ack 1");
    CHECK(facts.has_new_data && facts.is_unfinished);
    CHECK(sends(&facts, TL_EV_NONE, TL_EV_NONE));
    facts = IN(ESTABLISHED, ESTABLISHED, "C > S A 1:1(0) ack 1");
    CHECK(!facts.has_new_data);
}

static void
established_snd_old_data(void)
{
    replay_into(&replay, TL_ESTABLISHED, TL_ESTABLISHED);
    replay_line(&replay, "C > S PA 1:11(10) ack 1");
    struct tl_facts facts = replay_facts(&replay, "C > S PA 1:11(10) ack 1", &segment);
    CHECK(!facts.has_new_data);
    facts = replay_facts(&replay, "C > S PA 5:12(7) ack 1", &segment);
    CHECK(facts.has_new_data);
}

/* RFC 9293 3.10.7.3, second: in SYN-SENT an RST counts if its ACK is good. */
static void
syn_sent_rcv_rst(void)
{
    struct tl_facts facts = IN(SYN_SENT, LISTEN, "S > C RA 0:0(0) ack 1");
    CHECK(facts.takes_effect && facts.is_refusal && facts.position == TL_POSITION_EXACT);
    CHECK(sends(&facts, TL_EV_RST_REFUSAL, TL_EV_NONE));
    CHECK(receives(&facts, TL_EV_RST, TL_EV_NONE));
    facts = IN(SYN_SENT, LISTEN, "S > C RA 0:0(0) ack 2");
    CHECK(!facts.takes_effect && !facts.is_refusal && facts.position == TL_POSITION_BAD_ACK);
    CHECK(receives(&facts, TL_EV_NONE, TL_EV_NONE));
    facts = IN(SYN_SENT, LISTEN, "S > C RA 0:0(0) ack 0");
    CHECK(!facts.takes_effect && facts.position == TL_POSITION_BAD_ACK);
    facts = IN(SYN_SENT, LISTEN, "S > C R 0:0(0)");
    CHECK(!facts.takes_effect && facts.position == TL_POSITION_BAD_ACK);
}

/* RFC 9293 3.5.2, group 2. */
static void
syn_received_snd_rst_for_bad_ack(void)
{
    replay_into(&replay, TL_SYN_SENT, TL_SYN_RECEIVED);
    replay_line(&replay, "C > S A 1:1(0) ack 500");
    struct tl_facts facts = replay_facts(&replay, "S > C R 500:500(0)", &segment);
    CHECK(facts.answers_bad_ack);
    CHECK(sends(&facts, TL_EV_RST_BAD_ACK, TL_EV_NONE));
    facts = replay_facts(&replay, "S > C R 501:501(0)", &segment);
    CHECK(!facts.answers_bad_ack);
    CHECK(sends(&facts, TL_EV_RST, TL_EV_NONE));
}

/* RFC 5961 3.2. */
static void
established_rcv_rst(void)
{
    struct tl_facts facts = IN(ESTABLISHED, ESTABLISHED, "S > C R 1:1(0)");
    CHECK(facts.takes_effect && !facts.may_take_effect && !facts.is_refusal);
    facts = IN(ESTABLISHED, ESTABLISHED, "S > C R 2:2(0)");
    CHECK(!facts.takes_effect && !facts.may_take_effect);
    facts = IN(ESTABLISHED, ESTABLISHED, "S > C R 0:0(0)");
    CHECK(!facts.takes_effect && !facts.may_take_effect);
    CHECK(receives(&facts, TL_EV_NONE, TL_EV_NONE));
}

static void
segment_without_ack_acknowledges_nothing(void)
{
    struct tl_facts facts = IN(FIN_WAIT_1, ESTABLISHED, "S > C P 1:11(10)");
    CHECK(!facts.is_ack_good && !facts.acks_fin && !facts.acks_syn && !facts.acks_unsent);
    CHECK(receives(&facts, TL_EV_NONE, TL_EV_NONE));
}

static const struct check_test tests[] = {
    { "listen_rcv_syn", listen_rcv_syn },
    { "syn_sent_snd_syn_again", syn_sent_snd_syn_again },
    { "syn_sent_rcv_syn_ack", syn_sent_rcv_syn_ack },
    { "syn_sent_rcv_ack_left_edge_and_right_edge", syn_sent_rcv_ack_left_edge_and_right_edge },
    { "syn_received_rcv_ack", syn_received_rcv_ack },
    { "established_rcv_ack_beyond", established_rcv_ack_beyond },
    { "fin_wait_1_rcv_ack_of_fin", fin_wait_1_rcv_ack_of_fin },
    { "fin_wait_1_rcv_fin_ack", fin_wait_1_rcv_fin_ack },
    { "fin_wait_1_rcv_ack_behind_fin", fin_wait_1_rcv_ack_behind_fin },
    { "established_snd_fin", established_snd_fin },
    { "fin_wait_1_snd_fin_again", fin_wait_1_snd_fin_again },
    { "established_snd_data", established_snd_data },
    { "established_snd_old_data", established_snd_old_data },
    { "syn_sent_rcv_rst", syn_sent_rcv_rst },
    { "syn_received_snd_rst_for_bad_ack", syn_received_snd_rst_for_bad_ack },
    { "established_rcv_rst", established_rcv_rst },
    { "segment_without_ack_acknowledges_nothing", segment_without_ack_acknowledges_nothing },
};

int
main(void)
{
    return CHECK_RUN(tests);
}

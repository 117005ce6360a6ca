/* test_calling.c - is a SYN or SYN,ACK that begins a life told from the others?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "calling.h"

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

static void
a_syn_begins_unless_it_comes_again(void)
{
    CHECK(IN(CLOSED, LISTEN, "C > S S 0:0(0)").begins_life);
    CHECK(!IN(SYN_SENT, LISTEN, "C > S S 0:0(0)").begins_life);
    CHECK(IN(SYN_SENT, LISTEN, "C > S S 0:0(0)").is_retransmitted_syn);
    CHECK(!IN(SYN_SENT, LISTEN, "C > S SR 0:0(0)").begins_life);
}

static void
a_syn_ack_begins_if_it_was_asked_for(void)
{
    CHECK(IN(SYN_SENT, LISTEN, "S > C SA 0:0(0) ack 1").begins_life);
    CHECK(!IN(SYN_SENT, SYN_RECEIVED, "S > C SA 0:0(0) ack 1").begins_life);
    CHECK(!IN(ESTABLISHED, ESTABLISHED, "S > C SA 7000:7000(0) ack 1").begins_life);
}

/* RFC 9293 3.10.7.2: who is asked again and has forgotten answers with another ISN. */
static void
a_syn_ack_begins_if_the_syn_came_again(void)
{
    replay_into(&replay, TL_ESTABLISHED, TL_ESTABLISHED);
    replay_line(&replay, "C > S S 0:0(0)");
    CHECK(replay_facts(&replay, "S > C SA 7000:7000(0) ack 1", &segment).begins_life);
    CHECK(!replay_facts(&replay, "S > C SA 7000:7000(0) ack 2", &segment).begins_life);
    replay_line(&replay, "S > C SA 0:0(0) ack 1");
    CHECK(!replay_facts(&replay, "S > C SA 7000:7000(0) ack 1", &segment).begins_life);
}

/* RFC 9293 3.10.7.3: in SYN-SENT a SYN is answered with the ISS of the call. */
static void
syn_sent_snd_syn_ack_with_another_isn(void)
{
    CHECK(IN(SYN_SENT, LISTEN, "C > S SA 7000:7000(0) ack 9").begins_life);
    CHECK(!IN(SYN_SENT, LISTEN, "C > S SA 0:0(0) ack 9").begins_life);
}

static void
syn_of_a_live_connection_with_an_old_timestamp_is_old(void)
{
    struct tl_life life = { .known = TL_HAS_TIMESTAMPS, .tsval = BUILD_TIMESTAMP + 20 };
    struct tl_life called = { .states = TL_ONLY(TIME_WAIT) };
    struct tl_segment syn = SEG(.flags = TL_SYN, .options = TL_OPT_TIMESTAMPS, .tsval = 19);
    CHECK(tl_calling_is_old_syn(&life, &called, &syn));
    syn = SEG(.flags = TL_SYN, .options = TL_OPT_TIMESTAMPS, .tsval = 20);
    CHECK(!tl_calling_is_old_syn(&life, &called, &syn));
    syn = SEG(.flags = TL_SYN, .tsval = 19);
    CHECK(!tl_calling_is_old_syn(&life, &called, &syn));
    syn = SEG(.flags = TL_SYN, .options = TL_OPT_TIMESTAMPS, .tsval = 19);
    called.states = TL_ONLY(LISTEN);
    CHECK(!tl_calling_is_old_syn(&life, &called, &syn));
    called.states = TL_ONLY(TIME_WAIT);
    life.known = 0;
    syn = SEG(.flags = TL_SYN, .options = TL_OPT_TIMESTAMPS, .tsval = 19);
    CHECK(!tl_calling_is_old_syn(&life, &called, &syn));
}

static const struct check_test tests[] = {
    { "a_syn_begins_unless_it_comes_again", a_syn_begins_unless_it_comes_again },
    { "a_syn_ack_begins_if_it_was_asked_for", a_syn_ack_begins_if_it_was_asked_for },
    { "a_syn_ack_begins_if_the_syn_came_again", a_syn_ack_begins_if_the_syn_came_again },
    { "syn_sent_snd_syn_ack_with_another_isn", syn_sent_snd_syn_ack_with_another_isn },
    { "syn_of_a_live_connection_with_an_old_timestamp_is_old",
      syn_of_a_live_connection_with_an_old_timestamp_is_old },
};

int
main(void)
{
    return CHECK_RUN(tests);
}

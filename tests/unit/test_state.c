/* test_state.c - are the states those of RFC 9293 3.3.2, and are sets of them read rightly?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "state.h"

#include "check.h"

#include <string.h>

/* RFC 9293 3.3.2, by hand. */
static const char *const words[] = { "LISTEN",     "SYN-SENT",   "SYN-RECEIVED", "ESTABLISHED",
                                     "FIN-WAIT-1", "FIN-WAIT-2", "CLOSE-WAIT",   "CLOSING",
                                     "LAST-ACK",   "TIME-WAIT",  "CLOSED" };

static void
each_state_of_the_rfc_has_its_word_once(void)
{
    CHECK_EQ(TL_STATE_COUNT, 12); /* and UNKNOWN */
    for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++) {
        unsigned found = 0;
        for (unsigned state = 0; state < TL_STATE_COUNT; state++) {
            found += strcmp(tl_state_word((enum tl_state)state), words[i]) == 0;
        }
        CHECK_EQ(found, 1);
    }
    CHECK(strcmp(tl_state_word(TL_UNKNOWN), "UNKNOWN") == 0);
}

static void
each_state_has_a_meaning_of_its_own(void)
{
    for (unsigned one = 0; one < TL_STATE_COUNT; one++) {
        CHECK(strlen(tl_state_meaning((enum tl_state)one)) > 5);
        for (unsigned two = 0; two < one; two++) {
            CHECK(strcmp(tl_state_meaning((enum tl_state)one),
                         tl_state_meaning((enum tl_state)two)) != 0);
        }
    }
}

static void
what_is_no_state_is_unknown(void)
{
    CHECK(strcmp(tl_state_word(TL_STATE_COUNT), "UNKNOWN") == 0);
    CHECK(strcmp(tl_state_meaning((enum tl_state)99), tl_state_meaning(TL_UNKNOWN)) == 0);
}

static void
known_is_the_one_member_and_nothing_else(void)
{
    for (unsigned state = TL_CLOSED; state < TL_STATE_COUNT; state++) {
        CHECK_EQ(tl_state_known((tl_state_set)(1u << state)), state);
    }
    CHECK_EQ(tl_state_known(0), TL_UNKNOWN);
    CHECK_EQ(tl_state_known(TL_ONLY(CLOSED) | TL_ONLY(TIME_WAIT)), TL_UNKNOWN);
    CHECK_EQ(tl_state_known(TL_ANY_STATE), TL_UNKNOWN);
}

static void
in_and_within(void)
{
    CHECK(tl_state_in(TL_LISTEN, TL_ONLY(LISTEN) | TL_ONLY(CLOSED)));
    CHECK(!tl_state_in(TL_SYN_SENT, TL_ONLY(LISTEN) | TL_ONLY(CLOSED)));
    CHECK(tl_states_within(TL_ONLY(LISTEN), TL_ONLY(LISTEN) | TL_ONLY(CLOSED)));
    CHECK(!tl_states_within(TL_ONLY(LISTEN) | TL_ONLY(CLOSED), TL_ONLY(LISTEN)));
    CHECK(tl_states_within(0, TL_ONLY(LISTEN)));
}

/* RFC 9293 3.5.1: ESTABLISHED and all that follow, and SYN-RECEIVED, are synchronized. */
static void
groups_are_those_of_the_rfc(void)
{
    CHECK_EQ(TL_SYNCHRONIZED, TL_ONLY(SYN_RECEIVED) | TL_ONLY(ESTABLISHED) | TL_ONLY(FIN_WAIT_1) |
                                  TL_ONLY(FIN_WAIT_2) | TL_ONLY(CLOSE_WAIT) | TL_ONLY(CLOSING) |
                                  TL_ONLY(LAST_ACK) | TL_ONLY(TIME_WAIT));
    CHECK_EQ(TL_MID_STREAM, TL_SYNCHRONIZED | TL_ONLY(CLOSED));
    CHECK(!tl_state_in(TL_UNKNOWN, TL_ANY_STATE));
    CHECK_EQ(TL_HAS_RECEIVED_FIN & TL_ONLY(FIN_WAIT_2), 0);
    CHECK_EQ(TL_HAS_NOT_SENT_FIN & TL_HAS_RECEIVED_FIN, TL_ONLY(CLOSE_WAIT));
}

static const struct check_test tests[] = {
    { "each_state_of_the_rfc_has_its_word_once", each_state_of_the_rfc_has_its_word_once },
    { "each_state_has_a_meaning_of_its_own", each_state_has_a_meaning_of_its_own },
    { "what_is_no_state_is_unknown", what_is_no_state_is_unknown },
    { "known_is_the_one_member_and_nothing_else", known_is_the_one_member_and_nothing_else },
    { "in_and_within", in_and_within },
    { "groups_are_those_of_the_rfc", groups_are_those_of_the_rfc },
};

int
main(void)
{
    return CHECK_RUN(tests);
}

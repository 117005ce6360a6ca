/* test_endpoint.c - are the numbers of one end kept rightly, across the wrap and across holes?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "endpoint.h"

#include "build.h"
#include "check.h"
#include "seq.h"

static struct tl_life client;
static struct tl_life server;

/* Takes a segment of the client or server into account, as the connection does. */
static void
pass(struct tl_segment segment)
{
    struct tl_life *from = segment.from == CLIENT ? &client : &server;
    struct tl_life *to = segment.from == CLIENT ? &server : &client;
    tl_life_sent(from, to, &segment);
    if (tl_segment_has(&segment, TL_ACK)) {
        tl_life_acknowledged(to, segment.ack);
    }
}

#define PASS(...) pass(SEG(__VA_ARGS__))

static void
begin(void)
{
    tl_life_begin(&client, TL_ONLY(SYN_SENT));
    tl_life_begin(&server, TL_ONLY(LISTEN));
}

static void
open_with(unsigned client_options, unsigned server_options)
{
    begin();
    PASS(.from = CLIENT, .flags = TL_SYN, .options = client_options, .window_scale = 7);
    PASS(.from = SERVER, .flags = TL_SYN | TL_ACK, .ack = 1, .options = server_options,
         .window_scale = 15);
    PASS(.from = CLIENT, .flags = TL_ACK, .seq = 1, .ack = 1);
}

static int32_t
of_client(uint32_t number)
{
    return tl_seq_diff(BUILD_CLIENT_ISN, number);
}

static int32_t
of_server(uint32_t number)
{
    return tl_seq_diff(BUILD_SERVER_ISN, number);
}

static void
a_new_life_knows_nothing(void)
{
    open_with(0, 0);
    tl_life_begin(&client, TL_ONLY(CLOSED) | TL_ONLY(LISTEN));
    CHECK_EQ(client.known, 0);
    CHECK_EQ(tl_life_state(&client), TL_UNKNOWN);
    CHECK(tl_life_is_in(&client, TL_ONLY(CLOSED) | TL_ONLY(LISTEN)));
    CHECK(!tl_life_is_in(&client, TL_ONLY(CLOSED)));
    CHECK(tl_life_may_be_in(&client, TL_ONLY(CLOSED)));
    CHECK(!tl_life_may_be_in(&client, TL_ONLY(SYN_SENT)));
}

/* RFC 9293 3.3.1: ISS, SND.NXT, SND.UNA and RCV.NXT behind the handshake. */
static void
handshake_numbers(void)
{
    open_with(0, 0);
    CHECK(tl_life_knows(&client, TL_KNOWS_ISS | TL_KNOWS_NXT | TL_KNOWS_RCV | TL_HAS_SPOKEN));
    CHECK_EQ(client.iss, BUILD_CLIENT_ISN);
    CHECK_EQ(of_client(client.nxt), 1);
    CHECK_EQ(of_server(client.rcv), 1);
    CHECK_EQ(of_client(server.rcv), 1);
    CHECK(!tl_life_knows(&server, TL_HAS_SPOKEN));
    CHECK(!tl_life_knows(&client, TL_KNOWS_FIN));
}

static void
data_cross_the_wrap(void)
{
    open_with(0, 0);
    PASS(.from = CLIENT, .flags = TL_ACK, .seq = 1, .ack = 1, .payload = 100);
    CHECK_EQ(client.nxt, 95); /* 0xfffffffa + 101 */
    CHECK_EQ(of_client(client.delivered), 101);
    CHECK(tl_life_knows(&client, TL_HAS_SENT_DATA));
    PASS(.from = SERVER, .flags = TL_ACK, .seq = 1, .ack = 101);
    CHECK_EQ(of_client(server.rcv), 101);
}

static void
old_copies_move_nothing_back(void)
{
    open_with(0, 0);
    PASS(.from = CLIENT, .flags = TL_ACK, .seq = 1, .ack = 1, .payload = 100);
    PASS(.from = SERVER, .flags = TL_ACK, .seq = 1, .ack = 101);
    PASS(.from = CLIENT, .flags = TL_ACK, .seq = 1, .ack = 1, .payload = 50);
    PASS(.from = SERVER, .flags = TL_ACK, .seq = 1, .ack = 51);
    CHECK_EQ(of_client(client.nxt), 101);
    CHECK_EQ(of_client(client.delivered), 101);
    CHECK_EQ(of_client(server.rcv), 101);
}

static void
a_hole_stops_delivery_until_it_is_filled(void)
{
    open_with(0, 0);
    PASS(.from = CLIENT, .flags = TL_ACK, .seq = 21, .ack = 1, .payload = 10);
    CHECK_EQ(of_client(client.nxt), 31);
    CHECK_EQ(of_client(client.delivered), 1);
    PASS(.from = CLIENT, .flags = TL_ACK, .seq = 11, .ack = 1, .payload = 10);
    CHECK_EQ(of_client(client.delivered), 1);
    PASS(.from = CLIENT, .flags = TL_ACK, .seq = 1, .ack = 1, .payload = 10);
    CHECK_EQ(of_client(client.delivered), 31);
    CHECK_EQ(client.islands, 0);
}

/* What was sent behind a second hole counts once both are filled, in whatever order. */
static void
several_holes_are_filled_one_by_one(void)
{
    static const int first[] = { 1, 41 };

    for (unsigned i = 0; i < 2; i++) {
        open_with(0, 0);
        PASS(.from = CLIENT, .flags = TL_ACK, .seq = 61, .ack = 1, .payload = 10);
        PASS(.from = CLIENT, .flags = TL_ACK, .seq = 21, .ack = 1, .payload = 20);
        CHECK_EQ(client.islands, 2);
        PASS(.from = CLIENT, .flags = TL_ACK, .seq = first[i], .ack = 1, .payload = 20);
        CHECK_EQ(of_client(client.delivered), i == 0 ? 41 : 1);
        CHECK_EQ(client.islands, 1);
        PASS(.from = CLIENT, .flags = TL_ACK, .seq = first[!i], .ack = 1, .payload = 20);
        CHECK_EQ(of_client(client.delivered), 71);
        CHECK_EQ(client.islands, 0);
    }
}

/* Of more stretches than there is room for, the furthest is forgotten: nothing counts too early. */
static void
of_many_stretches_the_nearest_are_remembered(void)
{
    open_with(0, 0);
    PASS(.from = CLIENT, .flags = TL_ACK, .seq = 61, .ack = 1, .payload = 10);
    PASS(.from = CLIENT, .flags = TL_ACK, .seq = 41, .ack = 1, .payload = 10);
    PASS(.from = CLIENT, .flags = TL_ACK, .seq = 21, .ack = 1, .payload = 10);
    PASS(.from = CLIENT, .flags = TL_ACK, .seq = 81, .ack = 1, .payload = 10);
    CHECK_EQ(client.islands, TL_ISLANDS);
    CHECK_EQ(of_client(client.nxt), 91);
    PASS(.from = CLIENT, .flags = TL_ACK, .seq = 1, .ack = 1, .payload = 20);
    CHECK_EQ(of_client(client.delivered), 31);
    PASS(.from = CLIENT, .flags = TL_ACK, .seq = 31, .ack = 1, .payload = 10);
    CHECK_EQ(of_client(client.delivered), 51);
    CHECK_EQ(client.islands, 0);
}

static void
an_acknowledgement_fills_a_hole(void)
{
    open_with(0, 0);
    PASS(.from = CLIENT, .flags = TL_ACK, .seq = 11, .ack = 1, .payload = 10);
    PASS(.from = SERVER, .flags = TL_ACK, .seq = 1, .ack = 21);
    CHECK_EQ(of_client(client.delivered), 21);
}

static void
fin_is_the_last_number(void)
{
    open_with(0, 0);
    PASS(.from = CLIENT, .flags = TL_ACK | TL_FIN, .seq = 1, .ack = 1, .payload = 10);
    CHECK(tl_life_knows(&client, TL_KNOWS_FIN));
    CHECK_EQ(of_client(client.fin), 11);
    CHECK_EQ(of_client(client.nxt), 12);
    CHECK(tl_life_fin_is_delivered(&client));
}

static void
fin_behind_a_hole_is_not_delivered(void)
{
    open_with(0, 0);
    CHECK(!tl_life_fin_is_delivered(&client));
    PASS(.from = CLIENT, .flags = TL_ACK | TL_FIN, .seq = 11, .ack = 1);
    CHECK(!tl_life_fin_is_delivered(&client));
    PASS(.from = CLIENT, .flags = TL_ACK, .seq = 1, .ack = 1, .payload = 10);
    CHECK(tl_life_fin_is_delivered(&client));
}

/* RFC 7323 2.2: the windows of SYN and SYN,ACK are not scaled. */
static void
window_of_syn_is_not_scaled(void)
{
    begin();
    PASS(.from = CLIENT, .flags = TL_SYN, .options = TL_OPT_WINDOW_SCALE, .window_scale = 7);
    PASS(.from = SERVER, .flags = TL_SYN | TL_ACK, .ack = 1, .options = TL_OPT_WINDOW_SCALE,
         .window_scale = 7);
    CHECK_EQ(of_client(server.edge), 1 + 8192);
}

/* RFC 7323 2.3: a shift above 14 counts as 14. */
static void
window_is_scaled_where_both_offer(void)
{
    open_with(TL_OPT_WINDOW_SCALE, TL_OPT_WINDOW_SCALE);
    CHECK_EQ(of_server(client.edge), 1 + (8192 << 7));
    PASS(.from = SERVER, .flags = TL_ACK, .seq = 1, .ack = 1);
    CHECK_EQ(server.window_scale, 14);
    CHECK_EQ(of_client(server.edge), 1 + (8192 << 14));
}

static void
window_is_not_scaled_where_one_offers(void)
{
    open_with(TL_OPT_WINDOW_SCALE, 0);
    CHECK_EQ(of_server(client.edge), 1 + 8192);
    open_with(0, TL_OPT_WINDOW_SCALE);
    CHECK_EQ(of_server(client.edge), 1 + 8192);
}

/* In mid-stream the scale is not known: no window may be called too small. */
static void
window_of_unknown_scale_is_the_most(void)
{
    begin();
    PASS(.from = CLIENT, .flags = TL_ACK, .seq = 1, .ack = 1);
    CHECK(tl_life_knows(&client, TL_EDGE_IS_GUESSED));
    CHECK_EQ(of_server(client.edge), 1 + (8192 << 14));
}

/* So is it where the capture cuts off the options of a SYN. */
static void
window_of_a_scale_cut_off_is_the_most(void)
{
    open_with(TL_OPT_CUT, TL_OPT_WINDOW_SCALE);
    CHECK(tl_life_knows(&client, TL_EDGE_IS_GUESSED));
    CHECK_EQ(of_server(client.edge), 1 + (8192 << 14));
}

static void
window_shut_and_open(void)
{
    open_with(0, 0);
    PASS(.from = CLIENT, .flags = TL_ACK, .seq = 1, .ack = 1, .is_shut = true);
    CHECK(tl_life_knows(&client, TL_WINDOW_IS_SHUT));
    PASS(.from = CLIENT, .flags = TL_ACK, .seq = 1, .ack = 1);
    CHECK(!tl_life_knows(&client, TL_WINDOW_IS_SHUT));
}

/* RFC 7323 4.3: TS.Recent is taken from segments at or left of the last ACK sent. */
static void
timestamp_of_a_segment_ahead_is_not_recent(void)
{
    open_with(TL_OPT_TIMESTAMPS, TL_OPT_TIMESTAMPS);
    PASS(.from = CLIENT, .flags = TL_ACK, .seq = 1, .ack = 1, .payload = 10,
         .options = TL_OPT_TIMESTAMPS, .tsval = 20);
    CHECK_EQ(client.tsval, 4); /* 0xfffffff0 + 20 */
    PASS(.from = CLIENT, .flags = TL_ACK, .seq = 21, .ack = 1, .payload = 10,
         .options = TL_OPT_TIMESTAMPS, .tsval = 30);
    CHECK_EQ(client.tsval, 4);
    PASS(.from = CLIENT, .flags = TL_ACK, .seq = 1, .ack = 1, .payload = 10,
         .options = TL_OPT_TIMESTAMPS, .tsval = 10);
    CHECK_EQ(client.tsval, 4);
}

static struct tl_segment
claimed(void)
{
    open_with(0, 0);
    PASS(.from = SERVER, .flags = TL_ACK, .seq = 1, .ack = 101);
    CHECK(tl_life_knows(&client, TL_IS_CLAIMED));
    CHECK_EQ(of_client(client.claimed), 101);
    CHECK_EQ(of_client(client.nxt), 1);
    return SEG(.from = CLIENT, .flags = TL_ACK, .seq = 101, .ack = 1, .payload = 10);
}

static void
claim_confirmed_by_going_on_behind_it(void)
{
    const struct tl_segment segment = claimed();
    CHECK_EQ(tl_life_settle(&client, &server, &segment), TL_CLAIM_CONFIRMED);
    CHECK(!tl_life_knows(&client, TL_IS_CLAIMED));
    CHECK(tl_life_knows(&client, TL_IS_MISSED));
    CHECK_EQ(of_client(client.nxt), 101);
    CHECK_EQ(of_client(server.rcv), 101);
}

static void
claim_refuted_by_going_on_before_it(void)
{
    struct tl_segment segment = claimed();
    segment.seq = BUILD_CLIENT_ISN + 1;
    CHECK_EQ(tl_life_settle(&client, &server, &segment), TL_CLAIM_REFUTED);
    CHECK(!tl_life_knows(&client, TL_IS_CLAIMED));
    CHECK_EQ(of_client(client.nxt), 1);
    CHECK_EQ(of_client(server.rcv), 1);
}

static void
claim_left_open_by_an_old_copy(void)
{
    struct tl_segment segment = claimed();
    segment.seq = BUILD_CLIENT_ISN - 9;
    CHECK_EQ(tl_life_settle(&client, &server, &segment), TL_CLAIM_OPEN);
    CHECK(tl_life_knows(&client, TL_IS_CLAIMED));
    CHECK_EQ(tl_life_settle(&server, &client, &segment), TL_CLAIM_OPEN);
}

static void
numbers_of_an_unseen_end_are_taken_from_its_acknowledgement(void)
{
    begin();
    PASS(.from = SERVER, .flags = TL_ACK, .seq = 1, .ack = 501);
    CHECK(tl_life_knows(&client, TL_KNOWS_NXT | TL_IS_MISSED));
    CHECK_EQ(of_client(client.nxt), 501);
    CHECK(!tl_life_knows(&client, TL_KNOWS_ISS));
}

static const struct check_test tests[] = {
    { "a_new_life_knows_nothing", a_new_life_knows_nothing },
    { "handshake_numbers", handshake_numbers },
    { "data_cross_the_wrap", data_cross_the_wrap },
    { "old_copies_move_nothing_back", old_copies_move_nothing_back },
    { "a_hole_stops_delivery_until_it_is_filled", a_hole_stops_delivery_until_it_is_filled },
    { "several_holes_are_filled_one_by_one", several_holes_are_filled_one_by_one },
    { "of_many_stretches_the_nearest_are_remembered",
      of_many_stretches_the_nearest_are_remembered },
    { "an_acknowledgement_fills_a_hole", an_acknowledgement_fills_a_hole },
    { "fin_is_the_last_number", fin_is_the_last_number },
    { "fin_behind_a_hole_is_not_delivered", fin_behind_a_hole_is_not_delivered },
    { "window_of_syn_is_not_scaled", window_of_syn_is_not_scaled },
    { "window_is_scaled_where_both_offer", window_is_scaled_where_both_offer },
    { "window_is_not_scaled_where_one_offers", window_is_not_scaled_where_one_offers },
    { "window_of_unknown_scale_is_the_most", window_of_unknown_scale_is_the_most },
    { "window_of_a_scale_cut_off_is_the_most", window_of_a_scale_cut_off_is_the_most },
    { "window_shut_and_open", window_shut_and_open },
    { "timestamp_of_a_segment_ahead_is_not_recent", timestamp_of_a_segment_ahead_is_not_recent },
    { "claim_confirmed_by_going_on_behind_it", claim_confirmed_by_going_on_behind_it },
    { "claim_refuted_by_going_on_before_it", claim_refuted_by_going_on_before_it },
    { "claim_left_open_by_an_old_copy", claim_left_open_by_an_old_copy },
    { "numbers_of_an_unseen_end_are_taken_from_its_acknowledgement",
      numbers_of_an_unseen_end_are_taken_from_its_acknowledgement },
};

int
main(void)
{
    return CHECK_RUN(tests);
}

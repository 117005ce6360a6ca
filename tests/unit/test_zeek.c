/* test_zeek.c - are conn_state and history what Zeek's rules say?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is expected was worked out by hand from Zeek's rules. Where the ports are not to matter, the
 * server is on a port that Zeek takes for no server's.
 */
#include "zeek.h"

#include "zeek_play.h"

#include <string.h>

#define OPEN "C S 0, S SA 0 a1, C A 1 a1, "

enum { NO_SERVER = 9, SSH = 22, HTTP = 80, HTTPS = 443 };

/* clang-format off */
static void
each_conn_state(void)
{
    ZEEK_PLAY(NO_SERVER,
              { "C S 0", "S0 S" },
              { "C S 0, S SA 0 a1", "S1 Sh" }, /* the SYN,ACK alone establishes both */
              { OPEN, "S1 ShA" },
              { OPEN "C FA 1 a1, S A 1 a2", "S2 ShAFa" },
              { OPEN "S FA 1 a1, C A 1 a2", "S3 ShAf" },
              { OPEN "C A 1+10 a1, S A 1 a11, S A 1+20 a11, C A 11 a21, C FA 11 a21, S A 21 a12,"
                "S FA 21 a12, C A 12 a22", "SF ShADadFf" },
              { "C S 0, S RA 0 a1", "REJ Sr" },
              { OPEN "C RA 1 a1", "RSTO ShAR" },
              { OPEN "S R 1", "RSTR ShAr" },
              { "C S 0, C R 1", "RSTOS0 SR" },
              { "C S 0, C FA 1 a1", "SH SF" },
              { "C FA 1 a1", "SH F" },
              { "C A 1 a1", "OTH A" });
    ZEEK_PLAY(HTTP,
              { "S SA 0 a1, S R 1", "RSTRH ^hr" },
              { "S - 1, C S 6, C R 7", "RSTOS0 ^SR" }, /* 6 is 0 on the wire, as Zeek begins */
              { "S SA 0 a1, S FA 1 a1", "SHR ^hf" });
}

static void
resets_outrank_and_depend(void)
{
    ZEEK_PLAY(NO_SERVER,
              { OPEN "C R 1, S R 1", "REJ ShARr" }, /* both reset, no data in either direction */
              { OPEN "C A 1+5 a1, C R 6, S R 1", "RSTR ShADRr" },
              { OPEN "S A 1+5 a1, C R 1, S R 6", "RSTR ShAdRr" },
              { OPEN "S FA 1 a1, C R 1", "RSTO ShAfR" },
              { OPEN "C FA 1 a1, S R 1", "RSTR ShAFr" },
              { "C S 0, S A 0 a1, C R 1", "RSTOS0 SaR" }, /* the class is upper case only */
              { "C S 0, S A 1+5 a1, C R 1", "RSTOS0 SdR" },
              { "C S 0, C A 1 a1, C R 1", "OTH SAR" },
              { "C S 0 w0, C R 1", "RSTOS0 SWR" },
              { "C R 1", "OTH R" },
              { "C A 1 a1, S R 1", "RSTRH Ar" },
              { "S SA 0 a1, C R 1", "REJ Hr" });
}

static void
fins_and_resets_together(void)
{
    ZEEK_PLAY(NO_SERVER,
              { OPEN "C FA 1 a1, C R 2, S FA 1 a2", "SF ShAFRf" },
              { OPEN "C FA 1 a1, S FA 1 a2, C R 2", "SF ShAFfR" },
              { OPEN "C FA 1 a1, S FA 1 a2, C R 2, S A 2 a2", "SF ShAFfRa" }, /* no gap */
              { OPEN "C FA 1 a1, C R 2", "RSTO ShAFR" },
              { OPEN "C FRA 1 a1", "RSTO ShAI" },
              { OPEN "C FRA 1 a1, C FRA 9 a1", "RSTO ShAI" },
              { "C SF 0", "SH Q" },
              { "C SR 0", "OTH Q" },
              { "C SFR 0", "OTH I" });
}

static void
originator_by_port_and_by_order(void)
{
    ZEEK_PLAY(HTTPS,
              { "S A 1+5 a1, C A 1 a6", "OTH ^dA" },
              { "C A 1+5 a1, S A 1 a6", "OTH Da" },
              { "C S 0, S SA 0 a1", "S1 Sh" }, /* a SYN is never questioned */
              { "S S 0", "S0 S" });
    ZEEK_PLAY(NO_SERVER,
              { "S A 1+5 a1", "OTH D" }, /* no server's port */
              { "S SA 0 a1", "OTH H" },
              { "S SA 0 a1, C A 1 a1", "OTH ^hA" },
              { "S SA 0 a1, S A 1+5 a1", "OTH ^hd" }, /* from either side */
              { "S SA 0 a1, S - 1, C A 1 a1", "OTH ^hA" }, /* what says nothing does not flip */
              { "S SA 0 a1, C S 0, C A 1 a1", "S1 Hs^A" }, /* captured in the wrong order */
              { "S SA 0 a1, C S 50", "OTH H | S0 S" },
              { "C S 0, S S 0, C SA 0 a1, S SA 0 a1", "S0 S | S1 Sh" }); /* its ISN differs */
    ZEEK_PLAY(HTTP,
              { "S SA 0 a1, C A 1 a1", "S1 ^hA" }, /* only its SYN is missing */
              { "S FA 1 a1, C A 1 a2", "SHR ^fA" },
              { "S R 1", "RSTRH ^r" });
}

static void
both_ports_are_servers(void)
{
    struct tl_segment segment = SEG(.from = SERVER, .flags = TL_ACK, .seq = 1, .ack = 1);
    struct tl_zeek zeek;

    segment.source_port = 80;
    segment.destination_port = 8080;
    tl_zeek_begin(&zeek, &segment);
    CHECK_EQ(tl_zeek_originator(&zeek), CLIENT);
    segment.flags = TL_SYN | TL_ACK; /* may be a stealth scan */
    tl_zeek_begin(&zeek, &segment);
    CHECK_EQ(tl_zeek_originator(&zeek), SERVER);
    segment.flags = TL_ACK;
    segment.source_port = 8888;
    tl_zeek_begin(&zeek, &segment);
    CHECK_EQ(tl_zeek_originator(&zeek), SERVER);
}

static void
partial_ends(void)
{
    ZEEK_PLAY(NO_SERVER,
              { "C A 1+5 a1, S A 1+5 a6, C FA 6 a6, S FA 6 a7", "SF DdFf" },
              { "C A 1+5 a1, C S 0", "S0 DS" }, /* PARTIAL, then its SYN */
              { "C S 0, S A 1 a1", "S0 Sa" }, /* an ACK answers a SYN: still silent */
              { "C S 0, S A 1 a1, S SA 0 a1", "S1 Sah" },
              { "C S 0, S A 1+5 a1", "OTH Sd" },
              { "C S 0, C A 1 a1, C A 1+5 a1, C A 6+10 a9 @6, C A 16 a20, C FA 16 a20",
                "S0 SAD | SH DAF" }); /* only the client's half was captured */
}

static void
letters_written_again(void)
{
    ZEEK_PLAY(NO_SERVER,
              { OPEN "C FA 1 a1, C FA 1 a1", "S2 ShAF" },
              { OPEN "C FA 1 a1, C FA 11 a1", "S2 ShAFF" },
              { OPEN "C FA 1+10 a1, C FA 11 a1", "S2 ShAF" }, /* where the data end counts */
              { OPEN "C FA 1+10 a1, C FA 1+10 a1", "S2 ShAFT" },
              { OPEN "C R 1, C R 1", "RSTO ShAR" },
              { OPEN "C R 1, C R 5, C R 1", "RSTO ShARRR" },
              { OPEN "C R 1, C R 2, C R 3, C R 4, C R 5, C R 6, S R 1", "REJ ShARRRRRRr" },
              { "C S 0, C S 0", "S0 S" },
              { OPEN "C A 1 a1, S A 1 a1, S A 1 a1", "S1 ShAa" },
              { OPEN "C - 1", "S1 ShA" });
}

static void
zero_windows(void)
{
    ZEEK_PLAY(NO_SERVER,
              { OPEN "S A 1 a1 w0", "S1 ShAaw" },
              { "C S 0 w0", "S0 SW" },
              { OPEN "C R 1 w0", "RSTO ShAR" },
              { OPEN "C R 1, C A 1 a1 w0", "RSTO ShAR" },
              { OPEN "C FA 1 a1, S A 1 a2 w0", "S2 ShAFa" }, /* nothing more to receive */
              { OPEN "S FA 1 a1 w0", "S3 ShAfw" });
}

static void
retransmissions(void)
{
    ZEEK_PLAY(NO_SERVER,
              { OPEN "C A 1+10 a1, C A 1+10 a1", "S1 ShADT" },
              { OPEN "C A 1+10 a1, C A 10+1 a1", "S1 ShADT" }, /* keep-alive with an octet */
              { OPEN "C A 1+10 a1, C A 10 a1", "S1 ShAD" }, /* without */
              { OPEN "C A 1+10 a1, C A 1+11 a1", "S1 ShAD" }, /* reaches further */
              { OPEN "C A 11+10 a1, C A 1+10 a1", "S1 ShADT" }, /* out of order */
              { OPEN "C R 1+5", "RSTO ShART" }, /* its data do not count */
              { OPEN "C R -3000000+5", "RSTO ShAR" },
              { OPEN "C A 1+10 a1, S A 1 a11, C A 111+100 a1, C A 11+10 a1", "S1 ShADaT" },
              { OPEN "C R 3000000+5", "RSTO ShAR" }, /* further than 2^20 off */
              { OPEN "C R 11, C A 1+5 a1", "RSTO ShARD" },
              { OPEN "C FA -20+10 a1", "S2 ShAF" }, /* only the SYN was seen before */
              { "C S 0+10, S SA 0 a11, C S 0+10", "S1 STh" }); /* sic: the first one too */
}

static void
gaps(void)
{
    ZEEK_PLAY(NO_SERVER,
              { OPEN "C A 101+100 a1, S A 1 a201", "S1 ShADaG" },
              { OPEN "S A 101+100 a1, C A 1 a50", "S1 ShAdg" }, /* up to within the hole */
              { OPEN "C A 101+100 a1, C A 1+100 a1, S A 1 a201", "S1 ShADTa" },
              { OPEN "C A 101+100 a1, C A 1+50 a1, S A 1 a201", "S1 ShADTaG" },
              { OPEN "S A 1 a50", "S1 ShAaG" }, /* nothing above it */
              { OPEN "S FA 1 a50", "S3 ShAfG" },
              { OPEN "C FA 1 a1, S FA 1 a2, C A 2 a2", "SF ShAFf" }, /* FINs do not count */
              { OPEN "S RA 1 a50", "RSTR ShAr" },
              { "C A 1+10 a1, S A 1 a50", "OTH Da" },
              { OPEN "C A 1+1000 a1 cut, S A 1 a1001", "S1 ShADaG" },
              { "C S 0+10, S SA 0 a11, C A 11+5 a1, S A 1 a16", "S1 SThDa" },
              { OPEN "C A 101+20000 a1, S A 1 a20101", "S1 ShADa" }, /* nothing ever acknowledged */
              { OPEN "C A 1+10 a1, S A 1 a11, C A 101+20000 a1, S A 1 a20101", "S1 ShADaG" });
}

static void
one_4_tuple_several_connections(void)
{
    ZEEK_PLAY(NO_SERVER,
              { "C S 0 @0, C S 0 @1, C S 0 @3, C S 0 @7", "S0 S | S0 S" },
              { "C SA 0 a1 @0, C SA 0 a1 @6", "OTH H | OTH H" },
              { "C S 0, C S 100", "S0 S | S0 S" },
              { OPEN "C S 0", "S1 ShA" },
              { OPEN "C S 100", "S1 ShA | S0 S" },
              { OPEN "S SA 100 a1", "S1 ShA" }, /* not with a known originator */
              { "C R 1 @0, C R 1 @60, C R 1 @120", "OTH R | OTH R | OTH R" },
              { OPEN "C FA 1 a1, S FA 1 a2, C A 2 a2 @4, S R 2 @5.5", "SF ShAFf | OTH R" },
              { OPEN "C FA 1 a1, S FA 1 a2, C S 0", "SF ShAFf | S0 S" },
              { OPEN "C FA 1 a1, C S 0", "S2 ShAF | S0 S" }, /* one side is enough */
              { OPEN "C FA 1 a1, S A 1+5 a2 @20, S FA 6 a2 @21", "SF ShAFdf" },
              { OPEN "C R 1, S A 1 a1 @4, S A 1 a1 @6", "RSTO ShARa | OTH A" },
              { OPEN "C FA 1 a1 @1, C R 2 @1, S A 1+5 a2 @3, C R 2 @9", "RSTO ShAFRd | OTH R" },
              { "C FA 1 a1, C A 2 a1 @6", "SH F | OTH A" });
    ZEEK_PLAY(HTTP,
              { "S SA 0 a1, S SA 100 a1", "OTH ^h | OTH ^h" });
}

static void
closes_that_wait(void)
{
    /* A hole, and data that the other end has not acknowledged, defer the close. */
    ZEEK_PLAY(NO_SERVER,
              { OPEN "C A 101+100 a1, C R 201, S A 1 a1 @20", "RSTO ShADRa" },
              { OPEN "C A 101+100 a1, C R 201, C A 1+100 a1 @1, S A 1 a1 @20",
                "RSTO ShADR | OTH A" },
              { OPEN "C A 1+10 a1, C A 11+20000 a1, S FA 1 a1, C FA 20011 a2, C A 20012 a2 @20",
                "SF ShADfF | OTH A" }, /* but not so much of it */
              { OPEN "S A 1+20 a1, C FA 1 a1, S FA 21 a2, C A 2 a22 @20", "SF ShAdFf" },
              { OPEN "S A 1+20 a1, C FA 1 a21, S FA 21 a2, C A 2 a22 @20", "SF ShAdFf | OTH A" });
}

static void
idle_connections(void)
{
    ZEEK_PLAY(NO_SERVER,
              { "S SA 0 a1, S A 1+5 a1, S A 6+5 a1 @50, S A 11+5 a1 @115", "OTH ^hd | OTH D" },
              { OPEN "C A 1+5 a1 @299, C A 6+5 a1 @600", "S1 ShAD | OTH D" });
    ZEEK_PLAY(SSH,
              { OPEN "C A 1+5 a1 @3000, C A 6+5 a1 @6601", "S1 ShAD | OTH D" },
              { "C A 1+5 a1, C A 6+5 a1 @301", "OTH D | OTH D" }); /* never established */
}
/* clang-format on */

/* Plays an opening, then a segment of the server `times` times, and expects so many letters. */
static void
repeat(struct draft draft, unsigned times, const char *expected)
{
    const struct tl_segment opening[] = {
        SEG(.from = CLIENT, .flags = TL_SYN),
        SEG(.from = SERVER, .flags = TL_SYN | TL_ACK, .ack = 1),
        SEG(.from = CLIENT, .flags = TL_ACK, .seq = 1, .ack = 1),
        SEG(.from = SERVER, .flags = TL_ACK, .seq = 1, .ack = 1, .payload = 10),
        SEG(.from = SERVER, .flags = TL_ACK, .seq = 11, .ack = 1),
    };
    const int32_t stride = draft.flags & TL_PSH ? 100 : 0; /* each with a hole before it */
    struct tl_zeek zeek;
    char history[TL_ZEEK_HISTORY];

    tl_zeek_begin(&zeek, &opening[0]);
    for (size_t i = 0; i < sizeof opening / sizeof opening[0]; i++) {
        tl_zeek_observe(&zeek, &opening[i], false);
    }
    for (unsigned i = 0; i < times; i++) {
        draft.seq += stride;
        const struct tl_segment segment = build_segment(draft);
        tl_zeek_observe(&zeek, &segment, false);
        const struct tl_segment ack = SEG(.from = CLIENT, .flags = TL_ACK, .seq = 1,
                                          .ack = draft.seq + (int32_t)draft.payload);
        tl_zeek_observe(&zeek, &ack, false);
    }
    tl_zeek_history(&zeek, history);
    CHECK(strcmp(history, expected) == 0);
}

static void
counted_letters_at_powers_of_ten(void)
{
    const struct draft again = { SERVER, TL_ACK, .seq = 1, .ack = 1, .payload = 10 };
    const struct draft shut = { SERVER, TL_ACK, .seq = 11, .ack = 1, .is_shut = true };
    const struct draft ahead = { SERVER, TL_ACK | TL_PSH, .seq = 1, .ack = 1, .payload = 10 };

    repeat(again, 9, "ShAdat");
    repeat(again, 10, "ShAdatt");
    repeat(again, 1000, "ShAdatttt");
    repeat(again, 1000000, "ShAdattttttt");
    repeat(again, 1100000, "ShAdattttttt");
    repeat(shut, 99, "ShAdaww");
    repeat(shut, 100, "ShAdawww");
    repeat(shut, 100000, "ShAdawwwww");
    repeat(ahead, 9, "ShAdag");
    repeat(ahead, 10, "ShAdagg");
    repeat(ahead, 10000, "ShAdagggg");
}

static void
a_history_cannot_overflow(void)
{
    struct tl_zeek zeek;
    char history[TL_ZEEK_HISTORY];
    const struct tl_segment first = SEG(.from = CLIENT, .flags = TL_RST, .seq = 1);

    CHECK(sizeof zeek <= 96);
    tl_zeek_begin(&zeek, &first);
    for (int32_t i = 0; i < 1000; i++) {
        const struct tl_segment segment =
            SEG(.from = (unsigned)i / 8 % 2, .flags = TL_RST, .seq = i);
        tl_zeek_observe(&zeek, &segment, false);
    }
    tl_zeek_history(&zeek, history);
    CHECK_EQ(strlen(history), TL_ZEEK_HISTORY - 1);
    CHECK(strncmp(history, "RRRRRRRRrrrrrrrrR", 17) == 0);
}

/* Five GiB in order, past two wraps, and then one hole. */
static void
numbers_wrap_more_than_once(void)
{
    const uint32_t step = 1u << 20;
    struct draft data = { CLIENT, TL_ACK, .seq = 1, .ack = 1, .payload = step };
    struct tl_zeek zeek;
    char history[TL_ZEEK_HISTORY];
    const struct tl_segment syn = SEG(.from = CLIENT, .flags = TL_SYN);
    const struct tl_segment answer = SEG(.from = SERVER, .flags = TL_SYN | TL_ACK, .ack = 1);

    tl_zeek_begin(&zeek, &syn);
    tl_zeek_observe(&zeek, &syn, false);
    tl_zeek_observe(&zeek, &answer, false);
    for (unsigned i = 0; i < 5 * 1024 + 1; i++) {
        data.payload = i < 3 ? 1 : step; /* 2^32 is passed by a segment like any other */
        const struct tl_segment segment = build_segment(data);
        data.seq = (int32_t)((uint32_t)data.seq + data.payload);
        const struct tl_segment ack =
            SEG(.from = SERVER, .flags = TL_ACK, .seq = 1, .ack = data.seq);
        if (i == 5 * 1024) {
            tl_zeek_history(&zeek, history);
            CHECK(strcmp(history, "ShDa") == 0);
        } else {
            tl_zeek_observe(&zeek, &segment, false);
        }
        tl_zeek_observe(&zeek, &ack, false);
    }
    tl_zeek_history(&zeek, history);
    CHECK(strcmp(history, "ShDaG") == 0);
}

static const struct check_test tests[] = {
    { "each_conn_state", each_conn_state },
    { "resets_outrank_and_depend", resets_outrank_and_depend },
    { "fins_and_resets_together", fins_and_resets_together },
    { "originator_by_port_and_by_order", originator_by_port_and_by_order },
    { "both_ports_are_servers", both_ports_are_servers },
    { "partial_ends", partial_ends },
    { "letters_written_again", letters_written_again },
    { "zero_windows", zero_windows },
    { "retransmissions", retransmissions },
    { "gaps", gaps },
    { "one_4_tuple_several_connections", one_4_tuple_several_connections },
    { "closes_that_wait", closes_that_wait },
    { "idle_connections", idle_connections },
    { "counted_letters_at_powers_of_ten", counted_letters_at_powers_of_ten },
    { "a_history_cannot_overflow", a_history_cannot_overflow },
    { "numbers_wrap_more_than_once", numbers_wrap_more_than_once },
};

int
main(void)
{
    return CHECK_RUN(tests);
}

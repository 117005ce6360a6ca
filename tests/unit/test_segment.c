/* test_segment.c - are the options of a segment read, whole, cut and malformed?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "segment.h"

#include "check.h"

#include <stdlib.h>
#include <string.h>

/* The options in `bytes`, of which only `captured` octets are there to be read: they are copied to
 * a block of just that size, so that a read beyond it is seen by the sanitizer. */
static struct tl_options
parse(const uint8_t *bytes, unsigned captured, unsigned promised)
{
    struct tl_options options;
    memset(&options, 0xee, sizeof options);
    uint8_t *block = malloc(captured + 1u);
    uint8_t *end = block + 1;
    memcpy(end, bytes, captured);
    tl_options_parse(end, captured, promised, &options);
    free(block);
    return options;
}

#define PARSE(...)                                                                                 \
    parse((const uint8_t[]){ __VA_ARGS__ }, sizeof((const uint8_t[]){ __VA_ARGS__ }),              \
          sizeof((const uint8_t[]){ __VA_ARGS__ }))

static void
none_is_nothing(void)
{
    struct tl_options options = parse((const uint8_t *)"", 0, 0);
    CHECK_EQ(options.present, 0);
    CHECK_EQ(options.bytes, 0);
    CHECK_EQ(options.mss, 0);
}

static void
syn_of_linux(void)
{
    struct tl_options options =
        PARSE(2, 4, 5, 180, 4, 2, 8, 10, 1, 2, 3, 4, 0, 0, 0, 0, 1, 3, 3, 7);
    CHECK_EQ(options.present,
             TL_OPT_MSS | TL_OPT_SACK_PERMITTED | TL_OPT_TIMESTAMPS | TL_OPT_WINDOW_SCALE);
    CHECK_EQ(options.bytes, 20);
    CHECK_EQ(options.mss, 1460);
    CHECK_EQ(options.window_scale, 7);
    CHECK_EQ(options.tsval, 0x01020304);
    CHECK_EQ(options.tsecr, 0);
}

/* Behind four fillers it has no usual layout. */
static struct tl_options
parse_unusual(const uint8_t *bytes, unsigned count)
{
    uint8_t padded[40] = { 1, 1, 1, 1 };
    memcpy(padded + 4, bytes, count);
    struct tl_options options = parse(padded, count + 4, count + 4);
    options.bytes = (uint8_t)(options.bytes - 4);
    return options;
}

/* Whatever octet of a usual layout is another, the short way and the long way read the same. */
static void
usual_layouts_are_read_like_others(void)
{
    static const uint8_t layouts[][20] = {
        { 2, 4, 5, 180, 4, 2, 8, 10, 1, 2, 3, 4, 0, 0, 0, 9, 1, 3, 3, 7 },
        { 1, 1, 8, 10, 1, 2, 3, 4, 0, 0, 0, 9 },
    };
    static const unsigned lengths[] = { 20, 12 };
    for (unsigned which = 0; which < 2; which++) {
        for (unsigned at = 0; at < lengths[which] * 256; at++) {
            uint8_t bytes[20];
            memcpy(bytes, layouts[which], sizeof bytes);
            bytes[at / 256] = (uint8_t)at;
            struct tl_options usual = parse(bytes, lengths[which], lengths[which]);
            struct tl_options unusual = parse_unusual(bytes, lengths[which]);
            CHECK(memcmp(&usual, &unusual, sizeof usual) == 0);
        }
    }
}

static void
timestamps_beyond_2_31(void)
{
    struct tl_options options = PARSE(1, 1, 8, 10, 0xff, 0xfe, 0xfd, 0xfc, 0x80, 0, 0, 1);
    CHECK_EQ(options.tsval, 0xfffefdfc);
    CHECK_EQ(options.tsecr, 0x80000001);
}

static void
sack_first_block(void)
{
    struct tl_options options = PARSE(1, 1, 5, 18, 0, 0, 0, 1, 0, 0, 0, 9, 0, 0, 1, 1, 0, 0, 2, 2);
    CHECK_EQ(options.present, TL_OPT_SACK);
    CHECK_EQ(options.sack_right, 9);
}

static void
sack_of_half_a_block_is_none(void)
{
    struct tl_options options = PARSE(5, 12, 0, 0, 0, 1, 0, 0, 0, 9, 0, 0, 4, 2);
    CHECK_EQ(options.present, TL_OPT_SACK_PERMITTED | TL_OPT_BAD_LENGTH);
}

static void
fast_open_request_cookie_and_experiment(void)
{
    struct tl_options request = PARSE(34, 2, 1, 1);
    CHECK_EQ(request.present, TL_OPT_FAST_OPEN);
    CHECK_EQ(request.fast_open_bytes, 0);
    struct tl_options cookie = PARSE(34, 10, 1, 2, 3, 4, 5, 6, 7, 8, 1, 1);
    CHECK_EQ(cookie.fast_open_bytes, 8);
    struct tl_options experiment = PARSE(254, 8, 0xf9, 0x89, 1, 2, 3, 4);
    CHECK_EQ(experiment.present, TL_OPT_FAST_OPEN);
    CHECK_EQ(experiment.fast_open_bytes, 4);
    struct tl_options other = PARSE(254, 4, 0xf9, 0x90);
    CHECK_EQ(other.present, 0);
}

static void
mptcp_first_subtype(void)
{
    struct tl_options options = PARSE(30, 4, 0x81, 0, 30, 3, 0x20);
    CHECK_EQ(options.present, TL_OPT_MPTCP);
    CHECK_EQ(options.mptcp_subtype, 8);
}

/* Linux goes on over options again and again and lets the last one win. */
static void
last_of_two_wins(void)
{
    struct tl_options options = PARSE(2, 4, 0, 1, 2, 4, 0, 2);
    CHECK_EQ(options.mss, 2);
}

static void
window_scale_beyond_14_stays(void)
{
    CHECK_EQ(PARSE(3, 3, 255, 0).window_scale, 255);
}

static void
end_hides_the_rest(void)
{
    struct tl_options options = PARSE(0, 2, 4, 5, 180, 0, 0, 0);
    CHECK_EQ(options.present, 0);
    CHECK_EQ(options.bytes, 8);
}

static void
wrong_length_of_known_kind_is_told_and_skipped(void)
{
    struct tl_options options = PARSE(2, 3, 5, 3, 4, 7, 0, 4, 2);
    CHECK_EQ(options.present, TL_OPT_SACK_PERMITTED | TL_OPT_BAD_LENGTH);
}

static void
unknown_kind_is_skipped(void)
{
    CHECK_EQ(PARSE(253, 4, 1, 2, 4, 2).present, TL_OPT_SACK_PERMITTED);
    CHECK_EQ(PARSE(255, 2, 4, 2).present, TL_OPT_SACK_PERMITTED);
}

static void
length_0_and_1_are_malformed(void)
{
    CHECK_EQ(PARSE(4, 2, 2, 0, 4, 2).present, TL_OPT_SACK_PERMITTED | TL_OPT_MALFORMED);
    CHECK_EQ(PARSE(99, 1, 4, 2).present, TL_OPT_MALFORMED);
}

static void
length_beyond_the_header_is_malformed(void)
{
    CHECK_EQ(PARSE(1, 2, 4, 5).present, TL_OPT_MALFORMED);
    CHECK_EQ(PARSE(1, 1, 1, 2).present, TL_OPT_MALFORMED);
}

/* Whatever the capture leaves of the options, what is read is right, and the cut is told: unless
 * nothing but padding can be missing. */
static void
cut_anywhere(void)
{
    static const uint8_t bytes[] = {
        2, 4, 5, 180, 4, 2, 8, 10, 1, 2, 3, 4, 0, 0, 0, 0, 1, 3, 3, 7
    };
    for (unsigned captured = 0; captured < sizeof bytes; captured++) {
        struct tl_options options = parse(bytes, captured, sizeof bytes);
        unsigned whole = TL_OPT_CUT;
        whole |= captured >= 4 ? TL_OPT_MSS : 0u;
        whole |= captured >= 6 ? TL_OPT_SACK_PERMITTED : 0u;
        whole |= captured >= 16 ? TL_OPT_TIMESTAMPS : 0u;
        CHECK_EQ(options.present, whole);
        CHECK_EQ(options.bytes, 20);
    }
}

static void
cut_behind_the_end_is_no_cut(void)
{
    CHECK_EQ(parse((const uint8_t[]){ 4, 2, 0 }, 3, 8).present, TL_OPT_SACK_PERMITTED);
}

static void
cut_and_malformed(void)
{
    CHECK_EQ(parse((const uint8_t[]){ 2, 9 }, 2, 8).present, TL_OPT_MALFORMED);
    CHECK_EQ(parse((const uint8_t[]){ 2 }, 1, 8).present, TL_OPT_CUT);
}

/* Any octets at all: nothing is read beyond them, and a value is there only with its bit. */
static void
random_octets(void)
{
    uint32_t state = 1;
    for (unsigned round = 0; round < 20000; round++) {
        uint8_t bytes[40];
        for (unsigned i = 0; i < sizeof bytes; i++) {
            state = state * 1664525u + 1013904223u;
            bytes[i] = (uint8_t)(state >> 24 & (i % 3 == 0 ? 0xff : 0x0f));
        }
        unsigned promised = (state >> 8) % 11 * 4;
        unsigned captured = promised - (round % 2 == 0 ? 0 : (state >> 16) % (promised + 1));
        struct tl_options options = parse(bytes, captured, promised);
        CHECK_EQ(options.bytes, promised);
        CHECK((options.present & TL_OPT_CUT) == 0 || captured < promised);
        CHECK((options.present & TL_OPT_MSS) != 0 || options.mss == 0);
        CHECK(options.fast_open_bytes <= 38 && options.mptcp_subtype <= 15);
    }
}

static void
sequence_space(void)
{
    struct tl_segment segment = { .seq = 0xfffffffe, .payload = 1, .flags = TL_SYN | TL_FIN };
    CHECK_EQ(tl_segment_length(&segment), 3);
    CHECK_EQ(tl_segment_end(&segment), 1);
    CHECK(tl_segment_is_syn(&segment));
    segment.flags = TL_SYN | TL_ACK;
    CHECK(!tl_segment_is_syn(&segment));
    CHECK(!tl_segment_has(&segment, TL_ACK | TL_FIN));
    CHECK_EQ(tl_segment_length(&segment), 2);
}

static const struct check_test tests[] = {
    { "none_is_nothing", none_is_nothing },
    { "syn_of_linux", syn_of_linux },
    { "usual_layouts_are_read_like_others", usual_layouts_are_read_like_others },
    { "timestamps_beyond_2_31", timestamps_beyond_2_31 },
    { "sack_first_block", sack_first_block },
    { "sack_of_half_a_block_is_none", sack_of_half_a_block_is_none },
    { "fast_open_request_cookie_and_experiment", fast_open_request_cookie_and_experiment },
    { "mptcp_first_subtype", mptcp_first_subtype },
    { "last_of_two_wins", last_of_two_wins },
    { "window_scale_beyond_14_stays", window_scale_beyond_14_stays },
    { "end_hides_the_rest", end_hides_the_rest },
    { "wrong_length_of_known_kind_is_told_and_skipped",
      wrong_length_of_known_kind_is_told_and_skipped },
    { "unknown_kind_is_skipped", unknown_kind_is_skipped },
    { "length_0_and_1_are_malformed", length_0_and_1_are_malformed },
    { "length_beyond_the_header_is_malformed", length_beyond_the_header_is_malformed },
    { "cut_anywhere", cut_anywhere },
    { "cut_behind_the_end_is_no_cut", cut_behind_the_end_is_no_cut },
    { "cut_and_malformed", cut_and_malformed },
    { "random_octets", random_octets },
    { "sequence_space", sequence_space },
};

int
main(void)
{
    return CHECK_RUN(tests);
}

/* segment.c - what do the options of a captured TCP segment say?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "segment.h"

#include "bytes.h"

#include <assert.h>
#include <stddef.h>

/* RFC 9293 3.2: these two are one octet long, all others carry their length. */
enum { KIND_END = 0, KIND_NOTHING = 1 };

/* Two fillers, then kind 8 with its length of 10. */
#define USUAL_TIMESTAMPS UINT32_C(0x0101080a)

/* Of a SYN, kinds and lengths with nothing, or the values, between: MSS; SACK permitted and
 * timestamps; a filler and the window scale. */
#define USUAL_MSS UINT32_C(0x0204)
#define USUAL_SACK_TIMESTAMPS UINT32_C(0x0402080a)
#define USUAL_SCALE UINT32_C(0x010303)

/* RFC 6994: an experimental option begins with a number that names the experiment. */
enum { EXPERIMENT_FAST_OPEN = 0xF989 };

/* One kind of option: how long it may be, kind and length octets included, and what is taken from
 * it. An option of another length is no such option, and hosts skip it. */
struct rule {
    uint8_t least;
    uint8_t most;
    void (*take)(const uint8_t *option, unsigned length, struct tl_options *options);
};

static void
take_mss(const uint8_t *option, unsigned length, struct tl_options *options)
{
    (void)length;
    options->present |= TL_OPT_MSS;
    options->mss = tl_be16(option + 2);
}

static void
take_window_scale(const uint8_t *option, unsigned length, struct tl_options *options)
{
    (void)length;
    options->present |= TL_OPT_WINDOW_SCALE;
    options->window_scale = option[2];
}

static void
take_sack_permitted(const uint8_t *option, unsigned length, struct tl_options *options)
{
    (void)option;
    (void)length;
    options->present |= TL_OPT_SACK_PERMITTED;
}

static void
take_sack(const uint8_t *option, unsigned length, struct tl_options *options)
{
    if ((length - 2) % 8 != 0) {
        options->present |= TL_OPT_BAD_LENGTH;
        return;
    }
    options->present |= TL_OPT_SACK;
    options->sack_right = tl_be32(option + 6);
}

static void
take_timestamps(const uint8_t *option, unsigned length, struct tl_options *options)
{
    (void)length;
    options->present |= TL_OPT_TIMESTAMPS;
    options->tsval = tl_be32(option + 2);
    options->tsecr = tl_be32(option + 6);
}

static void
take_fast_open(const uint8_t *option, unsigned length, struct tl_options *options)
{
    (void)option;
    options->present |= TL_OPT_FAST_OPEN;
    options->fast_open_bytes = (uint8_t)(length - 2);
}

static void
take_experiment(const uint8_t *option, unsigned length, struct tl_options *options)
{
    if (tl_be16(option + 2) == EXPERIMENT_FAST_OPEN) {
        options->present |= TL_OPT_FAST_OPEN;
        options->fast_open_bytes = (uint8_t)(length - 4);
    }
}

static void
take_mptcp(const uint8_t *option, unsigned length, struct tl_options *options)
{
    (void)length;
    if ((options->present & TL_OPT_MPTCP) == 0) {
        options->present |= TL_OPT_MPTCP;
        options->mptcp_subtype = option[2] >> 4;
    }
}

/* By kind. */
/* clang-format off */
static const struct rule rules[] = {
    [2]   = { 4, 4, take_mss },
    [3]   = { 3, 3, take_window_scale },
    [4]   = { 2, 2, take_sack_permitted },
    [5]   = { 10, 34, take_sack },
    [8]   = { 10, 10, take_timestamps },
    [30]  = { 3, 40, take_mptcp },
    [34]  = { 2, 40, take_fast_open },
    [254] = { 4, 40, take_experiment },
};
/* clang-format on */

static void
take(const uint8_t *option, unsigned length, struct tl_options *options)
{
    size_t kind = option[0];
    if (kind >= sizeof(rules) / sizeof(rules[0]) || rules[kind].take == NULL) {
        return;
    }
    if (length < rules[kind].least || length > rules[kind].most) {
        options->present |= TL_OPT_BAD_LENGTH;
        return;
    }
    rules[kind].take(option, length, options);
}

/* How many octets the option takes, as far as captured: 2 at least while its length is not. 0 if
 * its length cannot be. */
static unsigned
option_size(const uint8_t *option, unsigned captured)
{
    if (option[0] == KIND_NOTHING) {
        return 1;
    }
    if (captured < 2) {
        return 2;
    }
    return option[1] < 2 ? 0 : option[1];
}

/* The layout that Linux gives a SYN, as most do. */
static bool
take_usual_syn(const uint8_t *bytes, struct tl_options *options)
{
    if (tl_be16(bytes) != USUAL_MSS || tl_be32(bytes + 4) != USUAL_SACK_TIMESTAMPS ||
        tl_be32(bytes + 16) >> 8 != USUAL_SCALE) {
        return false;
    }
    take_mss(bytes, 4, options);
    take_sack_permitted(bytes + 4, 2, options);
    take_timestamps(bytes + 6, 10, options);
    take_window_scale(bytes + 17, 3, options);
    return true;
}

/* The layout that RFC 7323, appendix A, recommends: timestamps behind two fillers. Nearly every
 * segment that is no SYN has it, or no options. */
static bool
take_usual(const uint8_t *bytes, unsigned length, struct tl_options *options)
{
    if (length == 20) {
        return take_usual_syn(bytes, options);
    }
    if (length != 12 || tl_be32(bytes) != USUAL_TIMESTAMPS) {
        return length == 0;
    }
    take_timestamps(bytes + 2, 10, options);
    return true;
}

void
tl_options_parse(const uint8_t *bytes, unsigned length, unsigned promised,
                 struct tl_options *options)
{
    assert(length <= promised);
    *options = (struct tl_options){ .bytes = (uint8_t)promised };
    if (length == promised && take_usual(bytes, length, options)) {
        return;
    }
    unsigned at = 0;
    while (at < length && bytes[at] != KIND_END) {
        unsigned size = option_size(bytes + at, length - at);
        if (size == 0 || size > promised - at) {
            options->present |= TL_OPT_MALFORMED;
            return;
        }
        if (size > length - at) {
            break;
        }
        take(bytes + at, size, options);
        at += size;
    }
    bool is_ended = at < length && bytes[at] == KIND_END;
    if (!is_ended && length < promised) {
        options->present |= TL_OPT_CUT;
    }
}

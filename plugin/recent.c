/* recent.c - which conversation had the last frame between these two ends?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "recent.h"

#include "capture.h"
#include "compat.h"

#include <string.h>

/* How many pairs of ends: a power of 2. Those that share a place push each other out. */
#define PLACES 1024

/* How many hashes are told apart: a power of 2, an octet for 8. */
#define SEEN_BITS (UINT32_C(1) << 20)

/* A pair of ends as 32-bit words: the ports, then the addresses, those of end 0 first, as
 * tl_segment.from numbers them. */
struct pair {
    uint32_t count; /* of words: 3 or 9; 0 for an empty place */
    uint32_t word[9];
};

struct place {
    struct pair pair;
    struct tl_talk talk;
};

static struct place places[PLACES];

/* One bit for each hash of a pair that was seen. */
static uint64_t seen[SEEN_BITS / 64];

/* How many conversations TCP's own dissector has numbered. */
static struct {
    uint32_t frame;  /* up to this frame, */
    uint32_t count;  /* and including it; */
    uint32_t before; /* up to the frame before, if is_exact */
    bool is_exact;   /* that was noted, too */
} streams;

static void
forget(void)
{
    memset(places, 0, sizeof places);
    memset(seen, 0, sizeof seen);
    memset(&streams, 0, sizeof streams);
}

void
tl_recent_register(void)
{
    register_init_routine(forget);
}

static void
copy_addresses(uint32_t *to, const packet_info *pinfo, unsigned from, size_t length)
{
    uint8_t *octets = (uint8_t *)to;

    memcpy(octets + from * length, pinfo->src.data, length);
    memcpy(octets + !from * length, pinfo->dst.data, length);
}

/* False for ends that have no IP addresses. `from`: which of them the sender is. */
static bool
write_pair(struct pair *pair, const packet_info *pinfo, unsigned from)
{
    const uint32_t low = from == 0 ? pinfo->srcport : pinfo->destport;
    const uint32_t high = from == 0 ? pinfo->destport : pinfo->srcport;

    pair->word[0] = low << 16 | high;
    if (pinfo->src.len == 4 && pinfo->dst.len == 4) {
        pair->count = 3;
        copy_addresses(pair->word + 1, pinfo, from, 4);
        return true;
    }
    if (pinfo->src.len == 16 && pinfo->dst.len == 16) {
        pair->count = 9;
        copy_addresses(pair->word + 1, pinfo, from, 16);
        return true;
    }
    return false;
}

static bool
is_same(const struct pair *one, const struct pair *two)
{
    const uint32_t *a = one->word;
    const uint32_t *b = two->word;

    if (one->count != two->count || a[0] != b[0] || a[1] != b[1] || a[2] != b[2]) {
        return false;
    }
    return two->count == 3 || memcmp(a, b, two->count * sizeof *a) == 0;
}

/* Of the ports and the last word of either address. */
static uint32_t
hash(const struct pair *pair)
{
    const uint32_t *last = &pair->word[pair->count - 1];
    const uint32_t *first = &pair->word[(pair->count - 1) / 2];

    return (*first ^ *last * 31u ^ pair->word[0] * 17u) * UINT32_C(2654435761);
}

/* Has no such pair been seen in this file before? True is certain; false may be wrong. From now on
 * it counts as seen. */
static bool
is_first(const struct pair *pair)
{
    const uint32_t bit = (hash(pair) >> 12) & (SEEN_BITS - 1);
    const uint64_t mask = UINT64_C(1) << (bit & 63);
    const bool is_new = (seen[bit >> 6] & mask) == 0;

    seen[bit >> 6] |= mask;
    return is_new;
}

void
tl_recent_note_frame(const packet_info *pinfo)
{
    streams.is_exact = streams.frame == pinfo->num - 1;
    streams.before = streams.count;
    streams.count = get_tcp_stream_count();
    streams.frame = pinfo->num;
}

void
tl_recent_note_unread(const packet_info *pinfo)
{
    const unsigned from = tl_capture_end(&pinfo->src, &pinfo->dst, pinfo->srcport, pinfo->destport);
    struct pair pair;

    if (write_pair(&pair, pinfo, from)) {
        is_first(&pair);
    }
}

/* Is this frame the one that opened the newest of all conversations? Then, if its ends were never
 * seen before, that one is theirs. */
static bool
opens_newest(const struct tl_segment *segment)
{
    return tl_segment_is_syn(segment) && streams.is_exact && streams.count == streams.before + 1;
}

conversation_t *
tl_recent_conversation(packet_info *pinfo, struct tl_talk *talk)
{
    if (talk->conversation == NULL) {
        talk->conversation = tl_find_tcp_conversation(pinfo);
    }
    return talk->conversation;
}

/* Fills it anew. NULL without a conversation. */
static struct tl_talk *
begin(packet_info *pinfo, const struct tl_segment *segment, struct tl_talk *talk, bool is_first)
{
    *talk = (struct tl_talk){ .is_first = is_first };
    if (is_first && opens_newest(segment)) {
        talk->stream = streams.count - 1;
        talk->has_stream = true;
        return talk;
    }
    return tl_recent_conversation(pinfo, talk) != NULL ? talk : NULL;
}

struct tl_talk *
tl_recent_talk(packet_info *pinfo, const struct tl_segment *segment, struct tl_talk *spare)
{
    struct pair pair;

    if (PINFO_FD_VISITED(pinfo) || tl_conversations_know_more() ||
        !write_pair(&pair, pinfo, segment->from)) {
        return begin(pinfo, segment, spare, false);
    }
    struct place *place = &places[(hash(&pair) >> 16) & (PLACES - 1)];
    if (!is_same(&place->pair, &pair) || tl_may_open_conversation(segment->flags)) {
        place->pair = pair;
        return begin(pinfo, segment, &place->talk, is_first(&pair));
    }
    return place->talk.conversation != NULL || place->talk.has_stream ? &place->talk : NULL;
}

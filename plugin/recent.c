/* recent.c - which conversation had the last frame between these two ends?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "recent.h"

#include "compat.h"

#include <string.h>

/* How many pairs of ends: a power of 2. Those that share a place push each other out. */
#define PLACES 1024

/* How many hashes are told apart: a power of 2, an octet for 8. */
#define SEEN_BITS (UINT32_C(1) << 20)

/* A pair of ends, the lower one first, as tl_segment.from numbers them. All octets count. */
struct pair {
    uint8_t address[2][16];
    uint16_t port[2];
    uint32_t length; /* of an address: 4 or 16; 0 for an empty place */
};

struct place {
    struct pair pair;
    conversation_t *conversation;
};

static struct place places[PLACES];

/* One bit for each hash of a pair that had a conversation. */
static uint64_t seen[SEEN_BITS / 64];

static void
forget(void)
{
    memset(places, 0, sizeof places);
    memset(seen, 0, sizeof seen);
}

void
tl_recent_register(void)
{
    register_init_routine(forget);
}

/* False for ends that have no IP addresses. */
static bool
write_pair(struct pair *pair, const packet_info *pinfo, const struct tl_segment *segment)
{
    const unsigned length = (unsigned)pinfo->src.len;
    const unsigned from = segment->from;

    if ((length != 4 && length != 16) || pinfo->dst.len != pinfo->src.len) {
        return false;
    }
    memset(pair, 0, sizeof *pair);
    memcpy(pair->address[from], pinfo->src.data, length);
    memcpy(pair->address[!from], pinfo->dst.data, length);
    pair->port[from] = segment->source_port;
    pair->port[!from] = segment->destination_port;
    pair->length = length;
    return true;
}

static uint32_t
hash(const struct pair *pair)
{
    uint32_t words[2];

    memcpy(&words[0], pair->address[0] + pair->length - 4, 4);
    memcpy(&words[1], pair->address[1] + pair->length - 4, 4);
    const uint32_t ports = ((uint32_t)pair->port[0] << 16) | pair->port[1];
    return (words[0] ^ words[1] * 31u ^ ports * 17u) * UINT32_C(2654435761);
}

bool
tl_recent_is_new(const packet_info *pinfo, const struct tl_segment *segment)
{
    struct pair pair;

    if (!write_pair(&pair, pinfo, segment)) {
        return false;
    }
    const uint32_t bit = (hash(&pair) >> 12) & (SEEN_BITS - 1);
    const uint64_t mask = UINT64_C(1) << (bit & 63);
    const bool is_new = (seen[bit >> 6] & mask) == 0;
    seen[bit >> 6] |= mask;
    return is_new;
}

conversation_t *
tl_recent_conversation(packet_info *pinfo, const struct tl_segment *segment)
{
    struct pair pair;

    if (PINFO_FD_VISITED(pinfo) || tl_conversations_know_more() ||
        !write_pair(&pair, pinfo, segment)) {
        return tl_find_tcp_conversation(pinfo);
    }
    struct place *place = &places[(hash(&pair) >> 16) & (PLACES - 1)];
    const bool is_known = memcmp(&place->pair, &pair, sizeof pair) == 0;
    if (!is_known || tl_may_open_conversation(segment->flags)) {
        place->pair = pair;
        place->conversation = tl_find_tcp_conversation(pinfo);
    }
    return place->conversation;
}

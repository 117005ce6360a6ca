/* origin.c - did an end make this RST, or something on the path?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "origin.h"

#include "event.h"
#include "reset.h"
#include "seq.h"

#include <stddef.h>

/* A route may change by a hop or two within a connection; more is another sender. */
#define HOPS_OF_A_ROUTE 2

/* Hosts that number their packets count the connection's, or all: RSTs apart from the rest by more
 * than this are none of theirs. One step between two segments of a connection is less. */
#define IDS_APART 256
#define IDS_IN_A_ROW 16

/* RSTs of one volley come within this time (the detector that found the most, NDSS 2009 4.2). */
#define VOLLEY_NS INT64_C(2000000000)

/* How much of the round trip an answer may seem to be faster than that; below a millisecond no
 * round trip is told from a host's own delays. */
#define EARLY_PART 2
#define LEAST_ROUND_TRIP_NS INT64_C(1000000)

/* Enough clues, when each that says little counts 1. */
#define WEIGHT_OF_PROOF 2

typedef bool clue_rule(const struct tl_reset *reset, const struct tl_facts *facts);

static bool
is_bare(const struct tl_facts *facts)
{
    return !tl_segment_has(facts->segment, TL_ACK);
}

static bool
is_away(const struct tl_reset *reset, const struct tl_facts *facts)
{
    (void)facts;
    return reset->has_ttl_delta &&
           (reset->ttl_delta > HOPS_OF_A_ROUTE || reset->ttl_delta < -HOPS_OF_A_ROUTE);
}

/* Only of hosts whose IDs rise; 0 stands in packets that no fragment will be made of. */
static bool
breaks_ids(const struct tl_reset *reset, const struct tl_facts *facts)
{
    const struct tl_endpoint *sender = facts->sender;
    const struct tl_ip *ip = &facts->segment->ip;
    const bool is_counting = sender->ip.has_id && sender->id_step > 0 &&
                             sender->id_step <= IDS_IN_A_ROW && sender->ip.id != 0;

    (void)reset;
    return is_counting && ip->has_id && ip->id != 0 &&
           (uint16_t)(ip->id - sender->ip.id) > IDS_APART;
}

static bool
copies_id(const struct tl_reset *reset, const struct tl_facts *facts)
{
    const struct tl_ip *ip = &facts->segment->ip;

    (void)reset;
    return facts->has_trigger && ip->has_id && facts->receiver->ip.has_id && ip->id != 0 &&
           ip->id == facts->receiver->ip.id;
}

static bool
copies_window(const struct tl_reset *reset, const struct tl_facts *facts)
{
    const uint16_t window = facts->segment->window;

    (void)reset;
    return facts->has_trigger && facts->sender->last_frame != 0 && window != 0 &&
           window == facts->receiver->last_window && window != facts->sender->last_window;
}

/* RFC 7323 3.2 has them in every segment but an RST; those with ACK, which a live connection sends,
 * have them nevertheless. */
static bool
lacks_timestamps(const struct tl_reset *reset, const struct tl_facts *facts)
{
    const bool are_agreed = tl_life_knows(facts->from, TL_OFFERS_TIMESTAMPS) &&
                            tl_life_knows(facts->to, TL_OFFERS_TIMESTAMPS);

    (void)reset;
    return are_agreed && !is_bare(facts) && tl_life_knows(facts->from, TL_HAS_SPOKEN) &&
           (facts->segment->options.present & (TL_OPT_TIMESTAMPS | TL_OPT_CUT)) == 0;
}

/* Of several segments in flight, it may answer the first. */
static bool
is_too_early(const struct tl_reset *reset, const struct tl_facts *facts)
{
    return reset->trigger_frame != 0 && facts->receiver->in_a_row == 1 &&
           facts->round_trip_ns >= LEAST_ROUND_TRIP_NS && facts->idle_ns >= 0 &&
           facts->idle_ns < facts->round_trip_ns / EARLY_PART;
}

/* A bare one may answer an earlier segment, whose Ack it then has: not beyond the highest. */
static bool
is_behind(const struct tl_reset *reset, const struct tl_facts *facts)
{
    const uint32_t seq = facts->segment->seq;
    const bool is_answer =
        is_bare(facts) && tl_life_knows(facts->to, TL_KNOWS_RCV) && tl_seq_le(seq, facts->to->rcv);

    return reset->trigger_frame == 0 && !is_answer && tl_life_knows(facts->from, TL_KNOWS_NXT) &&
           tl_seq_lt(seq, facts->from->nxt);
}

static bool
is_ahead(const struct tl_reset *reset, const struct tl_facts *facts)
{
    const struct tl_life *from = facts->from;

    return reset->trigger_frame == 0 && tl_life_knows(from, TL_KNOWS_NXT) &&
           !tl_life_knows(from, TL_IS_MISSED) && !tl_life_knows(from, TL_IS_CLAIMED) &&
           tl_seq_lt(from->nxt, facts->segment->seq);
}

static bool
is_of_volley(const struct tl_reset *reset, const struct tl_facts *facts)
{
    const struct tl_reset *before = reset->previous;

    return before != NULL && before->sender == reset->sender &&
           reset->time_ns - before->time_ns < VOLLEY_NS &&
           tl_seq_lt(before->seq + 2, facts->segment->seq) && is_ahead(reset, facts);
}

/* RFC 9293 3.5.2: without ACK it answers a segment with ACK. */
static bool
is_unprompted(const struct tl_reset *reset, const struct tl_facts *facts)
{
    return reset->trigger_frame == 0 && is_bare(facts) && facts->sender->last_frame != 0 &&
           tl_life_is_in(facts->from, TL_SYNCHRONIZED) &&
           facts->receiver->last_frame < facts->sender->last_frame;
}

/* By clue; those that only later segments give have no rule. */
static clue_rule *const rules[TL_CLUE_COUNT] = {
    [TL_CLUE_TTL] = is_away,
    [TL_CLUE_IP_ID] = breaks_ids,
    [TL_CLUE_IP_ID_COPIED] = copies_id,
    [TL_CLUE_WINDOW_COPIED] = copies_window,
    [TL_CLUE_NO_TIMESTAMPS] = lacks_timestamps,
    [TL_CLUE_TOO_EARLY] = is_too_early,
    [TL_CLUE_SEQ_BEHIND] = is_behind,
    [TL_CLUE_SEQ_AHEAD] = is_ahead,
    [TL_CLUE_BURST] = is_of_volley,
    [TL_CLUE_UNPROMPTED] = is_unprompted,
};

/* How much each says. A host that has reset a connection cannot go on with it; that a receiver
 * goes on tells of the receiver only. */
static const uint8_t weights[TL_CLUE_COUNT] = {
    [TL_CLUE_TTL] = 1,
    [TL_CLUE_IP_ID] = 1,
    [TL_CLUE_IP_ID_COPIED] = 1,
    [TL_CLUE_WINDOW_COPIED] = 1,
    [TL_CLUE_NO_TIMESTAMPS] = 1,
    [TL_CLUE_TOO_EARLY] = 1,
    [TL_CLUE_SEQ_BEHIND] = 1,
    [TL_CLUE_SEQ_AHEAD] = 1,
    [TL_CLUE_BURST] = 1,
    [TL_CLUE_UNPROMPTED] = 1,
    [TL_CLUE_SENDER_TALKS_ON] = WEIGHT_OF_PROOF,
};

static enum tl_origin
weigh(const struct tl_reset *reset)
{
    unsigned weight = 0;

    for (unsigned i = 0; i < TL_CLUE_COUNT; i++) {
        weight += (reset->clues >> i & 1u) != 0 ? weights[i] : 0u;
    }
    if (weight >= WEIGHT_OF_PROOF) {
        return TL_ORIGIN_ON_PATH;
    }
    return weight == 0 && reset->has_ttl_delta ? TL_ORIGIN_ENDPOINT : TL_ORIGIN_UNKNOWN;
}

static void
compare_ttl(struct tl_reset *reset, const struct tl_facts *facts)
{
    const struct tl_ip *usual = &facts->sender->ip;
    const struct tl_ip *ip = &facts->segment->ip;

    reset->has_ttl_delta = facts->sender->last_frame != 0 && usual->has_ttl && ip->has_ttl;
    reset->ttl_delta = reset->has_ttl_delta ? (int16_t)(ip->ttl - usual->ttl) : 0;
}

void
tl_origin_gather(struct tl_reset *reset, const struct tl_facts *facts)
{
    reset->seq = facts->segment->seq;
    reset->clues = 0;
    if (!facts->settings->judges_origin) {
        reset->origin = TL_ORIGIN_NOT_JUDGED;
        return;
    }
    compare_ttl(reset, facts);
    for (unsigned i = 0; i < TL_CLUE_COUNT; i++) {
        if (rules[i] != NULL && rules[i](reset, facts)) {
            reset->clues |= (uint16_t)(1u << i);
        }
    }
    reset->origin = (uint8_t)weigh(reset);
}

void
tl_origin_add(struct tl_reset *reset, enum tl_clue clue)
{
    if (reset->origin == TL_ORIGIN_NOT_JUDGED) {
        return;
    }
    reset->clues |= (uint16_t)(1u << clue);
    reset->origin = (uint8_t)weigh(reset);
}

/* endpoint.c - what is known of one end of a connection?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "endpoint.h"

#include "seq.h"

#include <string.h>

/* RFC 7323 2.3: no shift beyond 14. */
#define MAX_SHIFT 14

void
tl_life_begin(struct tl_life *life, tl_state_set states)
{
    memset(life, 0, sizeof *life);
    life->states = states;
}

bool
tl_life_fin_is_delivered(const struct tl_life *life)
{
    return tl_life_knows(life, TL_KNOWS_FIN | TL_KNOWS_NXT) &&
           tl_seq_lt(life->fin, life->delivered);
}

/* Do they overlap, or lie side by side? */
static bool
touches(const struct tl_stretch *one, const struct tl_stretch *other)
{
    return tl_seq_le(one->from, other->to) && tl_seq_le(other->from, one->to);
}

/* The stretch grows by the islands that it touches, which are no more. */
static void
take_islands(struct tl_life *life, struct tl_stretch *stretch)
{
    uint8_t left = 0;

    for (unsigned i = 0; i < life->islands; i++) {
        const struct tl_stretch island = life->island[i];
        if (!touches(&island, stretch)) {
            life->island[left++] = island;
            continue;
        }
        stretch->from = tl_seq_lt(island.from, stretch->from) ? island.from : stretch->from;
        stretch->to = tl_seq_max(stretch->to, island.to);
    }
    life->islands = left;
}

/* Remembers a stretch beyond a hole. Of more than there is room for, the furthest is forgotten. */
static void
note_island(struct tl_life *life, uint32_t seq, uint32_t end)
{
    struct tl_stretch stretch = { seq, end };

    take_islands(life, &stretch);
    unsigned at = life->islands;
    while (at > 0 && tl_seq_lt(stretch.from, life->island[at - 1].from)) {
        at--;
    }
    if (at == TL_ISLANDS) {
        return;
    }
    life->islands = (uint8_t)(life->islands + (life->islands < TL_ISLANDS));
    memmove(&life->island[at + 1], &life->island[at],
            (life->islands - 1u - at) * sizeof life->island[0]);
    life->island[at] = stretch;
}

/* All below `end` has been sent without a hole, and with it what lay beyond a hole now filled. */
static void
deliver_to(struct tl_life *life, uint32_t end)
{
    struct tl_stretch whole = { life->delivered, tl_seq_max(life->delivered, end) };

    if (life->islands > 0) {
        take_islands(life, &whole);
    }
    life->delivered = whole.to;
}

/* What lies beyond the receiver's window, such as the octet that probes a shut one, has not been
 * delivered until it is acknowledged (RFC 9293 3.8.6.1). */
static uint32_t
within_window(const struct tl_life *other, uint32_t end)
{
    const bool is_known =
        tl_life_knows(other, TL_KNOWS_RCV) && !tl_life_knows(other, TL_EDGE_IS_GUESSED);

    return is_known && tl_seq_lt(other->edge, end) ? other->edge : end;
}

static void
note_numbers(struct tl_life *life, const struct tl_life *other, uint32_t seq, uint32_t end)
{
    if (!tl_life_knows(life, TL_KNOWS_NXT)) {
        life->nxt = life->delivered = end;
        life->known |= TL_KNOWS_NXT;
        return;
    }
    if (tl_seq_lt(life->nxt, end)) {
        life->nxt = end;
        life->known &= (uint16_t)~TL_NXT_IS_UNSEEN;
        life->known |= seq == end ? TL_NXT_IS_UNSEEN : 0;
    }
    if (tl_seq_le(seq, life->delivered)) {
        deliver_to(life, within_window(other, end));
    } else if (seq != end) {
        note_island(life, seq, end);
    }
}

/* RFC 7323 2.2: the window of a SYN is never scaled, and the others only if both sides offered. */
static uint32_t
offered_window(const struct tl_life *life, const struct tl_life *other,
               const struct tl_segment *segment, bool *is_guess)
{
    *is_guess = false;
    if (tl_segment_has(segment, TL_SYN)) {
        return segment->window;
    }
    if (!tl_life_knows(life, TL_KNOWS_ISS) || !tl_life_knows(other, TL_KNOWS_ISS) ||
        ((life->known | other->known) & TL_OFFER_IS_CUT) != 0) {
        *is_guess = true;
        return (uint32_t)segment->window << MAX_SHIFT;
    }
    if (!tl_life_knows(life, TL_OFFERS_SCALE) || !tl_life_knows(other, TL_OFFERS_SCALE)) {
        return segment->window;
    }
    return (uint32_t)segment->window << life->window_scale;
}

/* RFC 9293 3.8.6: the right edge of the window is not to move left, so the furthest one holds. Does
 * this one end before it, and not by rounding to the scale alone (RFC 7323 2.4)? */
static bool
note_acknowledgement(struct tl_life *life, const struct tl_life *other,
                     const struct tl_segment *segment)
{
    bool is_guess;
    const uint32_t edge = segment->ack + offered_window(life, other, segment, &is_guess);
    /* Beyond what was captured it is a claim so far; in a SYN,ACK it is simply what it says. */
    const bool is_claim = !tl_segment_has(segment, TL_SYN) && tl_life_knows(other, TL_KNOWS_NXT) &&
                          tl_seq_lt(other->nxt, segment->ack);
    const uint32_t ack = is_claim ? other->nxt : segment->ack;

    is_guess |= is_claim;
    const bool is_first = !tl_life_knows(life, TL_KNOWS_RCV);
    const bool was_guess = tl_life_knows(life, TL_EDGE_IS_GUESSED);
    const uint32_t edge_before = life->edge;

    life->rcv = is_first ? ack : tl_seq_max(life->rcv, ack);
    life->edge = is_first || (was_guess && !is_guess) ? edge : tl_seq_max(life->edge, edge);
    life->known |= TL_KNOWS_RCV;
    life->known &= (uint16_t) ~(TL_EDGE_IS_GUESSED | TL_WINDOW_IS_SHUT);
    life->known |= is_guess ? TL_EDGE_IS_GUESSED : 0;
    life->known |= segment->window == 0 ? TL_WINDOW_IS_SHUT : 0;
    if (!tl_seq_lt(edge, edge_before)) {
        return false;
    }
    const uint32_t step = tl_life_knows(life, TL_OFFERS_SCALE) ? 1u << life->window_scale : 1;
    return !is_first && !was_guess && !is_guess && tl_seq_le(edge + step, edge_before);
}

static void
note_syn(struct tl_life *life, const struct tl_segment *segment)
{
    const unsigned present = segment->options.present;

    life->iss = segment->seq;
    life->known |= TL_KNOWS_ISS;
    life->known = (uint16_t)(life->known | (present & TL_OPT_CUT ? TL_OFFER_IS_CUT : 0));
    if (present & TL_OPT_WINDOW_SCALE) {
        const uint8_t shift = segment->options.window_scale;
        life->window_scale = shift < MAX_SHIFT ? shift : MAX_SHIFT;
        life->known |= TL_OFFERS_SCALE;
    }
    life->known |= present & TL_OPT_TIMESTAMPS ? TL_OFFERS_TIMESTAMPS : 0;
}

/* RFC 7323 4.3: TS.Recent takes the timestamp of a segment that begins at or before the last ACK
 * sent, so that reordering does not make the missing segment look old. */
static void
note_timestamp(struct tl_life *life, const struct tl_life *other, const struct tl_segment *segment)
{
    if (!(segment->options.present & TL_OPT_TIMESTAMPS)) {
        return;
    }
    const bool is_first =
        tl_segment_has(segment, TL_SYN) || !tl_life_knows(life, TL_HAS_TIMESTAMPS);
    const bool is_in_order =
        tl_life_knows(other, TL_KNOWS_RCV) && tl_seq_le(segment->seq, other->rcv);
    if (is_first || (is_in_order && tl_seq_le(life->tsval, segment->options.tsval))) {
        life->tsval = segment->options.tsval;
        life->known |= TL_HAS_TIMESTAMPS;
    }
}

bool
tl_life_sent(struct tl_life *life, const struct tl_life *other, const struct tl_segment *segment)
{
    bool is_shrunk = false;

    if (tl_segment_has(segment, TL_SYN)) {
        note_syn(life, segment);
    } else {
        life->known |= TL_HAS_SPOKEN;
    }
    note_numbers(life, other, segment->seq, tl_segment_end(segment));
    life->known |= segment->payload > 0 ? TL_HAS_SENT_DATA : 0;
    if (tl_segment_has(segment, TL_FIN)) {
        life->fin = tl_segment_end(segment) - 1;
        life->known |= TL_KNOWS_FIN;
    }
    if (tl_segment_has(segment, TL_ACK)) {
        is_shrunk = note_acknowledgement(life, other, segment);
    }
    note_timestamp(life, other, segment);
    return is_shrunk;
}

bool
tl_endpoint_shrinks_window(const struct tl_endpoint *sender, const struct tl_segment *segment)
{
    /* Where no scale holds, the bound is only too wide. */
    const unsigned shift =
        tl_life_knows(&sender->now, TL_OFFERS_SCALE) ? sender->now.window_scale : 0;
    const uint32_t advance = segment->ack - sender->last_ack;

    /* The window of a SYN is what fits into its field, that of a FIN is of no use any more. */
    return (sender->last_flags & (TL_SYN | TL_ACK)) == TL_ACK &&
           (segment->flags & (TL_SYN | TL_FIN)) == 0 && tl_seq_le(sender->last_ack, segment->ack) &&
           segment->window < sender->last_window &&
           advance < (uint32_t)(sender->last_window - segment->window) << shift;
}

void
tl_life_acknowledged(struct tl_life *life, uint32_t ack)
{
    if (!tl_life_knows(life, TL_KNOWS_NXT)) {
        life->nxt = life->delivered = ack;
        life->known |= TL_KNOWS_NXT | TL_IS_MISSED;
        return;
    }
    if (tl_seq_lt(life->nxt, ack)) {
        life->claimed = tl_life_knows(life, TL_IS_CLAIMED) ? tl_seq_max(life->claimed, ack) : ack;
        life->known |= TL_IS_CLAIMED;
        ack = life->nxt;
    }
    deliver_to(life, ack);
}

/* What lies right before nxt has come late: are they data, or the FIN? */
static enum tl_claim
settle_unseen(struct tl_life *life, const struct tl_segment *segment)
{
    if (!tl_life_knows(life, TL_NXT_IS_UNSEEN) || tl_segment_length(segment) == 0 ||
        tl_segment_end(segment) != life->nxt) {
        return TL_CLAIM_OPEN;
    }
    life->known &= (uint16_t)~TL_NXT_IS_UNSEEN;
    return tl_segment_has(segment, TL_FIN) ? TL_CLAIM_CONFIRMED : TL_CLAIM_REFUTED;
}

enum tl_claim
tl_life_settle(struct tl_life *life, struct tl_life *other, const struct tl_segment *segment)
{
    const uint32_t end = tl_segment_end(segment);

    if (!tl_life_knows(life, TL_IS_CLAIMED)) {
        return settle_unseen(life, segment);
    }
    if (tl_seq_le(life->claimed, segment->seq)) {
        life->known &= (uint16_t)~TL_IS_CLAIMED;
        life->known |= TL_IS_MISSED | TL_NXT_IS_UNSEEN;
        life->nxt = life->claimed;
        deliver_to(life, life->claimed);
        other->rcv = tl_seq_max(other->rcv, life->claimed);
        return TL_CLAIM_CONFIRMED;
    }
    if (tl_seq_lt(life->nxt, end) || (end == segment->seq && end == life->nxt)) {
        life->known &= (uint16_t)~TL_IS_CLAIMED;
        return TL_CLAIM_REFUTED;
    }
    return TL_CLAIM_OPEN;
}

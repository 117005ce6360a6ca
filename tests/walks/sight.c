/* sight.c - what was captured of one connection of an end?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sight.h"

static void
join_parts(struct sight *sight)
{
    for (unsigned i = 0; i < sight->part_count; i++) {
        if (!before(sight->seen_to, sight->parts[i].from)) {
            if (before(sight->seen_to, sight->parts[i].to)) {
                sight->seen_to = sight->parts[i].to;
            }
            sight->parts[i] = sight->parts[--sight->part_count];
            i = UINT32_MAX; /* from the beginning */
        }
    }
}

static void
see_octets(struct sight *sight, const struct wire *wire)
{
    if (wire->bits & BIT_SYN) {
        sight->seen_to = sight->syn ? sight->seen_to : wire_end(wire);
    } else if (sight->part_count < SEEN_PARTS && wire_length(wire) > 0) {
        sight->parts[sight->part_count].from = wire->seq;
        sight->parts[sight->part_count++].to = wire_end(wire);
    }
    sight->has_octets |= wire->length > 0 || wire->bits & BIT_FIN;
    if (sight->syn || wire->bits & BIT_SYN) {
        join_parts(sight);
    }
}

/* While a connection is being opened, an ACK of what was not captured looks like a bad one. */
static bool
is_bad_looking(const struct sight *other, const struct wire *wire)
{
    return other->syn && other->life == wire->other_life && !other->has_octets &&
           before(other->seen_to, wire->ack);
}

/* What lies beyond the window, as far as it was captured, looks as if it were not taken. */
static bool
is_outside(const struct sight *other, const struct wire *wire)
{
    return other->life == wire->other_life && other->has_ack && wire_length(wire) > 0 &&
           !before(wire->seq, other->edge);
}

/* The FIN is captured, for the first time or again. If its ACK was captured just before, the two
 * may have crossed, and nothing is sure. */
static void
see_again(struct acknowledgement *seen, const struct wire *wire)
{
    const bool may_cross = seen->is_claimed && wire->captured_at - seen->at <= ROUND_TRIP_MOST;

    *seen = (struct acknowledgement){
        .is_claimed = may_cross,
        .is_open = may_cross,
        .at = seen->at,
        .since = wire->captured_as,
    };
}

static void
see_fin(struct sight *sight, const struct sight *other, const struct wire *wire)
{
    /* A FIN that is seen for the first time when it is acknowledged already looks like old data. */
    const bool is_late = !sight->fin && other->life == wire->other_life && other->acks_fin;
    if (wire->bits & BIT_FIN && !is_outside(other, wire) && !is_late) {
        see_again(&sight->fin_ack_seen, wire);
        sight->fin = true;
        sight->fin_first |= !wire->acks_fin;
    }
    /* Order is evidence: the other's FIN is first seen acknowledged from behind what was captured
     * of this end, so it seems to have come behind this end's own. */
    const bool is_beyond_hole = !sight->syn || before(sight->seen_to, wire->seq);
    sight->is_behind |= wire->acks_fin && !sight->acks_fin && !sight->fin && is_beyond_hole;
    sight->acks_fin |= wire->acks_fin;
}

static void
see_ack(struct sight *sight, const struct sight *other, const struct wire *wire)
{
    /* What its receiver does not look at tells an observer nothing either. */
    const uint32_t last = wire_end(wire) - (wire_length(wire) > 0);
    const bool is_old = sight->syn && before(last, sight->seen_to);

    if (!(wire->bits & BIT_ACK) || is_bad_looking(other, wire)) {
        return;
    }
    sight->acks_syn = true;
    sight->last_ack = wire->ack;
    if (!sight->has_ack || before(sight->edge_most, wire->edge)) {
        sight->edge_most = wire->edge;
    }
    if (is_old || wire->is_beyond) {
        return;
    }
    if (!sight->has_ack || before(sight->ack, wire->ack)) {
        sight->ack = wire->ack;
    }
    if (!sight->has_ack || before(sight->edge, wire->edge)) {
        sight->edge = wire->edge;
    }
    sight->has_ack = true;
}

/* RFC 7323 4.3: TS.Recent is that of the last segment that is not beyond what was acknowledged. */
static void
see_timestamp(struct sight *sight, const struct sight *other, const struct wire *wire)
{
    const bool is_in_order =
        wire->bits & BIT_SYN || (other->has_ack && !before(other->ack, wire->seq));

    if (wire->has_timestamps && is_in_order &&
        (!sight->has_recent || before(sight->recent, wire->tsval))) {
        sight->recent = wire->tsval;
        sight->has_recent = true;
    }
}

static void
see_syn(struct sight *sight, const struct sight *other, const struct wire *wire)
{
    if (!(wire->bits & BIT_SYN)) {
        sight->has_spoken = true;
        return;
    }
    /* What is sent again has not been acknowledged, whatever was captured; but a SYN behind other
     * segments may as well be a copy that the path made. */
    if (!sight->has_spoken && (sight->syn || !sight->syn_ack_seen.is_claimed)) {
        sight->syn_ack_seen = (struct acknowledgement){ .since = wire->captured_as };
        const bool is_late = !sight->syn && other->has_ack && other->ack == wire->seq + 1;
        sight->syn_ack |= (wire->bits & BIT_ACK) != 0 && !is_late;
    }
    sight->syn = true;
    sight->syn_seen_as = wire->is_stale ? sight->syn_seen_as : wire->captured_as;
}

void
sight_of_sender(struct sight *sight, const struct sight *other, const struct wire *wire)
{
    if (before(sight->life, wire->life)) {
        /* The other's FIN may have been captured before anything of this end was. */
        *sight = (struct sight){
            .life = wire->life,
            .other_fin = other->fin && other->life == wire->other_life,
        };
    }
    if (sight->life != wire->life) {
        return;
    }
    see_ack(sight, other, wire);
    if (!is_outside(other, wire)) {
        see_octets(sight, wire);
    } else {
        sight->is_unclear |= before(wire->seq, other->edge_most);
    }
    see_fin(sight, other, wire);
    see_timestamp(sight, other, wire);
    see_syn(sight, other, wire);
}

void
sight_of_receiver(struct sight *sight, const struct sight *other, const struct wire *wire,
                  const struct endpoint *end)
{
    const bool speaks_of_it = wire->other_life != 0 && wire->other_life == end->life;

    if (sight->life != end->life || !speaks_of_it) {
        return;
    }
    sight->other_fin |= (wire->bits & BIT_FIN) != 0 && other->fin;
    sight->is_crossed |=
        sight->other_fin && !(wire->bits & BIT_FIN) && !sight->fin_ack_seen.is_taken;
    sight->syn_ack_seen.is_claimed |= (wire->bits & BIT_ACK) != 0 && !is_bad_looking(sight, wire);
    if (wire->acks_fin) {
        sight->fin_ack_seen.is_claimed = true;
        sight->fin_ack_seen.at = wire->captured_at;
    }
}

static bool
is_of_sight(const struct sight *sight, const struct endpoint *receiver, const struct wire *wire)
{
    return wire->was_captured && (wire->bits & (BIT_ACK | BIT_RST)) == BIT_ACK &&
           sight->life == receiver->life && wire->other_life == sight->life;
}

/* Does the receiver refuse the segment for all to see: had it acknowledged all of it before the
 * capture? What it had by then, but acknowledged later, an observer cannot know. */
static bool
is_refused(const struct wire *wire, enum acceptance acceptance)
{
    /* Of a SYN,ACK that crosses ours the RFC allows both. */
    return acceptance == REFUSED && !(wire->bits & BIT_SYN) && wire->is_old;
}

/* An ACK has arrived. If it is refused, what it claims was never so. If it comes with a FIN that
 * was captured before, an observer cannot know: the first copy may have come, so that this one is
 * refused, and its ACK with it (RFC 9293 3.10.7.4, first); or it was lost behind the sniffer. So
 * may have been what makes it look old (RFC 7323 5.3, R1). */
static void
settle_ack(struct acknowledgement *seen, const struct wire *wire, enum acceptance acceptance,
           bool is_plain_refusal)
{
    if (is_plain_refusal) {
        seen->is_claimed = seen->is_taken || seen->is_open;
        return;
    }
    if (wire->is_fin_again || (wire->looks_old && acceptance != REFUSED)) {
        seen->is_open |= seen->is_claimed;
        return;
    }
    if (acceptance == ACCEPTED && !wire->is_beyond && seen->is_claimed &&
        wire->captured_as > seen->since) {
        seen->is_taken = true;
    }
}

void
sight_settle(struct sight *sight, const struct endpoint *receiver, const struct wire *wire,
             enum acceptance acceptance)
{
    if (!is_of_sight(sight, receiver, wire)) {
        return;
    }
    const bool is_plain_refusal = is_refused(wire, acceptance);
    settle_ack(&sight->syn_ack_seen, wire, acceptance, is_plain_refusal);
    if (wire->acks_fin) {
        settle_ack(&sight->fin_ack_seen, wire, acceptance, is_plain_refusal);
    }
}

void
sight_lose(struct sight *sight, const struct endpoint *receiver, const struct wire *wire)
{
    if (!is_of_sight(sight, receiver, wire)) {
        return;
    }
    sight->syn_ack_seen.is_open = true;
    if (wire->acks_fin) {
        /* Another, refused meanwhile, does not take back what this one claims. */
        sight->fin_ack_seen.is_open = true;
        sight->fin_ack_seen.is_claimed |= wire->captured_as > sight->fin_ack_seen.since;
    }
}

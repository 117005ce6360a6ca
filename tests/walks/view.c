/* view.c - what can the captured segments prove of each end's state?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "view.h"

/* --- lives ------------------------------------------------------------------------------------ */

void
view_follow(struct view *view, const struct endpoint ends[2], uint32_t order)
{
    for (unsigned i = 0; i < 2; i++) {
        const bool is_alive = endpoint_is_alive(&ends[i]);
        if (is_alive && (!view->was_alive[i] || ends[i].life != view->life[i])) {
            view->life[i] = ends[i].life;
            view->capture_before[i] = view->last_capture[i];
            view->is_end_told[i] = view->is_rst_evident[i] = view->is_muddled[i] = false;
        }
        if (!is_alive && view->was_alive[i]) {
            view->end_order[i] = order;
            view->was_opening[i] =
                view->stage[i] == IN_SYN_SENT || view->stage[i] == IN_SYN_RECEIVED;
            view->is_end_in_order[i] = ends[i].ending == ENDED_IN_ORDER;
        }
        view->was_alive[i] = is_alive;
        view->stage[i] = ends[i].stage;
    }
}

/* Until the end is captured with something that it sent as this number or later, at this time or
 * later. */
static void
doubt(struct view *view, const struct endpoint *end, uint32_t order, int64_t time)
{
    const unsigned number = end->number;

    if (!endpoint_is_alive(end)) {
        return;
    }
    /* A doubt that is not settled yet stays. */
    const bool is_later = !view->is_doubted[number] || view->doubt_time[number] < time;
    view->is_doubted[number] = true;
    view->doubt_order[number] = order;
    view->doubt_time[number] = is_later ? time : view->doubt_time[number];
}

/* --- what was captured ------------------------------------------------------------------------ */

static void
muddle_both(struct view *view)
{
    for (unsigned i = 0; i < 2; i++) {
        view->is_muddled[i] = true;
        view->is_end_told[i] = view->is_rst_evident[i] = false;
    }
}

/* Captured behind something that the end sent later, or a second time: "a segment comes after what
 * its sender sent before" does not hold, and what it seems to say of its sender's state is old. */
static void
capture_stale(struct view *view, const struct endpoint *sender, const struct wire *wire)
{
    const unsigned from = sender->number;

    if (!endpoint_is_alive(sender)) {
        view->is_end_in_order[from] = false;
        muddle_both(view);
    } else if (wire->bits & (BIT_SYN | BIT_FIN | BIT_RST) || wire->life != sender->life) {
        view->is_muddled[from] = true;
        muddle_both(view);
    }
}

static void
capture_rst(struct view *view, const struct endpoint *sender, const struct endpoint *other,
            const struct wire *wire)
{
    if (endpoint_is_alive(sender)) {
        if (wire->life != sender->life && !wire->is_aside) {
            view->capture_before[sender->number] = wire->captured_as; /* sent before it was alive */
        }
        /* What it answers is plain only if it was captured, and last. What TIME-WAIT answers may
         * also have been an old SYN of an end that is CLOSED. */
        const bool is_old_syn = other->stage == IN_TIME_WAIT || other->ending == ENDED_SILENTLY;
        const bool is_plain_answer = wire->is_aside && !wire->answers_unseen && !is_old_syn &&
                                     wire->answered_order == view->spoke_order[!sender->number];
        if (!is_plain_answer) {
            doubt(view, sender, wire->order, 0);
        }
        return;
    }
    const unsigned from = sender->number;
    /* An RST in answer to what was not meant for it also comes from SYN-SENT and SYN-RECEIVED. */
    const struct sight *sight = &view->sight[from];
    const bool is_open = sight->life == 0 || (sight->acks_syn && sight->syn_ack_seen.is_claimed);
    const bool is_plain =
        is_open || (view->was_opening[from] && sight->syn && sight->life == view->life[from] &&
                    wire->answered_life == view->life[from]);
    if (!wire->is_aside && is_plain && !before(wire->order, view->end_order[from])) {
        view->is_end_told[from] = true;
    }
}

void
view_capture(struct view *view, const struct endpoint ends[2], struct wire *wire, int64_t time)
{
    const unsigned from = wire->from;
    const bool is_stale = !before(view->last_order[from], wire->order);

    if (is_stale) {
        capture_stale(view, &ends[from], wire);
    } else {
        view->last_order[from] = wire->order;
    }
    wire->is_stale = is_stale;
    wire->captured_as = ++view->capture_count;
    wire->captured_at = time;
    if (wire->bits & BIT_RST) {
        view->last_capture[from] = wire->captured_as;
        const struct sight *sight = &view->sight[from];
        const struct sight *other = &view->sight[!from];
        wire->has_seen =
            sight->syn && other->acks_syn && !before(other->edge, wire->seq) && !sight->is_unclear;
        wire->fits_ack = (other->has_ack && other->ack == wire->seq) ||
                         (other->acks_syn && other->last_ack == wire->seq);
        wire->seen_to = sight->seen_to;
        wire->seen_life = sight->life;
        capture_rst(view, &ends[from], &ends[!from], wire);
        view->rst_count[!from]++;
        return;
    }
    if (!before(wire->order, view->doubt_order[from]) && view->doubt_time[from] <= time) {
        view->is_doubted[from] = false;
    }
    const bool comes_late = wire->is_late || time > view->rst_at[from] + view->round_trip;
    if (!endpoint_is_alive(&ends[from]) && (wire->bits & BIT_SYN || comes_late)) {
        view->is_rst_evident[from] = false; /* it crosses the RST, and seems to say that it lives */
    }
    view->last_capture[from] = wire->captured_as;
    const struct sight *sight = &view->sight[from];
    if (wire->bits & BIT_SYN && sight->life == wire->life && sight->has_spoken && !sight->syn) {
        muddle_both(view); /* seen for the first time, it seems to begin a connection */
    }
    const struct sight *other = &view->sight[!from];
    if ((wire->bits & (BIT_SYN | BIT_ACK)) == BIT_SYN && other->syn_ack &&
        other->ack == wire->seq + 1 && !(sight->life == wire->life && sight->syn)) {
        muddle_both(view); /* seen for the first time behind its answer, likewise */
    }
    const bool is_of_both = other->has_ack && other->life == wire->other_life;
    wire->is_beyond = is_of_both && !before(wire->seq, other->edge);
    wire->is_fin_again = (wire->bits & BIT_FIN) != 0 && sight->fin && sight->life == wire->life;
    wire->looks_old = wire->has_timestamps && sight->has_recent && sight->life == wire->life &&
                      before(wire->tsval, sight->recent);
    wire->is_old = is_of_both && before(wire_end(wire) - (wire_length(wire) > 0), other->ack);
    sight_of_sender(&view->sight[from], &view->sight[!from], wire);
    sight_of_receiver(&view->sight[!from], &view->sight[from], wire, &ends[!from]);
    view->spoke_at[from] = time;
    view->spoke_order[from] = wire->order;
}

/* --- what became of it ------------------------------------------------------------------------ */

/* When the RST was captured, had the sniffer seen exactly what its receiver now holds? */
static bool
is_in_step(const struct endpoint *end, const struct wire *wire)
{
    return wire->has_seen && wire->seen_life == end->other_life && wire->seen_to == end->rcv;
}

/* Is it plain that this end must take this RST? */
static bool
is_evident(const struct view *view, const struct endpoint *end, const struct wire *wire)
{
    const struct sight *sight = &view->sight[end->number];

    /* A SYN captured behind the RST crosses it, and seems to say that the end lives. */
    if (!wire->was_captured || sight->life != end->life || wire->captured_as < sight->syn_seen_as) {
        return false;
    }
    /* Which connection of the other end it belongs to must be plain. */
    const struct sight *other = &view->sight[!end->number];
    if (other->life != 0 && end->other_life != 0 && other->life != end->other_life) {
        return false;
    }
    /* It has talked on for longer than a round trip, or an RST before it is not settled yet. */
    if (view->spoke_at[end->number] > wire->captured_at + view->round_trip ||
        view->is_doubted[end->number] || view->rst_count[end->number] > 1) {
        return false;
    }
    return end->stage == IN_SYN_SENT || is_in_step(end, wire) ||
           (wire->fits_ack && sight->acks_syn);
}

/* A captured RST is no longer on its way. A copy made behind the sniffer was never counted. */
static void
settle_rst(struct view *view, const struct endpoint *receiver, const struct wire *wire)
{
    if (wire->captured_as != 0) {
        view->rst_count[receiver->number]--;
    }
}

void
view_deliver(struct view *view, const struct endpoint *before_it, const struct endpoint *receiver,
             const struct wire *wire, uint32_t order, int64_t time)
{
    if (wire->bits & BIT_SYN && before_it->stage == IN_TIME_WAIT) {
        doubt(view, receiver, order, 0); /* it may make way (RFC 6191), until it answers */
    }
    if (!(wire->bits & BIT_RST)) {
        sight_settle(&view->sight[receiver->number], receiver, wire,
                     endpoint_accepts(before_it, wire));
        return;
    }
    if (!endpoint_is_alive(before_it)) {
        settle_rst(view, receiver, wire);
        return;
    }
    if (!endpoint_is_alive(receiver)) {
        view->is_rst_evident[receiver->number] = is_evident(view, before_it, wire);
        view->rst_at[receiver->number] = wire->captured_at;
        settle_rst(view, receiver, wire);
        return;
    }
    settle_rst(view, receiver, wire);
    /* What fits the last ACK may fit, whatever else was captured: that may have been lost. */
    const bool is_plain = is_in_step(before_it, wire) && !wire->fits_ack;
    if (wire->was_captured && before_it->stage != IN_SYN_SENT && !is_plain) {
        doubt(view, receiver, order, time + ROUND_TRIP_MOST);
    }
}

void
view_lose(struct view *view, const struct endpoint *receiver, const struct wire *wire,
          uint32_t order, int64_t time)
{
    if (wire->bits & BIT_RST) {
        settle_rst(view, receiver, wire);
        doubt(view, receiver, order, time + ROUND_TRIP_MOST);
        return;
    }
    if (wire->bits & BIT_SYN && receiver->stage == IN_TIME_WAIT) {
        view->is_muddled[receiver->number] = true; /* it may make way (RFC 6191) */
    }
    sight_lose(&view->sight[receiver->number], receiver, wire);
}

/* --- the judgement ---------------------------------------------------------------------------- */

/* Was the SYN captured with which the other end asked for this connection? */
static bool
is_called(const struct view *view, const struct endpoint *end)
{
    const struct sight *other = &view->sight[!end->number];

    return other->syn && other->life == end->other_life;
}

/* Where something of the end was captured before this connection, that seems to go on unless the
 * SYNs tell otherwise: its own, and the one that it answers. */
static bool
has_begun_in_sight(const struct view *view, const struct endpoint *end)
{
    const uint32_t capture_before = view->capture_before[end->number];
    const struct sight *sight = &view->sight[end->number];

    if (capture_before == 0) {
        return true;
    }
    return sight->syn && sight->syn_seen_as > capture_before &&
           (end->stage == IN_SYN_SENT ||
            (is_called(view, end) && view->sight[!end->number].syn_seen_as > capture_before));
}

/* Where windows are scaled, what lies inside them can only be told if both SYNs were captured. */
static bool
is_scale_seen(const struct view *view, const struct endpoint *end)
{
    return !end->has_ws || (view->sight[0].syn && view->sight[1].syn);
}

static bool
proves_end(const struct view *view, const struct endpoint *end)
{
    const struct sight *sight = &view->sight[end->number];

    if (view->is_muddled[end->number]) {
        return false;
    }
    if (end->ending == ENDED_NEVER || view->is_end_told[end->number]) {
        return true;
    }
    if (!has_begun_in_sight(view, end) || !is_scale_seen(view, end)) {
        return false;
    }
    switch (end->ending) {
    case ENDED_IN_ORDER:
        return view->is_end_in_order[end->number] && sight->life == end->life && sight->fin &&
               sight->acks_fin && sight->other_fin && sight->fin_ack_seen.is_taken &&
               !sight->is_behind;
    case ENDED_BY_RST: return view->is_rst_evident[end->number];
    default: return false;
    }
}

bool
view_proves(const struct view *view, const struct endpoint ends[2], unsigned number)
{
    const struct endpoint *end = &ends[number];
    const struct sight *sight = &view->sight[end->number];

    if (!endpoint_is_alive(end)) {
        return proves_end(view, end);
    }
    const struct sight *other = &view->sight[!end->number];
    const bool is_other_old = other->life != 0 && end->other_life != 0 &&
                              other->life != end->other_life && end->stage < IN_FIN_WAIT_1;
    if (is_other_old || sight->life != end->life || view->is_doubted[end->number] ||
        view->is_muddled[end->number]) {
        return false;
    }
    if (!is_scale_seen(view, end) || !has_begun_in_sight(view, end) ||
        (endpoint_is_alive(&ends[!number]) && !has_begun_in_sight(view, &ends[!number]))) {
        return false;
    }
    const bool other_syn = is_called(view, end);
    if (end->stage != IN_SYN_SENT && !sight->acks_syn) {
        return false;
    }
    switch (end->stage) {
    case IN_SYN_SENT: return sight->syn;
    case IN_SYN_RECEIVED: return sight->syn_ack && other_syn && !sight->syn_ack_seen.is_claimed;
    case IN_ESTABLISHED: return sight->syn_ack_seen.is_taken;
    case IN_FIN_WAIT_1: return sight->fin && !sight->fin_ack_seen.is_claimed && !sight->is_crossed;
    case IN_FIN_WAIT_2: return sight->fin && sight->fin_ack_seen.is_taken && !sight->is_crossed;
    case IN_CLOSE_WAIT: return sight->other_fin && sight->acks_fin;
    case IN_LAST_ACK:
        return sight->fin && sight->other_fin && !sight->fin_ack_seen.is_claimed &&
               !sight->is_behind;
    case IN_CLOSING:
        return sight->fin_first && sight->other_fin && sight->acks_fin &&
               !sight->fin_ack_seen.is_claimed;
    case IN_TIME_WAIT:
        return sight->fin_first && sight->other_fin && sight->acks_fin &&
               sight->fin_ack_seen.is_taken;
    default: return false;
    }
}

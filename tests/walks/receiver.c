/* receiver.c - what does one end of a connection do when a segment arrives?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * RFC 9293 3.10.7, step by step. Each step says whether the next one is to be taken.
 */
#include "endpoint.h"

#include "life.h"
#include "reader.h"
#include "sender.h"

/* --- without a connection --------------------------------------------------------------------- */

/* RFC 7323 2.2 and 3.2: both must offer. RFC 9293 3.10.7.2 and .3: IRS, RCV.NXT, SND.WND. */
static void
take_syn(struct endpoint *self, const struct wire *wire)
{
    self->irs = wire->seq;
    self->rcv = self->last_ack = wire->seq + 1;
    self->edge = self->rcv + self->temper.capacity;
    self->window = self->largest_window = wire->window;
    self->wl1 = wire->seq;
    self->wl2 = wire->ack;
    self->has_ws = self->temper.scale != 0 && wire->has_scale;
    self->other_scale = wire->scale;
    self->has_ts = self->temper.timestamps != 0 && wire->has_timestamps;
    self->recent = wire->tsval;
    self->other_life = wire->life;
}

/* RFC 9293 3.10.7.1: CLOSED. */
static void
receive_in_closed(struct endpoint *self, const struct wire *wire)
{
    if (!(wire->bits & BIT_RST)) {
        send_refusal(self, wire, false);
    }
}

/* RFC 9293 3.10.7.2: LISTEN. */
static void
receive_in_listen(struct endpoint *self, const struct wire *wire)
{
    if (wire->bits & BIT_RST) {
        return;
    }
    if (wire->bits & BIT_ACK) {
        send_refusal(self, wire, false);
        return;
    }
    if (wire->bits & BIT_SYN) {
        life_begin(self, IN_SYN_RECEIVED);
        take_syn(self, wire);
        send_syn(self);
    }
}

/* --- SYN-SENT --------------------------------------------------------------------------------- */

/* RFC 9293 3.10.7.3, fourth: SYN. */
static void
take_answer(struct endpoint *self, const struct wire *wire)
{
    take_syn(self, wire);
    self->resend_at = NEVER;
    self->tries = 0;
    if (!(wire->bits & BIT_ACK)) {
        self->stage = IN_SYN_RECEIVED;
        send_syn(self);
        return;
    }
    self->una = wire->ack;
    self->stage = IN_ESTABLISHED;
    self->owes_ack = true;
}

/* RFC 9293 3.10.7.3: SYN-SENT. */
static void
receive_in_syn_sent(struct endpoint *self, const struct wire *wire)
{
    const bool has_ack = (wire->bits & BIT_ACK) != 0;
    const bool is_good = before(self->una, wire->ack) && !before(self->nxt, wire->ack);

    if (has_ack && !is_good) {
        if (!(wire->bits & BIT_RST)) {
            send_refusal(self, wire, true);
        }
        return;
    }
    if (wire->bits & BIT_RST) {
        if (has_ack) {
            life_end(self, ENDED_BY_RST, false);
        }
        return;
    }
    if (wire->bits & BIT_SYN) {
        take_answer(self, wire);
    }
}

/* --- 3.10.7.4, first: the sequence number ----------------------------------------------------- */

static bool
is_inside(const struct endpoint *self, uint32_t number)
{
    return !before(number, self->rcv) && before(number, self->edge);
}

/* RFC 9293 3.4, table 6. */
static bool
is_acceptable(const struct endpoint *self, const struct wire *wire)
{
    const uint32_t length = wire_length(wire);

    if (self->edge == self->rcv) {
        return length == 0 && wire->seq == self->rcv;
    }
    if (length == 0) {
        return is_inside(self, wire->seq);
    }
    return is_inside(self, wire->seq) || is_inside(self, wire->seq + length - 1);
}

/* RFC 7323 5.3, R1: RST is exempt. */
static bool
is_old(const struct endpoint *self, const struct wire *wire)
{
    return self->has_ts && !(wire->bits & BIT_RST) &&
           (!wire->has_timestamps || before(wire->tsval, self->recent));
}

/* What does not fit is answered by an ACK. In TIME-WAIT a FIN that comes again begins the wait
 * anew. */
static void
refuse_number(struct endpoint *self, const struct wire *wire)
{
    if (wire->bits & BIT_RST) {
        return;
    }
    if (self->stage == IN_TIME_WAIT && wire->bits & BIT_FIN) {
        life_wait(self);
    }
    send_ack(self);
}

/* RFC 9293 3.5, figure 8: of a SYN,ACK that crosses ours, the ACK is taken although the SYN lies
 * before RCV.NXT. By 3.10.7.4, first, it is only answered; and the ACK that answers ours opens. */
static bool
is_crossing(const struct endpoint *self, const struct wire *wire)
{
    return self->temper.trims_syn && self->stage == IN_SYN_RECEIVED && wire->seq == self->irs &&
           (wire->bits & (BIT_SYN | BIT_ACK | BIT_RST)) == (BIT_SYN | BIT_ACK);
}

/* RFC 9293 3.10.7.4, first: with a shut window, "special allowance should be made to accept valid
 * ACKs". They come from a sender that has used the window up, or probed behind it. What else the
 * segment carries waits until it comes again. */
static bool
comes_from_edge(const struct endpoint *self, const struct wire *wire)
{
    return wire->seq - self->rcv <= self->edge - self->rcv + 1 &&
           !(wire->bits & (BIT_SYN | BIT_RST));
}

enum acceptance
endpoint_accepts(const struct endpoint *self, const struct wire *wire)
{
    if (self->stage == IN_SYN_SENT) {
        return ACCEPTED;
    }
    if (is_old(self, wire)) {
        return REFUSED;
    }
    if (is_acceptable(self, wire)) {
        return ACCEPTED;
    }
    return is_crossing(self, wire) || comes_from_edge(self, wire) ? ALLOWED : REFUSED;
}

static bool
check_number(struct endpoint *self, const struct wire *wire)
{
    const enum acceptance acceptance = endpoint_accepts(self, wire);

    if (acceptance == REFUSED) {
        refuse_number(self, wire);
        return false;
    }
    self->owes_ack = acceptance == ALLOWED && wire_length(wire) > 0;
    return true;
}

/* --- 3.10.7.4, second and fourth: RST, SYN ---------------------------------------------------- */

/* RFC 9293 3.10.7.4, second, with RFC 5961 3.2. It is in the window. */
static bool
check_rst(struct endpoint *self, const struct wire *wire)
{
    if (!(wire->bits & BIT_RST)) {
        return true;
    }
    if (wire->seq != self->rcv) {
        send_ack(self);
        return false;
    }
    life_end(self, ENDED_BY_RST, self->stage == IN_SYN_RECEIVED && self->was_passive);
    return false;
}

/* RFC 9293 3.10.7.4, fourth, with RFC 5961 4.2. */
static bool
check_syn(struct endpoint *self, const struct wire *wire)
{
    if (!(wire->bits & BIT_SYN) || is_crossing(self, wire)) {
        return true;
    }
    if (self->stage == IN_SYN_RECEIVED && self->was_passive) {
        life_end(self, ENDED_SILENTLY, true);
        return false;
    }
    send_ack(self);
    return false;
}

/* RFC 6191 2, RFC 9293 3.10.7.4 fourth: a SYN that cannot be an old one opens anew. */
static bool
opens_anew(struct endpoint *self, const struct wire *wire)
{
    if (self->stage != IN_TIME_WAIT || !self->is_listener ||
        (wire->bits & (BIT_SYN | BIT_ACK | BIT_RST)) != BIT_SYN) {
        return false;
    }
    const bool is_later = self->has_ts && wire->has_timestamps ? before(self->recent, wire->tsval)
                                                               : before(self->rcv, wire->seq);
    if (is_later) {
        life_begin(self, IN_SYN_RECEIVED);
        take_syn(self, wire);
        send_syn(self);
    }
    return is_later;
}

/* --- 3.10.7.4, fifth: ACK --------------------------------------------------------------------- */

/* RFC 9293 3.10.7.4, fifth: SND.WND, SND.WL1, SND.WL2. */
static void
take_window(struct endpoint *self, const struct wire *wire)
{
    if (before(wire->seq, self->wl1) || (wire->seq == self->wl1 && before(wire->ack, self->wl2))) {
        return;
    }
    const unsigned shift = self->has_ws && !(wire->bits & BIT_SYN) ? self->other_scale : 0;
    self->window = (uint32_t)wire->window << shift;
    self->wl1 = wire->seq;
    self->wl2 = wire->ack;
    if (self->largest_window < self->window) {
        self->largest_window = self->window;
    }
}

/* What of ours is acknowledged, and what follows from it. */
static void
take_ack(struct endpoint *self, const struct wire *wire)
{
    if (before(self->una, wire->ack)) {
        self->una = wire->ack;
        self->resend_at = NEVER;
    }
    self->tries = self->probes = 0;
    self->probe_at = NEVER;
    if (!self->fin_sent || self->una != self->fin + 1) {
        return;
    }
    switch (self->stage) {
    case IN_FIN_WAIT_1: life_half_close(self); break;
    case IN_CLOSING: life_wait(self); break;
    case IN_LAST_ACK: life_end(self, ENDED_IN_ORDER, false); break;
    default: break;
    }
}

/* RFC 5961 5.2: an ACK that is too old, or of what was never sent, is challenged. */
static bool
is_ack_believable(const struct endpoint *self, const struct wire *wire)
{
    return !before(wire->ack, self->una - self->largest_window) && !before(self->nxt, wire->ack);
}

/* RFC 9293 3.10.7.4, fifth: in SYN-RECEIVED the ACK must be of our SYN. */
static bool
check_ack_of_syn(struct endpoint *self, const struct wire *wire)
{
    if (!before(self->una, wire->ack) || before(self->nxt, wire->ack)) {
        send_refusal(self, wire, true);
        return false;
    }
    /* 3.10.4: a CLOSE that had to wait for ESTABLISHED is done now. */
    self->stage = self->fin_wanted ? IN_FIN_WAIT_1 : IN_ESTABLISHED;
    self->window = 0;
    self->wl1 = wire->seq;
    self->wl2 = wire->ack;
    return true;
}

static bool
check_ack(struct endpoint *self, const struct wire *wire)
{
    if (!(wire->bits & BIT_ACK)) {
        return false;
    }
    if (self->stage == IN_SYN_RECEIVED && !check_ack_of_syn(self, wire)) {
        return false;
    }
    if (!is_ack_believable(self, wire)) {
        send_ack(self);
        return false;
    }
    take_window(self, wire);
    take_ack(self, wire);
    return endpoint_is_alive(self);
}

/* --- all -------------------------------------------------------------------------------------- */

/* RFC 7323 4.3, rule 2: what spans Last.ACK.sent brings TS.Recent up to date. */
static void
take_timestamp(struct endpoint *self, const struct wire *wire)
{
    if (self->has_ts && wire->has_timestamps && !before(self->last_ack, wire->seq) &&
        !before(wire->tsval, self->recent)) {
        self->recent = wire->tsval;
    }
}

/* RFC 9293 3.10.7.4: all other states. */
static void
receive_in_connection(struct endpoint *self, const struct wire *wire)
{
    if (opens_anew(self, wire) || !check_number(self, wire) || !check_rst(self, wire)) {
        return;
    }
    take_timestamp(self, wire);
    if (check_syn(self, wire) && check_ack(self, wire)) {
        read_text(self, wire);
    }
}

void
endpoint_receive(struct endpoint *self, const struct wire *wire, int64_t now)
{
    self->now = now;
    self->was_unseen = !wire->was_captured;
    if (self->is_down) {
        return;
    }
    switch (self->stage) {
    case IN_CLOSED: receive_in_closed(self, wire); break;
    case IN_LISTEN: receive_in_listen(self, wire); break;
    case IN_SYN_SENT: receive_in_syn_sent(self, wire); break;
    default: receive_in_connection(self, wire);
    }
    send_pending(self);
    endpoint_wake(self, now); /* sets the timers that it now needs */
}

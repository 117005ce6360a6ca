/* sender.c - how does an endpoint of a walk put its segments together?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sender.h"

enum { RESEND_AFTER = 200 };

static struct wire *
outbox(struct endpoint *self)
{
    static struct wire overflow;
    struct wire *wire = self->out_count < OUTBOX ? &self->out[self->out_count++] : &overflow;

    *wire = (struct wire){
        .from = self->number,
        .life = endpoint_is_alive(self) ? self->life : 0,
        .other_life = endpoint_is_alive(self) ? self->other_life : 0,
        .acks_fin = self->fin_received,
        .answers_unseen = self->was_unseen,
    };
    return wire;
}

/* RFC 9293 3.8.6: the right edge never moves to the left. RFC 7323 2.3: what the shift count cuts
 * off is not offered. */
uint32_t
offer_window(struct endpoint *self)
{
    const unsigned shift = self->has_ws ? self->temper.scale - 1 : 0;
    const uint32_t room =
        self->temper.capacity > self->unread ? self->temper.capacity - self->unread : 0;
    const uint32_t most = (uint32_t)0xffff << shift;
    const uint32_t edge = self->rcv + ((room < most ? room : most) >> shift << shift);

    /* 3.8.6.2.2: small steps are not offered. */
    const uint32_t step = room / 2 < self->temper.mss ? room / 2 + 1 : self->temper.mss;
    if (before(self->edge, edge) && (edge - self->edge >= step || self->edge == self->rcv)) {
        self->edge = edge;
    }
    /* An edge that the shift count cannot express is expressed by the next one above. */
    const uint32_t rest = self->edge - self->rcv;
    const uint32_t whole = (rest + (1u << shift) - 1) >> shift << shift;
    self->edge = self->rcv + whole;
    return whole;
}

static uint16_t
header_window(struct endpoint *self, bool has_syn)
{
    if (has_syn) {
        return (uint16_t)(self->edge - self->rcv); /* RFC 7323 2.2: that of a SYN is not scaled */
    }
    return (uint16_t)(offer_window(self) >> (self->has_ws ? self->temper.scale - 1 : 0));
}

/* RFC 7323 3.2: once agreed, every segment but RST carries them. */
static void
add_timestamps(const struct endpoint *self, struct wire *wire)
{
    const bool is_first_syn = (wire->bits & (BIT_SYN | BIT_ACK)) == BIT_SYN;

    wire->has_timestamps = is_first_syn ? self->temper.timestamps != 0 : self->has_ts;
    if (wire->has_timestamps) {
        wire->tsval = (uint32_t)self->now + self->temper.isn;
        wire->tsecr = wire->bits & BIT_ACK ? self->recent : 0;
    }
}

void
send_segment(struct endpoint *self, uint32_t seq, uint32_t length, unsigned bits)
{
    struct wire *wire = outbox(self);
    const bool has_syn = (bits & BIT_SYN) != 0;

    wire->seq = seq;
    wire->length = length;
    wire->bits = (uint16_t)bits;
    if (bits & BIT_ACK) {
        wire->ack = self->last_ack = self->rcv;
        self->owes_ack = false;
        self->ack_at = NEVER;
    }
    if (has_syn) {
        wire->has_scale = bits & BIT_ACK ? self->has_ws : self->temper.scale != 0;
        wire->scale = (uint8_t)(wire->has_scale ? self->temper.scale - 1 : 0);
    }
    wire->window = header_window(self, has_syn);
    wire->edge = self->edge;
    add_timestamps(self, wire);
}

void
send_ack(struct endpoint *self)
{
    send_segment(self, self->nxt, 0, BIT_ACK);
}

void
send_syn(struct endpoint *self)
{
    const bool has_heard = self->stage != IN_SYN_SENT;

    send_segment(self, self->iss, 0, BIT_SYN | (has_heard ? BIT_ACK : 0u));
    self->nxt = before(self->nxt, self->iss + 1) ? self->iss + 1 : self->nxt;
    if (self->resend_at == NEVER) {
        self->resend_at = self->now + RESEND_AFTER;
    }
}

void
send_refusal(struct endpoint *self, const struct wire *wire, bool is_aside)
{
    struct wire *answer = outbox(self);

    answer->is_aside = is_aside;
    answer->answered_life = wire->other_life;
    answer->answered_order = wire->order;
    if (wire->bits & BIT_ACK) {
        answer->bits = BIT_RST;
        answer->seq = wire->ack;
        return;
    }
    answer->bits = BIT_RST | BIT_ACK;
    answer->ack = wire_end(wire);
}

void
send_abort(struct endpoint *self)
{
    struct wire *wire = outbox(self);

    wire->seq = self->nxt;
    wire->bits = BIT_RST;
    if (self->temper.rst_ack) {
        wire->bits |= BIT_ACK;
        wire->ack = self->rcv;
        wire->window = header_window(self, false);
    }
}

/* Can it send data or FIN: the SYN is acknowledged? */
static bool
may_send(const struct endpoint *self)
{
    switch (self->stage) {
    case IN_ESTABLISHED:
    case IN_CLOSE_WAIT:
    case IN_FIN_WAIT_1:
    case IN_CLOSING:
    case IN_LAST_ACK: return true;
    default: return false;
    }
}

/* From `seq` on: one segment within `room` numbers, with the FIN if it gets that far. */
static uint32_t
send_from(struct endpoint *self, uint32_t seq, uint32_t room)
{
    const uint32_t left = self->queued - seq;
    uint32_t length = left < self->temper.mss ? left : self->temper.mss;
    unsigned bits = BIT_ACK;

    length = length < room ? length : room;
    if (self->fin_wanted && length == left && length < room) {
        bits |= BIT_FIN;
    }
    if (length > 0) {
        bits |= BIT_PSH;
    }
    send_segment(self, seq, length, bits);
    return length + ((bits & BIT_FIN) != 0);
}

/* RFC 9293 3.10.4: the FIN is out. In CLOSE-WAIT it is only now that LAST-ACK begins. */
static void
note_fin(struct endpoint *self)
{
    if (self->fin_sent || !self->fin_wanted || self->nxt != self->queued + 1) {
        return;
    }
    self->fin_sent = true;
    self->fin = self->queued;
    if (self->stage == IN_CLOSE_WAIT) {
        self->stage = IN_LAST_ACK;
    }
}

static uint32_t
unsent(const struct endpoint *self)
{
    return self->fin_sent ? 0 : self->queued - self->nxt + self->fin_wanted;
}

static void
send_new(struct endpoint *self, uint32_t room)
{
    while (unsent(self) > 0 && room > 0) {
        /* The FIN of CLOSE-WAIT is sent in LAST-ACK: what it carries is the same. */
        const uint32_t count = send_from(self, self->nxt, room);
        self->nxt += count;
        room -= count;
        note_fin(self);
    }
}

bool
has_unfinished(const struct endpoint *self)
{
    return self->una != self->nxt || (may_send(self) && unsent(self) > 0);
}

void
send_pending(struct endpoint *self)
{
    if (!endpoint_is_alive(self)) {
        self->owes_ack = false;
        return;
    }
    if (may_send(self)) {
        const uint32_t edge = self->una + self->window;
        send_new(self, before(self->nxt, edge) ? edge - self->nxt : 0);
    }
    if (self->owes_ack) {
        send_ack(self);
    }
    if (!has_unfinished(self)) {
        self->resend_at = NEVER;
        self->tries = 0;
    } else if (self->resend_at == NEVER) {
        self->resend_at = self->now + RESEND_AFTER;
    }
}

/* The first segment that is not acknowledged, as far as it was sent before. */
static void
send_first_again(struct endpoint *self)
{
    if (self->una == self->iss) {
        send_syn(self);
        return;
    }
    send_from(self, self->una, self->nxt - self->una);
}

void
send_again(struct endpoint *self)
{
    self->tries++;
    self->resend_at = self->now + ((int64_t)RESEND_AFTER << (self->tries < 4 ? self->tries : 4));
    if (self->una != self->nxt) {
        send_first_again(self);
        return;
    }
    send_new(self, 1); /* RFC 9293 3.8.6.1: probe a shut window with one octet */
}

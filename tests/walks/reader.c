/* reader.c - what does one end of a connection do with data and FIN?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * RFC 9293 3.10.7.4, seventh and eighth.
 */
#include "reader.h"

#include "life.h"
#include "sender.h"

enum { ACK_AFTER = 40 };

/* A segment cut to the window: without SYN, from RCV.NXT on, not beyond the edge. */
static struct wire
cut_to_window(const struct endpoint *self, const struct wire *wire)
{
    struct wire part = *wire;

    if (part.bits & BIT_SYN) {
        part.bits = (uint16_t)(part.bits & ~BIT_SYN);
        part.seq++;
    }
    if (before(part.seq, self->rcv)) {
        const uint32_t off = self->rcv - part.seq;
        if (off > part.length) {
            part.bits = (uint16_t)(part.bits & ~BIT_FIN);
        }
        part.length -= off < part.length ? off : part.length;
        part.seq = self->rcv;
    }
    const uint32_t room = before(part.seq, self->edge) ? self->edge - part.seq : 0;
    if (wire_length(&part) > room) {
        part.bits = (uint16_t)(part.bits & ~BIT_FIN);
        part.length = part.length < room ? part.length : room;
    }
    return part;
}

static bool
takes_data(const struct endpoint *self)
{
    return self->stage == IN_ESTABLISHED || self->stage == IN_FIN_WAIT_1 ||
           self->stage == IN_FIN_WAIT_2;
}

/* RFC 9293 3.10.7.4, eighth: all up to the FIN has come. */
static void
take_fin(struct endpoint *self)
{
    self->rcv++;
    self->edge = before(self->edge, self->rcv) ? self->rcv : self->edge;
    self->fin_received = true;
    self->owes_ack = true;
    switch (self->stage) {
    case IN_ESTABLISHED: self->stage = IN_CLOSE_WAIT; break;
    case IN_FIN_WAIT_1: self->stage = IN_CLOSING; break; /* else its ACK had led to FIN-WAIT-2 */
    case IN_FIN_WAIT_2: life_wait(self); break;
    default: break;
    }
}

static void
keep_island(struct endpoint *self, const struct wire *part)
{
    if (self->temper.islands && self->island_count < ISLANDS) {
        self->islands[self->island_count++] = (struct island){
            .from = part->seq,
            .to = part->seq + part->length,
            .has_fin = (part->bits & BIT_FIN) != 0,
        };
    }
    self->owes_ack = true; /* RFC 9293 3.8.6.3, RFC 5681 4.2: at once */
}

static void
take_octets(struct endpoint *self, uint32_t to, bool has_fin)
{
    if (before(self->rcv, to)) {
        self->unread += self->temper.reads || self->is_orphan ? 0 : to - self->rcv;
        self->rcv = to;
    }
    if (has_fin && self->rcv == to && !self->fin_received) {
        take_fin(self);
    }
}

static void
join_islands(struct endpoint *self)
{
    for (unsigned i = 0; i < self->island_count; i++) {
        const struct island *island = &self->islands[i];
        if (!before(self->rcv, island->from) && !self->fin_received) {
            take_octets(self, island->to, island->has_fin);
            self->islands[i] = self->islands[--self->island_count];
            i = UINT32_MAX; /* from the beginning */
        }
    }
}

/* RFC 9293 3.6.1: data that come after CLOSE are lost, and an RST tells it. */
static void
refuse_late_data(struct endpoint *self, const struct wire *wire)
{
    if (self->temper.late_rst_bare) {
        send_refusal(self, wire, false);
    } else {
        send_abort(self);
    }
    life_end(self, ENDED_BY_ABORT, false);
}

/* RFC 9293 3.8.6.3: an ACK may wait, but not for a second segment. */
static void
owe_ack(struct endpoint *self)
{
    if (!self->temper.delays || self->ack_at != NEVER) {
        self->owes_ack = true;
    } else if (!self->owes_ack) {
        self->ack_at = self->now + ACK_AFTER;
    }
}

void
read_text(struct endpoint *self, const struct wire *wire)
{
    const struct wire part = cut_to_window(self, wire);

    if (wire_length(&part) == 0) {
        self->owes_ack = self->owes_ack || wire_length(wire) > 0;
        return;
    }
    if (!takes_data(self)) {
        /* In TIME-WAIT nothing can come but the FIN again (3.10.7.4, eighth). */
        self->owes_ack = true;
        return;
    }
    if (self->is_orphan && part.length > 0) {
        refuse_late_data(self, wire);
        return;
    }
    if (part.seq != self->rcv) {
        keep_island(self, &part);
        return;
    }
    const bool had_islands = self->island_count > 0;
    take_octets(self, part.seq + part.length, (part.bits & BIT_FIN) != 0);
    join_islands(self);
    self->owes_ack = self->owes_ack || had_islands;
    owe_ack(self);
}

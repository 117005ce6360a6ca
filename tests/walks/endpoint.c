/* endpoint.c - what does one end of a connection do when it is called, and when a timer runs out?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * RFC 9293 3.10.1 to 3.10.6 and 3.10.8. What it does when a segment arrives is in receiver.c.
 */
#include "endpoint.h"

#include "life.h"
#include "sender.h"

#include <string.h>

enum {
    TWO_MSL = 1500, /* the link keeps no segment for half as long */
    FIN_WAIT_2_MOST = 2500,
    PROBE_AFTER = 3000,
    PROBE_AGAIN = 500,
    PROBES_MOST = 3,
    ISN_PER_TICK = 20000 /* RFC 9293 3.4.1: the clock of ISNs goes on; faster than there, so that
                            connections lie as far apart as random ISNs do */
};

const char *
stage_word(enum stage stage)
{
    static const char *const words[STAGE_COUNT] = {
#define STAGE_WORD(id, word) [IN_##id] = word,
        STAGES(STAGE_WORD)
#undef STAGE_WORD
    };
    return words[stage];
}

bool
endpoint_is_alive(const struct endpoint *self)
{
    return self->stage != IN_CLOSED && self->stage != IN_LISTEN;
}

bool
endpoint_is_pending(const struct endpoint *self)
{
    return self->ack_at != NEVER;
}

static void
stop_timers(struct endpoint *self)
{
    self->resend_at = self->ack_at = self->leave_at = self->probe_at = NEVER;
}

void
endpoint_begin(struct endpoint *self, uint8_t number, const struct temper *temper)
{
    memset(self, 0, sizeof *self);
    self->number = number;
    self->temper = *temper;
    stop_timers(self);
}

/* --- life ------------------------------------------------------------------------------------- */

void
life_begin(struct endpoint *self, enum stage stage)
{
    self->was_passive = self->stage == IN_LISTEN || self->stage == IN_TIME_WAIT;
    self->stage = stage;
    self->life++;
    self->other_life = 0;
    self->is_orphan = self->fin_wanted = self->fin_sent = self->fin_received = false;
    self->has_ts = self->has_ws = self->owes_ack = false;
    self->iss = self->temper.isn + (uint32_t)self->now * ISN_PER_TICK + self->life;
    self->una = self->nxt = self->iss;
    self->queued = self->iss + 1;
    self->window = self->largest_window = 0;
    self->rcv = 0;
    self->edge = self->temper.capacity;
    self->unread = self->recent = 0;
    self->island_count = self->tries = self->probes = 0;
    stop_timers(self);
}

void
life_end(struct endpoint *self, enum ending ending, bool back_to_listen)
{
    self->ending = ending;
    self->stage = (back_to_listen || self->is_listener) && !self->is_down ? IN_LISTEN : IN_CLOSED;
    self->owes_ack = false;
    stop_timers(self);
}

void
life_wait(struct endpoint *self)
{
    self->stage = IN_TIME_WAIT;
    self->resend_at = self->probe_at = NEVER;
    self->leave_at = self->now + TWO_MSL;
}

/* Not in RFC 9293: an orphan does not wait for ever for a FIN that may never come. */
void
life_half_close(struct endpoint *self)
{
    self->stage = IN_FIN_WAIT_2;
    if (self->is_orphan && self->temper.orphans_end) {
        self->leave_at = self->now + FIN_WAIT_2_MOST;
    }
}

/* --- calls ------------------------------------------------------------------------------------ */

/* RFC 9293 3.10.1: OPEN, active; also of what was LISTEN. */
static void
open_connection(struct endpoint *self)
{
    if (endpoint_is_alive(self)) {
        return;
    }
    self->stage = IN_CLOSED;
    self->is_listener = false;
    life_begin(self, IN_SYN_SENT);
    send_syn(self);
}

/* RFC 9293 3.10.1: OPEN, passive. */
static void
listen_for(struct endpoint *self)
{
    self->is_listener = self->temper.relistens != 0;
    if (!endpoint_is_alive(self)) {
        self->stage = IN_LISTEN;
    }
}

/* RFC 9293 3.10.2: SEND. What is sent before ESTABLISHED is queued. */
static void
send_data(struct endpoint *self, uint32_t amount)
{
    if (endpoint_is_alive(self) && !self->fin_wanted) {
        self->queued += amount;
    }
}

/* RFC 9293 3.10.3: RECEIVE. The window that this opens is told. */
static void
read_data(struct endpoint *self)
{
    const uint32_t edge = self->edge;

    if (!endpoint_is_alive(self) || self->stage == IN_SYN_SENT) {
        return;
    }
    self->unread = 0;
    offer_window(self);
    self->owes_ack = edge != self->edge && self->stage != IN_TIME_WAIT;
}

/* RFC 9293 3.10.4: CLOSE, with what is still to be sent sent first. */
static void
shut(struct endpoint *self)
{
    switch (self->stage) {
    case IN_LISTEN:
        self->is_listener = false;
        self->stage = IN_CLOSED;
        return;
    case IN_SYN_SENT: life_end(self, ENDED_SILENTLY, false); return;
    case IN_SYN_RECEIVED:
        /* "If no SENDs have been issued ... form a FIN segment and send it": else queued. */
        self->stage = self->queued == self->iss + 1 ? IN_FIN_WAIT_1 : IN_SYN_RECEIVED;
        break;
    case IN_ESTABLISHED: self->stage = IN_FIN_WAIT_1; break;
    case IN_CLOSE_WAIT: break; /* LAST-ACK begins with the FIN */
    default: return;
    }
    self->fin_wanted = true;
}

/* RFC 9293 3.10.5: ABORT. */
static void
drop(struct endpoint *self)
{
    switch (self->stage) {
    case IN_CLOSED: return;
    case IN_LISTEN: shut(self); return;
    case IN_SYN_SENT:
    case IN_CLOSING:
    case IN_LAST_ACK:
    case IN_TIME_WAIT: life_end(self, ENDED_SILENTLY, false); return;
    default: send_abort(self); life_end(self, ENDED_BY_ABORT, false);
    }
}

/* The application neither sends nor reads any more. RFC 9293 3.6.1: an RST shows that unread data
 * were lost. */
static void
close_fully(struct endpoint *self)
{
    if (self->unread > 0 && self->stage != IN_SYN_SENT && self->stage != IN_LAST_ACK &&
        self->stage != IN_CLOSING && self->stage != IN_TIME_WAIT) {
        drop(self);
        return;
    }
    shut(self);
    self->is_orphan = true;
    if (self->stage == IN_FIN_WAIT_2) {
        life_half_close(self);
    }
}

static void
crash(struct endpoint *self, bool stays_down)
{
    if (endpoint_is_alive(self)) {
        self->ending = ENDED_SILENTLY;
    }
    self->stage = IN_CLOSED;
    self->is_listener = false;
    self->is_down = stays_down;
    self->owes_ack = false;
    self->life++; /* whatever comes back belongs to nobody */
    stop_timers(self);
}

static void
call(struct endpoint *self, enum call call, uint32_t amount)
{
    switch (call) {
    case CALL_OPEN: open_connection(self); break;
    case CALL_LISTEN: listen_for(self); break;
    case CALL_SEND: send_data(self, amount); break;
    case CALL_READ: read_data(self); break;
    case CALL_SHUTDOWN: shut(self); break;
    case CALL_CLOSE: close_fully(self); break;
    case CALL_ABORT: drop(self); break;
    case CALL_CRASH: crash(self, true); break;
    case CALL_FORGET: crash(self, false); break;
    case CALL_RESTART:
    case CALL_COUNT: break;
    }
}

void
endpoint_call(struct endpoint *self, enum call which, uint32_t amount, int64_t now)
{
    self->now = now;
    self->was_unseen = false;
    if (self->is_down && which == CALL_RESTART) {
        self->is_down = false;
    }
    if (!self->is_down) {
        call(self, which, amount);
        send_pending(self);
    }
}

/* --- timers ----------------------------------------------------------------------------------- */

/* RFC 9293 3.8.4: keep-alives are for a connection on which nothing waits for an ACK. */
static bool
keeps_alive(const struct endpoint *self)
{
    return self->temper.keepalive != 0 && !has_unfinished(self) &&
           (self->stage == IN_ESTABLISHED || self->stage == IN_CLOSE_WAIT);
}

static void
probe(struct endpoint *self)
{
    if (!keeps_alive(self)) {
        return;
    }
    if (self->probes++ == PROBES_MOST) {
        send_abort(self);
        life_end(self, ENDED_BY_ABORT, false);
        return;
    }
    send_segment(self, self->nxt - 1, self->temper.keepalive == 2, BIT_ACK);
    self->probe_at = self->now + PROBE_AGAIN;
}

/* RFC 9293 3.8.3, 3.10.8: after R2 the connection is given up. */
static void
resend(struct endpoint *self)
{
    if (self->tries == self->temper.tries) {
        life_end(self, ENDED_SILENTLY, self->stage == IN_SYN_RECEIVED && self->was_passive);
        return;
    }
    send_again(self);
}

static bool
has_run_out(const struct endpoint *self, int64_t *timer)
{
    if (*timer > self->now) {
        return false;
    }
    *timer = NEVER;
    return true;
}

int64_t
endpoint_deadline(const struct endpoint *self)
{
    const int64_t all[] = { self->resend_at, self->ack_at, self->leave_at, self->probe_at };
    int64_t first = NEVER;

    for (unsigned i = 0; i < sizeof all / sizeof all[0]; i++) {
        first = all[i] < first ? all[i] : first;
    }
    return first;
}

void
endpoint_wake(struct endpoint *self, int64_t now)
{
    self->now = now;
    self->was_unseen = false;
    if (has_run_out(self, &self->leave_at)) {
        life_end(self, ENDED_SILENTLY, false); /* TIME-WAIT is over, or nobody waits any more */
    }
    if (has_run_out(self, &self->ack_at)) {
        self->owes_ack = true;
    }
    if (has_run_out(self, &self->resend_at)) {
        resend(self);
    }
    if (has_run_out(self, &self->probe_at)) {
        probe(self);
    }
    send_pending(self);
    if (keeps_alive(self) && self->probe_at == NEVER) {
        self->probe_at = self->now + PROBE_AFTER;
    }
}

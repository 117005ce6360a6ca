/* zeek_states.c - what does one segment do to Zeek's connection, step by step?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Zeek looks at a segment in a fixed order: roles, numbers, letter, window, retransmission, states,
 * acknowledgement, data, close. What each step finds depends on those before it.
 */
#include "zeek_states.h"

#include "zeek_end.h"
#include "zeek_history.h"
#include "zeek_quick.h"

/* One segment on its way through the steps. */
struct passage {
    struct tl_zeek *zeek;
    const struct tl_segment *segment;
    struct tl_zeek_end *sender;
    struct tl_zeek_end *peer;
    bool is_closing; /* the sender closes by this segment */
};

static bool
is_originator(const struct passage *passage)
{
    return passage->segment->from == passage->zeek->originator;
}

static void
set_state(struct passage *passage, struct tl_zeek_end *end, enum tl_zeek_state state)
{
    if (end->state == (unsigned)state) {
        return;
    }
    end->previous = end->state;
    end->state = (unsigned)state & 7u;
    passage->zeek->is_open = passage->sender->state == TL_ZEEK_ESTABLISHED &&
                             passage->peer->state == TL_ZEEK_ESTABLISHED;
    if (state > TL_ZEEK_SYNACK_SENT && passage->zeek->idle == TL_ZEEK_IDLE_OPENING) {
        passage->zeek->idle = TL_ZEEK_IDLE_OPEN;
    }
}

/* Zeek calls a connection established when its responder has sent a SYN, and looks then whether a
 * human may sit at it. */
static void
establish(struct passage *passage)
{
    const struct tl_segment *segment = passage->segment;
    const uint16_t port = is_originator(passage) ? segment->destination_port : segment->source_port;

    if (passage->peer->state == TL_ZEEK_SYN_SENT) {
        set_state(passage, passage->peer, TL_ZEEK_ESTABLISHED);
    }
    set_state(passage, passage->sender, TL_ZEEK_ESTABLISHED);
    if (passage->peer->state != TL_ZEEK_PARTIAL && tl_zeek_is_terminal(port)) {
        passage->zeek->idle = TL_ZEEK_IDLE_TERMINAL;
    }
}

static void
begin_by_syn(struct passage *passage)
{
    const bool has_ack = tl_segment_has(passage->segment, TL_ACK);

    if (is_originator(passage)) {
        set_state(passage, passage->sender, has_ack ? TL_ZEEK_SYNACK_SENT : TL_ZEEK_SYN_SENT);
        return;
    }
    if (!has_ack && passage->peer->state == TL_ZEEK_SYNACK_SENT) {
        /* SYN and SYN,ACK were captured in the wrong order. */
        tl_zeek_flip(passage->zeek);
        set_state(passage, passage->peer, TL_ZEEK_ESTABLISHED);
    }
    establish(passage);
}

/* The first words of an end are neither SYN nor FIN nor RST. */
static void
begin_by_talk(struct passage *passage)
{
    const enum tl_zeek_state peer = (enum tl_zeek_state)passage->peer->state;

    if (!is_originator(passage) && passage->segment->payload == 0 && peer == TL_ZEEK_SYN_SENT) {
        return; /* some hosts acknowledge a SYN ahead of their SYN,ACK */
    }
    if (tl_segment_has(passage->segment, TL_ACK) && peer == TL_ZEEK_ESTABLISHED) {
        set_state(passage, passage->sender, TL_ZEEK_ESTABLISHED); /* only its SYN is missing */
        return;
    }
    set_state(passage, passage->sender, TL_ZEEK_PARTIAL);
}

static void
take_fin(struct passage *passage)
{
    set_state(passage, passage->sender, TL_ZEEK_CLOSED);
    passage->is_closing = true;
}

static void
take_rst(struct passage *passage)
{
    set_state(passage, passage->sender, TL_ZEEK_RESET);
    passage->is_closing = true;
}

static void
leave_inactive(struct passage *passage)
{
    if (tl_segment_has(passage->segment, TL_SYN)) {
        begin_by_syn(passage);
    }
    if (tl_segment_has(passage->segment, TL_FIN)) {
        take_fin(passage);
    }
    if (tl_segment_has(passage->segment, TL_RST)) {
        take_rst(passage);
    }
    if (passage->sender->state == TL_ZEEK_INACTIVE) {
        begin_by_talk(passage);
    }
}

static void
leave_syn_sent(struct passage *passage)
{
    if (tl_segment_has(passage->segment, TL_FIN)) {
        take_fin(passage);
    }
    if (tl_segment_has(passage->segment, TL_RST)) {
        take_rst(passage);
    }
}

static void
leave_open(struct passage *passage)
{
    struct tl_zeek_end *peer = passage->peer;

    if ((passage->segment->flags & (TL_SYN | TL_ACK)) == TL_SYN &&
        passage->sender->state == TL_ZEEK_PARTIAL && peer->state == TL_ZEEK_INACTIVE) {
        set_state(passage, passage->sender, TL_ZEEK_SYN_SENT);
    }
    if (tl_segment_has(passage->segment, TL_RST)) {
        take_rst(passage);
    } else if (tl_segment_has(passage->segment, TL_FIN)) {
        take_fin(passage);
        if (peer->state == TL_ZEEK_RESET && peer->previous == TL_ZEEK_CLOSED) {
            set_state(passage, peer, TL_ZEEK_CLOSED); /* FIN and RST, then FIN: closed in order */
        }
    }
}

static void
leave_closed(struct passage *passage)
{
    if (tl_segment_has(passage->segment, TL_RST) && passage->peer->state != TL_ZEEK_CLOSED) {
        set_state(passage, passage->sender, TL_ZEEK_RESET);
        passage->is_closing = !passage->sender->did_close;
    }
}

static void
move(struct passage *passage)
{
    switch ((enum tl_zeek_state)passage->sender->state) {
    case TL_ZEEK_INACTIVE: leave_inactive(passage); break;
    case TL_ZEEK_SYN_SENT:
    case TL_ZEEK_SYNACK_SENT: leave_syn_sent(passage); break;
    case TL_ZEEK_PARTIAL:
    case TL_ZEEK_ESTABLISHED: leave_open(passage); break;
    case TL_ZEEK_CLOSED: leave_closed(passage); break;
    case TL_ZEEK_RESET:
    case TL_ZEEK_STATES: break;
    }
}

static struct tl_zeek_end *
other(struct tl_zeek *zeek, const struct tl_zeek_end *end)
{
    return &zeek->end[end == &zeek->end[0]];
}

/* This end has closed: at once, or as soon as Zeek has its data. Where there is nothing more to
 * wait for, the connection ends five seconds on. */
static void
close_end(struct tl_zeek *zeek, struct tl_zeek_end *end)
{
    const struct tl_zeek_end *peer = other(zeek, end);

    zeek->is_deferred = tl_zeek_end_is_pending(end, peer);
    if (zeek->is_deferred || end->did_close) {
        return;
    }
    end->did_close = true;
    if (end->state == TL_ZEEK_RESET || peer->did_close || peer->state == TL_ZEEK_INACTIVE) {
        zeek->is_ending = true;
        zeek->deadline = tl_zeek_tick_behind(zeek->last_ns, TL_ZEEK_CLOSE_NS);
    }
}

/* Has Zeek now all data of an end that sent FIN or RST? It asks so until it has them, once. */
static void
check_end(struct tl_zeek *zeek, struct tl_zeek_end *end)
{
    if (end->did_end || !(end->has_fin || end->state >= TL_ZEEK_CLOSED) ||
        tl_zeek_end_is_pending(end, other(zeek, end))) {
        return;
    }
    end->did_end = true;
    if (zeek->is_deferred) {
        close_end(zeek, end);
        zeek->is_deferred = false;
    }
}

/* Before RST and without SYN, numbers are not to be relied on, and gaps are no news. */
static bool
is_clean(const struct tl_zeek_end *end)
{
    return end->state == TL_ZEEK_ESTABLISHED ||
           (end->state == TL_ZEEK_CLOSED && end->previous == TL_ZEEK_ESTABLISHED);
}

/* What the segment acknowledges, before anything moves: counted from the peer's start, or 0 where
 * that says nothing. */
static uint32_t
read_ack(struct passage *passage)
{
    const struct tl_segment *segment = passage->segment;
    struct tl_zeek_end *peer = passage->peer;

    if (!tl_segment_has(segment, TL_ACK)) {
        return 0;
    }
    if (peer->state == TL_ZEEK_INACTIVE) {
        tl_zeek_end_start(peer, segment->ack - 1, segment->ack - 1);
        return 0;
    }
    if (tl_zeek_end_is_ack_before(peer, segment->ack)) {
        return 0;
    }
    const uint32_t ack = segment->ack - peer->start;
    if (ack > 1 && !tl_segment_has(segment, TL_RST)) {
        peer->was_acked = true;
    }
    return ack;
}

static void
take_ack(struct passage *passage, uint32_t ack)
{
    const unsigned peer = !passage->segment->from;
    const unsigned holes = tl_zeek_end_take_ack(passage->peer, ack);

    if (holes > 0 && is_clean(passage->sender) && is_clean(passage->peer) &&
        !tl_zeek_has_written(passage->zeek, peer, TL_ZEEK_ONCE_RST)) {
        tl_zeek_write_gaps(passage->zeek, peer, holes);
    }
    check_end(passage->zeek, passage->peer);
}

/* Data that come below the sender's start are none of the stream; those of an RST neither. */
static void
take_data(struct passage *passage, uint32_t seq, bool is_before, bool is_cut)
{
    const struct tl_segment *segment = passage->segment;
    const uint32_t from = seq + tl_segment_has(segment, TL_SYN);

    if (segment->payload == 0 || is_before || tl_segment_has(segment, TL_RST)) {
        return;
    }
    if (is_cut) {
        passage->sender->has_hole = false; /* what lies above reaches no longer up to `last` */
        return;
    }
    tl_zeek_end_take_data(passage->sender, from, from + segment->payload);
}

void
tl_zeek_observe_in_full(struct tl_zeek *zeek, const struct tl_segment *segment, bool is_cut)
{
    struct passage passage = { .zeek = zeek,
                               .segment = segment,
                               .sender = &zeek->end[segment->from],
                               .peer = &zeek->end[!segment->from] };
    const bool is_control = (segment->flags & (TL_SYN | TL_FIN | TL_RST)) != 0;
    const bool says_something = segment->payload > 0 || tl_segment_has(segment, TL_ACK);

    if (!is_control && says_something && tl_zeek_is_lone_syn_ack(zeek)) {
        tl_zeek_flip_lone_syn_ack(zeek);
    }
    tl_zeek_end_number(passage.sender, segment);
    const bool is_before = tl_zeek_end_is_before(passage.sender, segment->seq);
    const uint32_t seq = segment->seq - passage.sender->start;
    tl_zeek_write_letter(zeek, segment);
    tl_zeek_write_window(zeek, segment);
    if (!zeek->end[0].did_close || !zeek->end[1].did_close) {
        zeek->last_ns = segment->time_ns;
    }
    const uint32_t ack = read_ack(&passage);
    if (tl_zeek_end_advance(passage.sender, segment, tl_zeek_behind(segment))) {
        tl_zeek_write_retransmission(zeek, segment->from);
    }
    move(&passage);
    if (ack != 0) {
        take_ack(&passage, ack);
    }
    take_data(&passage, seq, is_before, is_cut);
    check_end(zeek, passage.sender);
    if (passage.is_closing) {
        close_end(zeek, passage.sender);
    }
    zeek->is_ordinary = tl_zeek_is_ordinary(zeek);
}

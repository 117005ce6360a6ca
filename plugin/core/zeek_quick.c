/* zeek_quick.c - what does the next segment of an ordinary life do to Zeek's connection?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * There is no rule of Zeek's here: all is what zeek_states.c comes to where the conditions hold,
 * and test_zeek_quick.c holds the two against each other. While is_ordinary, of each end: what was
 * captured ends at start + edge, and `last` is that, or by one more behind its FIN; who has sent a
 * FIN has closed. And if both have, is_ending, since last_ns.
 */
#include "zeek_quick.h"

#include "zeek_end.h"
#include "zeek_history.h"
#include "zeek_states.h"

/* Streams up to here are not near the numbers where Zeek's own arithmetic goes wrong. */
#define NEAR 0x7fff0000u

static bool
has_closed_in_order(const struct tl_zeek_end *end)
{
    return end->state == TL_ZEEK_CLOSED && end->mark == end->edge && end->did_close && end->did_end;
}

static bool
is_in_order(const struct tl_zeek_end *end)
{
    const bool is_open = end->state >= TL_ZEEK_SYNACK_SENT && end->state < TL_ZEEK_CLOSED;

    return !end->has_hole && !end->is_given_up && end->edge < NEAR &&
           end->start + end->edge + end->has_fin == end->last &&
           (end->has_fin ? has_closed_in_order(end) : is_open);
}

/* Has the history room for all letters that may still follow here? */
static bool
has_room(const struct tl_zeek *zeek)
{
    static const enum tl_zeek_once letters[] = { TL_ZEEK_ONCE_ACK, TL_ZEEK_ONCE_DATA,
                                                 TL_ZEEK_ONCE_FIN };
    unsigned length = zeek->length;

    for (unsigned at = 0; at < sizeof letters / sizeof letters[0]; at++) {
        length += !tl_zeek_has_written(zeek, 0, letters[at]);
        length += !tl_zeek_has_written(zeek, 1, letters[at]);
    }
    return length <= TL_ZEEK_RUNS;
}

bool
tl_zeek_is_ordinary(const struct tl_zeek *zeek)
{
    const bool have_closed = zeek->end[0].did_close && zeek->end[1].did_close;

    return is_in_order(&zeek->end[0]) && is_in_order(&zeek->end[1]) &&
           zeek->is_ending == have_closed && !tl_zeek_is_lone_syn_ack(zeek) && has_room(zeek);
}

void
tl_zeek_begin_by_syn(struct tl_zeek *zeek, unsigned from, uint32_t seq, int64_t time_ns)
{
    *zeek = (struct tl_zeek){
        .last_ns = time_ns,
        .end = { { .edge = 1 }, { .edge = 1 } },
        .deadline = tl_zeek_tick_behind(time_ns, TL_ZEEK_ATTEMPT_NS),
        .originator = from & 1u,
        .has_attempt = true,
    };
    zeek->end[from].start = seq;
    zeek->end[from].last = seq + 1;
    zeek->end[from].state = TL_ZEEK_SYN_SENT;
    tl_zeek_write_first(zeek, from, TL_ZEEK_ONCE_SYN, 'S');
}

/* Not more than four seconds and a bit after the last one. Every timer that may end an ordinary
 * connection takes longer. */
static inline bool
is_soon(int64_t last_ns, int64_t time_ns)
{
    return ((uint64_t)time_ns - (uint64_t)last_ns) >> 32 == 0;
}

bool
tl_zeek_is_plain_answer(const struct tl_segment *segment, unsigned from, uint32_t seq,
                        int64_t time_ns)
{
    const unsigned controls = TL_SYN | TL_FIN | TL_RST | TL_ACK;

    return (segment->flags & controls) == (TL_SYN | TL_ACK) && segment->payload == 0 &&
           segment->window != 0 && segment->from != from && segment->ack == seq + 1 &&
           is_soon(time_ns, segment->time_ns);
}

/* After SYN and SYN,ACK, but for numbers, times and roles. */
static const struct tl_zeek answered = {
    .end = { { .edge = 1, .state = TL_ZEEK_ESTABLISHED },
             { .edge = 1, .state = TL_ZEEK_ESTABLISHED } },
    .seen = { 1u << TL_ZEEK_ONCE_SYN, 1u << TL_ZEEK_ONCE_SYN },
    .length = 2,
    .idle = TL_ZEEK_IDLE_OPEN,
    .has_attempt = true,
    .is_open = true,
    .is_ordinary = true,
    .runs = { 'S' & TL_ZEEK_LETTER, ('H' & TL_ZEEK_LETTER) | TL_ZEEK_LOWER },
};

void
tl_zeek_begin_answered(struct tl_zeek *zeek, uint32_t seq, int64_t time_ns,
                       const struct tl_segment *answer)
{
    const bool is_by_first = answer->from == 0;
    struct tl_zeek_end *server = is_by_first ? &zeek->end[0] : &zeek->end[1];
    struct tl_zeek_end *client = is_by_first ? &zeek->end[1] : &zeek->end[0];

    *zeek = answered;
    zeek->originator = is_by_first;
    zeek->last_ns = answer->time_ns;
    zeek->deadline = tl_zeek_tick_behind(time_ns, TL_ZEEK_ATTEMPT_NS);
    client->start = seq;
    client->last = seq + 1;
    client->previous = TL_ZEEK_SYN_SENT;
    server->start = answer->seq;
    server->last = answer->seq + 1;
    if (tl_zeek_is_terminal(answer->source_port)) {
        zeek->idle = TL_ZEEK_IDLE_TERMINAL;
    }
}

/* Some of what this end has sent, and no more than that? */
static inline bool
is_acknowledged(const struct tl_zeek_end *end, uint32_t ack)
{
    return ack == end->last || end->last - ack < end->last - end->start;
}

static inline void
take_ack(struct tl_zeek_end *peer, uint32_t ack)
{
    const uint32_t octets = ack - peer->start;

    if (octets > 1) {
        peer->was_acked = true;
    }
    if (octets >= peer->edge) {
        peer->is_unacked = false;
    }
}

/* Takes data in order, or none with a FIN. False, and nothing is changed, if they cannot follow:
 * they are behind a FIN or cut, pass 2^32 or go too far. */
static inline bool
take_data(struct tl_zeek_end *sender, const struct tl_segment *segment)
{
    const uint32_t behind = segment->seq + segment->payload;
    const uint64_t edge = (uint64_t)sender->edge + segment->payload;

    if (sender->has_fin || segment->is_cut || behind < segment->seq || edge >= NEAR) {
        return false;
    }
    sender->last = behind;
    sender->edge = (uint32_t)edge;
    return true;
}

/* They are to be acknowledged now, unless they are too many to wait for that. */
static inline void
await_ack(struct tl_zeek_end *sender)
{
    sender->is_unacked = true;
    if (!sender->was_acked && sender->edge > TL_ZEEK_UNACKED_MOST + 1u) {
        sender->is_unacked = false;
    }
}

static inline void
write_once(struct tl_zeek *zeek, unsigned from, enum tl_zeek_once once, char letter)
{
    if (!tl_zeek_has_written(zeek, from, once)) {
        tl_zeek_write_first(zeek, from, once, letter);
    }
}

/* ACK alone, or with the next data. */
static inline bool
talks(struct tl_zeek *zeek, const struct tl_segment *segment, unsigned from)
{
    struct tl_zeek_end *sender = &zeek->end[from];

    if (segment->payload == 0) {
        write_once(zeek, from, TL_ZEEK_ONCE_ACK, 'A');
    } else if (take_data(sender, segment)) {
        write_once(zeek, from, TL_ZEEK_ONCE_DATA, 'D');
        await_ack(sender);
    } else {
        return false;
    }
    take_ack(&zeek->end[from ^ 1u], segment->ack);
    if (!zeek->is_ending) {
        zeek->last_ns = segment->time_ns;
    }
    return true;
}

/* FIN,ACK, perhaps with data. Where not all that the other end has sent is acknowledged, the close
 * would have to wait. */
static inline bool
closes(struct tl_zeek *zeek, const struct tl_segment *segment, unsigned from)
{
    struct tl_zeek_end *sender = &zeek->end[from];
    struct tl_zeek_end *peer = &zeek->end[from ^ 1u];

    if ((peer->is_unacked && segment->ack - peer->start < peer->edge) ||
        segment->seq + segment->payload == UINT32_MAX || !take_data(sender, segment)) {
        return false;
    }
    tl_zeek_write_first(zeek, from, TL_ZEEK_ONCE_FIN, 'F');
    if (segment->payload > 0) {
        await_ack(sender);
    }
    take_ack(peer, segment->ack);
    sender->last++;
    sender->mark = sender->edge;
    sender->has_fin = true;
    sender->previous = sender->state;
    sender->state = TL_ZEEK_CLOSED;
    sender->did_close = true;
    sender->did_end = true;
    zeek->is_open = false;
    zeek->last_ns = segment->time_ns;
    if (peer->did_close) {
        zeek->is_ending = true;
        zeek->deadline = tl_zeek_tick_behind(segment->time_ns, TL_ZEEK_CLOSE_NS);
    }
    return true;
}

static inline bool
goes_on(struct tl_zeek *zeek, const struct tl_segment *segment, unsigned from)
{
    const unsigned controls = segment->flags & (TL_SYN | TL_FIN | TL_RST | TL_ACK);

    if (segment->seq != zeek->end[from].last || segment->window == 0 ||
        !is_acknowledged(&zeek->end[from ^ 1u], segment->ack) ||
        !is_soon(zeek->last_ns, segment->time_ns)) {
        return false;
    }
    if (controls == TL_ACK) {
        return talks(zeek, segment, from);
    }
    return controls == (TL_FIN | TL_ACK) && closes(zeek, segment, from);
}

bool
tl_zeek_goes_on(struct tl_zeek *zeek, const struct tl_segment *segment)
{
    if (!zeek->is_ordinary) {
        return false;
    }
    return segment->from == 0 ? goes_on(zeek, segment, 0) : goes_on(zeek, segment, 1);
}

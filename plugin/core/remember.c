/* remember.c - what of a segment is remembered, for those that come behind it?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "remember.h"

#include "seq.h"

#define DONE (TL_ONLY(CLOSED) | TL_ONLY(TIME_WAIT) | TL_ONLY(LISTEN))

/* No host sends a segment again as soon: 200 ms is the least that any waits (RFC 6298 2.4 has 1 s).
 * Where the packets are not numbered, a copy on its way past a router must do. */
#define COPY_WITHIN_NS INT64_C(200000000)
#define BARE_COPY_WITHIN_NS INT64_C(1000000)

bool
tl_remember_is_copy(const struct tl_endpoint *sender, const struct tl_segment *segment,
                    int64_t since_ns)
{
    const bool has_id = segment->ip.has_id && segment->ip.id != 0;

    return sender->last_frame != 0 && !tl_segment_has(segment, TL_RST) &&
           segment->seq == sender->last_seq && segment->ack == sender->last_ack &&
           segment->flags == sender->last_flags && segment->window == sender->last_window &&
           segment->options.bytes == sender->last_option_bytes &&
           tl_segment_length(segment) == sender->last_length && segment->ip.has_ttl &&
           segment->ip.has_id == sender->ip.has_id && segment->ip.id == sender->ip.id &&
           since_ns >= 0 && since_ns < (has_id ? COPY_WITHIN_NS : BARE_COPY_WITHIN_NS);
}

void
tl_remember_segment(struct tl_endpoint *sender, const struct tl_segment *segment)
{
    sender->last_frame = segment->frame;
    sender->last_seq = segment->seq;
    sender->last_ack = segment->ack;
    sender->last_length = tl_segment_length(segment);
    sender->last_flags = segment->flags;
    sender->last_window = segment->window;
    sender->last_option_bytes = segment->options.bytes;
    sender->id_step = (uint16_t)(segment->ip.id - sender->ip.id);
    sender->ip = segment->ip;
}

static void
count_up(uint8_t *count)
{
    *count = (uint8_t)(*count + (*count < UINT8_MAX));
}

/* Who is heard from has answered all that the other has tried. */
void
tl_remember_answer(struct tl_endpoint *sender, struct tl_endpoint *receiver)
{
    receiver->in_a_row = receiver->probes = receiver->repeats = 0;
    count_up(&sender->in_a_row);
}

/* An RST occupies no sequence numbers and proves none: it leaves them alone. But the number of one
 * whose sender has no connection is that of the connection that it has no more. */
static void
remember_reset(const struct tl_facts *facts)
{
    struct tl_life *from = facts->from;

    if (tl_life_is_in(from, DONE) && !tl_states_are_many(from->states) &&
        !tl_life_knows(from, TL_KNOWS_NXT) && !tl_segment_has(facts->segment, TL_ACK)) {
        from->nxt = from->delivered = facts->segment->seq;
        from->known |= TL_KNOWS_NXT;
    }
}

/* A SYN that comes again asks again, until it is answered. */
static void
remember_call(const struct tl_facts *facts)
{
    if (facts->is_syn && facts->is_retransmitted_syn) {
        facts->from->known |= TL_CALLS_AGAIN;
    } else if (facts->is_syn_ack) {
        facts->to->known &= (uint16_t)~TL_CALLS_AGAIN;
    }
}

/* While the other end opens, an ACK of more than its SYN looks bad, and does nothing; but it is one
 * of data that were missed, if the other end goes on behind them (RFC 9293 3.10.2: data are sent in
 * ESTABLISHED only). */
static bool
claims_in_opening(const struct tl_facts *facts)
{
    return facts->acks_unsent && !tl_life_knows(facts->to, TL_KNOWS_FIN);
}

void
tl_remember_sent(struct tl_endpoint *sender, const struct tl_life *other,
                 const struct tl_segment *segment, struct tl_note *note)
{
    if (tl_life_sent(&sender->now, other, segment) && tl_endpoint_shrinks_window(sender, segment)) {
        note->findings |= TL_FOUND(WINDOW_SHRUNK);
    }
}

void
tl_remember_numbers(const struct tl_facts *facts, struct tl_note *note)
{
    const struct tl_segment *segment = facts->segment;

    if (tl_segment_has(segment, TL_RST)) {
        remember_reset(facts);
        return;
    }
    if (facts->is_acceptable || facts->begins_life) {
        tl_remember_sent(facts->sender, facts->to, segment, note);
    }
    if (tl_segment_has(segment, TL_ACK) && (facts->is_ack_good || claims_in_opening(facts))) {
        tl_life_acknowledged(facts->to, segment->ack);
    }
    remember_call(facts);
    tl_remember_segment(facts->sender, segment);
}

/* What is sent again was not answered. */
void
tl_remember_attempts(const struct tl_facts *facts, const struct tl_note *note)
{
    const uint64_t odd = TL_FOUND(SYN_IN_SYNCHRONIZED) | TL_FOUND(PAWS) | TL_FOUND(ACK_OF_UNSENT);
    const bool is_old = tl_life_knows(facts->from, TL_KNOWS_NXT) &&
                        tl_seq_le(tl_segment_end(facts->segment), facts->from->nxt);

    if (tl_segment_has(facts->segment, TL_RST)) {
        return;
    }
    facts->sender->was_odd = (note->findings & odd) != 0;
    tl_remember_answer(facts->sender, facts->receiver);
    if ((note->findings & TL_FOUND(KEEP_ALIVE)) != 0) {
        count_up(&facts->sender->probes);
    } else if (tl_segment_length(facts->segment) > 0 && is_old) {
        count_up(&facts->sender->repeats);
    }
}

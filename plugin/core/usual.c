/* usual.c - what does the next segment of a usual life do?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "usual.h"

#include "event.h"
#include "remember.h"
#include "seq.h"

#include <string.h>

#define CONTROL (TL_SYN | TL_FIN | TL_RST | TL_ACK | TL_URG)
#define ISS_AND_NXT (TL_KNOWS_ISS | TL_KNOWS_NXT)

/* It has said more than its SYN, or more in it than that. */
#define SPOKEN (TL_HAS_SPOKEN | TL_HAS_SENT_DATA | TL_KNOWS_FIN)

/* What a usual life does not have. */
#define NEWS (TL_WINDOW_IS_SHUT | TL_IS_CLAIMED | TL_NXT_IS_UNSEEN | TL_CALLS_AGAIN | TL_IS_MISSED)

/* One of the moves that a segment brings: of its sender, or of its receiver. */
#define SENDER(from_state, to_state, why)                                                          \
    {                                                                                              \
        .way = TL_SENT, .from = TL_##from_state, .to = TL_##to_state, .event = TL_EV_##why         \
    }
#define RECEIVER(from_state, to_state, why)                                                        \
    {                                                                                              \
        .end = 1, .way = TL_RECEIVED, .from = TL_##from_state, .to = TL_##to_state,                \
        .event = TL_EV_##why                                                                       \
    }

/* One segment of a usual life. First that of the sender, then that of the receiver. */
struct line {
    uint16_t flags;         /* its bits of CONTROL */
    uint8_t before[2];      /* enum tl_state */
    uint8_t after[2];       /* enum tl_state */
    uint16_t knows[2];      /* bits of enum tl_known that are set, */
    uint16_t knows_not[2];  /* and that are not, beside NEWS */
    uint8_t phase;          /* enum tl_phase, after it */
    uint64_t findings;      /* bits of TL_FOUND(), but for those of opening and closing */
    struct tl_step step[3]; /* end 0 is the sender */
    uint8_t step_count;
    struct tl_facts facts; /* what opening and closing look at */
};

/* RFC 9293 3.5, figure 6. What went before is not to be looked at: the SYN is the first of all. */
static const struct line syn = {
    .flags = TL_SYN,
    .before = { TL_CLOSED, TL_LISTEN },
    .after = { TL_SYN_SENT, TL_LISTEN },
    .phase = TL_PHASE_HANDSHAKE,
    .findings = TL_FOUND(SYN),
    .step = { SENDER(CLOSED, SYN_SENT, SYN) },
    .step_count = 1,
    .facts = { .is_syn = true, .begins_life = true },
};

/* RFC 9293 3.5, figure 6; 3.6, figure 12, with one FIN behind the other, and with the ACK of the
 * first within the second. */
static const struct line lines[] = {
    {
        .flags = TL_SYN | TL_ACK,
        .before = { TL_LISTEN, TL_SYN_SENT },
        .after = { TL_SYN_RECEIVED, TL_SYN_SENT },
        .knows = { 0, ISS_AND_NXT },
        .knows_not = { UINT16_MAX, TL_KNOWS_RCV | SPOKEN },
        .phase = TL_PHASE_HANDSHAKE,
        .findings = TL_FOUND(SYN_ACK),
        .step = { SENDER(LISTEN, SYN_RECEIVED, SYN_ACK) },
        .step_count = 1,
        .facts = { .is_syn_ack = true, .begins_life = true, .acks_syn = true },
    },
    {
        .flags = TL_ACK,
        .before = { TL_SYN_SENT, TL_SYN_RECEIVED },
        .after = { TL_ESTABLISHED, TL_ESTABLISHED },
        .knows = { ISS_AND_NXT, ISS_AND_NXT | TL_KNOWS_RCV },
        .knows_not = { TL_KNOWS_RCV | SPOKEN, SPOKEN },
        .phase = TL_PHASE_DATA,
        .step = { SENDER(SYN_SENT, ESTABLISHED, ACK_OF_SYN),
                  RECEIVER(SYN_RECEIVED, ESTABLISHED, ACK_OF_SYN) },
        .step_count = 2,
        .facts = { .acks_syn = true },
    },
    {
        .flags = TL_FIN | TL_ACK,
        .before = { TL_ESTABLISHED, TL_ESTABLISHED },
        .after = { TL_FIN_WAIT_1, TL_ESTABLISHED },
        .knows = { TL_KNOWS_NXT, TL_KNOWS_NXT },
        .knows_not = { TL_KNOWS_FIN, TL_KNOWS_FIN },
        .phase = TL_PHASE_CLOSING,
        .step = { SENDER(ESTABLISHED, FIN_WAIT_1, FIN) },
        .step_count = 1,
        .facts = { .is_new_fin = true },
    },
    {
        .flags = TL_ACK,
        .before = { TL_ESTABLISHED, TL_FIN_WAIT_1 },
        .after = { TL_CLOSE_WAIT, TL_FIN_WAIT_2 },
        .knows = { TL_KNOWS_NXT, TL_KNOWS_NXT | TL_KNOWS_FIN },
        .knows_not = { TL_KNOWS_FIN, 0 },
        .phase = TL_PHASE_CLOSING,
        .step = { SENDER(ESTABLISHED, CLOSE_WAIT, ACK_OF_FIN),
                  RECEIVER(FIN_WAIT_1, FIN_WAIT_2, ACK_OF_FIN) },
        .step_count = 2,
        .facts = { .acks_fin = true },
    },
    {
        .flags = TL_FIN | TL_ACK,
        .before = { TL_ESTABLISHED, TL_FIN_WAIT_1 },
        .after = { TL_LAST_ACK, TL_FIN_WAIT_2 },
        .knows = { TL_KNOWS_NXT, TL_KNOWS_NXT | TL_KNOWS_FIN },
        .knows_not = { TL_KNOWS_FIN, 0 },
        .phase = TL_PHASE_CLOSING,
        .step = { SENDER(ESTABLISHED, CLOSE_WAIT, ACK_OF_FIN), SENDER(CLOSE_WAIT, LAST_ACK, FIN),
                  RECEIVER(FIN_WAIT_1, FIN_WAIT_2, ACK_OF_FIN) },
        .step_count = 3,
        .facts = { .acks_fin = true, .is_new_fin = true },
    },
    {
        .flags = TL_FIN | TL_ACK,
        .before = { TL_CLOSE_WAIT, TL_FIN_WAIT_2 },
        .after = { TL_LAST_ACK, TL_FIN_WAIT_2 },
        .knows = { TL_KNOWS_NXT, TL_KNOWS_NXT | TL_KNOWS_FIN },
        .knows_not = { TL_KNOWS_FIN, 0 },
        .phase = TL_PHASE_CLOSING,
        .step = { SENDER(CLOSE_WAIT, LAST_ACK, FIN) },
        .step_count = 1,
        .facts = { .acks_fin = true, .is_new_fin = true },
    },
    {
        .flags = TL_ACK,
        .before = { TL_FIN_WAIT_2, TL_LAST_ACK },
        .after = { TL_TIME_WAIT, TL_CLOSED },
        .knows = { TL_KNOWS_NXT | TL_KNOWS_FIN, TL_KNOWS_NXT | TL_KNOWS_FIN },
        .phase = TL_PHASE_CLOSED,
        .step = { SENDER(FIN_WAIT_2, TIME_WAIT, ACK_OF_FIN),
                  RECEIVER(LAST_ACK, CLOSED, ACK_OF_FIN) },
        .step_count = 2,
        .facts = { .acks_fin = true },
    },
};

static tl_state_set
only(unsigned state)
{
    return (tl_state_set)(1u << state);
}

static bool
knows_as(const struct tl_life *life, const struct line *line, unsigned which)
{
    return (life->known & (line->knows[which] | line->knows_not[which] | NEWS)) ==
           line->knows[which];
}

static bool
fits(const struct line *line, const struct tl_life *from, const struct tl_life *to, unsigned flags)
{
    return line->flags == flags && from->states == only(line->before[0]) &&
           to->states == only(line->before[1]) && knows_as(from, line, 0) && knows_as(to, line, 1);
}

/* Right behind all that its sender has sent, and acknowledges all that the receiver has. */
static bool
is_in_order(const struct tl_endpoint *sender, const struct tl_endpoint *receiver,
            const struct tl_segment *segment)
{
    const struct tl_life *from = &sender->now;
    const struct tl_life *to = &receiver->now;

    return (!tl_life_knows(from, TL_KNOWS_NXT) ||
            (segment->seq == from->nxt && segment->seq == from->delivered)) &&
           segment->ack == to->nxt && segment->ack == receiver->last_seq + receiver->last_length &&
           (!tl_life_knows(to, TL_KNOWS_FIN) || segment->ack == to->fin + 1);
}

/* Nothing more is to be told of the opening. */
static bool
is_opened(const struct tl_handshake *handshake)
{
    const bool is_open =
        handshake->status == TL_OPENING_COMPLETE || handshake->status == TL_OPENING_PARTIAL;
    const bool is_ack_due = handshake->synack_frame != 0 && handshake->ack_frame == 0;

    return handshake->status == TL_OPENING_NONE || (is_open && !is_ack_due);
}

static bool
is_closing(const struct tl_connection *connection)
{
    return connection->teardown.fin[0].frame != 0;
}

/* The opening and the closing are where the states say. */
static bool
is_plain(const struct tl_connection *connection, const struct line *line)
{
    if (line->facts.acks_syn) {
        return !is_closing(connection);
    }
    return is_closing(connection) == line->facts.acks_fin && is_opened(&connection->handshake);
}

/* The line of a segment behind the first, or NULL. */
static const struct line *
line_of(const struct tl_connection *connection, const struct tl_segment *segment)
{
    const struct tl_endpoint *sender = &connection->end[segment->from];
    const struct tl_endpoint *receiver = &connection->end[!segment->from];
    const unsigned flags = segment->flags & CONTROL;

    if (connection->last_reset != NULL || !is_in_order(sender, receiver, segment) ||
        tl_window_fails_paws(&receiver->now, &sender->now, segment)) {
        return NULL;
    }
    for (unsigned i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        if (fits(&lines[i], &sender->now, &receiver->now, flags)) {
            return is_plain(connection, &lines[i]) ? &lines[i] : NULL;
        }
    }
    return NULL;
}

static void
write_note(struct tl_note *note, const struct line *line, unsigned from)
{
    note->before[from] = line->before[0];
    note->before[!from] = line->before[1];
    note->after[from] = line->after[0];
    note->after[!from] = line->after[1];
    memcpy(note->steps, line->step, sizeof line->step);
    for (unsigned i = 0; i < line->step_count && from != 0; i++) {
        note->steps[i].end ^= 1u;
    }
    note->step_count = line->step_count & 7u;
    note->findings |= line->findings;
}

static void
move(struct tl_endpoint *sender, struct tl_endpoint *receiver, const struct line *line)
{
    if (line->facts.begins_life) {
        tl_life_begin(&sender->now, only(line->after[0]));
    }
    sender->now.states = only(line->after[0]);
    receiver->now.states = only(line->after[1]);
}

static void
remember(struct tl_endpoint *sender, struct tl_endpoint *receiver, const struct tl_segment *segment,
         struct tl_note *note)
{
    struct tl_life *to = &receiver->now;

    sender->was_odd = false;
    tl_remember_answer(sender, receiver);
    tl_remember_sent(sender, to, segment, note);
    if (tl_segment_has(segment, TL_ACK)) {
        tl_life_acknowledged(to, segment->ack);
    }
    tl_remember_segment(sender, segment);
}

static void
follow(struct tl_connection *connection, const struct line *line, const struct tl_segment *segment,
       struct tl_note *note)
{
    struct tl_endpoint *sender = &connection->end[segment->from];
    struct tl_endpoint *receiver = &connection->end[!segment->from];
    struct tl_facts facts = line->facts;

    facts.segment = segment;
    facts.sender = sender;
    facts.receiver = receiver;
    facts.from = &sender->now;
    facts.to = &receiver->now;
    facts.client = connection->client;
    tl_note_set_time(note, connection->first_ns, segment->time_ns);
    write_note(note, line, segment->from);
    if (line->facts.acks_syn || line->facts.is_syn) {
        tl_handshake_observe(&connection->handshake, segment, &facts, note);
    } else {
        tl_teardown_observe(&connection->teardown, segment, &facts, note);
    }
    move(sender, receiver, line);
    remember(sender, receiver, segment, note);
    connection->phase = line->phase;
}

/* It may be the answer to something odd: to a reset or a SYN. */
static bool
may_be_challenge(const struct tl_connection *connection, const struct tl_endpoint *sender,
                 const struct tl_endpoint *receiver)
{
    return connection->past != NULL || connection->last_reset != NULL ||
           ((receiver->last_flags & TL_SYN) != 0 && receiver->last_frame > sender->last_frame);
}

/* It says nothing that its sender's last segment has not said, with none of the other end between:
 * it may be that very packet, captured once more. */
static bool
may_be_copy(const struct tl_endpoint *sender, const struct tl_endpoint *receiver,
            const struct tl_segment *segment)
{
    return segment->payload == 0 && segment->ack == sender->last_ack &&
           segment->seq == sender->last_seq && receiver->last_frame <= sender->last_frame;
}

/* The everyday segment of an open connection: only the numbers go on. */
static bool
passes(struct tl_connection *connection, const struct tl_segment *segment, struct tl_note *note)
{
    struct tl_endpoint *sender = &connection->end[segment->from];
    struct tl_endpoint *receiver = &connection->end[!segment->from];

    if (!tl_event_is_routine(&sender->now, &receiver->now, segment) ||
        may_be_copy(sender, receiver, segment) || may_be_challenge(connection, sender, receiver) ||
        is_closing(connection) || !is_opened(&connection->handshake)) {
        return false;
    }
    remember(sender, receiver, segment, note);
    if (note->findings != 0) {
        tl_note_set_time(note, connection->first_ns, segment->time_ns);
    }
    memset(note->before, TL_ESTABLISHED, sizeof note->before);
    memset(note->after, TL_ESTABLISHED, sizeof note->after);
    connection->phase = TL_PHASE_DATA;
    return true;
}

bool
tl_usual_observe(struct tl_connection *connection, const struct tl_segment *segment,
                 struct tl_note *note)
{
    const struct line *line = NULL;

    if (passes(connection, segment, note)) {
        return true;
    }
    if (segment->payload > 0 || segment->window == 0 || connection->past != NULL ||
        connection->has_inherited) {
        return false;
    }
    if (!connection->is_fresh) {
        line = line_of(connection, segment);
    } else if ((segment->flags & CONTROL) == TL_SYN && connection->previous == NULL) {
        line = &syn;
    }
    if (line != NULL) {
        follow(connection, line, segment, note);
    }
    return line != NULL;
}

/* probe.c - is the segment a scanner's probe, or the answer to one, and what does that say?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "probe.h"

#include "icmp.h"

#include <stddef.h>

/* A scan or a health check closes at once what it has opened. An idle connection that was opened
 * ahead of need, as browsers do, is kept for longer. */
#define AT_ONCE_NS INT64_C(1000000000)

#define SHAPE (TL_SYN | TL_FIN | TL_RST | TL_PSH | TL_ACK | TL_URG)

/* Flags of the probes that open nothing. */
static const struct {
    uint16_t flags;
    uint8_t kind;
} shapes[] = {
    { 0, TL_PROBE_NULL },
    { TL_FIN, TL_PROBE_FIN },
    { TL_FIN | TL_PSH | TL_URG, TL_PROBE_XMAS },
    { TL_ACK, TL_PROBE_ACK },
    { TL_FIN | TL_ACK, TL_PROBE_MAIMON },
};

static enum tl_probe_kind
kind_of(unsigned flags)
{
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        if (shapes[i].flags == (flags & SHAPE)) {
            return (enum tl_probe_kind)shapes[i].kind;
        }
    }
    return TL_PROBE_NONE;
}

/* What an answer by RST says, and no answer. */
static const struct {
    uint8_t reset;
    uint8_t silence;
} answers[TL_PROBE_COUNT] = {
    [TL_PROBE_FIN] = { TL_PORT_CLOSED, TL_PORT_OPEN_OR_FILTERED },
    [TL_PROBE_NULL] = { TL_PORT_CLOSED, TL_PORT_OPEN_OR_FILTERED },
    [TL_PROBE_XMAS] = { TL_PORT_CLOSED, TL_PORT_OPEN_OR_FILTERED },
    [TL_PROBE_ACK] = { TL_PORT_UNFILTERED, TL_PORT_NONE },
    [TL_PROBE_MAIMON] = { TL_PORT_CLOSED, TL_PORT_OPEN_OR_FILTERED },
};

/* Does this ICMP error say that the segment was not delivered? */
static bool
stops(const struct tl_icmp_error *error)
{
    return error->kind == TL_ICMP_UNREACHABLE || error->kind == TL_ICMP_PROHIBITED;
}

/* The error that says so of the segment in this frame, or NULL. */
static const struct tl_icmp_error *
error_about(const struct tl_connection *connection, uint32_t frame)
{
    const struct tl_icmp_error *error = connection->last_error;

    error = error != NULL ? error->grave : NULL;
    return error != NULL && error->quoted_frame == frame && stops(error) ? error : NULL;
}

/* The first RST of the other end behind this frame that answers it, or a later copy of it. */
static const struct tl_reset *
reset_behind(const struct tl_connection *connection, uint32_t frame, unsigned from)
{
    const struct tl_reset *found = NULL;

    for (const struct tl_reset *r = connection->last_reset; r != NULL && r->frame > frame;
         r = r->previous) {
        found = r->sender != from && r->trigger_frame >= frame ? r : found;
    }
    return found;
}

/* --- what opens nothing ----------------------------------------------------------------------- */

static void
take_reset(struct tl_probe *probe, const struct tl_reset *reset)
{
    probe->answer_frame = reset->frame;
    probe->port = answers[probe->kind].reset;
    if (probe->kind == TL_PROBE_ACK) {
        probe->window_hint = reset->window > 0 ? TL_PORT_OPEN : TL_PORT_CLOSED;
    }
}

static void
take_error(struct tl_probe *probe, const struct tl_icmp_error *error)
{
    probe->answer_frame = error->frame;
    probe->port = TL_PORT_FILTERED;
}

/* Nothing else was ever captured on these ports. */
static bool
is_alone(const struct tl_connection *connection, const struct tl_segment *segment)
{
    return connection->first_frame == segment->frame && connection->last_frame == segment->frame;
}

/* The everyday ACK or FIN,ACK of a connection picked up in mid-stream looks alike; but that mostly
 * has options or data, and is not answered by what says that there is none. */
static bool
is_bare_first(const struct tl_connection *connection, const struct tl_segment *segment)
{
    return connection->first_frame == segment->frame && segment->options.bytes == 0 &&
           segment->payload == 0;
}

static bool
find_with_ack(const struct tl_connection *connection, const struct tl_segment *segment,
              bool is_final, struct tl_probe *probe)
{
    const struct tl_reset *reset = reset_behind(connection, segment->frame, segment->from);
    const struct tl_icmp_error *error = error_about(connection, segment->frame);

    if (!is_bare_first(connection, segment)) {
        return false;
    }
    if (reset != NULL && reset->cause == TL_CAUSE_PROBE_REPLY) {
        take_reset(probe, reset);
    } else if (error != NULL && is_alone(connection, segment)) {
        take_error(probe, error);
    } else if (is_final && is_alone(connection, segment)) {
        probe->port = answers[probe->kind].silence;
    }
    return probe->port != TL_PORT_NONE;
}

static bool
find_without_ack(const struct tl_connection *connection, const struct tl_segment *segment,
                 struct tl_probe *probe)
{
    const struct tl_reset *reset = reset_behind(connection, segment->frame, segment->from);
    const struct tl_icmp_error *error = error_about(connection, segment->frame);

    probe->port = answers[probe->kind].silence;
    if (reset != NULL) {
        take_reset(probe, reset);
    } else if (error != NULL) {
        take_error(probe, error);
    }
    return true;
}

static bool
find_segment(const struct tl_connection *connection, const struct tl_segment *segment,
             const struct tl_note *note, bool is_final, struct tl_probe *probe)
{
    const uint64_t found = TL_FOUND(NULL_PROBE) | TL_FOUND(FIN_PROBE) | TL_FOUND(XMAS_PROBE);
    const enum tl_probe_kind kind = kind_of(segment->flags);

    *probe = (struct tl_probe){ .kind = (uint8_t)kind, .frame = segment->frame };
    if (kind == TL_PROBE_NONE) {
        return false;
    }
    if (tl_segment_has(segment, TL_ACK)) {
        return find_with_ack(connection, segment, is_final, probe);
    }
    return (note->findings & found) != 0 && find_without_ack(connection, segment, probe);
}

/* The RST that answers. */
static bool
find_reply(const struct tl_reset *reset, struct tl_probe *probe)
{
    if (reset == NULL || reset->cause != TL_CAUSE_PROBE_REPLY || reset->trigger_frame == 0) {
        return false;
    }
    *probe = (struct tl_probe){ .kind = (uint8_t)kind_of(reset->trigger_flags),
                                .frame = reset->trigger_frame };
    take_reset(probe, reset);
    return probe->kind != TL_PROBE_NONE;
}

/* --- what opens, or seems to ------------------------------------------------------------------ */

static const struct tl_reset *
first_reset(const struct tl_connection *connection)
{
    const struct tl_reset *reset = connection->last_reset;

    while (reset != NULL && reset->previous != NULL) {
        reset = reset->previous;
    }
    return reset;
}

/* SYN, SYN,ACK, RST; nobody had given up before the SYN,ACK. */
static bool
is_half_open(const struct tl_connection *connection)
{
    const struct tl_handshake *handshake = &connection->handshake;
    const struct tl_reset *reset = first_reset(connection);

    return handshake->status == TL_OPENING_ABANDONED && handshake->synack_frame != 0 &&
           handshake->ack_frame == 0 && reset != NULL && reset->sender == connection->client &&
           reset->frame > handshake->synack_frame;
}

static bool
has_sent_nothing(const struct tl_life *life)
{
    return (life->known & (TL_HAS_SENT_DATA | TL_IS_MISSED | TL_IS_CLAIMED)) == 0;
}

/* When the client closed or reset what it had opened; false if it did not, or not first. */
static bool
was_ended_by_client(const struct tl_connection *connection, int64_t *ns)
{
    const struct tl_fin *fin = &connection->teardown.fin[0];
    const struct tl_reset *reset = first_reset(connection);

    if (fin->frame != 0) {
        *ns = fin->time_ns;
        return fin->end == connection->client;
    }
    *ns = reset != NULL ? reset->time_ns : 0;
    return reset != NULL && reset->sender == connection->client &&
           reset->cause == TL_CAUSE_APPLICATION_ABORT;
}

static bool
is_connect(const struct tl_connection *connection)
{
    const struct tl_handshake *handshake = &connection->handshake;
    int64_t end_ns;

    return handshake->status == TL_OPENING_COMPLETE && connection->phase == TL_PHASE_CLOSED &&
           has_sent_nothing(&connection->end[0].now) && has_sent_nothing(&connection->end[1].now) &&
           was_ended_by_client(connection, &end_ns) && end_ns - handshake->asked_ns <= AT_ONCE_NS;
}

/* Scanners write their SYNs by themselves, with an MSS at most, and send each once. The SYN of a
 * host's own stack offers more. */
static bool
is_raw(const struct tl_connection *connection)
{
    const struct tl_offer *offer = &connection->handshake.offer[connection->client];

    return offer->seen && (offer->present & ~(unsigned)TL_OPT_MSS) == 0 && !offer->ecn &&
           connection->handshake.syn_retransmits == 0 &&
           !tl_life_knows(&connection->end[connection->client].now, TL_HAS_SENT_DATA);
}

/* A SYN that got no SYN,ACK. */
static void
judge_raw_syn(const struct tl_connection *connection, bool is_final, struct tl_probe *probe)
{
    const struct tl_reset *reset = first_reset(connection);
    const struct tl_icmp_error *error = error_about(connection, probe->frame);
    const bool is_silent = connection->last_frame == probe->frame;

    if (reset != NULL && reset->cause == TL_CAUSE_REFUSED) {
        probe->answer_frame = reset->frame;
        probe->port = TL_PORT_CLOSED;
    } else if (error != NULL && is_silent) {
        take_error(probe, error);
    } else if (is_final && is_silent) {
        probe->port = TL_PORT_FILTERED;
    }
}

static void
judge_opening(const struct tl_connection *connection, bool is_final, struct tl_probe *probe)
{
    const struct tl_handshake *handshake = &connection->handshake;
    const bool is_open = handshake->ack_frame != 0 && is_connect(connection);

    if (is_open || is_half_open(connection)) {
        probe->kind = is_open ? TL_PROBE_CONNECT : TL_PROBE_SYN;
        probe->answer_frame = handshake->synack_frame;
        probe->port = TL_PORT_OPEN;
    } else if (handshake->synack_frame == 0 && is_raw(connection)) {
        judge_raw_syn(connection, is_final, probe);
    }
}

/* Begun and ended by the client; shown on what begins, answers and ends it. */
static bool
find_opening(const struct tl_connection *connection, const struct tl_segment *segment,
             const struct tl_note *note, bool is_final, struct tl_probe *probe)
{
    const struct tl_handshake *handshake = &connection->handshake;

    *probe = (struct tl_probe){ .kind = TL_PROBE_SYN, .frame = handshake->syn_frame };
    if (handshake->kind != TL_HANDSHAKE_THREE_WAY || handshake->syn_frame == 0) {
        return false;
    }
    judge_opening(connection, is_final, probe);
    return probe->port != TL_PORT_NONE &&
           (segment->frame == probe->frame || segment->frame == probe->answer_frame ||
            note->reset != NULL || note->teardown_steps != 0);
}

bool
tl_probe_find(const struct tl_connection *connection, const struct tl_segment *segment,
              const struct tl_note *note, bool is_final, struct tl_probe *probe)
{
    return find_reply(note->reset, probe) ||
           find_segment(connection, segment, note, is_final, probe) ||
           find_opening(connection, segment, note, is_final, probe);
}

bool
tl_probe_find_quoted(const struct tl_connection *connection, const struct tl_icmp_error *error,
                     struct tl_probe *probe)
{
    const struct tl_endpoint *sender = &connection->end[error->from];
    const uint32_t controls =
        (sender->last_flags & TL_SYN ? 1u : 0u) + (sender->last_flags & TL_FIN ? 1u : 0u);
    const struct tl_segment quoted = { .frame = error->quoted_frame,
                                       .from = error->from,
                                       .flags = sender->last_flags,
                                       .payload = sender->last_length - controls,
                                       .options = { .bytes = sender->last_option_bytes } };
    /* No SYN of it is known, so that it was outside any connection. */
    const bool is_outside = !tl_life_knows(&sender->now, TL_KNOWS_ISS);
    const uint64_t found = is_outside ? TL_FOUND(NULL_PROBE) | TL_FOUND(FIN_PROBE) : 0;
    const struct tl_note note = { .findings = found };

    return stops(error) && sender->last_frame == error->quoted_frame && sender->last_frame != 0 &&
           tl_probe_find(connection, &quoted, &note, false, probe) &&
           probe->port == TL_PORT_FILTERED;
}

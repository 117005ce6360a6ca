/* trait.c - what does a segment show by itself, beside what is noted of it?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "trait.h"

#include <stddef.h>

/* RFC 7323 2.3. */
#define MAX_SHIFT 14

/* What the rules look at. */
struct look {
    const struct tl_connection *connection;
    const struct tl_segment *segment;
    const struct tl_note *note;
};

static bool
is_syn_with_urg(const struct look *look)
{
    return tl_segment_has(look->segment, TL_SYN | TL_URG);
}

/* RFC 9293 3.10.7.4 has it repeat its SYN,ACK. */
static bool
is_syn_of_called(const struct look *look)
{
    return tl_segment_is_syn(look->segment) &&
           look->note->before[look->segment->from] == TL_SYN_RECEIVED;
}

static bool
has_large_scale(const struct look *look)
{
    return tl_segment_has(look->segment, TL_SYN) &&
           (look->segment->options.present & TL_OPT_WINDOW_SCALE) != 0 &&
           look->segment->options.window_scale > MAX_SHIFT;
}

static bool
has_bad_options(const struct look *look)
{
    return (look->segment->options.present & (TL_OPT_MALFORMED | TL_OPT_BAD_LENGTH)) != 0;
}

static bool
has_ack_without_flag(const struct look *look)
{
    return !tl_segment_has(look->segment, TL_ACK) && look->segment->ack != 0;
}

/* RFC 7323 3.2: once agreed, every segment but an RST carries them. */
static bool
lacks_timestamp(const struct look *look)
{
    const struct tl_segment *segment = look->segment;
    const unsigned unread = TL_OPT_CUT | TL_OPT_MALFORMED | TL_OPT_BAD_LENGTH;

    return (segment->options.present & (TL_OPT_TIMESTAMPS | unread)) == 0 &&
           (segment->flags & (TL_SYN | TL_RST)) == 0 &&
           look->note->before[segment->from] != TL_CLOSED &&
           tl_handshake_agreed(&look->connection->handshake, TL_OPT_TIMESTAMPS);
}

static bool
is_ahead_of_ack(const struct look *look)
{
    const struct tl_segment *segment = look->segment;

    return look->note->before[segment->from] == TL_SYN_RECEIVED &&
           segment->from != look->note->client &&
           (segment->flags & (TL_SYN | TL_FIN | TL_RST | TL_ACK)) == TL_ACK &&
           look->connection->handshake.kind == TL_HANDSHAKE_THREE_WAY &&
           look->connection->handshake.syn_frame != 0;
}

static bool
is_early_fin(const struct look *look)
{
    const unsigned from = look->segment->from;

    return (look->segment->flags & (TL_SYN | TL_FIN | TL_RST)) == TL_FIN &&
           look->note->before[from] == TL_SYN_SENT && look->note->after[from] == TL_SYN_SENT;
}

static bool
is_first_reset(const struct look *look)
{
    const struct tl_reset *reset = look->note->reset;

    return reset != NULL && (reset->evidence >> TL_EVIDENCE_NO_CONNECTION_SEEN & 1u) != 0;
}

static bool
is_one_of_many_resets(const struct look *look)
{
    return look->note->reset != NULL && look->note->reset->is_of_storm;
}

#define RULES(RULE)                                                                                \
    RULE(SYN_URG, is_syn_with_urg)                                                                 \
    RULE(SYN_OF_CALLED, is_syn_of_called)                                                          \
    RULE(SCALE_TOO_LARGE, has_large_scale)                                                         \
    RULE(OPTIONS_MALFORMED, has_bad_options)                                                       \
    RULE(ACK_WITHOUT_FLAG, has_ack_without_flag)                                                   \
    RULE(TIMESTAMP_MISSING, lacks_timestamp)                                                       \
    RULE(TALKS_AHEAD_OF_ACK, is_ahead_of_ack)                                                      \
    RULE(FIN_EARLY, is_early_fin)                                                                  \
    RULE(RST_UNASKED, is_first_reset)                                                              \
    RULE(RST_STORM, is_one_of_many_resets)

uint32_t
tl_traits(const struct tl_connection *connection, const struct tl_segment *segment,
          const struct tl_note *note)
{
    const struct look look = { connection, segment, note };
    uint32_t traits = 0;

#define APPLY(trait, applies) traits |= applies(&look) ? TL_TRAIT(trait) : 0;
    RULES(APPLY)
#undef APPLY
    return traits;
}

void
tl_each_finding(const struct tl_note *note, uint32_t traits, tl_take_finding *take, void *data)
{
    for (unsigned i = 0; i < TL_NOTED_COUNT && (note->findings >> i) != 0; i++) {
        if ((note->findings >> i & 1u) != 0) {
            take((enum tl_finding)i, data);
        }
    }
    for (unsigned i = 0; i < TL_TRAIT_COUNT && (traits >> i) != 0; i++) {
        if ((traits >> i & 1u) != 0) {
            take((enum tl_finding)(TL_TRAIT_FIRST + i), data);
        }
    }
}

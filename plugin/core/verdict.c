/* verdict.c - how did the connection go, and who ended it?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "verdict.h"

#include "anomaly.h"
#include "clock.h"
#include "icmp.h"

#include <stddef.h>

#define DONE (TL_ONLY(CLOSED) | TL_ONLY(TIME_WAIT) | TL_ONLY(LISTEN))

#define BIT(id) (1u << TL_VERDICT_##id)

/* So many repetitions without any answer are no longer the loss of a segment. */
#define UNANSWERED_REPEATS 2

/* RFC 6298 2.1: a SYN is sent again after one second; before, it cannot be called unanswered. */
#define ANSWER_WITHIN_NS INT64_C(1000000000)

const struct tl_connection *
tl_connection_proper(const struct tl_connection *connection)
{
    while (connection->has_rejoined) {
        connection = connection->previous;
    }
    return connection;
}

const struct tl_connection *
tl_connection_before(const struct tl_connection *connection)
{
    const struct tl_connection *before = connection->previous;

    return before != NULL ? tl_connection_proper(before) : NULL;
}

const struct tl_connection *
tl_connection_after(const struct tl_connection *connection)
{
    return connection->next;
}

int64_t
tl_connection_duration(const struct tl_connection *connection)
{
    return tl_clock_between(connection->first_ns, connection->last_ns);
}

/* Does this reset break off a connection that was not closed before? Where its effect is not known,
 * that nobody speaks afterwards must do. */
static bool
breaks_off(const struct tl_connection *connection, const struct tl_reset *reset)
{
    const bool is_last = reset->frame >= connection->last_frame;

    return reset->stage != TL_STAGE_AFTER_CLOSE &&
           (reset->has_effect ? reset->is_effective : is_last);
}

const struct tl_reset *
tl_ending_reset(const struct tl_connection *connection)
{
    const struct tl_reset *ending = NULL;

    for (const struct tl_reset *r = connection->last_reset; r != NULL; r = r->previous) {
        ending = breaks_off(connection, r) ? r : ending;
    }
    return ending;
}

static bool
is_probe(const struct tl_connection *connection)
{
    const struct tl_reset *reset = connection->last_reset;

    while (reset != NULL && reset->cause != TL_CAUSE_PROBE_REPLY) {
        reset = reset->previous;
    }
    return connection->is_probe || reset != NULL;
}

/* A SYN,ACK that nobody asked for, and nothing of its sender behind it. */
static bool
is_unasked_answer(const struct tl_connection *connection)
{
    const struct tl_handshake *handshake = &connection->handshake;
    const struct tl_life *server = &connection->end[!connection->client].now;

    return handshake->syn_frame == 0 && handshake->synack_frame != 0 && handshake->ack_frame == 0 &&
           !tl_life_knows(server, TL_HAS_SPOKEN);
}

static bool
is_backscatter(const struct tl_connection *connection)
{
    const struct tl_reset *reset = connection->last_reset;
    const bool is_reset = reset != NULL && reset->cause == TL_CAUSE_BACKSCATTER;
    const bool has_more = connection->end[0].last_frame != 0 || connection->end[1].last_frame != 0;

    return (is_reset && !has_more) || is_unasked_answer(connection);
}

static bool
is_refused(const struct tl_connection *connection)
{
    return connection->handshake.status == TL_OPENING_REFUSED;
}

static bool
is_unreachable(const struct tl_connection *connection)
{
    return connection->handshake.status == TL_OPENING_UNREACHABLE;
}

static bool
is_unanswered(const struct tl_connection *connection)
{
    return tl_handshake_status(&connection->handshake, true) == TL_OPENING_UNANSWERED;
}

static bool
is_abandoned(const struct tl_connection *connection)
{
    return connection->handshake.status == TL_OPENING_ABANDONED;
}

static bool
is_aborted(const struct tl_connection *connection)
{
    return connection->handshake.status == TL_OPENING_ABORTED;
}

static bool
is_reset(const struct tl_connection *connection)
{
    return tl_ending_reset(connection) != NULL;
}

static bool
is_complete(const struct tl_connection *connection)
{
    return connection->teardown.status == TL_CLOSING_COMPLETE_STATUS;
}

/* What was sent again was never answered: the other end is not heard from since. */
static bool
is_timed_out(const struct tl_connection *connection)
{
    const bool is_fin = connection->teardown.status == TL_CLOSING_UNANSWERED_STATUS;
    const unsigned least = is_fin ? 1 : UNANSWERED_REPEATS;

    for (unsigned end = 0; end < 2; end++) {
        const struct tl_endpoint *sender = &connection->end[end];
        if (sender->repeats >= least || sender->probes >= UNANSWERED_REPEATS) {
            return true;
        }
    }
    return false;
}

/* Both FINs, of which one was not acknowledged any more, as far as was captured. */
static bool
has_both_fins(const struct tl_connection *connection)
{
    return connection->teardown.fin[1].frame != 0;
}

static bool
is_replaced(const struct tl_connection *connection)
{
    return tl_connection_after(connection) != NULL &&
           !(tl_life_is_in(&connection->end[0].now, DONE) &&
             tl_life_is_in(&connection->end[1].now, DONE));
}

static bool
is_half_closed(const struct tl_connection *connection)
{
    return connection->teardown.fin[0].frame != 0;
}

static bool
is_cut_off(const struct tl_connection *connection)
{
    return tl_icmp_ending(connection) != NULL;
}

/* The SYN,ACK is there, and what completes the opening never came. */
static bool
is_incomplete(const struct tl_connection *connection)
{
    return connection->handshake.status == TL_OPENING_IN_PROGRESS;
}

static bool
is_mid_stream(const struct tl_connection *connection)
{
    return connection->handshake.status == TL_OPENING_NONE;
}

/* The first that holds. What never was a connection comes first, then what never was open; then how
 * it ended, what ended it at once before what ended it slowly. */
/* clang-format off */
static const struct {
    bool (*holds)(const struct tl_connection *connection);
    enum tl_verdict verdict;
} rules[] = {
    { is_backscatter, TL_VERDICT_BACKSCATTER },
    { is_probe, TL_VERDICT_PROBE },
    { is_refused, TL_VERDICT_REFUSED },
    { is_unreachable, TL_VERDICT_UNREACHABLE },
    { is_unanswered, TL_VERDICT_UNANSWERED },
    { is_abandoned, TL_VERDICT_ABANDONED },
    { is_aborted, TL_VERDICT_ABORTED },
    { is_reset, TL_VERDICT_RESET },
    { is_complete, TL_VERDICT_ORDERLY },
    { is_timed_out, TL_VERDICT_TIMED_OUT },
    { has_both_fins, TL_VERDICT_ORDERLY },
    { is_replaced, TL_VERDICT_REPLACED },
    { is_cut_off, TL_VERDICT_UNREACHABLE },
    { is_half_closed, TL_VERDICT_HALF_CLOSED },
    { is_incomplete, TL_VERDICT_ABANDONED },
    { is_mid_stream, TL_VERDICT_MID_STREAM },
};
/* clang-format on */

enum tl_verdict
tl_verdict(const struct tl_connection *connection)
{
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (rules[i].holds(connection)) {
            return rules[i].verdict;
        }
    }
    return TL_VERDICT_OPEN;
}

static enum tl_closer
role_of(const struct tl_connection *connection, unsigned end)
{
    return end == connection->client ? TL_CLOSED_BY_CLIENT : TL_CLOSED_BY_SERVER;
}

/* Who sent the first FIN, unless a reset that took effect came before it. */
static enum tl_closer
first_to_end(const struct tl_connection *connection)
{
    const struct tl_teardown *teardown = &connection->teardown;
    const struct tl_fin *fin = &teardown->fin[0];
    const struct tl_reset *reset = tl_ending_reset(connection);

    if (fin->frame != 0 && (reset == NULL || fin->frame < reset->frame)) {
        return teardown->kind == TL_TEARDOWN_SIMULTANEOUS ? TL_CLOSED_BY_BOTH
                                                          : role_of(connection, fin->end);
    }
    if (reset == NULL) {
        return TL_CLOSED_BY_NOBODY;
    }
    return reset->cause == TL_CAUSE_INJECTED ? TL_CLOSED_BY_NETWORK
                                             : role_of(connection, reset->sender);
}

enum tl_closer
tl_closed_by(const struct tl_connection *connection)
{
    const unsigned nobody =
        BIT(OPEN) | BIT(MID_STREAM) | BIT(UNANSWERED) | BIT(PROBE) | BIT(BACKSCATTER);
    const enum tl_verdict verdict = tl_verdict(connection);

    if ((nobody >> verdict & 1u) != 0) {
        return TL_CLOSED_BY_NOBODY;
    }
    if (verdict == TL_VERDICT_UNREACHABLE) {
        return TL_CLOSED_BY_NETWORK;
    }
    return verdict == TL_VERDICT_REFUSED ? TL_CLOSED_BY_SERVER : first_to_end(connection);
}

/* Is there a reset that is worth this much attention? */
static bool
has_reset_of(const struct tl_connection *connection, enum tl_severity least)
{
    for (const struct tl_reset *r = connection->last_reset; r != NULL; r = r->previous) {
        if (tl_finding_info(tl_finding_of_reset(r))->severity >= least) {
            return true;
        }
    }
    return false;
}

/* Severity follows the cause: most resets are harmless, and what has not waited for long may yet be
 * answered. */
bool
tl_is_abnormal(const struct tl_connection *connection, int64_t until_ns)
{
    const unsigned always = BIT(REFUSED) | BIT(UNREACHABLE) | BIT(ABORTED) | BIT(TIMED_OUT) |
                            BIT(REPLACED) | BIT(PROBE);
    const int64_t silence_ns = until_ns - connection->last_ns;
    const bool has_both = connection->segments[0] > 0 && connection->segments[1] > 0;
    const enum tl_verdict verdict = tl_verdict(connection);

    if (verdict == TL_VERDICT_UNANSWERED) {
        return connection->handshake.syn_retransmits > 0 || silence_ns >= ANSWER_WITHIN_NS;
    }
    /* Where only one direction was captured, so may be only one of two FINs. */
    if ((verdict == TL_VERDICT_HALF_CLOSED && has_both &&
         silence_ns >= connection->settings->half_closed_ns) ||
        (verdict == TL_VERDICT_ABANDONED && connection->handshake.synack_retransmits > 0)) {
        return true;
    }
    return (always >> verdict & 1u) != 0 ||
           has_reset_of(connection, verdict == TL_VERDICT_RESET ? TL_WARN : TL_ERROR);
}

struct words {
    const char *word;
    const char *meaning;
};

static const struct words verdicts[TL_VERDICT_COUNT] = {
#define VERDICT_WORDS(id, word, meaning) [TL_VERDICT_##id] = { word, meaning },
    TL_VERDICTS(VERDICT_WORDS)
#undef VERDICT_WORDS
};

static const struct words closers[TL_CLOSER_COUNT] = {
#define CLOSER_WORDS(id, word, meaning) [TL_CLOSED_BY_##id] = { word, meaning },
    TL_CLOSERS(CLOSER_WORDS)
#undef CLOSER_WORDS
};

const char *
tl_verdict_word(enum tl_verdict verdict)
{
    return verdicts[verdict].word;
}

const char *
tl_verdict_meaning(enum tl_verdict verdict)
{
    return verdicts[verdict].meaning;
}

const char *
tl_closer_word(enum tl_closer closer)
{
    return closers[closer].word;
}

const char *
tl_closer_meaning(enum tl_closer closer)
{
    return closers[closer].meaning;
}

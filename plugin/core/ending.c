/* ending.c - what is to be reported of a connection that did not come to an end of its own?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "ending.h"

#include "verdict.h"

/* One lost probe proves nothing. */
#define PROBES_LEAST 2

static bool
has_unanswered_probes(const struct tl_connection *connection)
{
    return connection->end[0].probes >= PROBES_LEAST || connection->end[1].probes >= PROBES_LEAST;
}

static bool
has_shut_window(const struct tl_connection *connection)
{
    return tl_life_knows(&connection->end[0].now, TL_WINDOW_IS_SHUT) ||
           tl_life_knows(&connection->end[1].now, TL_WINDOW_IS_SHUT);
}

static bool
is_unacknowledged(const struct tl_connection *connection)
{
    return connection->handshake.status == TL_OPENING_IN_PROGRESS;
}

/* By verdict, for those that one finding fits in any case. All others come to an end by a segment,
 * which is reported itself. */
static enum tl_finding
finding_of(enum tl_verdict verdict)
{
    static const enum tl_finding findings[TL_VERDICT_COUNT] = {
        [TL_VERDICT_OPEN] = TL_FINDING_END_OPEN,
        [TL_VERDICT_MID_STREAM] = TL_FINDING_END_OPEN,
        [TL_VERDICT_TIMED_OUT] = TL_FINDING_END_TIMED_OUT,
        [TL_VERDICT_REPLACED] = TL_FINDING_END_REPLACED,
        [TL_VERDICT_HALF_CLOSED] = TL_FINDING_END_HALF_CLOSED,
    };
    return findings[verdict] != 0 ? findings[verdict] : TL_FINDING_COUNT;
}

enum tl_finding
tl_finding_of_end(const struct tl_connection *connection, int64_t until_ns)
{
    const bool is_abnormal = tl_is_abnormal(connection, until_ns);
    const enum tl_verdict verdict = tl_verdict(connection);
    const enum tl_finding finding = finding_of(verdict);

    if (verdict == TL_VERDICT_UNANSWERED) {
        return is_abnormal ? TL_FINDING_END_UNANSWERED : TL_FINDING_COUNT;
    }
    if (verdict == TL_VERDICT_ABANDONED) {
        return is_unacknowledged(connection) ? TL_FINDING_END_INCOMPLETE : TL_FINDING_COUNT;
    }
    if (finding == TL_FINDING_END_HALF_CLOSED && is_abnormal) {
        return TL_FINDING_END_OWES_FIN;
    }
    if (finding == TL_FINDING_END_HALF_CLOSED &&
        connection->segments[tl_end_that_owes_fin(connection)] == 0) {
        return TL_FINDING_COUNT; /* nothing of it was captured: no FIN, either */
    }
    if (finding == TL_FINDING_END_TIMED_OUT && has_unanswered_probes(connection)) {
        return TL_FINDING_END_PROBES;
    }
    return finding == TL_FINDING_END_OPEN && has_shut_window(connection)
               ? TL_FINDING_END_WINDOW_SHUT
               : finding;
}

unsigned
tl_end_that_owes_fin(const struct tl_connection *connection)
{
    return !connection->teardown.fin[0].end;
}

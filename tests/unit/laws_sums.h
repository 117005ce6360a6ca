/* laws_sums.h - do the counts, times and ends of a row of segments agree with the segments?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_LAWS_SUMS_H
#define TL_LAWS_SUMS_H

#include "check.h"
#include "probe.h"
#include "row.h"
#include "time_in.h"
#include "verdict.h"
#include "zeek.h"
#include "zeek_states.h"

/* --- counts ---------------------------------------------------------------------------------- */

/* Each segment counts to one connection, also where a connection turns out to be none. */
static inline void
counters_add_up(void)
{
    uint64_t bytes[2] = { 0 };
    uint64_t segments[2] = { 0 };

    row_run(&lab, row_count);
    for (unsigned i = 0; i < row_count; i++) {
        segments[row[i].from]++;
        bytes[row[i].from] += row[i].payload;
    }
    for (unsigned i = 0; i < lab.connection_count; i++) {
        const struct tl_connection *connection = &lab.connections[i];
        for (unsigned end = 0; end < 2 && !connection->has_rejoined; end++) {
            segments[end] -= connection->segments[end];
            bytes[end] -= connection->bytes[end];
        }
    }
    for (unsigned end = 0; end < 2; end++) {
        CHECK_EQ(segments[end], 0);
        CHECK_EQ(bytes[end], 0);
    }
}

/* --- times ----------------------------------------------------------------------------------- */

static inline void
times_of_connection_are_legal(const struct tl_connection *connection)
{
    const struct tl_handshake *handshake = &connection->handshake;
    int64_t ns;

    CHECK(tl_connection_duration(connection) >= 0);
    CHECK(!handshake->has_server_rtt || handshake->server_rtt_ns >= 0);
    CHECK(!handshake->has_client_rtt || handshake->client_rtt_ns >= 0);
    CHECK(!tl_teardown_duration(&connection->teardown, &ns) || ns >= 0);
    CHECK(!tl_teardown_half_closed_for(&connection->teardown, &ns) || ns >= 0);
    for (const struct tl_reset *reset = connection->last_reset; reset != NULL;
         reset = reset->previous) {
        CHECK(!reset->has_idle || reset->after_idle_ns >= 0);
    }
}

/* The times that an end was in its states are never more than those of the connection. */
static inline void
times_in_states_add_up(const struct tl_connection *connection)
{
    struct tl_time_in times = { 0 };

    for (unsigned i = 0; i < row_count; i++) {
        if (lab.owner[i] == connection && tl_note_matters(&lab.notes[i])) {
            tl_time_in_add(&times, &lab.notes[i]);
        }
    }
    const uint64_t last_ns = (uint64_t)tl_connection_duration(connection);
    const uint64_t most_ns = times.last_ns > last_ns ? times.last_ns : last_ns;
    tl_time_in_finish(&times, last_ns, last_ns);
    for (unsigned end = 0; end < 2; end++) {
        uint64_t sum = 0;
        for (unsigned state = 0; state < TL_STATE_COUNT; state++) {
            sum += times.ns[end][state];
        }
        CHECK(sum <= most_ns);
    }
}

static inline void
times_are_legal(void)
{
    row_run(&lab, row_count);
    for (unsigned i = 0; i < lab.connection_count; i++) {
        times_of_connection_are_legal(&lab.connections[i]);
        if (!lab.connections[i].has_rejoined) {
            times_in_states_add_up(&lab.connections[i]);
        }
    }
}

/* --- what it all came to --------------------------------------------------------------------- */

static inline void
ending_is_legal(const struct tl_connection *connection)
{
    const struct tl_reset *ending = tl_ending_reset(connection);

    CHECK(tl_verdict(connection) < TL_VERDICT_COUNT);
    CHECK(tl_closed_by(connection) < TL_CLOSER_COUNT);
    CHECK(connection->first_frame <= connection->last_frame);
    CHECK(ending == NULL || ending->frame <= connection->last_frame);
    CHECK(connection->next == NULL || connection->next->previous != NULL);
}

/* A probe is of a kind, and is not its own answer. (A capture may hold the answer first.) */
static inline void
probe_is_legal(unsigned at)
{
    struct tl_probe probe;

    if (tl_probe_find(lab.owner[at], &row[at], &lab.notes[at], true, &probe)) {
        CHECK(probe.kind > TL_PROBE_NONE && probe.kind < TL_PROBE_COUNT);
        CHECK(probe.port < TL_PORT_COUNT && probe.window_hint < TL_PORT_COUNT);
        CHECK(probe.frame != 0 && probe.answer_frame != probe.frame);
        CHECK(tl_probe_reading(&probe) != NULL);
    }
}

static inline void
endings_are_legal(void)
{
    row_run(&lab, row_count);
    for (unsigned i = 0; i < row_count; i++) {
        ending_is_legal(lab.owner[i]);
        probe_is_legal(i);
    }
}

/* --- Zeek ------------------------------------------------------------------------------------ */

static inline void
zeek_texts_are_legal(const struct tl_zeek *zeek)
{
    static const char *const states = " S0 S1 S2 S3 SF REJ RSTO RSTR RSTOS0 RSTRH SH SHR OTH ";
    char history[TL_ZEEK_HISTORY];
    char word[16];

    snprintf(word, sizeof word, " %s ", tl_zeek_conn_state(zeek));
    CHECK(strstr(states, word) != NULL);
    tl_zeek_history(zeek, history);
    CHECK(strspn(history, "^ACDFGHIQRSTWacdfghiqrstw") == strlen(history));
}

/* The quick way leads to where the full way does: see test_zeek_quick.c. */
static inline void
zeek_ways_agree(void)
{
    struct tl_zeek quick;
    struct tl_zeek full;

    for (unsigned i = 0; i < row_count; i++) {
        if (i == 0 || tl_zeek_starts_anew(&full, &row[i])) {
            tl_zeek_begin(&quick, &row[i]);
            tl_zeek_begin(&full, &row[i]);
        }
        if (!tl_zeek_goes_on(&quick, &row[i])) {
            tl_zeek_observe(&quick, &row[i], row[i].is_cut);
        }
        tl_zeek_observe_in_full(&full, &row[i], row[i].is_cut);
        CHECK(memcmp(&quick, &full, sizeof full) == 0);
        zeek_texts_are_legal(&full);
    }
}

#endif

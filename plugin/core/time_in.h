/* time_in.h - how long was each end in each state?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Summed up from the notes of a connection, in their order. That a state goes on between two notes
 * is the same as that no note was kept there.
 */
#ifndef TL_TIME_IN_H
#define TL_TIME_IN_H

#include "note.h"
#include "state.h"

#include <stdint.h>

/* All times in nanoseconds. Zeroed, it holds nothing. */
struct tl_time_in {
    uint64_t ns[2][TL_STATE_COUNT]; /* by end, not by role */
    uint64_t last_ns;               /* tl_note.since_ns of the last note added */
    uint8_t state[2];               /* enum tl_state since then; UNKNOWN before the first */
};

/* Adds the next note of the connection: what the ends were in until then, they are in no more. */
void tl_time_in_add(struct tl_time_in *times, const struct tl_note *note);

/* Adds the time from the last note on. `until_ns` is counted like tl_note.since_ns, and what lies
 * before the last note counts as nothing: once up to the connection's last segment, and once, not
 * less, up to the end of the capture. States that a host leaves without a segment (CLOSED, LISTEN,
 * TIME-WAIT) are counted up to the connection's last segment only. */
void tl_time_in_finish(struct tl_time_in *times, uint64_t last_ns, uint64_t capture_ns);

#endif

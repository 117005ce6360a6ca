/* note.h - what did one segment mean? The record that is kept of it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A note is written once, on the first visit of its frame, from that frame and earlier ones only,
 * and never changed: more frames never alter an earlier note.
 */
#ifndef TL_NOTE_H
#define TL_NOTE_H

#include "findings.h"
#include "transition.h"

#include <stdbool.h>
#include <stdint.h>

struct tl_reset;

/* Changes that one segment can bring: at most four of one end and three of the other. */
#define TL_STEPS_MAX 7

/* Where in its life the connection is after the segment. */
#define TL_PHASES(PHASE)                                                                           \
    PHASE(HANDSHAKE, "handshake", "the connection is being opened")                                \
    PHASE(DATA, "data", "the connection is open, or was picked up in mid-stream")                  \
    PHASE(CLOSING, "closing", "a FIN has been sent")                                               \
    PHASE(CLOSED, "closed", "both ends are done: CLOSED or TIME-WAIT")

enum tl_phase {
#define TL_PHASE_MEMBER(id, word, meaning) TL_PHASE_##id,
    TL_PHASES(TL_PHASE_MEMBER)
#undef TL_PHASE_MEMBER
        TL_PHASE_COUNT
};

/* What one segment meant. Ends are numbered as in struct tl_segment. */
struct tl_note {
    uint64_t findings;      /* bits 1 << enum tl_finding: what is worth reporting */
    struct tl_reset *reset; /* the reset that the frame carries, or NULL; owned by the caller */
    uint64_t since_ns : 54; /* time since the connection's first segment; 0 where the clock went
                                back, and never more than half a year */
    uint64_t place : 8;     /* of the segment within its frame */
    uint64_t client : 1;    /* which end is the client (active opener) */
    uint64_t roles_inferred : 1;        /* neither SYN nor SYN,ACK was seen: roles are guessed */
    struct tl_step steps[TL_STEPS_MAX]; /* the changes, in the order in which they happened */
    uint16_t step_count : 3;            /* how many of them are valid */
    uint16_t phase : 2;                 /* enum tl_phase, after the frame */
    uint16_t handshake_steps : 4;       /* bit n set: it is step n (1 to 3) of the opening */
    uint16_t teardown_steps : 5;        /* bit n set: it is step n (1 to 4) of the closing */
    uint16_t in_handshake : 1;          /* belongs to the opening: the handshake tree is shown */
    uint16_t in_teardown : 1;           /* belongs to the closing: the teardown tree is shown */
    uint32_t frame;                     /* the frame that it speaks of */
    uint8_t before[2];                  /* enum tl_state of each end before the frame */
    uint8_t after[2];                   /* and after it */
};

_Static_assert(sizeof(struct tl_note) <= 48, "a connection keeps six or more of them");
_Static_assert(TL_STEPS_MAX < 8 && TL_PHASE_COUNT <= 4, "tl_note has 3 and 2 bits for them");

/* Writes note->since_ns, from the times of the connection's first segment and of this one. */
static inline void
tl_note_set_time(struct tl_note *note, int64_t first_ns, int64_t time_ns)
{
    const int64_t most = (INT64_C(1) << 54) - 1;
    const int64_t since = time_ns - first_ns < most ? time_ns - first_ns : most;

    note->since_ns = (uint64_t)(since < 0 ? 0 : since) & ((UINT64_C(1) << 54) - 1);
}

/* Must it be kept? False when nothing changed and nothing is worth reporting: then the frame is
 * described by the last note before it. */
static inline bool
tl_note_matters(const struct tl_note *note)
{
    return note->step_count > 0 || note->findings != 0 || note->reset != 0 ||
           note->handshake_steps != 0 || note->teardown_steps != 0;
}

/* The word of a phase as users see it; static. */
const char *tl_phase_word(enum tl_phase phase);

#endif

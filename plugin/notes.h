/* notes.h - where are the notes of one connection kept?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * In the order of frames and of places in them. All live until the capture file is closed.
 */
#ifndef TL_NOTES_H
#define TL_NOTES_H

#include "core/note.h"
#include "core/segment.h"
#include "core/time_in.h"

#include <stdint.h>

/* The notes of one connection; all 0 while there is none. For the functions below alone. */
struct tl_notes {
    struct tl_note first; /* lies within, because it is all that a SYN without an answer has */
    struct tl_note *more; /* those behind it; NULL until the second */
    uint32_t count;
};

/* Keeps a copy of this note behind all others. */
void tl_notes_keep(struct tl_notes *notes, const struct tl_note *note);

/* The last note of this segment or of one before it, or NULL; valid until the next one is kept. */
const struct tl_note *tl_notes_up_to(const struct tl_notes *notes,
                                     const struct tl_segment *segment);

/* Makes of the last note before a segment one of that segment, which changed nothing and has
 * nothing to report. */
void tl_note_quieten(struct tl_note *note, const struct tl_segment *segment);

/* Writes the sum of all notes; see tl_time_in_finish. */
void tl_notes_time_in(const struct tl_notes *notes, struct tl_time_in *times);

/* Forgets what was summed up for notes that are no more: with each new file. */
void tl_notes_forget(void);

#endif

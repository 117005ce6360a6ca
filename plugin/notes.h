/* notes.h - where are the notes of one connection kept?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * In the order of frames and of places in them. All live until the capture file is closed, unless
 * there are more than tl_prefs()->notes_most: then the first half stays, and of the rest the oldest
 * makes room for the newest. What is summed up of them counts all the same.
 */
#ifndef TL_NOTES_H
#define TL_NOTES_H

#include "core/connection.h"
#include "core/note.h"
#include "core/segment.h"
#include "core/time_in.h"

#include <stdbool.h>
#include <stdint.h>

/* How many notes one connection keeps, if nothing else is chosen: 480 kB. */
#define TL_NOTES_USUAL 10000

/* What can be chosen. All of them even. */
#define TL_NOTES_LEAST 100
#define TL_NOTES_MOST 10000000

/* The notes of one connection; all 0 while there is none. For the functions below alone. */
struct tl_notes {
    struct tl_note first; /* lies within, because it is all that a SYN without an answer has */
    struct tl_note *more; /* those behind it; NULL until the second */
    uint32_t count;       /* kept */
    uint32_t dropped;     /* kept no more */
};

/* Keeps a copy of this note behind all others. Where one has to make room, what `connection`, which
 * all of them are of, needs no more goes with it. */
void tl_notes_keep(struct tl_notes *notes, const struct tl_note *note,
                   const struct tl_connection *connection);

/* The last note of this segment or of one before it, or NULL; valid until the next one is kept. */
const struct tl_note *tl_notes_up_to(const struct tl_notes *notes,
                                     const struct tl_segment *segment);

/* Is the note of this segment, or the last one before it, among those that are kept no more? */
bool tl_notes_are_lost_at(const struct tl_notes *notes, const struct tl_segment *segment);

/* How many are kept no more. */
uint32_t tl_notes_dropped(const struct tl_notes *notes);

/* Makes of the last note before a segment one of that segment, which changed nothing and has
 * nothing to report. */
void tl_note_quieten(struct tl_note *note, const struct tl_segment *segment);

/* Makes of any note of the connection one of a segment of which nothing is known any more. */
void tl_note_lose(struct tl_note *note, const struct tl_segment *segment);

/* Writes the sum of all notes; see tl_time_in_finish. */
void tl_notes_time_in(const struct tl_notes *notes, struct tl_time_in *times);

#endif

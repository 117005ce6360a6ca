/* notes.c - where are the notes of one connection kept?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "notes.h"

#include <epan/wmem_scopes.h>

#include <stdbool.h>
#include <string.h>

/* The notes that were summed up last, and how many of them: as frames are looked at in their order,
 * only what is new need be added. */
static struct {
    const struct tl_notes *of;
    struct tl_time_in times;
    uint32_t count;
} summed;

static const struct tl_note *
note_at(const struct tl_notes *notes, uint32_t index)
{
    return index == 0 ? &notes->first : &notes->more[index - 1];
}

/* How many notes behind the first there is room for when this many are kept: none, 5 for a usual
 * life, then about twice as many each time. So the room follows from the count. */
static uint32_t
room_for(uint32_t count)
{
    uint32_t room = 5;

    if (count == 0) {
        return 0;
    }
    while (room < count) {
        room = 2 * room + 2;
    }
    return room;
}

void
tl_notes_keep(struct tl_notes *notes, const struct tl_note *note)
{
    if (notes->count++ == 0) {
        notes->first = *note;
        return;
    }
    const uint32_t more = notes->count - 2;
    if (more == room_for(more)) {
        notes->more = (struct tl_note *)wmem_realloc(wmem_file_scope(), notes->more,
                                                     room_for(more + 1) * sizeof *notes->more);
    }
    notes->more[more] = *note;
}

/* Is the note of this segment, or of one before it? */
static bool
is_up_to(const struct tl_note *note, const struct tl_segment *segment)
{
    return note->frame < segment->frame ||
           (note->frame == segment->frame && note->place <= segment->place);
}

const struct tl_note *
tl_notes_up_to(const struct tl_notes *notes, const struct tl_segment *segment)
{
    uint32_t low = 0;
    uint32_t high = notes->count;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (is_up_to(note_at(notes, middle), segment)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low > 0 ? note_at(notes, low - 1) : NULL;
}

void
tl_note_quieten(struct tl_note *note, const struct tl_segment *segment)
{
    const struct tl_note last = *note;

    memset(note, 0, sizeof *note);
    note->frame = segment->frame;
    note->place = segment->place;
    memcpy(note->before, last.after, sizeof note->before);
    memcpy(note->after, last.after, sizeof note->after);
    note->phase = last.phase;
    note->client = last.client;
    note->roles_inferred = last.roles_inferred;
}

void
tl_notes_time_in(const struct tl_notes *notes, struct tl_time_in *times)
{
    if (summed.of != notes) {
        memset(&summed, 0, sizeof summed);
        summed.of = notes;
    }
    for (; summed.count < notes->count; summed.count++) {
        tl_time_in_add(&summed.times, note_at(notes, summed.count));
    }
    *times = summed.times;
}

void
tl_notes_forget(void)
{
    summed.of = NULL;
}

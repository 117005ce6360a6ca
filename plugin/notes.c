/* notes.c - where are the notes of one connection kept?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "notes.h"

#include "prefs.h"
#include "spent.h"

#include <epan/wmem_scopes.h>

#include <stddef.h>
#include <string.h>

/* Up to so many notes behind the first, nothing is kept beside them. */
#define FEW 26

/* What lies in front of more notes than these. */
struct ledger {
    struct tl_time_in times; /* the sum of all notes, with those that are kept no more */
    struct tl_spent *spent;  /* see spent.h; NULL until the first note is dropped */
    uint32_t lost_frame;     /* of the first one that was */
    uint8_t lost_place;      /* in that frame */
    struct tl_note more[];
};

_Static_assert(TL_NOTES_LEAST > FEW + 1, "where one is dropped, there is a ledger");

/* From how many on the oldest makes room. */
static uint32_t
most(void)
{
    return tl_prefs()->notes_most;
}

static struct ledger *
ledger_of(const struct tl_notes *notes)
{
    return (struct ledger *)((char *)notes->more - offsetof(struct ledger, more));
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
    return room < most() - 1 ? room : most() - 1;
}

static bool
has_ledger(const struct tl_notes *notes)
{
    return notes->count > FEW + 1;
}

/* The kept note of this number, in the order of frames: the second half lies in a ring. */
static struct tl_note *
note_at(const struct tl_notes *notes, uint32_t index)
{
    if (index == 0) {
        return (struct tl_note *)&notes->first;
    }
    if (notes->dropped > 0 && index >= most() / 2) {
        const uint32_t half = most() / 2;
        index = half + (index - half + notes->dropped) % half;
    }
    return &notes->more[index - 1];
}

/* From here on there is a ledger. */
static void
begin_ledger(struct tl_notes *notes, uint32_t room)
{
    struct ledger *ledger = (struct ledger *)wmem_alloc0(
        wmem_file_scope(), sizeof *ledger + room * sizeof *notes->more);

    tl_notes_time_in(notes, &ledger->times);
    memcpy(ledger->more, notes->more, FEW * sizeof *notes->more);
    wmem_free(wmem_file_scope(), notes->more);
    notes->more = ledger->more;
}

/* Makes room for this many notes behind the first. */
static void
grow(struct tl_notes *notes, uint32_t room)
{
    const size_t size = room * sizeof *notes->more;

    if (room <= FEW) {
        notes->more = (struct tl_note *)wmem_realloc(wmem_file_scope(), notes->more, size);
    } else if (!has_ledger(notes)) {
        begin_ledger(notes, room);
    } else {
        struct ledger *ledger = (struct ledger *)wmem_realloc(wmem_file_scope(), ledger_of(notes),
                                                              sizeof *ledger + size);
        notes->more = ledger->more;
    }
}

/* The oldest of the second half makes room. */
static void
drop_one(struct tl_notes *notes, const struct tl_connection *connection)
{
    struct ledger *ledger = ledger_of(notes);
    const struct tl_note *oldest = note_at(notes, most() / 2);

    if (notes->dropped == 0) {
        ledger->lost_frame = oldest->frame;
        ledger->lost_place = oldest->place;
    }
    if (oldest->reset != NULL) {
        tl_spent_give_back(&ledger->spent, oldest->reset, connection);
    }
    notes->dropped++;
    notes->count--;
}

static void
append(struct tl_notes *notes, const struct tl_note *note)
{
    const uint32_t more = notes->count - 1;

    if (more == room_for(more)) {
        grow(notes, room_for(more + 1));
    }
    *note_at(notes, notes->count++) = *note;
    if (has_ledger(notes)) {
        tl_time_in_add(&ledger_of(notes)->times, note);
    }
}

void
tl_notes_keep(struct tl_notes *notes, const struct tl_note *note,
              const struct tl_connection *connection)
{
    if (notes->count == 0) {
        notes->first = *note;
        notes->count = 1;
        return;
    }
    if (notes->count == most()) {
        drop_one(notes, connection);
    }
    append(notes, note);
}

/* Is what has this frame and place the segment, or before it? */
static bool
is_up_to(uint32_t frame, unsigned place, const struct tl_segment *segment)
{
    return frame < segment->frame || (frame == segment->frame && place <= segment->place);
}

static bool
is_note_up_to(const struct tl_note *note, const struct tl_segment *segment)
{
    return is_up_to(note->frame, note->place, segment);
}

const struct tl_note *
tl_notes_up_to(const struct tl_notes *notes, const struct tl_segment *segment)
{
    uint32_t low = 0;
    uint32_t high = notes->count;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (is_note_up_to(note_at(notes, middle), segment)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low > 0 ? note_at(notes, low - 1) : NULL;
}

bool
tl_notes_are_lost_at(const struct tl_notes *notes, const struct tl_segment *segment)
{
    if (notes->dropped == 0 || is_note_up_to(note_at(notes, most() / 2), segment)) {
        return false;
    }
    const struct ledger *ledger = ledger_of(notes);
    return is_up_to(ledger->lost_frame, ledger->lost_place, segment);
}

uint32_t
tl_notes_dropped(const struct tl_notes *notes)
{
    return notes->dropped;
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
tl_note_lose(struct tl_note *note, const struct tl_segment *segment)
{
    memset(note->after, TL_UNKNOWN, sizeof note->after);
    tl_note_quieten(note, segment);
    note->findings = TL_FOUND(NOT_KEPT);
}

void
tl_notes_time_in(const struct tl_notes *notes, struct tl_time_in *times)
{
    if (has_ledger(notes)) {
        *times = ledger_of(notes)->times;
        return;
    }
    memset(times, 0, sizeof *times);
    for (uint32_t i = 0; i < notes->count; i++) {
        tl_time_in_add(times, note_at(notes, i));
    }
}

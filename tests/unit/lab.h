/* lab.h - what does the core say of a row of segments, when used as connection.h tells?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_LAB_H
#define TL_LAB_H

#include "connection.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { LAB_SEGMENTS = 64 };

/* All segments on one pair of ports, in order. Zero it to begin. */
struct lab {
    struct tl_connection connections[LAB_SEGMENTS];
    struct tl_past pasts[LAB_SEGMENTS];
    struct tl_reset resets[LAB_SEGMENTS];
    struct tl_note notes[LAB_SEGMENTS];
    struct tl_connection *owner[LAB_SEGMENTS]; /* the connection that each note belongs to */
    bool is_anew[LAB_SEGMENTS];                /* the segment began that connection */
    struct tl_connection *now;                 /* the connection of the last segment, or NULL */
    const struct tl_settings *settings;        /* NULL: the usual ones */
    unsigned connection_count;
    unsigned past_count;
    unsigned count; /* segments so far */
};

static inline void
lab_clear(struct lab *lab)
{
    lab->now = NULL;
    lab->connection_count = lab->past_count = lab->count = 0;
}

static inline const struct tl_settings *
lab_settings(const struct lab *lab)
{
    return lab->settings != NULL ? lab->settings : &tl_settings_usual;
}

/* The connection that the segment belongs to, begun if need be. */
static inline struct tl_connection *
lab_connection(struct lab *lab, const struct tl_segment *segment)
{
    if (lab->now != NULL && !tl_connection_starts_anew(lab->now, segment)) {
        return lab->now;
    }
    struct tl_connection *connection = &lab->connections[lab->connection_count++];
    tl_connection_begin(connection, lab->now, segment, lab_settings(lab));
    return connection;
}

/* Observes one segment; the result is its note, which stays where it is. */
static inline const struct tl_note *
lab_observe(struct lab *lab, const struct tl_segment *segment)
{
    if (lab->count == LAB_SEGMENTS) {
        abort();
    }
    const unsigned at = lab->count++;
    struct tl_connection *before = lab->now;
    struct tl_connection *connection = lab_connection(lab, segment);
    struct tl_note *note = &lab->notes[at];

    memset(note, 0, sizeof *note);
    if (tl_connection_needs_past(connection, segment)) {
        connection->past = &lab->pasts[lab->past_count++];
        memset(connection->past, 0, sizeof *connection->past);
    }
    if (tl_segment_has(segment, TL_RST)) {
        note->reset = &lab->resets[at];
        memset(note->reset, 0, sizeof *note->reset);
    }
    lab->is_anew[at] = connection != before;
    tl_connection_observe(connection, segment, note);
    lab->now = connection->has_rejoined ? connection->previous : connection;
    lab->owner[at] = lab->now;
    return note;
}

static inline const struct tl_note *
lab_last(const struct lab *lab)
{
    return &lab->notes[lab->count - 1];
}

#endif

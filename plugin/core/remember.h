/* remember.h - what of a segment is remembered, for those that come behind it?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * After the states have moved, and after all that the segment is compared with what was before.
 */
#ifndef TL_REMEMBER_H
#define TL_REMEMBER_H

#include "endpoint.h"
#include "event.h"
#include "note.h"
#include "segment.h"

#include <stdbool.h>
#include <stdint.h>

/* The last segment of its sender; not for RSTs. */
void tl_remember_segment(struct tl_endpoint *sender, const struct tl_segment *segment);

/* Who is heard from has answered all that the other has tried. Not for RSTs. */
void tl_remember_answer(struct tl_endpoint *sender, struct tl_endpoint *receiver);

/* Is this the packet that its sender's last segment was, captured once more `since_ns` after
 * the connection's last segment? Not for RSTs. What hosts send again comes later, or with another
 * IP identification. */
bool tl_remember_is_copy(const struct tl_endpoint *sender, const struct tl_segment *segment,
                         int64_t since_ns);

/* The numbers of a segment that `other` can accept, in the sender's life; see tl_life_sent. A
 * window that shrinks is added to the note. The last segment must still be the one before. */
void tl_remember_sent(struct tl_endpoint *sender, const struct tl_life *other,
                      const struct tl_segment *segment, struct tl_note *note);

/* What it tries again, and what was odd about it: the last segment must still be the one before. */
void tl_remember_attempts(const struct tl_facts *facts, const struct tl_note *note);

/* Its numbers, and the segment as the last one. A window that shrinks is added to the note. */
void tl_remember_numbers(const struct tl_facts *facts, struct tl_note *note);

#endif

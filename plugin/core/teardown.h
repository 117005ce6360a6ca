/* teardown.h - how did the closing go?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_TEARDOWN_H
#define TL_TEARDOWN_H

#include "segment.h"

#include <stdbool.h>
#include <stdint.h>

struct tl_facts;
struct tl_note;

#define TL_TEARDOWN_KINDS(KIND)                                                                    \
    KIND(UNKNOWN, "", "not told yet")                                                              \
    KIND(FOUR_WAY, "four-way", "FIN, ACK, FIN, ACK")                                               \
    KIND(THREE_SEGMENT, "three-segment", "the second FIN carries the ACK of the first")            \
    KIND(SIMULTANEOUS, "simultaneous", "the FINs crossed")                                         \
    KIND(HALF_CLOSE, "half-close", "the other side went on sending data after the first FIN")

enum tl_teardown_kind {
#define TL_KIND_MEMBER(id, word, meaning) TL_TEARDOWN_##id,
    TL_TEARDOWN_KINDS(TL_KIND_MEMBER)
#undef TL_KIND_MEMBER
};

#define TL_TEARDOWN_STATUSES(STATUS)                                                               \
    STATUS(NONE, "", "no closing was captured")                                                    \
    STATUS(IN_PROGRESS, "in progress", "a FIN waits for its ACK")                                  \
    STATUS(COMPLETE, "complete", "both FINs were sent and acknowledged")                           \
    STATUS(HALF_CLOSED, "half-closed", "one FIN is acknowledged, the other was not sent yet")      \
    STATUS(ABORTED, "aborted", "a reset ended the closing")                                        \
    STATUS(UNANSWERED, "unanswered", "the FIN was sent again and never acknowledged")

enum tl_teardown_status {
#define TL_STATUS_MEMBER(id, word, meaning) TL_CLOSING_##id##_STATUS,
    TL_TEARDOWN_STATUSES(TL_STATUS_MEMBER)
#undef TL_STATUS_MEMBER
};

/* One FIN and its acknowledgement. Frames are 0 until seen. */
struct tl_fin {
    int64_t time_ns;    /* of the FIN's first copy */
    int64_t ack_ns;     /* of its acknowledgement */
    uint32_t frame;     /* of the FIN's first copy */
    uint32_t ack_frame; /* first segment that acknowledges it */
    uint16_t retransmits;
    uint8_t end; /* who sent it */
};

/* The closing, as far as it was seen. */
struct tl_teardown {
    struct tl_fin fin[2];     /* in order of their first copies */
    uint32_t bytes_after_fin; /* data that the other side sent after the first FIN, new octets */
    uint8_t kind;             /* enum tl_teardown_kind */
    uint8_t status;           /* enum tl_teardown_status */
    uint8_t time_wait;        /* bits 1 << end: who is or was in TIME-WAIT */
};

/* Takes one segment into account, after the states have moved; writes the note's teardown
 * fields. */
void tl_teardown_observe(struct tl_teardown *teardown, const struct tl_segment *segment,
                         const struct tl_facts *facts, struct tl_note *note);

/* Is this copy of a FIN so close behind the acknowledgement of the FIN that it may have been sent
 * before that arrived? `round_trip_ns` is the time from the capture to its sender and back. */
bool tl_teardown_crosses_ack(const struct tl_teardown *teardown, const struct tl_segment *copy,
                             int64_t round_trip_ns);

/* From the first FIN to the last acknowledgement, in nanoseconds. False until complete, and
 * where the capture's clock went back. */
bool tl_teardown_duration(const struct tl_teardown *teardown, int64_t *ns);

/* From the acknowledgement of the first FIN to the second FIN, in nanoseconds. False until the
 * second FIN, and when it did not come after that acknowledgement, in its place or by the clock. */
bool tl_teardown_half_closed_for(const struct tl_teardown *teardown, int64_t *ns);

/* Words as users see them; static. "" where there is none. */
const char *tl_teardown_kind_word(enum tl_teardown_kind kind);
const char *tl_teardown_status_word(enum tl_teardown_status status);

#endif

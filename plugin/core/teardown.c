/* teardown.c - how did the closing go?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "teardown.h"

#include "event.h"
#include "note.h"
#include "seq.h"

#include <stddef.h>

/* How much later than a round trip tells a copy may come that has crossed the acknowledgement: what
 * a clock and a queue add. A copy for want of the acknowledgement comes later still, after an RTO,
 * which is more than the round trip (RFC 6298 2.3). */
#define LATE_NS INT64_C(1000000)
#define LATE_PART 8

/* No host sends its FIN so often for want of an acknowledgement: Linux gives up after 15 times at
 * the most (tcp_retries2). */
#define STORM 16

static void
step(struct tl_note *note, unsigned number)
{
    note->teardown_steps |= (1u << number) & 0x1fu;
}

static bool
is_acknowledged(const struct tl_fin *fin)
{
    return fin->ack_frame != 0;
}

static bool
is_over(const struct tl_teardown *teardown)
{
    return teardown->status == TL_CLOSING_COMPLETE_STATUS ||
           teardown->status == TL_CLOSING_ABORTED_STATUS;
}

/* The FIN of this end, or NULL. */
static struct tl_fin *
fin_of(struct tl_teardown *teardown, unsigned end)
{
    for (unsigned i = 0; i < 2; i++) {
        if (teardown->fin[i].frame != 0 && teardown->fin[i].end == end) {
            return &teardown->fin[i];
        }
    }
    return NULL;
}

/* How the second FIN stands to the first. */
static enum tl_teardown_kind
kind_of(const struct tl_teardown *teardown, const struct tl_facts *facts)
{
    if (is_acknowledged(&teardown->fin[0])) {
        return teardown->kind == TL_TEARDOWN_HALF_CLOSE ? TL_TEARDOWN_HALF_CLOSE
                                                        : TL_TEARDOWN_FOUR_WAY;
    }
    return facts->acks_fin ? TL_TEARDOWN_THREE_SEGMENT : TL_TEARDOWN_SIMULTANEOUS;
}

static void
observe_fin(struct tl_teardown *teardown, const struct tl_facts *facts, struct tl_note *note)
{
    const bool is_second = teardown->fin[0].frame != 0;
    struct tl_fin *fin = &teardown->fin[is_second];

    if (is_second) {
        teardown->kind = (uint8_t)kind_of(teardown, facts);
    }
    fin->frame = facts->segment->frame;
    fin->time_ns = facts->segment->time_ns;
    fin->end = facts->segment->from;
    step(note, is_second ? 3 : 1);
    note->findings |= is_second ? TL_FOUND(FIN_SECOND) : TL_FOUND(FIN_FIRST);
    if (teardown->kind == TL_TEARDOWN_SIMULTANEOUS) {
        note->findings |= TL_FOUND(SIMULTANEOUS_CLOSE);
    }
}

static void
observe_fin_again(struct tl_teardown *teardown, const struct tl_facts *facts, struct tl_note *note)
{
    struct tl_fin *fin = fin_of(teardown, facts->segment->from);

    if (fin == NULL) {
        return;
    }
    fin->retransmits++;
    step(note, fin == &teardown->fin[0] ? 1 : 3);
    note->findings |= TL_FOUND(FIN_RETRANSMITTED);
    note->findings |= fin->retransmits >= STORM ? TL_FOUND(FIN_STORM) : 0;
}

static void
observe_ack(struct tl_teardown *teardown, const struct tl_facts *facts, struct tl_note *note)
{
    struct tl_fin *fin = fin_of(teardown, !facts->segment->from);

    if (fin == NULL || is_acknowledged(fin)) {
        return;
    }
    fin->ack_frame = facts->segment->frame;
    fin->ack_ns = facts->segment->time_ns;
    step(note, fin == &teardown->fin[0] ? 2 : 4);
    note->findings |= TL_FOUND(FIN_ACKNOWLEDGED);
}

/* Data against the first FIN. Sent in ignorance of it they are only late; sent behind its
 * acknowledgement they make the closing a half-close. */
static void
observe_data(struct tl_teardown *teardown, const struct tl_facts *facts, struct tl_note *note)
{
    const struct tl_fin *first = &teardown->fin[0];
    const bool is_against = first->frame != 0 && first->frame != facts->segment->frame &&
                            first->end != facts->segment->from;

    if (!facts->has_new_data || !is_against) {
        return;
    }
    const uint32_t fin = tl_segment_has(facts->segment, TL_FIN);
    const uint32_t behind = tl_segment_end(facts->segment) - fin;
    teardown->bytes_after_fin += (uint32_t)tl_seq_diff(facts->from->nxt, behind);
    if (is_acknowledged(first) && first->ack_frame != facts->segment->frame &&
        teardown->kind != TL_TEARDOWN_HALF_CLOSE) {
        teardown->kind = TL_TEARDOWN_HALF_CLOSE;
        note->findings |= TL_FOUND(HALF_CLOSED);
    }
}

static enum tl_teardown_status
status_of(const struct tl_teardown *teardown)
{
    const struct tl_fin *first = &teardown->fin[0];
    const struct tl_fin *second = &teardown->fin[1];

    if (is_acknowledged(first) && is_acknowledged(second)) {
        return TL_CLOSING_COMPLETE_STATUS;
    }
    if (is_acknowledged(first) && second->frame == 0) {
        return TL_CLOSING_HALF_CLOSED_STATUS;
    }
    const bool is_ignored = (!is_acknowledged(first) && first->retransmits > 0) ||
                            (!is_acknowledged(second) && second->retransmits > 0);
    return is_ignored ? TL_CLOSING_UNANSWERED_STATUS : TL_CLOSING_IN_PROGRESS_STATUS;
}

static void
update_status(struct tl_teardown *teardown, const struct tl_facts *facts, struct tl_note *note)
{
    if (is_over(teardown)) {
        return;
    }
    const bool is_reset = tl_segment_has(facts->segment, TL_RST);
    teardown->status = (uint8_t)(is_reset && facts->takes_effect ? TL_CLOSING_ABORTED_STATUS
                                                                 : status_of(teardown));
    if (teardown->status == TL_CLOSING_COMPLETE_STATUS) {
        note->findings |= TL_FOUND(CLOSED_IN_ORDER);
    }
}

static void
note_time_wait(struct tl_teardown *teardown, const struct tl_note *note)
{
    for (unsigned end = 0; end < 2; end++) {
        if (note->after[end] == TL_TIME_WAIT) {
            teardown->time_wait |= (uint8_t)(1u << end);
        }
    }
}

void
tl_teardown_observe(struct tl_teardown *teardown, const struct tl_segment *segment,
                    const struct tl_facts *facts, struct tl_note *note)
{
    const bool was_over = is_over(teardown);
    const bool is_reset = tl_segment_has(segment, TL_RST);

    if (!is_reset) {
        if (facts->is_new_fin) {
            observe_fin(teardown, facts, note);
        } else if (facts->is_fin_again) {
            observe_fin_again(teardown, facts, note);
        }
        if (facts->acks_fin) {
            observe_ack(teardown, facts, note);
        }
        observe_data(teardown, facts, note);
    }
    if (teardown->fin[0].frame == 0) {
        return;
    }
    update_status(teardown, facts, note);
    note_time_wait(teardown, note);
    note->in_teardown = !was_over || note->teardown_steps != 0;
}

bool
tl_teardown_crosses_ack(const struct tl_teardown *teardown, const struct tl_segment *copy,
                        int64_t round_trip_ns)
{
    for (unsigned i = 0; i < 2; i++) {
        const struct tl_fin *fin = &teardown->fin[i];
        if (is_acknowledged(fin) && fin->end == copy->from) {
            return round_trip_ns > 0 && copy->time_ns - fin->ack_ns <=
                                            round_trip_ns + round_trip_ns / LATE_PART + LATE_NS;
        }
    }
    return false;
}

bool
tl_teardown_duration(const struct tl_teardown *teardown, int64_t *ns)
{
    if (teardown->status != TL_CLOSING_COMPLETE_STATUS) {
        return false;
    }
    const int64_t first = teardown->fin[0].ack_ns;
    const int64_t second = teardown->fin[1].ack_ns;
    *ns = (first < second ? second : first) - teardown->fin[0].time_ns;
    return *ns >= 0;
}

bool
tl_teardown_half_closed_for(const struct tl_teardown *teardown, int64_t *ns)
{
    const struct tl_fin *first = &teardown->fin[0];
    const struct tl_fin *second = &teardown->fin[1];

    if (!is_acknowledged(first) || second->frame == 0 || second->frame <= first->ack_frame) {
        return false;
    }
    *ns = second->time_ns - first->ack_ns;
    return *ns >= 0;
}

const char *
tl_teardown_kind_word(enum tl_teardown_kind kind)
{
    static const char *const words[] = {
#define KIND_WORD(id, word, meaning) [TL_TEARDOWN_##id] = word,
        TL_TEARDOWN_KINDS(KIND_WORD)
#undef KIND_WORD
    };
    return words[kind];
}

const char *
tl_teardown_status_word(enum tl_teardown_status status)
{
    static const char *const words[] = {
#define STATUS_WORD(id, word, meaning) [TL_CLOSING_##id##_STATUS] = word,
        TL_TEARDOWN_STATUSES(STATUS_WORD)
#undef STATUS_WORD
    };
    return words[status];
}

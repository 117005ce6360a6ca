/* laws.h - what must hold of the notes of any row of segments, when it is looked at once more?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_LAWS_H
#define TL_LAWS_H

#include "check.h"
#include "row.h"
#include "verdict.h"

static struct lab mirror;
static struct tl_note copies[LAB_SEGMENTS];

/* --- mirror: swapped ends, swapped notes ---------------------------------------------------- */

static inline void
run_mirrored(void)
{
    lab_clear(&mirror);
    for (unsigned i = 0; i < row_count; i++) {
        struct tl_segment segment = row[i];
        segment.from = !segment.from;
        lab_observe(&mirror, &segment);
        row_report(&mirror, true);
    }
}

static inline void
steps_are_mirrored(const struct tl_note *one, const struct tl_note *two)
{
    CHECK_EQ(one->step_count, two->step_count);
    for (unsigned i = 0; i < one->step_count && i < two->step_count; i++) {
        CHECK_EQ(one->steps[i].end, !two->steps[i].end);
        CHECK_EQ(one->steps[i].way, two->steps[i].way);
        CHECK_EQ(one->steps[i].from, two->steps[i].from);
        CHECK_EQ(one->steps[i].to, two->steps[i].to);
        CHECK_EQ(one->steps[i].event, two->steps[i].event);
    }
}

static inline void
resets_are_mirrored(const struct tl_reset *one, const struct tl_reset *two)
{
    CHECK_EQ(one == NULL, two == NULL);
    if (one == NULL || two == NULL) {
        return;
    }
    CHECK_EQ(one->sender, !two->sender);
    CHECK_EQ(one->cause, two->cause);
    CHECK_EQ(one->confidence, two->confidence);
    CHECK_EQ(one->position, two->position);
    CHECK_EQ(one->stage, two->stage);
    CHECK_EQ(one->evidence, two->evidence);
    CHECK_EQ(one->trigger_frame, two->trigger_frame);
    CHECK_EQ(one->unacked_bytes, two->unacked_bytes);
    CHECK_EQ(one->has_effect, two->has_effect);
    CHECK_EQ(one->is_effective, two->is_effective);
}

static inline void
note_is_mirrored(const struct tl_note *one, const struct tl_note *two)
{
    for (unsigned end = 0; end < 2; end++) {
        CHECK_EQ(one->before[end], two->before[!end]);
        CHECK_EQ(one->after[end], two->after[!end]);
    }
    CHECK_EQ(one->findings, two->findings);
    CHECK_EQ(one->client, !two->client);
    CHECK_EQ(one->roles_inferred, two->roles_inferred);
    CHECK_EQ(one->phase, two->phase);
    CHECK_EQ(one->handshake_steps, two->handshake_steps);
    CHECK_EQ(one->teardown_steps, two->teardown_steps);
    CHECK_EQ(one->in_handshake, two->in_handshake);
    CHECK_EQ(one->in_teardown, two->in_teardown);
    steps_are_mirrored(one, two);
    resets_are_mirrored(one->reset, two->reset);
}

/* What the connection came to. */
static inline void
ending_is_mirrored(const struct tl_connection *one, const struct tl_connection *two)
{
    CHECK_EQ(tl_verdict(one), tl_verdict(two));
    CHECK_EQ(tl_closed_by(one), tl_closed_by(two));
    CHECK_EQ(tl_is_abnormal(one, one->last_ns), tl_is_abnormal(two, two->last_ns));
    CHECK_EQ(tl_handshake_status(&one->handshake, true),
             tl_handshake_status(&two->handshake, true));
    CHECK_EQ(one->teardown.status, two->teardown.status);
    CHECK_EQ(one->teardown.kind, two->teardown.kind);
}

static inline void
ends_can_be_swapped(void)
{
    row_run(&lab, row_count);
    run_mirrored();
    const unsigned before = check_failures;
    for (unsigned i = 0; i < row_count && check_failures == before; i++) {
        note_is_mirrored(&lab.notes[i], &mirror.notes[i]);
        CHECK_EQ(lab.is_anew[i], mirror.is_anew[i]);
        ending_is_mirrored(lab.owner[i], mirror.owner[i]);
    }
}

/* --- prefix: what comes later changes no note ------------------------------------------------ */

static inline void
prefix_stays(void)
{
    const unsigned count = row_count / 2 + 1 < row_count ? row_count / 2 + 1 : row_count;

    row_run(&lab, count);
    memcpy(copies, lab.notes, sizeof copies);
    row_run(&lab, row_count);
    CHECK(memcmp(copies, lab.notes, count * sizeof copies[0]) == 0);
}

static inline void
second_run_is_the_same(void)
{
    row_run(&lab, row_count);
    memcpy(copies, lab.notes, sizeof copies);
    memset(lab.connections, 0xa5, row_count * sizeof lab.connections[0]);
    row_run(&lab, row_count);
    CHECK(memcmp(copies, lab.notes, row_count * sizeof copies[0]) == 0);
}

#endif

/* row.h - a row of segments, and what the core says of it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The laws of laws.h, laws_legal.h and laws_sums.h are held against it, wherever it comes from: a
 * scenario, a walk, or a fuzzer. Behind a segment there may be an ICMP error about it or another.
 */
#ifndef TL_ROW_H
#define TL_ROW_H

#include "icmp.h"
#include "lab.h"

/* The row. Frames rise, and those of the errors lie between. */
static struct tl_segment row[LAB_SEGMENTS];
static struct tl_icmp_error row_errors[LAB_SEGMENTS]; /* behind the segment; frame 0: none */
static unsigned row_count;

/* What the core says of it. */
static struct lab lab;
static struct tl_icmp_error row_told[2][LAB_SEGMENTS]; /* of the errors; [1] with ends swapped */
static struct tl_note row_error_note;                  /* of the last error */

/* Looks at the error behind the segment that was observed last. Is there one? */
static inline bool
row_report(struct lab *into, bool is_turned)
{
    const unsigned at = into->count - 1;
    struct tl_icmp_error *error = &row_told[is_turned][at];

    if (row_errors[at].frame == 0) {
        return false;
    }
    *error = row_errors[at];
    error->from = is_turned ? !error->from : error->from;
    memset(&row_error_note, 0, sizeof row_error_note);
    tl_connection_observe_error(into->now, error, &row_error_note);
    return true;
}

/* Has the core look at the first segments of the row. */
static inline void
row_run(struct lab *into, unsigned count)
{
    lab_clear(into);
    for (unsigned i = 0; i < count; i++) {
        lab_observe(into, &row[i]);
        row_report(into, false);
    }
}

#endif

/* fuzz_core.c - does every law hold of every row of segments? A target for fuzzers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the bytes of an input mean stands in core_input.h.
 */
#include "core_input.h"
#include "laws.h"
#include "laws_legal.h"
#include "laws_sums.h"
#include "target.h"

static void
read_row(const uint8_t *bytes, size_t length)
{
    struct tl_segment segment;
    struct tl_icmp_error error;
    struct input input;

    row_count = 0;
    if (!input_begin(&input, bytes, length)) {
        return;
    }
    while (row_count < LAB_SEGMENTS && input_next(&input, &segment, &error)) {
        if (segment.frame != 0) {
            row_errors[row_count].frame = 0;
            row[row_count++] = segment;
        } else if (row_count > 0) {
            row_errors[row_count - 1] = error;
        }
    }
}

/* What is wrong can be read from the row. */
static void
print_row(void)
{
    for (unsigned i = 0; i < row_count; i++) {
        const struct tl_segment *segment = &row[i];
        printf("    %" PRIu32 " %" PRId64 " ns: end %u, flags %03x, seq %08" PRIx32
               ", ack %08" PRIx32 ", %" PRIu32 " octets, window %u, options %03x\n",
               segment->frame, segment->time_ns, segment->from, segment->flags, segment->seq,
               segment->ack, segment->payload, segment->window, segment->options.present);
        if (row_errors[i].frame != 0) {
            printf("    %" PRIu32 " ICMP error of kind %u about %08" PRIx32 " of end %u\n",
                   row_errors[i].frame, row_errors[i].kind, row_errors[i].seq, row_errors[i].from);
        }
    }
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static void (*const laws[])(void) = {
        ends_can_be_swapped,    prefix_stays,         second_run_is_the_same, rows_are_legal,
        nobody_turns_to_listen, all_routine_is_empty, counters_add_up,        times_are_legal,
        endings_are_legal,      zeek_ways_agree,
    };

    read_row(bytes, length);
    for (size_t i = 0; i < sizeof laws / sizeof laws[0]; i++) {
        laws[i]();
    }
    if (check_failures > 0) {
        print_row();
        fflush(stdout);
        abort();
    }
    return 0;
}

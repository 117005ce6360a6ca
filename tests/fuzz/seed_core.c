/* seed_core.c - which inputs of fuzz_core stand for the scenarios?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     seed_core FOLDER       writes one input for each scenario; run in the folder tests
 *
 * Where the format cannot say a number of a scenario, the next number stands for it.
 */
#define _POSIX_C_SOURCE 200809L

#include "core_input.h"
#include "scenario.h"

enum { MOST = INPUT_HEAD + 64 * INPUT_SEGMENT };

static uint8_t bytes[MOST];
static size_t length;
static int64_t last_ns;
static const char *folder;
static unsigned written;

/* How far the reader of the bytes would be. */
static struct input
read_so_far(void)
{
    struct tl_segment segment;
    struct tl_icmp_error error;
    struct input input;

    input_begin(&input, bytes, length);
    while (input_next(&input, &segment, &error)) {
    }
    return input;
}

/* Finds a way to tell a number. */
static unsigned
tell(const struct input *input, unsigned end, uint32_t number, uint8_t *argument)
{
    for (unsigned how = 0; how < INPUT_NUMBERS; how++) {
        for (int value = INT8_MIN; value <= INT8_MAX; value++) {
            if (input_number(input, end, how, (int8_t)value) == number) {
                *argument = how == INPUT_NEXT ? 0 : (uint8_t)value;
                return how;
            }
        }
    }
    return INPUT_NEXT;
}

/* The longest step that is not longer. */
static uint8_t
tell_time(int64_t ns)
{
    uint8_t step = 0;

    for (unsigned octet = 0; octet < 0xf0; octet++) {
        const int64_t is = ((1 + (int64_t)(octet & 15)) << 2 * (octet >> 4)) * 1000;
        step = is <= ns ? (uint8_t)octet : step;
    }
    return step;
}

static uint8_t
tell_options(const struct tl_segment *segment)
{
    const unsigned present = segment->options.present;

    return (uint8_t)((present & TL_OPT_MSS ? INPUT_MSS : 0) |
                     (present & TL_OPT_WINDOW_SCALE ? INPUT_SCALE : 0) |
                     (present & TL_OPT_SACK_PERMITTED ? INPUT_SACK_PERMITTED : 0) |
                     (present & TL_OPT_SACK ? INPUT_SACK : 0) |
                     (present & TL_OPT_FAST_OPEN ? INPUT_FAST_OPEN : 0) |
                     (present & TL_OPT_MPTCP ? INPUT_MPTCP : 0) |
                     (segment->is_cut ? INPUT_DATA_CUT : 0));
}

static void
add(const struct script *script, const struct script_line *line)
{
    const struct tl_segment *segment = &line->segment;
    const unsigned from = segment->from;
    uint8_t *octets = &bytes[length];
    struct input input;

    (void)script;
    if (length + INPUT_SEGMENT > MOST) {
        return;
    }
    if (length == INPUT_HEAD) {
        bytes[from] = (uint8_t)(segment->seq >> 24);
        bytes[!from] = (uint8_t)(segment->ack >> 24);
    }
    input = read_so_far();
    octets[0] = (uint8_t)segment->flags;
    const unsigned seq = tell(&input, from, segment->seq, &octets[4]);
    const unsigned ack = tell(&input, !from, segment->ack, &octets[5]);
    const bool has_timestamps = (segment->options.present & TL_OPT_TIMESTAMPS) != 0;
    octets[1] = (uint8_t)(from | seq << 1 | ack << 4 | (has_timestamps ? 0x80 : 0));
    octets[2] = tell_time(segment->time_ns - last_ns);
    octets[3] =
        (uint8_t)(segment->payload < 200 ? segment->payload : 200 + segment->payload / 1460 % 56);
    octets[6] = (uint8_t)(segment->window >> 8);
    octets[7] = tell_options(segment);
    octets[8] = (uint8_t)((64 - segment->ip.ttl) & 7);
    octets[9] = 1;
    last_ns = segment->time_ns;
    length += INPUT_SEGMENT;
}

static void
write_seed(const char *path)
{
    struct script script = script_begin(path);
    char name[SCRIPT_PATH];

    memset(bytes, 0, sizeof bytes);
    bytes[2] = 0x4;
    length = INPUT_HEAD;
    scenario_read(&script, path, add);
    snprintf(name, sizeof name, "%s/seed-%03u", folder, written++);
    FILE *file = fopen(name, "wb");
    if (file == NULL || fwrite(bytes, 1, length, file) != length || fclose(file) != 0) {
        printf("cannot be written: %s\n", name);
        exit(1);
    }
}

int
main(int argc, char **argv)
{
    if (argc != 2) {
        printf("seed_core FOLDER\n");
        return 1;
    }
    folder = argv[1];
    scenario_each(0, NULL, write_seed);
    printf("%u inputs written\n", written);
    return written == 0;
}

/* test_usual.c - does the short way of usual segments lead to where the long way leads?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The law: the same segment, once by either way, gives the same note and the same connection, octet
 * for octet. It is held against lives of two ends that are mostly usual, against random walks and
 * the scenarios.
 */
#define _POSIX_C_SOURCE 200809L

#include "check.h"
#include "lab.h"
#include "scenario.h"
#include "usual.h"
#include "walk.h"

enum { LIVES = 60000, WALKS = 60000 };

static struct lab lab;
static const char *row;
static uint32_t number;
static unsigned short_ways; /* how many segments went by the short way */
static unsigned long_ways;

static void
compare(const struct tl_connection *before, const struct tl_segment *segment)
{
    struct tl_connection quick = *before;
    struct tl_connection full = *before;
    struct tl_note quick_note = { 0 };
    struct tl_note full_note = { 0 };
    const unsigned failures = check_failures;

    if (!tl_usual_observe(&quick, segment, &quick_note)) {
        CHECK(memcmp(&quick, before, sizeof quick) == 0);
        CHECK_EQ(tl_note_matters(&quick_note), false);
        long_ways++;
        return;
    }
    short_ways++;
    quick = *before;
    memset(&quick_note, 0, sizeof quick_note);
    tl_connection_observe(&quick, segment, &quick_note);
    tl_connection_observe_in_full(&full, segment, &full_note);
    if (!tl_note_matters(&full_note)) {
        full_note.since_ns = 0; /* such a note is not kept */
    }
    CHECK(memcmp(&quick, &full, sizeof full) == 0);
    CHECK(memcmp(&quick_note, &full_note, sizeof full_note) == 0);
    if (check_failures > failures) {
        printf("    in %s %u, segment %u\n", row, number, lab.count);
    }
}

static void
step(const struct tl_segment *segment)
{
    struct tl_connection fresh;

    if (lab.count == LAB_SEGMENTS) {
        return;
    }
    if (lab.now != NULL && !tl_connection_starts_anew(lab.now, segment)) {
        compare(lab.now, segment);
    } else {
        struct tl_connection *next = lab.now != NULL ? lab.now->next : NULL;
        tl_connection_begin(&fresh, lab.now, segment, &tl_settings_usual);
        compare(&fresh, segment);
        if (lab.now != NULL) {
            lab.now->next = next;
        }
    }
    lab_observe(&lab, segment);
}

/* --- lives that are usual but for a segment here and there ------------------------------------ */

/* What both ends have sent. */
struct life {
    struct walk dice; /* only for its random numbers */
    uint32_t nxt[2];
    uint16_t window;
    uint32_t tsval;
    bool has_options;
};

static bool
one_of(struct life *life, uint32_t times)
{
    return walk_random(&life->dice, times) == 0;
}

static void
write_options(struct life *life, const struct tl_segment *segment, struct tl_options *options)
{
    if (!life->has_options) {
        return;
    }
    options->present = TL_OPT_TIMESTAMPS;
    options->bytes = 12;
    options->tsval = life->tsval += walk_random(&life->dice, 3);
    options->tsecr = life->tsval - 1;
    if (tl_segment_has(segment, TL_SYN)) {
        options->present |= TL_OPT_WINDOW_SCALE | TL_OPT_MSS;
        options->window_scale = 7;
        options->mss = 1460;
    }
}

/* Something is not as it should be. */
static void
spoil(struct life *life, struct tl_segment *segment)
{
    switch (walk_random(&life->dice, 10)) {
    case 0: segment->seq += walk_random(&life->dice, 4000) - 2000u; break;
    case 1: segment->ack += walk_random(&life->dice, 4000) - 2000u; break;
    case 2: segment->flags = walk_flags(&life->dice); break;
    case 3: segment->window = (uint16_t)walk_random(&life->dice, 2); break;
    case 4: segment->options.tsval -= walk_random(&life->dice, 100); break;
    case 5: segment->payload += walk_random(&life->dice, 2); break;
    case 6: segment->flags ^= TL_PSH; break;
    case 7: segment->time_ns -= walk_random(&life->dice, 3) * 1000000000u; break;
    case 8: segment->from = !segment->from; break;
    default: segment->options.present |= TL_OPT_CUT; break;
    }
}

static void
send(struct life *life, unsigned from, unsigned flags, uint32_t payload)
{
    struct tl_segment segment = {
        .time_ns = (lab.count + 1) * INT64_C(10000000),
        .frame = lab.count + 1,
        .seq = life->nxt[from],
        .ack = (flags & TL_ACK) != 0 ? life->nxt[!from] : 0,
        .payload = payload,
        .flags = (uint16_t)flags,
        .window = (uint16_t)(life->window - walk_random(&life->dice, 3)),
        .source_port = from == 0 ? 40000 : 80,
        .destination_port = from == 0 ? 80 : 40000,
        .from = from & 1u,
    };

    write_options(life, &segment, &segment.options);
    if (one_of(life, 40)) { /* it is lost behind the capture, or before it */
        step(&segment);
        segment.frame = lab.count + 1;
    } else if (one_of(life, 40)) {
        return;
    }
    if (one_of(life, 25)) {
        spoil(life, &segment);
    }
    step(&segment);
    life->nxt[from] += payload + ((flags & TL_SYN) != 0) + ((flags & TL_FIN) != 0);
}

static void
talk(struct life *life)
{
    for (unsigned i = walk_random(&life->dice, 6); i > 0; i--) {
        const unsigned from = walk_random(&life->dice, 2);
        send(life, from, TL_ACK | (one_of(life, 3) ? TL_PSH : 0),
             one_of(life, 4) ? 0 : walk_random(&life->dice, 1400));
    }
}

static void
close_in_order(struct life *life)
{
    const unsigned first = walk_random(&life->dice, 2);

    send(life, first, TL_FIN | TL_ACK, one_of(life, 5) ? 100 : 0);
    if (!one_of(life, 3)) {
        send(life, !first, TL_ACK, 0);
        if (one_of(life, 4)) {
            send(life, !first, TL_ACK, 300);
            send(life, first, TL_ACK, 0);
        }
    }
    send(life, !first, TL_FIN | TL_ACK, 0);
    send(life, first, TL_ACK, 0);
}

static void
live(struct life *life)
{
    const unsigned client = walk_random(&life->dice, 2);

    lab_clear(&lab);
    do {
        if (!one_of(life, 10)) { /* else picked up in mid-stream */
            send(life, client, TL_SYN, 0);
            send(life, !client, TL_SYN | TL_ACK, 0);
            send(life, client, TL_ACK, 0);
        }
        talk(life);
        close_in_order(life);
        life->nxt[client] += 100000;
        life->nxt[!client] += 5000000;
    } while (one_of(life, 3));
}

static void
lives(void)
{
    short_ways = long_ways = 0;
    row = "life";
    for (number = 0; number < LIVES && check_failures < 20; number++) {
        struct life life = { .dice.random = number,
                             .nxt = { number * 77777u, number * 99991u },
                             .window = 60000 };
        life.has_options = one_of(&life, 2);
        live(&life);
    }
    CHECK(short_ways > long_ways);
}

static void
walks(void)
{
    static struct walk walk;

    row = "walk";
    for (number = 0; number < WALKS && check_failures < 20; number++) {
        walk_make(&walk, number);
        lab_clear(&lab);
        for (unsigned i = 0; i < walk.count; i++) {
            step(&walk.segments[i]);
        }
    }
}

static void
take(const struct script *script, const struct script_line *line)
{
    (void)script;
    step(&line->segment);
}

static void
apply_to_scenario(const char *path)
{
    struct script script = script_begin(path);

    lab_clear(&lab);
    row = path;
    number = 0;
    scenario_read(&script, path, take);
}

static void
scenarios(void)
{
    scenario_each(0, NULL, apply_to_scenario);
}

#define TEST(name)                                                                                 \
    {                                                                                              \
#name, name                                                                                \
    }

static const struct check_test tests[] = { TEST(lives), TEST(walks), TEST(scenarios) };

int
main(void)
{
    return CHECK_RUN(tests);
}

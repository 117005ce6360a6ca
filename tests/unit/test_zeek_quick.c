/* test_zeek_quick.c - does the quick way through Zeek's rules lead to where the full way leads?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The law: the same segments, once with the quick way and once by the full way alone, give the same
 * struct tl_zeek after each, octet for octet; where the quick way declines, it changes nothing; and
 * where it accepts, Zeek would not have begun another connection. It is held against lives of two
 * ends with losses, repetitions, wrong order and pauses, against random walks and the scenarios.
 */
#define _POSIX_C_SOURCE 200809L

#include "build.h"
#include "check.h"
#include "scenario.h"
#include "walk.h"
#include "zeek.h"
#include "zeek_states.h"

enum { LIVES = 60000, WALKS = 60000, STEPS = 40 };

/* One row of segments on its two ways. */
struct race {
    struct tl_zeek quick;
    struct tl_zeek full;
    bool has_begun;
    const char *row;
    uint32_t number;
    unsigned at;
};

static unsigned accepted; /* how many segments the quick way took */
static unsigned declined;

static void
begin_both(struct race *race, const struct tl_segment *segment)
{
    tl_zeek_begin(&race->quick, segment);
    tl_zeek_begin(&race->full, segment);
    race->has_begun = true;
}

/* Takes the segment by the quick way if that accepts it. */
static void
go_quickly(struct race *race, const struct tl_segment *segment)
{
    const struct tl_zeek before = race->quick;
    const bool is_anew = tl_zeek_starts_anew(&before, segment);

    if (tl_zeek_goes_on(&race->quick, segment)) {
        accepted++;
        CHECK(!is_anew);
        return;
    }
    declined++;
    CHECK(memcmp(&race->quick, &before, sizeof before) == 0);
    if (is_anew) {
        begin_both(race, segment);
    }
    tl_zeek_observe_in_full(&race->quick, segment, segment->is_cut);
}

static void
step(struct race *race, const struct tl_segment *segment)
{
    const unsigned failures = check_failures;

    if (!race->has_begun) {
        begin_both(race, segment);
    }
    go_quickly(race, segment);
    tl_zeek_observe_in_full(&race->full, segment, segment->is_cut);
    CHECK(memcmp(&race->quick, &race->full, sizeof race->full) == 0);
    if (check_failures > failures) {
        printf("    in %s %u, segment %u\n", race->row, race->number, race->at);
    }
    race->at++;
}

/* --- lives: two ends that talk, seen through a capture that is not perfect -------------------- */

/* What the ends have said. */
struct life {
    struct walk dice; /* only for its random numbers */
    uint32_t nxt[2];
    int64_t time_ns;
    uint16_t port[2];
    struct tl_segment late; /* still to come, if its window is not 0 */
};

static bool
one_of(struct life *life, uint32_t times)
{
    return walk_random(&life->dice, times) == 0;
}

/* Mostly small ones; some that soon bring the numbers to where they wrap. */
static uint32_t
any_payload(struct life *life)
{
    static const uint32_t sizes[] = { 1, 5, 100, 1460, 16384, 65000, 0x1000000, 0x3fffffff };
    const uint32_t most = one_of(life, 30) ? 8 : 5;

    return sizes[walk_random(&life->dice, most)] + walk_random(&life->dice, 3);
}

static uint16_t
any_flags(struct life *life)
{
    if (one_of(life, 8)) {
        return TL_FIN | TL_ACK;
    }
    return one_of(life, 25) ? walk_flags(&life->dice) : TL_ACK;
}

static struct tl_segment
any_segment(struct life *life, unsigned from, uint16_t flags)
{
    return (struct tl_segment){
        .time_ns = life->time_ns,
        .seq = life->nxt[from],
        .ack = (flags & TL_ACK) != 0 ? life->nxt[!from] : 0,
        .payload = (flags & TL_SYN) == 0 && one_of(life, 2) ? any_payload(life) : 0,
        .flags = flags,
        .window = one_of(life, 40) ? 0 : 8192,
        .source_port = life->port[from],
        .destination_port = life->port[!from],
        .from = (uint8_t)from,
        .is_cut = one_of(life, 40),
    };
}

/* What goes wrong with a segment on its way: an old or a strange number, an old acknowledgement. */
static void
spoil(struct life *life, struct tl_segment *segment)
{
    if (one_of(life, 12)) {
        segment->ack -= any_payload(life);
    }
    if (one_of(life, 20)) {
        segment->seq -= any_payload(life);
    }
    if (one_of(life, 30)) {
        segment->seq = walk_near(&life->dice, segment->seq);
        segment->ack = walk_near(&life->dice, segment->ack);
    }
}

static void
pass_time(struct life *life)
{
    static const int64_t pauses[] = { -1,         3999999999, 4294967295, 4294967296,
                                      4999999999, 5000000000, 5000004096, 61000000000 };

    life->time_ns += one_of(life, 12) ? pauses[walk_random(&life->dice, 8)] : 1000000;
}

static struct life
begin_life(uint32_t number)
{
    static const uint32_t starts[] = { 0, 1000, 0x7ffeff00, 0x7fffffff, 0xffffff00, 0xffffffff };
    static const uint16_t ports[] = { 9, 22, 80 };
    struct life life = { .dice = { .random = number * 2654435761u + 1 } };
    const unsigned server = walk_random(&life.dice, 2);

    life.nxt[0] = starts[walk_random(&life.dice, 6)];
    life.nxt[1] = starts[walk_random(&life.dice, 6)];
    life.port[server] = ports[walk_random(&life.dice, 3)];
    life.port[!server] = 40000;
    return life;
}

/* Sends one segment; it may be lost for the capture, come twice, or behind the one after it. */
static void
send(struct race *race, struct life *life, unsigned from, uint16_t flags)
{
    struct tl_segment segment = any_segment(life, from, flags);

    life->nxt[from] = tl_segment_end(&segment);
    spoil(life, &segment);
    if (one_of(life, 25)) {
        life->late = segment;
        return;
    }
    step(race, &segment);
    if (life->late.window != 0 && one_of(life, 4)) {
        step(race, &life->late);
        life->late.window = 0;
    }
    if (one_of(life, 25)) {
        step(race, &segment);
    }
}

static void
live(uint32_t number)
{
    struct race race = { .row = "life", .number = number };
    struct life life = begin_life(number);
    const unsigned client = walk_random(&life.dice, 2);
    const unsigned steps = 1 + walk_random(&life.dice, STEPS);

    if (!one_of(&life, 6)) { /* else the opening was not captured, or not all of it */
        send(&race, &life, client, TL_SYN);
        send(&race, &life, !client, TL_SYN | TL_ACK);
    }
    for (unsigned i = 0; i < steps; i++) {
        pass_time(&life);
        send(&race, &life, walk_random(&life.dice, 2), any_flags(&life));
    }
}

static void
lives_go_the_same_way(void)
{
    const unsigned before = check_failures;

    accepted = declined = 0;
    for (uint32_t number = 0; number < LIVES && check_failures < before + 20; number++) {
        live(number);
    }
    CHECK(accepted > 100000); /* else the law says little */
    CHECK(declined > 100000);
}

/* --- random walks and scenarios ------------------------------------------------------------- */

static void
walks_go_the_same_way(void)
{
    const unsigned before = check_failures;
    struct walk walk;

    for (uint32_t number = 0; number < WALKS && check_failures < before + 20; number++) {
        struct race race = { .row = "walk", .number = number };
        walk_make(&walk, number);
        for (unsigned i = 0; i < walk.count; i++) {
            step(&race, &walk.segments[i]);
        }
    }
}

static struct race scenario;

static void
take(const struct script *script, const struct script_line *line)
{
    (void)script;
    step(&scenario, &line->segment);
}

static void
play(const char *path)
{
    struct script script = script_begin(path);

    scenario = (struct race){ .row = path };
    scenario_read(&script, path, take);
}

static void
scenarios_go_the_same_way(void)
{
    CHECK(scenario_each(0, NULL, play) > 0);
}

/* FINs that move by turns fill the history, and each time all is in order again behind them: but
 * there is no room for the first A or D. */
static void
a_full_history_stays_full(void)
{
    struct race race = { .row = "turns" };
    int32_t nxt[2] = { 1, 1 };

    const struct tl_segment syn = SEG(.from = CLIENT, .flags = TL_SYN);
    const struct tl_segment answer = SEG(.from = SERVER, .flags = TL_SYN | TL_ACK, .ack = 1);

    step(&race, &syn);
    step(&race, &answer);
    for (unsigned i = 0; i < 2 * TL_ZEEK_RUNS; i++) {
        const unsigned from = i % 2;
        const struct tl_segment fin =
            SEG(.from = from, .flags = TL_FIN | TL_ACK, .seq = nxt[from] + 10, .ack = nxt[!from]);
        nxt[from] += 11;
        const struct tl_segment acks[] = {
            SEG(.from = !from, .flags = TL_ACK, .seq = nxt[!from], .ack = nxt[from]),
            SEG(.from = from, .flags = TL_ACK, .seq = nxt[from], .ack = nxt[!from]),
        };
        step(&race, &fin);
        struct race aside = race;
        step(&aside, &acks[0]);
        step(&aside, &acks[1]);
    }
    CHECK_EQ(race.quick.length, TL_ZEEK_RUNS);
}

/* --- the beginning ---------------------------------------------------------------------------- */

static void
the_syn_is_told_at_once(void)
{
    for (uint32_t number = 0; number < 1000; number++) {
        struct life life = begin_life(number);
        const unsigned from = number & 1;
        struct tl_segment syn = any_segment(&life, from, TL_SYN);
        struct tl_zeek full;
        struct tl_zeek quick;

        syn.window = 1;
        tl_zeek_begin(&full, &syn);
        tl_zeek_observe_in_full(&full, &syn, false);
        tl_zeek_begin_by_syn(&quick, from, syn.seq, syn.time_ns);
        CHECK(memcmp(&quick, &full, sizeof full) == 0);
    }
}

/* The SYN, and what comes after it, which may be the plain answer. */
static bool
answer(struct life *life, unsigned from)
{
    struct tl_segment syn = any_segment(life, from, TL_SYN);
    struct tl_zeek full;
    struct tl_zeek quick;

    syn.window = 1;
    tl_zeek_begin(&full, &syn);
    tl_zeek_observe_in_full(&full, &syn, false);
    life->nxt[from]++;
    pass_time(life);
    const uint16_t flags = one_of(life, 4) ? walk_flags(&life->dice) : TL_SYN | TL_ACK;
    struct tl_segment other = any_segment(life, one_of(life, 8) ? from : !from, flags);
    spoil(life, &other);
    other.payload += one_of(life, 8) ? 5 : 0; /* RFC 9293 3.5: SYN,ACK may carry data */
    if (!tl_zeek_is_plain_answer(&other, from, syn.seq, syn.time_ns)) {
        return false;
    }
    CHECK(!tl_zeek_starts_anew(&full, &other));
    tl_zeek_observe_in_full(&full, &other, other.is_cut);
    tl_zeek_begin_answered(&quick, syn.seq, syn.time_ns, &other);
    CHECK(memcmp(&quick, &full, sizeof full) == 0);
    return true;
}

static void
the_answer_is_told_at_once(void)
{
    unsigned plain = 0;

    for (uint32_t number = 0; number < 20000; number++) {
        struct life life = begin_life(number);
        plain += answer(&life, number & 1);
    }
    CHECK(plain > 1000 && plain < 19000);
}

static const struct check_test tests[] = {
    { "lives_go_the_same_way", lives_go_the_same_way },
    { "walks_go_the_same_way", walks_go_the_same_way },
    { "scenarios_go_the_same_way", scenarios_go_the_same_way },
    { "a_full_history_stays_full", a_full_history_stays_full },
    { "the_syn_is_told_at_once", the_syn_is_told_at_once },
    { "the_answer_is_told_at_once", the_answer_is_told_at_once },
};

int
main(void)
{
    return CHECK_RUN(tests);
}

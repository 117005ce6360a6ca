/* test_laws.c - does what must hold of every row of segments hold, in scenarios and at random?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#define _POSIX_C_SOURCE 200809L

#include "laws.h"
#include "laws_legal.h"
#include "laws_sums.h"
#include "scenario.h"
#include "walk.h"

enum { WALKS = 20000 };

static struct walk walk;
static const char *row_name;
static uint32_t row_number;

typedef void law(void);

/* Says on which row a law was broken. */
static void
apply(law *holds)
{
    const unsigned before = check_failures;
    holds();
    if (check_failures > before) {
        printf("    in %s %u\n", row_name, row_number);
    }
}

static void
take(const struct script *script, const struct script_line *line)
{
    (void)script;
    row[row_count++] = line->segment;
}

static law *law_of_scenarios;

static void
apply_to_scenario(const char *path)
{
    struct script script = script_begin(path);
    row_count = 0;
    row_name = path;
    row_number = 0;
    scenario_read(&script, path, take);
    apply(law_of_scenarios);
}

/* Stops at a few: one broken law breaks many rows. */
static void
apply_to_all(law *holds)
{
    const unsigned before = check_failures;

    law_of_scenarios = holds;
    scenario_each(0, NULL, apply_to_scenario);
    row_name = "walk";
    for (row_number = 0; row_number < WALKS && check_failures < before + 20; row_number++) {
        walk_make(&walk, row_number);
        memcpy(row, walk.segments, sizeof walk.segments);
        row_count = walk.count;
        apply(holds);
    }
}

static void
mirror_law(void)
{
    apply_to_all(ends_can_be_swapped);
}

static void
prefix_law(void)
{
    apply_to_all(prefix_stays);
}

static void
determinism(void)
{
    apply_to_all(second_run_is_the_same);
}

static void
legality(void)
{
    apply_to_all(rows_are_legal);
}

static void
listen_law(void)
{
    apply_to_all(nobody_turns_to_listen);
}

static void
routine_law(void)
{
    apply_to_all(all_routine_is_empty);
}

static void
sum_law(void)
{
    apply_to_all(counters_add_up);
}

static void
time_law(void)
{
    apply_to_all(times_are_legal);
}

static void
ending_law(void)
{
    apply_to_all(endings_are_legal);
}

static void
zeek_law(void)
{
    apply_to_all(zeek_ways_agree);
}

#define TEST(name)                                                                                 \
    {                                                                                              \
#name, name                                                                                \
    }

static const struct check_test tests[] = {
    TEST(mirror_law),  TEST(prefix_law), TEST(determinism), TEST(legality),   TEST(listen_law),
    TEST(routine_law), TEST(sum_law),    TEST(time_law),    TEST(ending_law), TEST(zeek_law),
};

int
main(void)
{
    return CHECK_RUN(tests);
}

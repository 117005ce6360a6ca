/* test_walks.c - does the core follow two endpoints that know nothing of it?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     test_walks [--walks N] [--seed S] [--only NUMBER] [--print] [FILE...]
 *
 * Carries out N random walks and the ones that are kept because they once failed. A walk that
 * fails is shortened and printed: the text can be kept as a file, and played by naming it.
 */
#define _POSIX_C_SOURCE 200809L

#include "plan.h"
#include "shrink.h"
#include "world.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { WALKS = 5000, FAILURES_MOST = 5 };

struct options {
    uint32_t walks;
    uint32_t seed;
    uint32_t only; /* 0: all */
    bool print;
};

static struct outcome total;       /* over all walks */
static struct outcome total_clean; /* over those without losses in full view */
static unsigned failures;

static void
report(struct plan *plan, const char *name)
{
    struct outcome ignored = { 0 };

    failures++;
    printf("FAILED %s; shortened:\n\n", name);
    shrink(plan);
    plan_print(plan, stdout);
    printf("\n");
    world_run(plan, &ignored, true);
    printf("\n");
}

/* --- random walks ----------------------------------------------------------------------------- */

static void
walk(uint32_t number, const struct options *options)
{
    static struct plan plan;
    char name[80];

    plan_draw(&plan, options->seed, number);
    if (options->print) {
        plan_print(&plan, stdout);
    }
    if (!world_run(&plan, plan_is_clean(&plan) ? &total_clean : &total, options->print)) {
        snprintf(name, sizeof name, "--seed %" PRIu32 " --only %" PRIu32, options->seed, number);
        report(&plan, name);
    }
}

static void
walk_all(const struct options *options)
{
    if (options->only != 0) {
        walk(options->only, options);
        return;
    }
    for (uint32_t i = 1; i <= options->walks && failures < FAILURES_MOST; i++) {
        walk(i, options);
    }
}

/* --- kept walks ------------------------------------------------------------------------------- */

static void
play(const char *path, bool print)
{
    static struct plan plan;
    FILE *file = fopen(path, "r");

    if (file == NULL || !plan_read(&plan, file)) {
        printf("FAILED %s: cannot be read\n", path);
        failures++;
    } else if (!world_run(&plan, plan_is_clean(&plan) ? &total_clean : &total, print)) {
        report(&plan, path);
    }
    if (file != NULL) {
        fclose(file);
    }
}

static unsigned
play_kept(const char *folder)
{
    struct dirent **entries;
    const int count = scandir(folder, &entries, NULL, alphasort);
    unsigned played = 0;

    for (int i = 0; i < count; i++) {
        const char *ending = strrchr(entries[i]->d_name, '.');
        char path[1000];
        if (ending != NULL && strcmp(ending, ".walk") == 0) {
            snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
            play(path, false);
            played++;
        }
        free(entries[i]);
    }
    if (count >= 0) {
        free(entries);
    }
    return played;
}

/* --- all -------------------------------------------------------------------------------------- */

static void
summarise(const char *what, const struct outcome *outcome)
{
    printf("%s: %" PRIu64 " segments captured, %" PRIu64 " points, %" PRIu64 " provable, %" PRIu64
           " wrong, %" PRIu64 " unknown\n  provable in:",
           what, outcome->segments, outcome->points, outcome->provable, outcome->wrong,
           outcome->unknown);
    for (unsigned i = 0; i < STAGE_COUNT; i++) {
        printf(" %s %" PRIu64, stage_word(i), outcome->provable_in[i]);
    }
    printf("\n");
}

/* Reads the options; the place of the first file is the result, 0 for an unknown option. */
static int
read_options(int argc, char **argv, struct options *options)
{
    static const char *const words[] = { "--walks", "--seed", "--only" };
    uint32_t *const values[] = { &options->walks, &options->seed, &options->only };
    int at = 1;

    while (at < argc && argv[at][0] == '-') {
        const char *word = argv[at++];
        bool is_known = strcmp(word, "--print") == 0;
        options->print |= is_known;
        for (unsigned i = 0; i < 3 && !is_known && at < argc; i++) {
            if (strcmp(word, words[i]) == 0) {
                *values[i] = (uint32_t)strtoul(argv[at++], NULL, 10);
                is_known = true;
            }
        }
        if (!is_known) {
            return 0;
        }
    }
    return at;
}

int
main(int argc, char **argv)
{
    struct options options = { .walks = WALKS, .seed = 1 };
    const int first = read_options(argc, argv, &options);

    if (first == 0) {
        printf("test_walks [--walks N] [--seed S] [--only NUMBER] [--print] [FILE...]\n");
        return 2;
    }
    for (int i = first; i < argc; i++) {
        play(argv[i], true);
    }
    if (first == argc) {
        const unsigned kept = options.only == 0 ? play_kept("walks/kept") : 0;
        walk_all(&options);
        summarise("clean walks", &total_clean);
        summarise("the others", &total);
        printf("%u kept walks, %u failures\n", kept, failures);
    }
    return failures > 0;
}

/* test_scenarios.c - does the core tell every scenario as its file tells it?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each file is played with several pairs of initial sequence numbers, and with the two ends
 * swapped. It is run in the folder above tests/unit. Names of scenarios as arguments pick some.
 */
#define _POSIX_C_SOURCE 200809L

#include "expect.h"

#include "check.h"
#include "scenario.h"

static const uint32_t isns[][2] = {
    { BUILD_CLIENT_ISN, BUILD_SERVER_ISN },
    { 1000, 70000 },
    { 0x7ffffffa, 0xffffffff },
};

static struct lab lab;
static struct script_line lines[LAB_SEGMENTS];
static unsigned line_numbers[LAB_SEGMENTS];

static void
expect(const struct script *script, unsigned line, const char *key, const char *got,
       const char *want)
{
    check_count++;
    if (strcmp(got, want) != 0) {
        check_failures++;
        printf("%s:%u: %s: got \"%s\", want \"%s\"%s (ISN %u)\n", script->name, line, key, got,
               want, script->is_mirrored ? " (ends swapped)" : "", script->isn[0]);
    }
}

static bool
line_names(const struct script_line *line, const char *anomaly)
{
    for (unsigned i = line->expected; i < line->count; i++) {
        if (strncmp(line->words[i], "anomaly=", 8) == 0 &&
            strcmp(line->words[i] + 8, anomaly) == 0) {
            return true;
        }
    }
    return false;
}

static bool
sight_names(const struct sight *sight, const char *anomaly)
{
    for (unsigned i = 0; i < TL_FINDING_COUNT; i++) {
        if (sight_shows(sight, i) &&
            strcmp(tl_finding_info((enum tl_finding)i)->anomaly, anomaly) == 0) {
            return true;
        }
    }
    return false;
}

/* All anomalies that the line names, and no others. */
static void
expect_anomalies(const struct script *script, unsigned number, const struct script_line *line,
                 const struct sight *sight)
{
    for (unsigned i = 0; i < TL_FINDING_COUNT; i++) {
        const char *word = tl_finding_info((enum tl_finding)i)->anomaly;
        if (sight_shows(sight, i) && word[0] != '\0' && !line_names(line, word)) {
            expect(script, number, "anomaly", word, "");
        }
    }
    for (unsigned i = line->expected; i < line->count; i++) {
        if (strncmp(line->words[i], "anomaly=", 8) == 0) {
            const char *word = line->words[i] + 8;
            expect(script, number, "anomaly", sight_names(sight, word) ? word : "", word);
        }
    }
}

/* Does the line say something else about the end than about the moment? */
static bool
has_final(const struct script_line *line, const char *key)
{
    const size_t length = strlen(key);

    for (unsigned i = line->expected; i < line->count; i++) {
        const char *word = line->words[i];
        if (strncmp(word, "finally.", 8) == 0 && strncmp(word + 8, key, length) == 0 &&
            word[8 + length] == '=') {
            return true;
        }
    }
    return false;
}

/* Is this word about the moment, or about the end? The judgement of a reset holds to the end,
 * unless the line says otherwise. */
static bool
is_due(const struct script_line *line, const char *key, bool finally)
{
    if (strncmp(key, "finally.", 8) == 0) {
        return finally;
    }
    return !finally || (is_one_of(key, "cause confidence effective") && !has_final(line, key));
}

/* The words behind the states: KEY=VALUE. */
static void
expect_values(const struct script *script, unsigned number, const struct script_line *line,
              const struct sight *sight, bool finally)
{
    for (unsigned i = line->expected + 2; i < line->count; i++) {
        char key[SCRIPT_WORD];
        strcpy(key, line->words[i]);
        char *value = strchr(key, '=');
        if (value == NULL) {
            script_refuse(script, "not KEY=VALUE", key);
            return;
        }
        *value++ = '\0';
        const char *name = strncmp(key, "finally.", 8) == 0 ? key + 8 : key;
        if (strcmp(name, "anomaly") != 0 && is_due(line, key, finally)) {
            expect(script, number, key, sight_value(sight, name).text, value);
        }
    }
}

static struct sight
sight_at(const struct script *script, unsigned at)
{
    return (struct sight){ .note = &lab.notes[at],
                           .connection = lab.owner[at],
                           .segment = &lines[at].segment,
                           .end = { script->is_mirrored, !script->is_mirrored } };
}

static void
expect_line(const struct script *script, unsigned at)
{
    const struct script_line *line = &lines[at];
    const struct sight sight = sight_at(script, at);

    if (line->count < line->expected + 2) {
        script_refuse(script, "no states behind =>", line->words[0]);
    }
    for (unsigned i = 0; i < 2; i++) {
        const enum tl_state state = (enum tl_state)sight.note->after[sight.end[i]];
        expect(script, script->line, i == 0 ? "state of C" : "state of S", tl_state_word(state),
               line->words[line->expected + i]);
    }
    expect_anomalies(script, script->line, line, &sight);
    expect_values(script, script->line, line, &sight, false);
}

static void
take(const struct script *script, const struct script_line *line)
{
    lines[lab.count] = *line;
    line_numbers[lab.count] = script->line;
    lab_observe(&lab, &line->segment);
    expect_line(script, lab.count - 1);
}

static void
play_one_way(struct script *script, const char *path)
{
    lab_clear(&lab);
    scenario_read(script, path, take);
    for (unsigned i = 0; i < lab.count; i++) {
        struct sight sight = sight_at(script, i);
        sight.is_final = true;
        expect_values(script, line_numbers[i], &lines[i], &sight, true);
    }
    CHECK(lab.count > 0);
}

static void
play(const char *path)
{
    const unsigned before = check_failures;

    for (unsigned i = 0; i < 2 * sizeof isns / sizeof isns[0] && check_failures == before; i++) {
        struct script script = script_begin(path);
        memcpy(script.isn, isns[i / 2], sizeof script.isn);
        script.is_mirrored = i % 2 != 0;
        play_one_way(&script, path);
    }
    if (check_failures > before) {
        printf("FAILED %s\n", path);
    }
}

int
main(int count, char **names)
{
    const unsigned played = scenario_each(count - 1, names + 1, play);

    printf("%u scenarios, %u checks, %u failed\n", played, check_count, check_failures);
    return played == 0 || check_failures > 0;
}

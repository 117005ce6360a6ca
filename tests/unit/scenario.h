/* scenario.h - which scenario files are there, and which lines do they hold?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Programs that read them are run in the folder above tests/unit.
 */
#ifndef TL_SCENARIO_H
#define TL_SCENARIO_H

#include "script.h"

#include <glob.h>

static const char *const scenario_phases[] = { "opening",     "closing", "reset", "midstream",
                                               "incarnation", "window",  "probe", "verdict" };

/* Takes one line that holds a segment. */
typedef void scenario_take(const struct script *script, const struct script_line *line);

/* Reads a file, and all that it uses, line by line. */
static inline void
scenario_read(struct script *script, const char *path, scenario_take *take)
{
    char text[512];
    char other[SCRIPT_PATH];
    struct script_line line;
    FILE *file = fopen(path, "r");

    if (file == NULL) {
        script_refuse(script, "cannot be read", path);
        return;
    }
    script->name = path;
    script->line = 0;
    while (fgets(text, sizeof text, file) != NULL) {
        text[strcspn(text, "\n")] = '\0';
        if (script_uses(script, text, other)) {
            const unsigned number = script->line + 1;
            scenario_read(script, other, take);
            script->name = path;
            script->line = number;
        } else if (script_read(script, text, &line)) {
            take(script, &line);
        }
    }
    fclose(file);
}

/* Calls `play` for each file whose path contains one of the names; without names, for all. */
static inline unsigned
scenario_each(int count, char **names, void (*play)(const char *path))
{
    unsigned played = 0;

    for (size_t phase = 0; phase < sizeof scenario_phases / sizeof scenario_phases[0]; phase++) {
        char pattern[SCRIPT_PATH];
        glob_t found;
        snprintf(pattern, sizeof pattern, "scenarios/%s/*.seg", scenario_phases[phase]);
        if (glob(pattern, 0, NULL, &found) != 0) {
            printf("no scenarios: %s\n", pattern);
            exit(2);
        }
        for (size_t i = 0; i < found.gl_pathc; i++) {
            bool is_wanted = count == 0;
            for (int name = 0; name < count; name++) {
                is_wanted = is_wanted || strstr(found.gl_pathv[i], names[name]) != NULL;
            }
            if (is_wanted) {
                play(found.gl_pathv[i]);
                played++;
            }
        }
        globfree(&found);
    }
    return played;
}

#endif

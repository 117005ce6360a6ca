/* script.h - how is one line of a scenario read?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The language is described in tests/scenarios/README.md.
 */
#ifndef TL_SCRIPT_H
#define TL_SCRIPT_H

#include "script_segment.h"

/* "isn C 17" or "port S 8080": a line that sets what holds for the lines behind it. */
static inline bool
script_sets(struct script *script, const struct script_line *line)
{
    const bool is_isn = strcmp(line->words[0], "isn") == 0;

    if (!is_isn && strcmp(line->words[0], "port") != 0) {
        return false;
    }
    if (line->count != 3) {
        script_refuse(script, "not: isn END NUMBER, port END NUMBER", line->words[0]);
    }
    const unsigned end = script_end_of(script, line->words[1]);
    const int64_t number = script_number(script, line->words[2], NULL);
    if (is_isn) {
        script->isn[end] = (uint32_t)number;
    } else {
        script->port[end] = (uint16_t)number;
    }
    return true;
}

/* "use opening/three-way": plays the lines of another file first. Writes that file's path. */
static inline bool
script_uses(const struct script *script, const char *text, char path[SCRIPT_PATH])
{
    if (strncmp(text, "use ", 4) != 0) {
        return false;
    }
    const int length = snprintf(path, SCRIPT_PATH, "scenarios/%s.seg", text + 4);
    if (length < 0 || length >= SCRIPT_PATH) {
        script_refuse(script, "too long", text);
    }
    return true;
}

/* Reads one line of text. True when it is a segment; false for settings, remarks, empty lines. */
static inline bool
script_read(struct script *script, const char *text, struct script_line *line)
{
    script->line++;
    script_cut(script, text, line);
    if (line->count == 0 || script_sets(script, line)) {
        return false;
    }
    script_segment(script, line);
    return true;
}

#endif

/* script_words.h - which words does a line of a scenario hold?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A line that breaks the rules of tests/scenarios/README.md ends the program: a test that is
 * misread would be worse than none.
 */
#ifndef TL_SCRIPT_WORDS_H
#define TL_SCRIPT_WORDS_H

#include "build.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SCRIPT_WORDS = 40, SCRIPT_WORD = 96, SCRIPT_PATH = 128 };

/* What holds for a whole script. */
struct script {
    const char *name; /* for messages */
    uint32_t isn[2];  /* by end as written: C is 0, S is 1 */
    uint16_t port[2];
    int64_t time_ns; /* of the last line */
    uint32_t frame;  /* of the last line */
    unsigned line;
    bool is_mirrored; /* C is end 1 and S is end 0 */
};

/* One line, cut into words. */
struct script_line {
    struct tl_segment segment;
    char words[SCRIPT_WORDS][SCRIPT_WORD];
    unsigned count;    /* of words */
    unsigned expected; /* the word behind =>; `count` where there is none */
};

static inline struct script
script_begin(const char *name)
{
    return (struct script){ .name = name,
                            .isn = { BUILD_CLIENT_ISN, BUILD_SERVER_ISN },
                            .port = { 40000, 9 },
                            .time_ns = -10000000 };
}

static inline void
script_refuse(const struct script *script, const char *what, const char *word)
{
    printf("%s:%u: %s: %s\n", script->name, script->line, what, word);
    exit(2);
}

/* Cuts at blanks; what stands in quotes stays together, without them. A # ends the line. */
static inline void
script_cut(const struct script *script, const char *text, struct script_line *line)
{
    line->count = 0;
    for (text += strspn(text, " \t"); *text != '\0' && *text != '#'; text += strspn(text, " \t")) {
        size_t length = 0;
        bool is_quoted = false;
        for (; *text != '\0' && (is_quoted || strchr(" \t", *text) == NULL); text++) {
            if (*text == '"') {
                is_quoted = !is_quoted;
            } else if (length < SCRIPT_WORD - 1) {
                line->words[line->count][length++] = *text;
            }
        }
        line->words[line->count++][length] = '\0';
        if (line->count == SCRIPT_WORDS || is_quoted) {
            script_refuse(script, "too many words, or an open quote", text);
        }
    }
}

static inline unsigned
script_end_of(const struct script *script, const char *word)
{
    if (strcmp(word, "C") != 0 && strcmp(word, "S") != 0) {
        script_refuse(script, "neither C nor S", word);
    }
    return word[0] == 'S';
}

static inline int64_t
script_number(const struct script *script, const char *word, char **rest)
{
    char *end;
    const int64_t number = strtoll(word, &end, 10);

    if (end == word || (rest == NULL && *end != '\0')) {
        script_refuse(script, "no number", word);
    }
    if (rest != NULL) {
        *rest = end;
    }
    return number;
}

/* "1.25" is a time since the beginning, "+1.25" since the line before, both in seconds. */
static inline bool
script_time(struct script *script, const char *word)
{
    if (strchr("+0123456789", word[0]) == NULL) {
        script->time_ns += 10000000;
        return false;
    }
    const int64_t ns = (int64_t)(strtod(word, NULL) * 1e6 + 0.5) * 1000;
    script->time_ns = word[0] == '+' ? script->time_ns + ns : ns;
    return true;
}

#endif

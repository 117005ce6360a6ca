/* text.h - a short text as a value, for the checks of a scenario.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_TEXT_H
#define TL_TEXT_H

#include "script.h"

#include <stdio.h>
#include <string.h>

struct text {
    char text[256];
};

static inline void
text_add(struct text *text, const char *separator, const char *word)
{
    if (text->text[0] != '\0') {
        strncat(text->text, separator, sizeof text->text - strlen(text->text) - 1);
    }
    strncat(text->text, word, sizeof text->text - strlen(text->text) - 1);
}

static inline struct text
text_of(const char *word)
{
    struct text text = { "" };
    text_add(&text, "", word);
    return text;
}

static inline struct text
text_of_number(uint32_t number)
{
    struct text text;
    snprintf(text.text, sizeof text.text, "%u", number);
    return text;
}

static inline struct text
text_of_bits(unsigned bits)
{
    struct text text = { "" };
    for (unsigned i = 0; bits >> i != 0; i++) {
        if (bits >> i & 1) {
            text_add(&text, ",", text_of_number(i).text);
        }
    }
    return text;
}

#endif

/* state.c - which states can one end of a connection be in?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "state.h"

struct state_text {
    const char *word;
    const char *meaning;
};

static const struct state_text texts[TL_STATE_COUNT] = {
#define STATE_TEXT(id, word, meaning) [TL_##id] = { word, meaning },
    TL_STATES(STATE_TEXT)
#undef STATE_TEXT
};

enum tl_state
tl_state_known(tl_state_set set)
{
    if (set == 0 || (set & (set - 1)) != 0) {
        return TL_UNKNOWN;
    }
    /* The position of the one bit, by halves: this is asked for every frame. */
    const unsigned eights = (set & 0xff00) != 0;
    const unsigned fours = (set & 0xf0f0) != 0;
    const unsigned twos = (set & 0xcccc) != 0;
    const unsigned ones = (set & 0xaaaa) != 0;
    return (enum tl_state)(eights * 8 + fours * 4 + twos * 2 + ones);
}

const char *
tl_state_word(enum tl_state state)
{
    return state < TL_STATE_COUNT ? texts[state].word : texts[TL_UNKNOWN].word;
}

const char *
tl_state_meaning(enum tl_state state)
{
    return state < TL_STATE_COUNT ? texts[state].meaning : texts[TL_UNKNOWN].meaning;
}

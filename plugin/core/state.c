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

/* note.c - what did one segment mean? The words of the record that is kept of it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "note.h"

const char *
tl_phase_word(enum tl_phase phase)
{
    static const char *const words[TL_PHASE_COUNT] = {
#define PHASE_WORD(id, word, meaning) [TL_PHASE_##id] = word,
        TL_PHASES(PHASE_WORD)
#undef PHASE_WORD
    };
    return phase < TL_PHASE_COUNT ? words[phase] : "";
}

/* reset_words.c - the words for a reset that users see.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "reset.h"

struct cause_text {
    const char *word;
    const char *meaning;
};

static const struct cause_text causes[TL_CAUSE_COUNT] = {
#define CAUSE_TEXT(id, word, meaning) [TL_CAUSE_##id] = { word, meaning },
    TL_CAUSES(CAUSE_TEXT)
#undef CAUSE_TEXT
};

const char *
tl_cause_word(enum tl_cause cause)
{
    return causes[cause < TL_CAUSE_COUNT ? cause : TL_CAUSE_UNEXPLAINED].word;
}

const char *
tl_cause_meaning(enum tl_cause cause)
{
    return causes[cause < TL_CAUSE_COUNT ? cause : TL_CAUSE_UNEXPLAINED].meaning;
}

const char *
tl_confidence_word(enum tl_confidence confidence)
{
    static const char *const words[] = {
#define CONFIDENCE_WORD(id, word, meaning) [TL_##id] = word,
        TL_CONFIDENCES(CONFIDENCE_WORD)
#undef CONFIDENCE_WORD
    };
    return words[confidence];
}

const char *
tl_stage_word(enum tl_stage stage)
{
    static const char *const words[] = {
#define STAGE_WORD(id, word, meaning) [TL_STAGE_##id] = word,
        TL_STAGES(STAGE_WORD)
#undef STAGE_WORD
    };
    return words[stage];
}

const char *
tl_evidence_text(enum tl_evidence evidence)
{
    static const char *const texts[TL_EVIDENCE_COUNT] = {
#define EVIDENCE_TEXT(id, text) [TL_EVIDENCE_##id] = text,
        TL_EVIDENCES(EVIDENCE_TEXT)
#undef EVIDENCE_TEXT
    };
    return evidence < TL_EVIDENCE_COUNT ? texts[evidence] : "";
}

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
tl_cause_advice(enum tl_cause cause)
{
    static const char *const advices[TL_CAUSE_COUNT] = {
#define ADVICE_TEXT(id, text) [TL_CAUSE_##id] = text,
        TL_CAUSE_ADVICES(ADVICE_TEXT)
#undef ADVICE_TEXT
    };
    return advices[cause < TL_CAUSE_COUNT ? cause : TL_CAUSE_UNEXPLAINED];
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

const char *
tl_origin_word(enum tl_origin origin)
{
    static const char *const words[TL_ORIGIN_COUNT] = {
#define ORIGIN_WORD(id, word, meaning) [TL_ORIGIN_##id] = word,
        TL_ORIGINS(ORIGIN_WORD)
#undef ORIGIN_WORD
    };
    return words[origin < TL_ORIGIN_COUNT ? origin : TL_ORIGIN_UNKNOWN];
}

const char *
tl_origin_meaning(enum tl_origin origin)
{
    static const char *const meanings[TL_ORIGIN_COUNT] = {
#define ORIGIN_MEANING(id, word, meaning) [TL_ORIGIN_##id] = meaning,
        TL_ORIGINS(ORIGIN_MEANING)
#undef ORIGIN_MEANING
    };
    return meanings[origin < TL_ORIGIN_COUNT ? origin : TL_ORIGIN_UNKNOWN];
}

const char *
tl_clue_text(enum tl_clue clue)
{
    static const char *const texts[TL_CLUE_COUNT] = {
#define CLUE_TEXT(id, name, text) [TL_CLUE_##id] = text,
        TL_CLUES(CLUE_TEXT)
#undef CLUE_TEXT
    };
    return clue < TL_CLUE_COUNT ? texts[clue] : "";
}

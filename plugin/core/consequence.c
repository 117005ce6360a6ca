/* consequence.c - what did a reset cost, and what did the two ends do afterwards?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "consequence.h"

#include "seq.h"

static bool
has_evidence(const struct tl_reset *reset, enum tl_evidence evidence)
{
    return (reset->evidence >> evidence & 1u) != 0;
}

static unsigned
bit(bool is_so, enum tl_aftermath aftermath)
{
    return is_so ? 1u << aftermath : 0;
}

/* What the receiver of an effective reset sent before it got it arrives behind it. That it goes on
 * for longer was seen when it came: TL_EVIDENCE_RECEIVER_TALKS_ON. */
unsigned
tl_reset_aftermath(const struct tl_connection *connection, const struct tl_reset *reset,
                   bool is_final)
{
    const bool is_sender_heard = connection->end[reset->sender].last_frame > reset->frame;
    const bool is_receiver_heard = connection->end[!reset->sender].last_frame > reset->frame;
    const bool is_challenged = has_evidence(reset, TL_EVIDENCE_CHALLENGED);
    const bool is_taken = reset->has_effect && reset->is_effective &&
                          !has_evidence(reset, TL_EVIDENCE_RECEIVER_TALKS_ON);

    return bit(is_sender_heard, TL_AFTERMATH_SENDER_WENT_ON) |
           bit(is_receiver_heard && !is_taken && !is_challenged, TL_AFTERMATH_RECEIVER_WENT_ON) |
           bit(is_receiver_heard && is_taken, TL_AFTERMATH_IN_FLIGHT) |
           bit(is_challenged, TL_AFTERMATH_CHALLENGED) |
           bit(is_final && !is_sender_heard && !is_receiver_heard, TL_AFTERMATH_BOTH_SILENT);
}

uint32_t
tl_unacked_bytes(const struct tl_life *life, const struct tl_life *other)
{
    if (!tl_life_knows(life, TL_KNOWS_NXT) || !tl_life_knows(other, TL_KNOWS_RCV)) {
        return 0;
    }
    const uint32_t data_end =
        tl_life_knows(life, TL_KNOWS_FIN) && life->nxt == life->fin + 1 ? life->fin : life->nxt;
    const int32_t outstanding = tl_seq_diff(other->rcv, data_end);
    return outstanding > 0 ? (uint32_t)outstanding : 0;
}

static const struct {
    const char *word;
    const char *meaning;
} texts[TL_AFTERMATH_COUNT] = {
#define AFTERMATH_TEXT(id, word, meaning) [TL_AFTERMATH_##id] = { word, meaning },
    TL_AFTERMATHS(AFTERMATH_TEXT)
#undef AFTERMATH_TEXT
};

const char *
tl_aftermath_word(enum tl_aftermath aftermath)
{
    return aftermath < TL_AFTERMATH_COUNT ? texts[aftermath].word : "";
}

const char *
tl_aftermath_meaning(enum tl_aftermath aftermath)
{
    return aftermath < TL_AFTERMATH_COUNT ? texts[aftermath].meaning : "";
}

/* origin.h - did an end make this RST, or something on the path?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What forges a RST sees the packets of a connection, but not the two hosts: it guesses what their
 * IP headers and numbers look like. Each clue alone has innocent reasons; two together hardly do.
 */
#ifndef TL_ORIGIN_H
#define TL_ORIGIN_H

#include <stdbool.h>

struct tl_facts;
struct tl_reset;

/* CLUE(ID, last part of tcplens.reset.origin.<name>, what is odd): one bit each in tl_reset.clues.
 * Sources: Weaver, Sommer, Paxson, "Detecting Forged TCP Reset Packets" (NDSS 2009), for the
 * numbers; the IP header by what hosts do. */
/* clang-format off */
#define TL_CLUES(CLUE) \
    CLUE(TTL, "ttl", "its TTL is not that of its sender's other segments") \
    CLUE(IP_ID, "ip_id", "its IP ID does not go on from its sender's other segments") \
    CLUE(IP_ID_COPIED, "ip_id_copied", "its IP ID is that of the other side's last segment") \
    CLUE(WINDOW_COPIED, "window_copied", "its window is that of the other side's last segment") \
    CLUE(NO_TIMESTAMPS, "no_timestamps", "it lacks the timestamps that both sides agreed on") \
    CLUE(TOO_EARLY, "too_early", "it comes sooner than its sender could answer from there") \
    CLUE(SEQ_BEHIND, "seq_behind", "its Seq lies behind data that its sender had sent already") \
    CLUE(SEQ_AHEAD, "seq_ahead", "its Seq is beyond all that its sender had sent") \
    CLUE(BURST, "burst", "one of several with rising Seq, as shot at a moving window") \
    CLUE(UNPROMPTED, "unprompted", "the form that answers a segment, but it answers none") \
    CLUE(SENDER_TALKS_ON, "sender_talks_on", "its sender goes on as if it had not sent it") \
    CLUE(RECEIVER_TALKS_ON, "receiver_talks_on", "its receiver goes on: it did not take it")
/* clang-format on */

enum tl_clue {
#define TL_CLUE_MEMBER(id, name, text) TL_CLUE_##id,
    TL_CLUES(TL_CLUE_MEMBER)
#undef TL_CLUE_MEMBER
        TL_CLUE_COUNT
};

#define TL_ORIGINS(ORIGIN)                                                                         \
    ORIGIN(UNKNOWN, "unknown", "too little is known, or one clue alone")                           \
    ORIGIN(ENDPOINT, "endpoint", "nothing tells it from its sender's other segments")              \
    ORIGIN(ON_PATH, "on-path", "neither end sent it: a firewall, a middlebox, an attacker")        \
    ORIGIN(NOT_JUDGED, "not judged", "the preference for evidence of injected resets is off")

enum tl_origin {
#define TL_ORIGIN_MEMBER(id, word, meaning) TL_ORIGIN_##id,
    TL_ORIGINS(TL_ORIGIN_MEMBER)
#undef TL_ORIGIN_MEMBER
        TL_ORIGIN_COUNT
};

/* Looks for all clues that the RST itself shows, if facts->settings say so: writes clues,
 * ttl_delta, has_ttl_delta, seq, origin. Of `reset`, frame, time_ns, previous, sender and
 * trigger_frame must be written. */
void tl_origin_gather(struct tl_reset *reset, const struct tl_facts *facts);

/* Adds a clue that a later segment gives, and weighs them all again, unless the origin is not
 * judged. */
void tl_origin_add(struct tl_reset *reset, enum tl_clue clue);

/* Words as users see them; static. */
const char *tl_origin_word(enum tl_origin origin);
const char *tl_origin_meaning(enum tl_origin origin);
const char *tl_clue_text(enum tl_clue clue);

#endif

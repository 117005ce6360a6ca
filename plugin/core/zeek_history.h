/* zeek_history.h - how are the letters of Zeek's history written?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_ZEEK_HISTORY_H
#define TL_ZEEK_HISTORY_H

#include "zeek.h"

/* The letters that are written once for each role; S and H share one place. */
enum tl_zeek_once {
    TL_ZEEK_ONCE_SYN,
    TL_ZEEK_ONCE_FIN,
    TL_ZEEK_ONCE_RST,
    TL_ZEEK_ONCE_FIN_RST,
    TL_ZEEK_ONCE_MANY,
    TL_ZEEK_ONCE_DATA,
    TL_ZEEK_ONCE_ACK,
    TL_ZEEK_ONCES
};

/* All letters, and ^, lie between 64 and 127, so that six bits tell them apart. */
enum { TL_ZEEK_BASE = 0x40, TL_ZEEK_LETTER = 0x3f, TL_ZEEK_LOWER = 0x20 };

/* Was this letter written for this end in the role that it has now? */
static inline bool
tl_zeek_has_written(const struct tl_zeek *zeek, unsigned end, enum tl_zeek_once once)
{
    return (zeek->seen[end] >> once & 1u) != 0;
}

/* The roles change: ^. What is written already keeps its case. */
void tl_zeek_flip(struct tl_zeek *zeek);

/* Is a lone SYN,ACK of the originator all that was seen? If so and a segment shows that the
 * connection lives, its sender was the responder: the history becomes ^h. */
bool tl_zeek_is_lone_syn_ack(const struct tl_zeek *zeek);
void tl_zeek_flip_lone_syn_ack(struct tl_zeek *zeek);

/* Writes a letter for the first time in this end's role; the history has still room for it. */
static inline void
tl_zeek_write_first(struct tl_zeek *zeek, unsigned end, enum tl_zeek_once once, char letter)
{
    const unsigned is_responder = end ^ zeek->originator;

    zeek->seen[end] |= (uint8_t)(1u << once);
    zeek->runs[zeek->length] =
        (uint8_t)(((unsigned char)letter & TL_ZEEK_LETTER) | is_responder * TL_ZEEK_LOWER);
    zeek->length++;
}

/* Writes the letter that tells of the segment's kind, once the sender's numbers are known. */
void tl_zeek_write_letter(struct tl_zeek *zeek, const struct tl_segment *segment);

/* Writes W if the segment shuts the window. */
void tl_zeek_write_window(struct tl_zeek *zeek, const struct tl_segment *segment);

/* Writes T: this end repeats data. */
void tl_zeek_write_retransmission(struct tl_zeek *zeek, unsigned from);

/* Writes G: this end's data lack so many pieces more. */
void tl_zeek_write_gaps(struct tl_zeek *zeek, unsigned from, unsigned holes);

#endif

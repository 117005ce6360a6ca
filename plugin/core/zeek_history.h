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

/* Was this letter written for this end in the role that it has now? */
static inline bool
tl_zeek_has_written(const struct tl_zeek *zeek, unsigned end, enum tl_zeek_once once)
{
    const unsigned is_responder = end ^ zeek->originator;

    return (zeek->seen >> (once + TL_ZEEK_ONCES * is_responder) & 1u) != 0;
}

/* The roles change: ^. What is written already keeps its case. */
void tl_zeek_flip(struct tl_zeek *zeek);

/* Is a lone SYN,ACK of the originator all that was seen? If so and a segment shows that the
 * connection lives, its sender was the responder: the history becomes ^h. */
bool tl_zeek_is_lone_syn_ack(const struct tl_zeek *zeek);
void tl_zeek_flip_lone_syn_ack(struct tl_zeek *zeek);

/* Writes the letter that tells of the segment's kind, once the sender's numbers are known. */
void tl_zeek_write_letter(struct tl_zeek *zeek, const struct tl_segment *segment);

/* Writes W if the segment shuts the window. */
void tl_zeek_write_window(struct tl_zeek *zeek, const struct tl_segment *segment);

/* Writes T: this end repeats data. */
void tl_zeek_write_retransmission(struct tl_zeek *zeek, unsigned from);

/* Writes G: this end's data lack so many pieces more. */
void tl_zeek_write_gaps(struct tl_zeek *zeek, unsigned from, unsigned holes);

#endif

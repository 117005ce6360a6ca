/* zeek_history.c - how are the letters of Zeek's history written?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "zeek_history.h"

#include "zeek_end.h"

#include <string.h>

enum { ONE_MORE = 0x40, FULL = 0xc0 };

static void
append(struct tl_zeek *zeek, unsigned letter)
{
    const uint8_t code = letter & TL_ZEEK_LETTER;
    const unsigned at = zeek->length;

    if (at > 0 && (zeek->runs[at - 1] & TL_ZEEK_LETTER) == code && zeek->runs[at - 1] < FULL) {
        zeek->runs[at - 1] = (uint8_t)(zeek->runs[at - 1] + ONE_MORE);
    } else if (at < TL_ZEEK_RUNS) {
        zeek->runs[at] = code;
        zeek->length++;
    }
}

/* Writes the letter as this end's: as it is (upper case) for the originator. */
static void
write(struct tl_zeek *zeek, unsigned end, char letter)
{
    append(zeek, (unsigned char)letter | (end == zeek->originator ? 0u : TL_ZEEK_LOWER));
}

/* Writes the letter unless it was written before; returns whether it was. */
static bool
write_once(struct tl_zeek *zeek, unsigned end, enum tl_zeek_once once, char letter)
{
    if (tl_zeek_has_written(zeek, end, once)) {
        return true;
    }
    zeek->seen[end] |= (uint8_t)(1u << once);
    write(zeek, end, letter);
    return false;
}

/* Writes the letter if this is the 1st, 10th, 100th, ... time. */
static void
write_scaled(struct tl_zeek *zeek, unsigned end, unsigned count, char letter)
{
    while (count % 10 == 0 && count != 0) {
        count /= 10;
    }
    if (count == 1) {
        write(zeek, end, letter);
    }
}

void
tl_zeek_flip(struct tl_zeek *zeek)
{
    const uint8_t seen = zeek->seen[0];

    zeek->originator = !zeek->originator;
    zeek->seen[0] = zeek->seen[1];
    zeek->seen[1] = seen;
    append(zeek, '^');
}

bool
tl_zeek_is_lone_syn_ack(const struct tl_zeek *zeek)
{
    return zeek->length == 1 && zeek->runs[0] == ('H' & TL_ZEEK_LETTER);
}

void
tl_zeek_flip_lone_syn_ack(struct tl_zeek *zeek)
{
    zeek->length = 0;
    tl_zeek_flip(zeek);
    append(zeek, 'h');
}

void
tl_zeek_history(const struct tl_zeek *zeek, char *buffer)
{
    for (unsigned at = 0; at < zeek->length; at++) {
        const unsigned run = zeek->runs[at];
        const size_t times = 1 + run / ONE_MORE;
        memset(buffer, (int)(TL_ZEEK_BASE | (run & TL_ZEEK_LETTER)), times);
        buffer += times;
    }
    *buffer = '\0';
}

static void
write_control(struct tl_zeek *zeek, const struct tl_segment *segment)
{
    const unsigned from = segment->from;
    struct tl_zeek_end *sender = &zeek->end[from];
    const uint32_t seq = segment->seq - sender->start;
    const uint32_t fin = tl_zeek_behind(segment) - 1 - sender->start;
    const char syn = tl_segment_has(segment, TL_ACK) ? 'H' : 'S';

    switch (segment->flags & (TL_SYN | TL_FIN | TL_RST)) {
    case TL_SYN:
        if (write_once(zeek, from, TL_ZEEK_ONCE_SYN, syn) && seq != 0) {
            write(zeek, from, syn);
        }
        break;
    case TL_FIN:
        if (write_once(zeek, from, TL_ZEEK_ONCE_FIN, 'F') && sender->mark != fin &&
            !tl_zeek_has_written(zeek, from, TL_ZEEK_ONCE_RST)) {
            write(zeek, from, 'F');
        }
        break;
    case TL_RST:
        if (write_once(zeek, from, TL_ZEEK_ONCE_RST, 'R') && sender->mark != seq) {
            write(zeek, from, 'R');
        }
        sender->mark = seq;
        break;
    case TL_FIN | TL_RST:
    case TL_FIN | TL_RST | TL_SYN: write_once(zeek, from, TL_ZEEK_ONCE_FIN_RST, 'I'); break;
    default: write_once(zeek, from, TL_ZEEK_ONCE_MANY, 'Q'); break;
    }
    if (tl_segment_has(segment, TL_FIN)) {
        sender->has_fin = true;
        sender->mark = fin;
    }
}

void
tl_zeek_write_letter(struct tl_zeek *zeek, const struct tl_segment *segment)
{
    if ((segment->flags & (TL_SYN | TL_FIN | TL_RST)) != 0) {
        write_control(zeek, segment);
    } else if (segment->payload > 0) {
        write_once(zeek, segment->from, TL_ZEEK_ONCE_DATA, 'D');
    } else if (tl_segment_has(segment, TL_ACK)) {
        write_once(zeek, segment->from, TL_ZEEK_ONCE_ACK, 'A');
    }
}

/* Only while the receiver still sends, and the sender takes, is a shut window worth a word. */
void
tl_zeek_write_window(struct tl_zeek *zeek, const struct tl_segment *segment)
{
    struct tl_zeek_end *sender = &zeek->end[segment->from];

    if (segment->window != 0 || tl_segment_has(segment, TL_RST) || sender->state == TL_ZEEK_RESET ||
        zeek->end[!segment->from].state == TL_ZEEK_CLOSED) {
        return;
    }
    if (sender->zero_windows < 0x3fff) {
        sender->zero_windows = (sender->zero_windows + 1u) & 0x3fffu;
        write_scaled(zeek, segment->from, sender->zero_windows, 'W');
    }
}

void
tl_zeek_write_retransmission(struct tl_zeek *zeek, unsigned from)
{
    struct tl_zeek_end *sender = &zeek->end[from];

    if (sender->retransmissions < 0xfffff) {
        sender->retransmissions = (sender->retransmissions + 1u) & 0xfffffu;
        write_scaled(zeek, from, sender->retransmissions, 'T');
    }
}

void
tl_zeek_write_gaps(struct tl_zeek *zeek, unsigned from, unsigned holes)
{
    struct tl_zeek_end *sender = &zeek->end[from];

    for (; holes > 0 && sender->gaps < 0x1fff; holes--) {
        sender->gaps = (sender->gaps + 1u) & 0x1fffu;
        write_scaled(zeek, from, sender->gaps, 'G');
    }
}

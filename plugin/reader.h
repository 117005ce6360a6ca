/* reader.h - which TCP segment does a frame carry?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The only way from Wireshark to a struct tl_segment. For a post-dissector: all dissectors of the
 * frame must have run.
 */
#ifndef TL_READER_H
#define TL_READER_H

#include <epan/conversation.h>
#include <epan/packet.h>

#include "core/segment.h"

#include <stdbool.h>
#include <stdint.h>

/* What a frame has to say about TCP. */
enum tl_read {
    TL_READ_NONE,    /* nothing, or a header that TCP itself cannot read */
    TL_READ_SEGMENT, /* a segment */
    TL_READ_QUOTED   /* an ICMP or ICMPv6 error about a segment: see quote.h */
};

/* Reads the innermost TCP header of the frame, or of the part of it that holds the segment at this
 * place. For TL_READ_SEGMENT every field of `segment` is written, else it means nothing. Throws no
 * exception. */
enum tl_read tl_reader_read(tvbuff_t *tvb, packet_info *pinfo, uint8_t place,
                            struct tl_segment *segment);

/* The number of a conversation (tcp.stream). False, and nothing written, for one that TCP's
 * dissector does not know. Changes nothing that TCP's dissector keeps. */
bool tl_reader_stream(conversation_t *conversation, uint32_t *stream);

#endif

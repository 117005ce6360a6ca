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

/* Reads the innermost TCP header of the frame, or of the part of it that holds the segment at this
 * place. True if there is one that TCP itself can read: then every field of `segment` is written,
 * else it means nothing. A header that an ICMP error quotes is none: see quote.h. Throws no
 * exception. */
bool tl_reader_read(tvbuff_t *tvb, const packet_info *pinfo, uint8_t place,
                    struct tl_segment *segment);

/* The number of a conversation (tcp.stream). False, and nothing written, for one that TCP's
 * dissector does not know. Changes nothing that TCP's dissector keeps. */
bool tl_reader_stream(conversation_t *conversation, uint32_t *stream);

#endif

/* quote.h - which earlier segment is an ICMP error about?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * ICMP and ICMPv6 errors quote the packet that caused them: its IP header and at least the first 8
 * octets of TCP's (RFC 792, RFC 4443 2.4).
 */
#ifndef TL_QUOTE_H
#define TL_QUOTE_H

#include <epan/conversation.h>
#include <epan/packet.h>

#include <stdbool.h>
#include <stdint.h>

/* An error about a TCP segment. */
struct tl_quote {
    conversation_t *conversation; /* the segment's, or NULL if none of it was captured */
    int64_t time_ns;              /* when the error was captured, as in tl_segment */
    uint32_t frame;               /* and in which frame */
    uint32_t stream;              /* its tcp.stream; valid if there is a conversation */
    uint32_t seq;                 /* SEG.SEQ of the segment */
    uint32_t in_flight;           /* the last frame of the segment that TCP's own dissector keeps
                                     because it was not acknowledged yet, or 0; valid on the first
                                     visit of the frame */
    address reporter;             /* who sends the error; this and the next two point into the
                                     frame, or live as long as it is dissected */
    address source;               /* who sent the segment, */
    address destination;          /* and to whom */
    uint16_t source_port;
    uint16_t destination_port;
    uint8_t from;    /* which end sent the segment: the number of tl_segment */
    uint8_t version; /* whose type and code: 4, of ICMP (RFC 792); 6, of ICMPv6 (RFC 4443) */
    uint8_t type;
    uint8_t code;
};

/* Is this frame an ICMP error about a TCP segment? Then `quote` is written, every field. For a
 * post-dissector, as tl_reader_read(). Throws no exception. */
bool tl_quote_read(tvbuff_t *tvb, packet_info *pinfo, struct tl_quote *quote);

#endif

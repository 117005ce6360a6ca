/* reader.c - which TCP segment does a frame carry?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "reader.h"

#include "capture.h"
#include "compat.h"
#include "core/bytes.h"
#include "locate.h"

/* RFC 9293 3.1. */
enum {
    TCP_HEADER = 20,
    TCP_NEEDED = 16, /* up to the window; the rest of the fixed header is not looked at */
    TCP_FLAGS = 0x0fff
};

static void
take_options(const struct tl_stretch *tcp, unsigned header, struct tl_options *options)
{
    if (header == TCP_HEADER) {
        *options = (struct tl_options){ 0 };
        return;
    }
    unsigned captured = tcp->captured < header ? tcp->captured : header;
    unsigned length = captured < TCP_HEADER ? 0 : captured - TCP_HEADER;
    tl_options_parse(tcp->bytes + (captured - length), length, header - TCP_HEADER, options);
}

/* False for what TCP itself stops at: a data offset that cannot be, or a header cut too short. */
static bool
take_header(const struct tl_stretch *tcp, struct tl_segment *segment)
{
    if (tcp->captured < TCP_NEEDED) {
        return false;
    }
    unsigned header = (tcp->bytes[12] >> 4) * 4u;
    if (header < TCP_HEADER || header > tcp->wire) {
        return false;
    }
    segment->source_port = tl_be16(tcp->bytes);
    segment->destination_port = tl_be16(tcp->bytes + 2);
    segment->seq = tl_be32(tcp->bytes + 4);
    segment->ack = tl_be32(tcp->bytes + 8);
    segment->flags = tl_be16(tcp->bytes + 12) & TCP_FLAGS;
    segment->window = tl_be16(tcp->bytes + 14);
    segment->payload = tcp->wire - header;
    segment->is_cut = tcp->captured < tcp->wire;
    take_options(tcp, header, &segment->options);
    return true;
}

bool
tl_reader_read(tvbuff_t *tvb, const packet_info *pinfo, uint8_t place, struct tl_segment *segment)
{
    struct tl_trail trail;
    if (pinfo->ptype != PT_TCP || !tl_locate_tcp(tvb, pinfo, &trail)) {
        return false;
    }
    segment->time_ns = tl_capture_time(pinfo);
    segment->frame = pinfo->num;
    segment->place = place;
    segment->from = tl_capture_end(&pinfo->src, &pinfo->dst, pinfo->srcport, pinfo->destport);
    segment->ip = trail.ip;
    return take_header(&trail.rest, segment);
}

bool
tl_reader_stream(conversation_t *conversation, uint32_t *stream)
{
    const struct tcp_analysis *analysis = tl_tcp_analysis(conversation);
    if (analysis == NULL) {
        return false;
    }
    *stream = analysis->stream;
    return true;
}

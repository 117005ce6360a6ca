/* quote.c - which earlier segment is an ICMP error about?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "quote.h"

#include <string.h>

#include "capture.h"
#include "compat.h"
#include "core/bytes.h"
#include "locate.h"

enum {
    ICMP_HEADER = 8,
    TCP_QUOTED = 8 /* ports and Seq */
};

/* The messages that quote right behind their header, one bit a type: unreachable, source quench,
 * redirect, time exceeded, parameter problem. */
#define ICMP_QUOTES (1u << 3 | 1u << 4 | 1u << 5 | 1u << 11 | 1u << 12)

/* Likewise: unreachable, packet too big, time exceeded, parameter problem. */
#define ICMPV6_QUOTES (1u << 1 | 1u << 2 | 1u << 3 | 1u << 4)

static const char *
layer_name(const wmem_list_frame_t *layer)
{
    return proto_get_protocol_filter_name(GPOINTER_TO_INT(wmem_list_frame_data(layer)));
}

static bool
is_ip(const wmem_list_frame_t *layer)
{
    return strcmp(layer_name(layer), "ip") == 0 || strcmp(layer_name(layer), "ipv6") == 0;
}

/* Is the innermost IP header what ICMP quotes? A look at the names of the layers, which costs
 * little on the many frames that have nothing to do with it. */
static bool
is_quoting(const packet_info *pinfo)
{
    const wmem_list_frame_t *layer = wmem_list_tail(pinfo->layers);
    while (layer != NULL && !is_ip(layer)) {
        layer = wmem_list_frame_prev(layer);
    }
    layer = layer == NULL ? NULL : wmem_list_frame_prev(layer);
    return layer != NULL &&
           (strcmp(layer_name(layer), "icmp") == 0 || strcmp(layer_name(layer), "icmpv6") == 0);
}

static bool
quotes(unsigned version, uint8_t type)
{
    return type < 32 && ((version == 4 ? ICMP_QUOTES : ICMPV6_QUOTES) >> type & 1) != 0;
}

/* From the IP header that is quoted to TCP's. The first of several fragments holds it. */
static bool
follow_quoted(const struct tl_stretch *ip, unsigned version, struct tl_trail *trail)
{
    if (!tl_trail_enter(trail, ip, version)) {
        return false;
    }
    tl_trail_skip_extensions(trail);
    if (trail->is_fragment && trail->fragment_offset == 0) {
        trail->is_fragment = false;
        tl_trail_skip_extensions(trail);
    }
    return !trail->is_fragment && trail->protocol == TL_PROTOCOL_TCP &&
           trail->rest.captured >= TCP_QUOTED;
}

/* TCP's own dissector keeps what was not acknowledged yet, the newest first; its numbers count from
 * the first one, unless a preference says otherwise. Its flow1 is what the higher end sends. The
 * quoted segment itself may be among them. */
static uint32_t
frame_in_flight(const struct tcp_analysis *analysis, const struct tl_quote *quote)
{
    const tcp_flow_t *flow = quote->from == 1 ? &analysis->flow1 : &analysis->flow2;
    const uint32_t relative = quote->seq - flow->base_seq;

    if (flow->tcp_analyze_seq_info == NULL) {
        return 0;
    }
    for (const tcp_unacked_t *sent = flow->tcp_analyze_seq_info->segments; sent != NULL;
         sent = sent->next) {
        if (sent->frame < quote->frame && (sent->seq == relative || sent->seq == quote->seq)) {
            return sent->frame;
        }
    }
    return 0;
}

/* The segment's end and conversation, from the headers quoted. */
static void
take_segment(const uint8_t *ip, const uint8_t *tcp, packet_info *pinfo, struct tl_quote *quote)
{
    const address *from = &quote->source;
    const address *to = &quote->destination;
    tl_capture_addresses(ip, quote->version, &quote->source, &quote->destination);
    quote->source_port = tl_be16(tcp);
    quote->destination_port = tl_be16(tcp + 2);
    quote->seq = tl_be32(tcp + 4);
    quote->from = tl_capture_end(from, to, quote->source_port, quote->destination_port);
    quote->conversation = tl_find_tcp_conversation_between(pinfo, from, to, quote->source_port,
                                                           quote->destination_port);
    const struct tcp_analysis *analysis =
        quote->conversation == NULL ? NULL : tl_tcp_analysis(quote->conversation);
    if (analysis == NULL) {
        quote->conversation = NULL;
        return;
    }
    quote->stream = analysis->stream;
    if (!PINFO_FD_VISITED(pinfo)) {
        quote->in_flight = frame_in_flight(analysis, quote);
    }
}

bool
tl_quote_read(tvbuff_t *tvb, packet_info *pinfo, struct tl_quote *quote)
{
    struct tl_trail icmp;
    if (!is_quoting(pinfo) || !tl_locate_icmp(tvb, pinfo, &icmp) ||
        icmp.rest.captured < ICMP_HEADER) {
        return false;
    }
    unsigned version = icmp.protocol == TL_PROTOCOL_ICMP ? 4 : 6;
    struct tl_stretch ip = tl_stretch_behind(&icmp.rest, ICMP_HEADER);
    struct tl_trail trail;
    if (!quotes(version, icmp.rest.bytes[0]) || !follow_quoted(&ip, version, &trail)) {
        return false;
    }
    *quote = (struct tl_quote){
        .time_ns = tl_capture_time(pinfo),
        .frame = pinfo->num,
        .reporter = pinfo->net_src,
        .version = (uint8_t)version,
        .type = icmp.rest.bytes[0],
        .code = icmp.rest.bytes[1],
    };
    take_segment(ip.bytes, trail.rest.bytes, pinfo, quote);
    return true;
}

/* aggregate.c - which TCP segments does a frame carry that was made of several packets?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * IEEE 802.11-2020 9.3.2.2: a subframe is two addresses, the length of its packet with LLC, and
 * these; the next one begins at a multiple of 4 octets. Where the first one lies is told by its LLC
 * header, whatever stands before it. That all is understood is told by the number of segments:
 * TCP's own dissector has seen as many.
 */
#include "aggregate.h"

#include <epan/exceptions.h>

#include <string.h>

#include "capture.h"
#include "core/bytes.h"
#include "locate.h"

enum {
    SUBFRAME_LENGTH = 12, /* where in its header the length lies */
    SUBFRAME_HEADER = 14,
    LLC_HEADER = 8,
    LLC_PROTOCOL = 6, /* where in it the EtherType lies */
    PORTS = 4
};

/* The layers of a frame that count here. */
struct layers {
    unsigned llc;
    unsigned tcp;
};

/* A walk over subframes. */
struct walk {
    tvbuff_t *tvb; /* begins with the first one */
    unsigned next; /* where in it the next one begins */
};

/* A packet that leads to TCP. */
struct packet {
    tvbuff_t *tvb;
    unsigned version; /* of IP */
    struct tl_trail trail;
};

/* What packet_info says of one packet. */
struct ends {
    address net_src, net_dst, src, dst;
    port_type ptype;
    uint32_t srcport, destport;
};

/* Numbers of protocols: the same for the life of the process. */
static struct {
    int llc;
    int tcp;
} protocols;

void
tl_aggregate_register(void)
{
    protocols.llc = proto_get_id_by_filter_name("llc");
    protocols.tcp = proto_get_id_by_filter_name("tcp");
}

static struct layers
count_layers(const packet_info *pinfo)
{
    struct layers layers = { 0 };

    for (wmem_list_frame_t *l = wmem_list_head(pinfo->layers); l; l = wmem_list_frame_next(l)) {
        const int protocol = GPOINTER_TO_INT(wmem_list_frame_data(l));

        layers.llc += protocol == protocols.llc;
        layers.tcp += protocol == protocols.tcp;
    }
    return layers;
}

/* Where the last packet is one of TCP, it lies right behind LLC and IP: most frames of many layers
 * are tunnels, where it does not, and that is seen from the last few layers. */
static bool
may_end_aggregate(const packet_info *pinfo)
{
    wmem_list_frame_t *l = wmem_list_tail(pinfo->layers);

    if (pinfo->ptype != PT_TCP) {
        return true;
    }
    while (l != NULL && GPOINTER_TO_INT(wmem_list_frame_data(l)) != protocols.tcp) {
        l = wmem_list_frame_prev(l);
    }
    for (unsigned back = 0; l != NULL && back < 2; back++) {
        l = wmem_list_frame_prev(l);
    }
    return l != NULL && GPOINTER_TO_INT(wmem_list_frame_data(l)) == protocols.llc;
}

/* LLC with SNAP, and an EtherType behind it (RFC 1042). */
static bool
is_llc(const uint8_t *bytes)
{
    static const uint8_t snap[LLC_PROTOCOL] = { 0xaa, 0xaa, 0x03 };

    return memcmp(bytes, snap, sizeof snap) == 0;
}

/* Begins at the first subframe of a data source. Only the first LLC header counts: behind it, a
 * peer may send anything. */
static bool
begin_in(tvbuff_t *source, struct walk *walk)
{
    const struct tl_stretch all = tl_locate_stretch(source);

    for (unsigned at = SUBFRAME_HEADER; at + LLC_HEADER <= all.captured; at++) {
        if (is_llc(all.bytes + at)) {
            walk->tvb = tvb_new_subset_remaining(source, (int)(at - SUBFRAME_HEADER));
            walk->next = 0;
            return true;
        }
    }
    return false;
}

static unsigned
ip_version(const uint8_t *llc)
{
    switch (is_llc(llc) ? tl_be16(llc + LLC_PROTOCOL) : 0) {
    case 0x0800: return 4;
    case 0x86dd: return 6;
    default: return 0;
    }
}

/* From the LLC header at `at`, which is part of `length` octets, to TCP. */
static bool
enter(tvbuff_t *tvb, unsigned at, unsigned length, struct packet *packet)
{
    if (length < LLC_HEADER || tvb_captured_length(tvb) < at + LLC_HEADER) {
        return false;
    }
    packet->version = ip_version(tvb_get_ptr(tvb, (int)at, LLC_HEADER));
    if (packet->version == 0) {
        return false;
    }
    packet->tvb = tvb_new_subset_length(tvb, (int)(at + LLC_HEADER), (int)(length - LLC_HEADER));
    const struct tl_stretch ip = tl_locate_stretch(packet->tvb);
    if (!tl_trail_enter(&packet->trail, &ip, packet->version)) {
        return false;
    }
    tl_trail_skip_extensions(&packet->trail);
    return !packet->trail.is_fragment && packet->trail.protocol == TL_PROTOCOL_TCP;
}

/* As Wireshark walks them: what is too short for another header is the end. */
static bool
find_next(struct walk *walk, struct packet *packet)
{
    const struct tl_stretch all = tl_locate_stretch(walk->tvb);

    while (walk->next + SUBFRAME_HEADER < all.wire &&
           walk->next + SUBFRAME_HEADER <= all.captured) {
        const unsigned length = tl_be16(all.bytes + walk->next + SUBFRAME_LENGTH);
        const unsigned at = walk->next + SUBFRAME_HEADER;

        walk->next = (at + length + 3) & ~3u;
        if (enter(walk->tvb, at, length, packet)) {
            return true;
        }
    }
    return false;
}

static unsigned
count_packets(struct walk walk)
{
    struct packet packet;
    unsigned count = 0;

    while (find_next(&walk, &packet)) {
        count++;
    }
    return count;
}

/* In the frame itself, or in what was decrypted or reassembled from it. Those sources that TCP's
 * payload led to come last. */
static bool
begin(const packet_info *pinfo, unsigned count, struct walk *walk)
{
    for (const GSList *s = pinfo->data_src; s != NULL; s = s->next) {
        tvbuff_t *source = get_data_source_tvb((const struct data_source *)s->data);
        if (begin_in(source, walk) && count_packets(*walk) == count) {
            return true;
        }
    }
    return false;
}

static struct ends
ends_of(const packet_info *pinfo)
{
    return (struct ends){
        .net_src = pinfo->net_src,
        .net_dst = pinfo->net_dst,
        .src = pinfo->src,
        .dst = pinfo->dst,
        .ptype = pinfo->ptype,
        .srcport = pinfo->srcport,
        .destport = pinfo->destport,
    };
}

static void
put_ends(packet_info *pinfo, const struct ends *ends)
{
    pinfo->net_src = ends->net_src;
    pinfo->net_dst = ends->net_dst;
    pinfo->src = ends->src;
    pinfo->dst = ends->dst;
    pinfo->ptype = ends->ptype;
    pinfo->srcport = ends->srcport;
    pinfo->destport = ends->destport;
}

static void
put_ends_of_packet(packet_info *pinfo, const struct packet *packet)
{
    struct ends ends = { .ptype = PT_TCP };

    tl_capture_addresses(tl_locate_stretch(packet->tvb).bytes, packet->version, &ends.net_src,
                         &ends.net_dst);
    ends.src = ends.net_src;
    ends.dst = ends.net_dst;
    ends.srcport = tl_be16(packet->trail.rest.bytes);
    ends.destport = tl_be16(packet->trail.rest.bytes + 2);
    put_ends(pinfo, &ends);
}

static void
visit(struct walk walk, packet_info *pinfo, tl_aggregate_visitor *each, void *data)
{
    struct packet packet;

    for (uint8_t place = 0; find_next(&walk, &packet); place++) {
        if (packet.trail.rest.captured >= PORTS) {
            put_ends_of_packet(pinfo, &packet);
            each(packet.tvb, pinfo, place, data);
        }
    }
}

bool
tl_aggregate_each(packet_info *pinfo, tl_aggregate_visitor *each, void *data)
{
    struct walk walk;

    if (!may_end_aggregate(pinfo)) {
        return false;
    }
    const struct layers layers = count_layers(pinfo);
    const struct ends last = ends_of(pinfo);
    if (layers.llc < 2 || layers.tcp == 0 || layers.tcp > UINT8_MAX ||
        !begin(pinfo, layers.tcp, &walk)) {
        return false;
    }
    TRY
    {
        visit(walk, pinfo, each, data);
    }
    FINALLY
    {
        put_ends(pinfo, &last); /* also when a tree has grown too large */
    }
    ENDTRY;
    return true;
}

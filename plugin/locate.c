/* locate.c - where in a frame's bytes does its innermost TCP or ICMP header lie?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "locate.h"

#include <stdint.h>
#include <string.h>

#include "core/bytes.h"

enum {
    IPV4_PLAIN = 20,  /* the length of an IPv4 header without options */
    IPV4_SOURCE = 12, /* where in the header the source address lies; the destination follows */
    IPV6_SOURCE = 8,
    IPV6_PLAIN = 40, /* the length of an IPv6 header */
    ETHERNET = 14,   /* the length of its header */
    PORTS = 4,
    ESP_TRAILER = 2
};

/* What is looked for: an innermost IP header that leads to this protocol; to TCP with the ports of
 * `pinfo`. */
struct search {
    const packet_info *pinfo;
    enum tl_protocol protocol;
};

struct tl_stretch
tl_locate_stretch(tvbuff_t *tvb)
{
    struct tl_stretch stretch = {
        .captured = tvb_captured_length(tvb),
        .wire = tvb_reported_length(tvb),
    };
    tl_stretch_limit(&stretch, stretch.wire);
    if (stretch.captured > 0) {
        stretch.bytes = tvb_get_ptr(tvb, 0, (int)stretch.captured);
    }
    return stretch;
}

/* The data sources behind the frame itself, which is the first of them. */
static const GSList *
derived_sources(const packet_info *pinfo)
{
    return pinfo->data_src == NULL ? NULL : pinfo->data_src->next;
}

static struct tl_stretch
stretch_of_source(const GSList *source)
{
    return tl_locate_stretch(get_data_source_tvb((const struct data_source *)source->data));
}

static bool
has_ports(const struct tl_stretch *stretch, const packet_info *pinfo)
{
    return stretch->captured >= PORTS && tl_be16(stretch->bytes) == pinfo->srcport &&
           tl_be16(stretch->bytes + 2) == pinfo->destport;
}

static bool
is_reached(const struct search *search, const struct tl_trail *trail)
{
    return trail->protocol == search->protocol &&
           (search->protocol != TL_PROTOCOL_TCP || has_ports(&trail->rest, search->pinfo));
}

/* The fragment completed its packet: the whole is one of the data sources. Those that TCP's
 * payload led to come behind it, so that nothing a peer sends can pass for it. */
static bool
enter_reassembled(struct tl_trail *trail, const struct search *search)
{
    unsigned end = trail->fragment_offset + trail->rest.wire;
    for (const GSList *s = derived_sources(search->pinfo); s != NULL; s = s->next) {
        struct tl_trail whole = *trail;
        whole.is_fragment = false;
        whole.rest = stretch_of_source(s);
        if (trail->has_more ? whole.rest.wire <= end : whole.rest.wire != end) {
            continue;
        }
        tl_trail_skip_extensions(&whole);
        if (is_reached(search, &whole)) {
            *trail = whole;
            return true;
        }
    }
    return false;
}

/* A first fragment by itself shows TCP's header, too, when reassembly is off. */
static bool
enter_fragment(struct tl_trail *trail, const struct search *search)
{
    if (enter_reassembled(trail, search)) {
        return true;
    }
    if (trail->fragment_offset != 0) {
        return false;
    }
    trail->is_fragment = false;
    tl_trail_skip_extensions(trail);
    return is_reached(search, trail);
}

/* Follows the IP header that begins at octet `at` of a source. True if it leads there. */
static bool
follow(const struct tl_stretch *source, unsigned at, const struct search *search,
       struct tl_trail *trail)
{
    const struct tl_stretch ip = tl_stretch_behind(source, at);
    if (!tl_trail_enter(trail, &ip, search->pinfo->net_src.type == AT_IPv4 ? 4 : 6)) {
        return false;
    }
    tl_trail_skip_extensions(trail);
    return trail->is_fragment ? enter_fragment(trail, search) : is_reached(search, trail);
}

static unsigned
source_address_offset(const packet_info *pinfo)
{
    return pinfo->net_src.type == AT_IPv4 ? IPV4_SOURCE : IPV6_SOURCE;
}

/* Does pinfo->net_src point right into this source, and so at the header that it came from? IPv4's
 * dissector leaves it so, IPv6's a copy. Writes where the header begins. */
static bool
is_pointed_into(const struct tl_stretch *source, const packet_info *pinfo, unsigned *at)
{
    uintptr_t address = (uintptr_t)pinfo->net_src.data;
    uintptr_t first = (uintptr_t)source->bytes + source_address_offset(pinfo);
    if (address < first || address - first >= source->captured) {
        return false;
    }
    *at = (unsigned)(address - first);
    return true;
}

/* The first header with both addresses that leads there: what stands behind it is its payload,
 * where a peer may send anything. */
static bool
scan(const struct tl_stretch *source, const struct search *search, struct tl_trail *trail)
{
    const address *from = &search->pinfo->net_src;
    const address *to = &search->pinfo->net_dst;
    size_t length = (size_t)from->len;
    size_t before = source_address_offset(search->pinfo);
    if (source->captured < before + 2 * length) {
        return false;
    }
    const uint8_t *begin = source->bytes + before;
    const uint8_t *end = source->bytes + source->captured - 2 * length + 1;
    const int first = *(const uint8_t *)from->data;
    const uint8_t *hit = begin;
    while (hit < end && (hit = memchr(hit, first, (size_t)(end - hit))) != NULL) {
        unsigned at = (unsigned)(hit - begin);
        if (memcmp(hit, from->data, length) == 0 && memcmp(hit + length, to->data, length) == 0 &&
            follow(source, at, search, trail)) {
            return true;
        }
        hit++;
    }
    return false;
}

/* A header that is cut off by its surroundings may be whole elsewhere: a tunnel was fragmented, and
 * its first fragment came last. */
static bool
scan_all(const struct tl_stretch *frame, const struct search *search, struct tl_trail *trail)
{
    bool is_found = scan(frame, search, trail);
    for (const GSList *s = derived_sources(search->pinfo); s != NULL; s = s->next) {
        if (is_found && !trail->is_cut_off) {
            break;
        }
        struct tl_stretch source = stretch_of_source(s);
        struct tl_trail other = *trail;
        if (scan(&source, search, &other) && (!is_found || !other.is_cut_off)) {
            *trail = other;
            is_found = true;
        }
    }
    return is_found;
}

static bool
find(const struct tl_stretch *frame, const struct search *search, struct tl_trail *trail)
{
    unsigned at = 0;
    if (is_pointed_into(frame, search->pinfo, &at)) {
        return follow(frame, at, search, trail);
    }
    for (const GSList *s = derived_sources(search->pinfo); s != NULL; s = s->next) {
        struct tl_stretch source = stretch_of_source(s);
        if (is_pointed_into(&source, search->pinfo, &at)) {
            return follow(&source, at, search, trail);
        }
    }
    return scan_all(frame, search, trail);
}

/* RFC 4303 2: behind the payload come padding, its length and the number of the next header. */
static void
cut_esp_trailer(struct tl_stretch *payload)
{
    if (payload->captured != payload->wire || payload->wire < ESP_TRAILER) {
        return;
    }
    unsigned end = payload->wire - ESP_TRAILER;
    unsigned padding = payload->bytes[end];
    if (payload->bytes[end + 1] == TL_PROTOCOL_TCP && padding <= end) {
        tl_stretch_limit(payload, end - padding);
    }
}

/* What was decrypted or decompressed from the payload of the IP header at which `trail` stopped may
 * begin with TCP itself: ESP in transport mode, also within UDP, and IPComp. */
static bool
find_bare(const packet_info *pinfo, struct tl_trail *trail)
{
    bool may_be_esp = trail->protocol == TL_PROTOCOL_ESP || trail->protocol == TL_PROTOCOL_UDP;
    if (!may_be_esp && trail->protocol != TL_PROTOCOL_IPCOMP) {
        return false;
    }
    for (const GSList *s = derived_sources(pinfo); s != NULL; s = s->next) {
        trail->rest = stretch_of_source(s);
        if (has_ports(&trail->rest, pinfo)) {
            if (may_be_esp) {
                cut_esp_trailer(&trail->rest);
            }
            return true;
        }
    }
    return false;
}

static bool
has_ip_addresses(const packet_info *pinfo)
{
    int type = pinfo->net_src.type;
    return (type == AT_IPv4 || type == AT_IPv6) && pinfo->net_dst.type == type;
}

/* What nearly all frames of most captures are: at `at`, IPv4 without options or fragments, whole,
 * and TCP right behind it. The long way leads to the same in twice as many instructions. */
static bool
enter_plain_ipv4(const struct tl_stretch *source, unsigned at, const packet_info *pinfo,
                 struct tl_trail *trail)
{
    const uint8_t *ip = source->bytes + at;
    if (at + IPV4_PLAIN + PORTS > source->captured || ip[0] != 0x45 || ip[9] != TL_PROTOCOL_TCP ||
        (tl_be16(ip + 6) & 0x3fff) != 0) {
        return false;
    }
    unsigned total = tl_be16(ip + 2);
    if (total < IPV4_PLAIN + PORTS || at + total > source->captured) {
        return false;
    }
    trail->rest.bytes = ip + IPV4_PLAIN;
    trail->rest.captured = trail->rest.wire = total - IPV4_PLAIN;
    trail->ip.id = tl_be16(ip + 4);
    trail->ip.ttl = ip[8];
    trail->ip.has_id = trail->ip.has_ttl = true;
    trail->ip.dont_fragment = (ip[6] & 0x40) != 0;
    return has_ports(&trail->rest, pinfo);
}

/* The same of IPv6, of whose addresses pinfo holds copies: right behind Ethernet's header, where
 * most are. */
static bool
enter_plain_ipv6(const struct tl_stretch *frame, const packet_info *pinfo, struct tl_trail *trail)
{
    const uint8_t *ip = frame->bytes + ETHERNET;
    if (frame->captured < ETHERNET + IPV6_PLAIN + PORTS || ip[0] >> 4 != 6 ||
        ip[6] != TL_PROTOCOL_TCP || memcmp(ip + IPV6_SOURCE, pinfo->net_src.data, 16) != 0 ||
        memcmp(ip + IPV6_SOURCE + 16, pinfo->net_dst.data, 16) != 0) {
        return false;
    }
    unsigned length = tl_be16(ip + 4);
    if (length < PORTS || ETHERNET + IPV6_PLAIN + length > frame->captured) {
        return false;
    }
    trail->rest.bytes = ip + IPV6_PLAIN;
    trail->rest.captured = trail->rest.wire = length;
    trail->ip = (struct tl_ip){ .ttl = ip[7], .has_ttl = true };
    return has_ports(&trail->rest, pinfo);
}

static bool
enter_plain(const struct tl_stretch *frame, const packet_info *pinfo, struct tl_trail *trail)
{
    unsigned at = 0;
    if (pinfo->net_src.type == AT_IPv6) {
        return enter_plain_ipv6(frame, pinfo, trail);
    }
    return is_pointed_into(frame, pinfo, &at) && enter_plain_ipv4(frame, at, pinfo, trail);
}

bool
tl_locate_tcp(tvbuff_t *tvb, const packet_info *pinfo, struct tl_trail *trail)
{
    const struct search search = { pinfo, TL_PROTOCOL_TCP };
    const struct tl_stretch frame = tl_locate_stretch(tvb);
    if (!has_ip_addresses(pinfo)) {
        return false;
    }
    if (enter_plain(&frame, pinfo, trail)) {
        return true;
    }
    trail->protocol = 0;
    return find(&frame, &search, trail) || find_bare(pinfo, trail);
}

bool
tl_locate_icmp(tvbuff_t *tvb, const packet_info *pinfo, struct tl_trail *trail)
{
    const bool is_ipv4 = pinfo->net_src.type == AT_IPv4;
    const struct search search = { pinfo, is_ipv4 ? TL_PROTOCOL_ICMP : TL_PROTOCOL_ICMPV6 };
    const struct tl_stretch frame = tl_locate_stretch(tvb);
    return has_ip_addresses(pinfo) && find(&frame, &search, trail);
}

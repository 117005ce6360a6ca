/* trail.c - what does an IP header lead to?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "trail.h"

#include "core/bytes.h"

/* Further protocol numbers of IANA: what may stand between IP and TCP. */
enum {
    HOP_BY_HOP = 0,
    ROUTING = 43,
    FRAGMENT = 44,
    AUTHENTICATION = 51,
    DESTINATION = 60,
    MOBILITY = 135,
    SHIM6 = 140
};

enum {
    IPV4_HEADER = 20,
    IPV6_HEADER = 40,
    EXTENSION_HEADER = 8,  /* the shortest one */
    EXTENSION_HEADERS = 16 /* more are no packet but an attack */
};

struct tl_stretch
tl_stretch_behind(const struct tl_stretch *stretch, unsigned count)
{
    return (struct tl_stretch){
        .bytes = stretch->bytes + count,
        .captured = stretch->captured - count,
        .wire = stretch->wire - count,
    };
}

void
tl_stretch_limit(struct tl_stretch *stretch, unsigned length)
{
    if (length < stretch->wire) {
        stretch->wire = length;
    }
    if (length < stretch->captured) {
        stretch->captured = length;
    }
}

/* RFC 791 3.1. A total length of 0 means that the segment was captured before the network card
 * cut it to size (TSO): it reaches as far as the frame does. */
static bool
enter_ipv4(struct tl_trail *trail, struct tl_stretch ip)
{
    if (ip.captured < IPV4_HEADER) {
        return false;
    }
    unsigned header = (ip.bytes[0] & 0x0fu) * 4;
    unsigned total = tl_be16(ip.bytes + 2);
    unsigned fragment = tl_be16(ip.bytes + 6);
    bool is_cut_off = total > ip.wire;
    if (total != 0) {
        tl_stretch_limit(&ip, total);
    }
    if (header < IPV4_HEADER || header > ip.captured) {
        return false;
    }
    *trail = (struct tl_trail){
        .rest = tl_stretch_behind(&ip, header),
        .ip = { .id = tl_be16(ip.bytes + 4),
                .ttl = ip.bytes[8],
                .has_id = true,
                .has_ttl = true,
                .dont_fragment = (fragment & 0x4000) != 0 },
        .protocol = ip.bytes[9],
        .is_cut_off = is_cut_off,
        .is_fragment = (fragment & 0x3fff) != 0,
        .has_more = (fragment & 0x2000) != 0,
        .fragment_offset = (fragment & 0x1fff) * 8,
    };
    return true;
}

/* RFC 8200 3. A payload length of 0 is a jumbogram (RFC 2675) or TSO, as with IPv4. */
static bool
enter_ipv6(struct tl_trail *trail, struct tl_stretch ip)
{
    if (ip.captured < IPV6_HEADER) {
        return false;
    }
    unsigned payload = tl_be16(ip.bytes + 4);
    bool is_cut_off = IPV6_HEADER + payload > ip.wire;
    if (payload != 0) {
        tl_stretch_limit(&ip, IPV6_HEADER + payload);
    }
    *trail = (struct tl_trail){
        .rest = tl_stretch_behind(&ip, IPV6_HEADER),
        .ip = { .ttl = ip.bytes[7], .has_ttl = true },
        .protocol = ip.bytes[6],
        .is_cut_off = is_cut_off,
    };
    return true;
}

bool
tl_trail_enter(struct tl_trail *trail, const struct tl_stretch *ip, unsigned version)
{
    if (ip->captured == 0 || ip->bytes[0] >> 4 != version) {
        return false;
    }
    return version == 4 ? enter_ipv4(trail, *ip) : enter_ipv6(trail, *ip);
}

static bool
is_extension(uint8_t protocol)
{
    switch (protocol) {
    case HOP_BY_HOP:
    case ROUTING:
    case FRAGMENT:
    case AUTHENTICATION:
    case DESTINATION:
    case MOBILITY:
    case SHIM6: return true;
    default: return false;
    }
}

/* The length octet counts units of 8 octets (RFC 8200 4), but in AH of 4 (RFC 4302 2.2). */
static unsigned
extension_length(uint8_t protocol, const uint8_t *header)
{
    switch (protocol) {
    case FRAGMENT: return EXTENSION_HEADER;
    case AUTHENTICATION: return (header[1] + 2u) * 4;
    default: return (header[1] + 1u) * 8;
    }
}

/* RFC 8200 4.5. A packet of one fragment only (RFC 6946) is none. */
static void
take_fragment(struct tl_trail *trail)
{
    unsigned fragment = tl_be16(trail->rest.bytes + 2);
    trail->has_more = (fragment & 1) != 0;
    trail->fragment_offset = fragment & 0xfff8;
    trail->is_fragment = trail->has_more || trail->fragment_offset != 0;
    trail->ip.id = tl_be16(trail->rest.bytes + 6); /* the lower half: the upper hardly moves */
    trail->ip.has_id = true;
}

void
tl_trail_skip_extensions(struct tl_trail *trail)
{
    for (unsigned i = 0; i < EXTENSION_HEADERS; i++) {
        if (trail->is_fragment || !is_extension(trail->protocol) ||
            trail->rest.captured < EXTENSION_HEADER) {
            return;
        }
        unsigned length = extension_length(trail->protocol, trail->rest.bytes);
        if (length > trail->rest.captured) {
            return;
        }
        if (trail->protocol == FRAGMENT) {
            take_fragment(trail);
        }
        trail->protocol = trail->rest.bytes[0];
        trail->rest = tl_stretch_behind(&trail->rest, length);
    }
}

/* trail.h - what does an IP header lead to?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Octets only, nothing of Wireshark: a trail begins at an IP header and is followed over extension
 * headers, narrowing what was captured to what the packet says is its own.
 */
#ifndef TL_TRAIL_H
#define TL_TRAIL_H

#include "core/segment.h"

#include <stdbool.h>
#include <stdint.h>

/* The protocol numbers of IANA that more than the trail itself looks at. */
enum tl_protocol {
    TL_PROTOCOL_ICMP = 1,
    TL_PROTOCOL_TCP = 6,
    TL_PROTOCOL_UDP = 17,
    TL_PROTOCOL_ESP = 50,
    TL_PROTOCOL_ICMPV6 = 58,
    TL_PROTOCOL_IPCOMP = 108
};

/* A stretch of a packet. */
struct tl_stretch {
    const uint8_t *bytes; /* as many as were captured; valid while the frame is dissected */
    unsigned captured;    /* never more than `wire` */
    unsigned wire;        /* octets that it had on the wire */
};

/* How far an IP header has been followed. */
struct tl_trail {
    struct tl_stretch rest;   /* what lies ahead; padding behind the packet excluded */
    struct tl_ip ip;          /* what the headers passed say */
    uint8_t protocol;         /* what `rest` begins with */
    bool is_cut_off;          /* the IP header promises more than its surroundings hold */
    bool is_fragment;         /* `rest` is one fragment of several: */
    bool has_more;            /* others follow, */
    unsigned fragment_offset; /* and so many octets lie before it */
};

/* What is left behind the first `count` octets, which must have been captured. */
struct tl_stretch tl_stretch_behind(const struct tl_stretch *stretch, unsigned count);

/* Leaves the first `length` octets; no effect where there are fewer. */
void tl_stretch_limit(struct tl_stretch *stretch, unsigned length);

/* Begins a trail at an IP header of this version, 4 or 6, at the start of `ip`. False if it is
 * none, or cut; then `trail` is not written. */
bool tl_trail_enter(struct tl_trail *trail, const struct tl_stretch *ip, unsigned version);

/* Goes on over extension headers, to what they lead to or to where the packet was cut into
 * fragments. Stops before a header that was not captured. */
void tl_trail_skip_extensions(struct tl_trail *trail);

#endif

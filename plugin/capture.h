/* capture.h - when was a frame captured, and which end of its connection sent it?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_CAPTURE_H
#define TL_CAPTURE_H

#include <epan/address.h>
#include <epan/packet.h>

#include <stdint.h>

#include "core/bytes.h"
#include "core/clock.h"

/* Nanoseconds since 1970. Frames of broken files carry any time: what lies outside 1970 to 2262 is
 * moved to its edge, so that the difference of two times never overflows. */
static inline int64_t
tl_capture_time(const packet_info *pinfo)
{
    int64_t seconds = (int64_t)pinfo->abs_ts.secs;
    int64_t rest = pinfo->abs_ts.nsecs;
    if (seconds < 0) {
        return 0;
    }
    if (seconds >= INT64_MAX / TL_SECOND_NS) {
        return INT64_MAX;
    }
    return seconds * TL_SECOND_NS + (rest < 0 || rest >= TL_SECOND_NS ? 0 : rest);
}

/* The addresses of an IP header of this version, 4 or 6. They point into it. */
static inline void
tl_capture_addresses(const uint8_t *ip, unsigned version, address *from, address *to)
{
    if (version == 4) {
        set_address(from, AT_IPv4, 4, ip + 12);
        set_address(to, AT_IPv4, 4, ip + 16);
        return;
    }
    set_address(from, AT_IPv6, 16, ip + 8);
    set_address(to, AT_IPv6, 16, ip + 24);
}

/* The number of the end that sends `from` -> `to`, 0 or 1: told from addresses and ports alone, so
 * that each end keeps its number. Undecided only where both are the same, as in a connection of an
 * end with itself. */
static inline uint8_t
tl_capture_end(const address *from, const address *to, uint32_t from_port, uint32_t to_port)
{
    /* IPv4 without a call, because each frame asks; the order is the same. */
    if (from->type == AT_IPv4 && to->type == AT_IPv4) {
        uint32_t one = tl_be32((const uint8_t *)from->data);
        uint32_t other = tl_be32((const uint8_t *)to->data);
        return one != other ? one > other : from_port > to_port;
    }
    int order = cmp_address(from, to);
    return order != 0 ? order > 0 : from_port > to_port;
}

#endif

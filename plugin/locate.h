/* locate.h - where in a frame's bytes does its innermost TCP or ICMP header lie?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Once a frame was dissected, packet_info holds the innermost IP addresses and ports. They are
 * looked up in the bytes: in the frame, then in what was decrypted or reassembled from it. To ask
 * TCP's own fields for the same would force a protocol tree on every frame.
 *
 * All functions read captured bytes only and throw no exception. Where one returns false, `trail`
 * means nothing.
 */
#ifndef TL_LOCATE_H
#define TL_LOCATE_H

#include <epan/packet.h>

#include "trail.h"

#include <stdbool.h>

/* All of a tvbuff that was captured, as a stretch. */
struct tl_stretch tl_locate_stretch(tvbuff_t *tvb);

/* Finds the TCP header with the ports of `pinfo`: trail->rest begins with it and ends with its
 * payload; the ports at least are captured. trail->ip is that of the last fragment where there are
 * many; nothing else of `trail` means anything. False when there is none, or none that can be
 * reached. */
bool tl_locate_tcp(tvbuff_t *tvb, const packet_info *pinfo, struct tl_trail *trail);

/* Finds the ICMP or ICMPv6 header in the same way: trail->rest begins with it. */
bool tl_locate_icmp(tvbuff_t *tvb, const packet_info *pinfo, struct tl_trail *trail);

#endif

/* aggregate.h - which TCP segments does a frame carry that was made of several packets?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An 802.11 frame may be an A-MSDU: a row of subframes, each with a packet of its own. Once it was
 * dissected, packet_info speaks of the last of them alone.
 */
#ifndef TL_AGGREGATE_H
#define TL_AGGREGATE_H

#include <epan/packet.h>

#include <stdbool.h>
#include <stdint.h>

/* Learns the numbers of the protocols that are looked for. Once, when all are registered. */
void tl_aggregate_register(void);

/* May the frame be an A-MSDU with more than one packet? Its layers are frame, wlan, llc, ip, tcp,
 * and for each other packet at least llc and one more: most frames have fewer, and cost nothing. */
static inline bool
tl_aggregate_is_possible(const packet_info *pinfo)
{
    return pinfo->curr_layer_num >= 7;
}

/* What is called for a segment: with the IP packet that holds it, and nothing else; with its place
 * among the segments of the frame, from 0. While it runs, the addresses and ports of `pinfo` are
 * those of the segment. */
typedef void tl_aggregate_visitor(tvbuff_t *packet, packet_info *pinfo, uint8_t place, void *data);

/* Calls `each` for every TCP segment of an A-MSDU with more than one packet, in their order. A
 * segment whose ports were not captured has a place, but is left out.
 *
 * False, and nothing was called, for any other frame, and where TCP's own dissector has seen other
 * segments: in fragments or tunnels, or quoted by ICMP. */
bool tl_aggregate_each(packet_info *pinfo, tl_aggregate_visitor *each, void *data);

#endif

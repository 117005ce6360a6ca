/* expert.h - findings as Wireshark's expert information.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_EXPERT_H
#define TL_EXPERT_H

#include <epan/packet.h>

#include "tree.h"

#include <stdbool.h>

/* Registers tcplens.expert.* of the protocol. Once, after its fields. */
void tl_expert_register(int protocol);

/* Is expert information heeded even without a tree: by a column of the packet list, or a tap as
 * of `tshark -z expert`? */
bool tl_expert_is_heeded(const packet_info *pinfo);

/* Has any of these findings to be reported where there is no tree? */
bool tl_expert_wants(const packet_info *pinfo, uint64_t findings);

/* Where expert information is hung up while nobody asks for the protocol's own layer: at the top of
 * the frame's tree for filters and fields of _ws.expert; else nowhere (NULL), or `tshark -z io,phs`
 * would count it as a protocol. */
proto_item *tl_expert_root(proto_tree *tree);

/* Reports the findings of the segment, each at its place; those whose place was not drawn at the
 * top, or without an item. Of a scanner's probe it says as well what is known of the port. With the
 * last segment of a connection, once the whole capture is known, also that the connection did not
 * come to an end. */
void tl_expert_report(packet_info *pinfo, const struct tl_view *view,
                      const struct tl_places *places);

#endif

/* tree_icmp.h - what is shown of an ICMP error about a segment, and where?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_TREE_ICMP_H
#define TL_TREE_ICMP_H

#include <epan/packet.h>

#include "quote.h"
#include "store.h"

/* Registers tcplens.expert.icmp_*. Once, after the fields of the protocol. */
void tl_tree_icmp_register(int protocol);

/* Draws the tree of a frame that carries an error: of its connection what holds there, or only the
 * error where nothing of it was captured. Returns the item of the error itself. */
proto_item *tl_tree_icmp_draw(packet_info *pinfo, tvbuff_t *tvb, proto_tree *tree,
                              const struct tl_quote *quote);

/* Reports the error as expert information, hung up at `item`, or nowhere if that is NULL. */
void tl_tree_icmp_report(packet_info *pinfo, const struct tl_quote *quote, proto_item *item);

/* On the frame of a segment whose connection has errors: links to the one that ended it, and to the
 * one that quotes the segment. */
void tl_tree_icmp_draw_links(proto_tree *tree, const struct tl_view *view);

#endif

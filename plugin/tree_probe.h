/* tree_probe.h - what is shown of a scanner's probe and its answer?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_TREE_PROBE_H
#define TL_TREE_PROBE_H

#include <epan/packet.h>

#include "store.h"

#include "core/probe.h"

/* Draws the probe that the segment of `view` is, answers or ends; nothing where it is none. */
void tl_tree_draw_probe(packet_info *pinfo, proto_tree *tree, const struct tl_view *view);

/* Draws the probe that is stopped by this ICMP error; nothing where it is none. */
void tl_tree_draw_stopped_probe(proto_tree *tree, const struct tl_connection *connection,
                                const struct tl_icmp_error *error);

/* tl_probe_find() of the segment of `view`, as far as is known when this is called. */
bool tl_tree_probe_find(const packet_info *pinfo, const struct tl_view *view,
                        struct tl_probe *probe);

#endif

/* explain.h - what does this segment do, in plain words?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_EXPLAIN_H
#define TL_EXPLAIN_H

#include <epan/packet.h>

#include "store.h"

/* Adds tcplens.explain: one sentence on what the segment does in the life of its connection. */
void tl_explain_draw(packet_info *pinfo, proto_tree *tree, const struct tl_view *view);

/* Adds tcplens.flags.meaning, once for each flag that is set. */
void tl_explain_draw_flags(packet_info *pinfo, proto_tree *tree, const struct tl_view *view);

#endif

/* tree.h - what is shown of a frame, and where?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * States, changes and anomalies are drawn from the note: they hold as of the frame for good. The
 * subtrees of opening, closing and reset are drawn from the connection: in one pass they show
 * what was known at the frame, later everything, so that the SYN leads to its SYN,ACK.
 */
#ifndef TL_TREE_H
#define TL_TREE_H

#include <epan/packet.h>

#include "fields.h"
#include "store.h"

/* Where expert information about a subject is hung up. */
enum tl_place {
    TL_PLACE_TOP,
    TL_PLACE_HANDSHAKE,
    TL_PLACE_TEARDOWN,
    TL_PLACE_RESET,
    TL_PLACE_CONN,
    TL_PLACE_COUNT
};

/* The item of each place, valid as long as the tree; NULL where it was not drawn. */
struct tl_places {
    proto_item *at[TL_PLACE_COUNT];
};

/* Draws the whole tree of a frame and says in `places` (zeroed) where its parts are. */
void tl_tree_draw(packet_info *pinfo, tvbuff_t *tvb, proto_tree *tree, const struct tl_view *view,
                  struct tl_places *places);

/* Its parts, each a subtree of `tree`, which return their item. */
proto_item *tl_tree_draw_handshake(packet_info *pinfo, proto_tree *tree,
                                   const struct tl_view *view);
proto_item *tl_tree_draw_teardown(packet_info *pinfo, proto_tree *tree, const struct tl_view *view);
proto_item *tl_tree_draw_reset(packet_info *pinfo, tvbuff_t *tvb, proto_tree *tree,
                               const struct tl_view *view);

/* The connection as a whole: as known so far, or for good once all frames have been seen. */
proto_item *tl_tree_draw_conn(packet_info *pinfo, proto_tree *tree, const struct tl_view *view);

/* Appends ": client SYN-SENT -> ESTABLISHED, server LISTEN" to an item. */
void tl_tree_append_states(proto_item *item, const struct tl_note *note);

/* Phase, states, and the changes of the note with their rules. */
void tl_tree_draw_states(packet_info *pinfo, proto_tree *tree, const struct tl_note *note);

/* One item of `field` for each bit n set in `steps`, with the value n. */
void tl_tree_draw_steps(proto_tree *tree, enum tl_field field, unsigned steps);

/* The word of an enumeration, unless it is "", which stands for "not told yet". */
void tl_tree_draw_word(proto_tree *tree, enum tl_field field, const char *word);

#endif

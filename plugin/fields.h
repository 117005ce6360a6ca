/* fields.h - the fields of TCP Lens, and how one is added to a tree.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whatever is added is generated: it stands for no bytes of the frame. Every tl_add_* returns the
 * item, which may stand for its parent while nobody looks at it (Wireshark fakes items of an
 * invisible tree): add the fields below it all the same, or filters and columns miss them.
 */
#ifndef TL_FIELDS_H
#define TL_FIELDS_H

#include <epan/packet.h>

#include "field_list.h"

#include <stdbool.h>
#include <stdint.h>

enum tl_field {
#define TL_FIELD_MEMBER(id, kind, abbrev, name, blurb) TL_HF_##id,
    TL_FIELDS(TL_FIELD_MEMBER)
#undef TL_FIELD_MEMBER
        TL_FIELD_COUNT
};

/* The parts of the field list: those fields that are drawn together. */
enum tl_group {
    TL_GROUP_GENERAL,
    TL_GROUP_HANDSHAKE,
    TL_GROUP_TEARDOWN,
    TL_GROUP_RESET,
    TL_GROUP_PROBE,
    TL_GROUP_ICMP,
    TL_GROUP_CONN,
    TL_GROUP_COUNT
};

/* The subtrees whose state (open or shut) the GUI remembers. */
enum tl_subtree {
    TL_ETT_TOP,
    TL_ETT_TRANSITION,
    TL_ETT_HANDSHAKE,
    TL_ETT_OFFER,
    TL_ETT_TEARDOWN,
    TL_ETT_RESET,
    TL_ETT_ORIGIN,
    TL_ETT_PROBE,
    TL_ETT_ICMP,
    TL_ETT_CONN,
    TL_ETT_COUNT
};

/* Registers the protocol `protocol`'s fields and subtrees. Once, before any file is opened. */
void tl_fields_register(int protocol);

/* TCP Lens as a protocol, as Wireshark numbers it; valid once registered. */
int tl_protocol(void);

/* Does anybody look at this field: the GUI, a filter, a column? Saves the making of texts. */
bool tl_field_is_wanted(proto_tree *tree, enum tl_field field);

/* Does anybody look at a field of this group? Of most filters and columns all but one group need
 * not be drawn. */
bool tl_group_is_wanted(proto_tree *tree, enum tl_group group);

/* Does anybody look at the protocol itself, and not only at fields of it? */
bool tl_protocol_is_wanted(proto_tree *tree);

/* Adds the protocol's own item to `tree`. */
proto_item *tl_add_protocol(proto_tree *tree, tvbuff_t *tvb);

/* Adds a field with this value. The text is copied. */
proto_item *tl_add_text(proto_tree *tree, enum tl_field field, const char *text);
proto_item *tl_add_number(proto_tree *tree, enum tl_field field, uint32_t value);
proto_item *tl_add_number64(proto_tree *tree, enum tl_field field, uint64_t value);
proto_item *tl_add_signed(proto_tree *tree, enum tl_field field, int32_t value);
proto_item *tl_add_yes_no(proto_tree *tree, enum tl_field field, bool value);
proto_item *tl_add_time(proto_tree *tree, enum tl_field field, int64_t nanoseconds);

/* Adds a link to a frame; nothing for frame 0, which stands for "not seen". */
void tl_add_frame(proto_tree *tree, enum tl_field field, uint32_t frame);

/* Adds a field without a value, to hold others. */
proto_item *tl_add_group(proto_tree *tree, enum tl_field field);

/* Where what belongs below `item` is added. */
proto_tree *tl_below(proto_item *item, enum tl_subtree subtree);

#endif

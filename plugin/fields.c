/* fields.c - the fields of TCP Lens, and how one is added to a tree.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fields.h"

#include <epan/tfs.h>

#include "core/clock.h"

/* What a kind of field is for Wireshark: type, display, strings. */
/* clang-format off */
#define KIND_TEXT                FT_STRING, BASE_NONE, NULL
#define KIND_TREE                FT_NONE, BASE_NONE, NULL
#define KIND_YES_NO              FT_BOOLEAN, BASE_NONE, TFS(&tfs_yes_no)
#define KIND_COUNT               FT_UINT16, BASE_DEC, NULL
#define KIND_NUMBER              FT_UINT32, BASE_DEC, NULL
#define KIND_NUMBER64            FT_UINT64, BASE_DEC, NULL
#define KIND_SIGNED              FT_INT32, BASE_DEC, NULL
#define KIND_TIME                FT_RELATIVE_TIME, BASE_NONE, NULL
#define KIND_FRAME               FT_FRAMENUM, BASE_NONE, NULL
#define KIND_FRAME_ASKING        FT_FRAMENUM, BASE_NONE, FRAMENUM_TYPE(FT_FRAMENUM_REQUEST)
#define KIND_FRAME_ANSWERING     FT_FRAMENUM, BASE_NONE, FRAMENUM_TYPE(FT_FRAMENUM_RESPONSE)
#define KIND_FRAME_ACKNOWLEDGING FT_FRAMENUM, BASE_NONE, FRAMENUM_TYPE(FT_FRAMENUM_ACK)
/* clang-format on */

static int protocol_id;
static int field_ids[TL_FIELD_COUNT];
static int subtree_ids[TL_ETT_COUNT];

#define FIELD_ENTRY(id, kind, abbrev, name, blurb)                                                 \
    { &field_ids[TL_HF_##id], { name, "tcplens." abbrev, KIND_##kind, 0x0, blurb, HFILL } },
static hf_register_info entries[] = { TL_FIELDS(FIELD_ENTRY) };
#undef FIELD_ENTRY

/* How many fields each group has, in the order of the list. */
#define ONE_MORE(id, kind, abbrev, name, blurb) +1
static const unsigned group_sizes[TL_GROUP_COUNT] = {
    [TL_GROUP_GENERAL] = 0 TL_GENERAL_FIELDS(ONE_MORE),
    [TL_GROUP_HANDSHAKE] = 0 TL_HANDSHAKE_FIELDS(ONE_MORE),
    [TL_GROUP_TEARDOWN] = 0 TL_TEARDOWN_FIELDS(ONE_MORE),
    [TL_GROUP_RESET] = 0 TL_RESET_FIELDS(ONE_MORE),
    [TL_GROUP_PROBE] = 0 TL_PROBE_FIELDS(ONE_MORE),
    [TL_GROUP_ICMP] = 0 TL_ICMP_FIELDS(ONE_MORE),
    [TL_GROUP_CONN] = 0 TL_CONN_FIELDS(ONE_MORE),
};
#undef ONE_MORE

void
tl_fields_register(int protocol)
{
    static int *subtrees[TL_ETT_COUNT];

    for (unsigned i = 0; i < TL_ETT_COUNT; i++) {
        subtree_ids[i] = -1;
        subtrees[i] = &subtree_ids[i];
    }
    protocol_id = protocol;
    proto_register_field_array(protocol, entries, array_length(entries));
    proto_register_subtree_array(subtrees, array_length(subtrees));
}

int
tl_protocol(void)
{
    return protocol_id;
}

bool
tl_field_is_wanted(proto_tree *tree, enum tl_field field)
{
    return proto_field_is_referenced(tree, field_ids[field]);
}

/* As proto_field_is_referenced() tells, which would be asked some hundred times a frame. */
static bool
is_any_referenced(const hf_register_info *first, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        if (first[i].hfinfo.ref_type != HF_REF_TYPE_NONE) {
            return true;
        }
    }
    return false;
}

bool
tl_group_is_wanted(proto_tree *tree, enum tl_group group)
{
    const hf_register_info *first = entries;

    if (tree == NULL || PTREE_DATA(tree)->visible) {
        return tree != NULL;
    }
    for (unsigned before = 0; before < group; before++) {
        first += group_sizes[before];
    }
    return is_any_referenced(first, group_sizes[group]);
}

bool
tl_protocol_is_wanted(proto_tree *tree)
{
    const hf_ref_type type = proto_registrar_get_nth((unsigned)protocol_id)->ref_type;

    /* Who counts protocols has none of them faked. */
    return tree != NULL && (PTREE_DATA(tree)->visible || !PTREE_DATA(tree)->fake_protocols ||
                            (type != HF_REF_TYPE_NONE && type != HF_REF_TYPE_INDIRECT));
}

static proto_item *
generated(proto_item *item)
{
    proto_item_set_generated(item);
    return item;
}

proto_item *
tl_add_protocol(proto_tree *tree, tvbuff_t *tvb)
{
    return generated(proto_tree_add_item(tree, protocol_id, tvb, 0, 0, ENC_NA));
}

proto_item *
tl_add_text(proto_tree *tree, enum tl_field field, const char *text)
{
    return generated(proto_tree_add_string(tree, field_ids[field], NULL, 0, 0, text));
}

proto_item *
tl_add_number(proto_tree *tree, enum tl_field field, uint32_t value)
{
    return generated(proto_tree_add_uint(tree, field_ids[field], NULL, 0, 0, value));
}

proto_item *
tl_add_number64(proto_tree *tree, enum tl_field field, uint64_t value)
{
    return generated(proto_tree_add_uint64(tree, field_ids[field], NULL, 0, 0, value));
}

proto_item *
tl_add_signed(proto_tree *tree, enum tl_field field, int32_t value)
{
    return generated(proto_tree_add_int(tree, field_ids[field], NULL, 0, 0, value));
}

proto_item *
tl_add_yes_no(proto_tree *tree, enum tl_field field, bool value)
{
    return generated(proto_tree_add_boolean(tree, field_ids[field], NULL, 0, 0, value));
}

proto_item *
tl_add_time(proto_tree *tree, enum tl_field field, int64_t nanoseconds)
{
    nstime_t time;

    nstime_set_zero(&time);
    time.secs = (time_t)(nanoseconds / TL_SECOND_NS);
    time.nsecs = (int)(nanoseconds % TL_SECOND_NS);
    return generated(proto_tree_add_time(tree, field_ids[field], NULL, 0, 0, &time));
}

void
tl_add_frame(proto_tree *tree, enum tl_field field, uint32_t frame)
{
    if (frame != 0) {
        generated(proto_tree_add_uint(tree, field_ids[field], NULL, 0, 0, frame));
    }
}

proto_item *
tl_add_group(proto_tree *tree, enum tl_field field)
{
    return generated(proto_tree_add_item(tree, field_ids[field], NULL, 0, 0, ENC_NA));
}

proto_tree *
tl_below(proto_item *item, enum tl_subtree subtree)
{
    return proto_item_add_subtree(item, subtree_ids[subtree]);
}

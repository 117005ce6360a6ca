/* probe.c - what does the reader see in each frame? For test_reader.py, which holds it against
 * TCP's own fields.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#define WS_BUILD_DLL
#include <wireshark.h>

#include <epan/packet.h>
#include <epan/proto.h>

#include "aggregate.h"
#include "compat.h"
#include "quote.h"
#include "reader.h"
#include "recent.h"

WS_DLL_PUBLIC_DEF const char plugin_version[] = "0";
WS_DLL_PUBLIC_DEF const int plugin_want_major = WIRESHARK_VERSION_MAJOR;
WS_DLL_PUBLIC_DEF const int plugin_want_minor = WIRESHARK_VERSION_MINOR;

WS_DLL_PUBLIC void plugin_register(void);

/* PROBED(NAME, the value, where it is valid). */
/* clang-format off */
#define PROBED_FIELDS(PROBED) \
    PROBED(seq, s->seq, is_segment) \
    PROBED(ack, s->ack, is_segment) \
    PROBED(flags, s->flags, is_segment) \
    PROBED(window, s->window, is_segment) \
    PROBED(len, s->payload, is_segment) \
    PROBED(optlen, s->options.bytes, is_segment) \
    PROBED(options, s->options.present, is_segment) \
    PROBED(mss, s->options.mss, has(TL_OPT_MSS)) \
    PROBED(wscale, s->options.window_scale, has(TL_OPT_WINDOW_SCALE)) \
    PROBED(sack_perm, 1, has(TL_OPT_SACK_PERMITTED)) \
    PROBED(sack_right, s->options.sack_right, has(TL_OPT_SACK)) \
    PROBED(tsval, s->options.tsval, has(TL_OPT_TIMESTAMPS)) \
    PROBED(tsecr, s->options.tsecr, has(TL_OPT_TIMESTAMPS)) \
    PROBED(fast_open, s->options.fast_open_bytes, has(TL_OPT_FAST_OPEN)) \
    PROBED(mptcp, s->options.mptcp_subtype, has(TL_OPT_MPTCP)) \
    PROBED(ttl, s->ip.ttl, is_segment && s->ip.has_ttl) \
    PROBED(ipid, s->ip.id, is_segment && s->ip.has_id) \
    PROBED(df, s->ip.dont_fragment, is_segment) \
    PROBED(from, s->from, is_segment) \
    PROBED(frame, s->frame, is_segment) \
    PROBED(place, s->place, is_segment) \
    PROBED(time, s->time_ns, is_segment) \
    PROBED(stream, seen->stream, is_segment && seen->conversation != NULL) \
    PROBED(quote_seq, q->seq, is_quote) \
    PROBED(quote_from, q->from, is_quote) \
    PROBED(quote_frame, q->frame, is_quote) \
    PROBED(quote_time, q->time_ns, is_quote) \
    PROBED(quote_stream, q->stream, is_quote && q->conversation != NULL) \
    PROBED(quote_type, q->type, is_quote) \
    PROBED(quote_code, q->code, is_quote) \
    PROBED(quote_version, q->version, is_quote)
/* clang-format on */

enum kind { KIND_NONE, KIND_SEGMENT, KIND_QUOTED };

/* All that the reader says of one frame. */
struct seen {
    enum kind kind;
    struct tl_segment segment;
    struct tl_quote quote;
    conversation_t *conversation;
    uint32_t stream;
};

static int proto = -1;
static int ett = -1;
static int hf_kind = -1;
#define VARIABLE(name, value, valid) static int hf_##name = -1;
PROBED_FIELDS(VARIABLE)

static void
draw(proto_tree *parent, tvbuff_t *tvb, const struct seen *seen)
{
    const struct tl_segment *s = &seen->segment;
    const struct tl_quote *q = &seen->quote;
    bool is_segment = seen->kind == KIND_SEGMENT;
    bool is_quote = seen->kind == KIND_QUOTED;
#define has(option) (is_segment && (s->options.present & (option)) != 0)
    proto_item *item = proto_tree_add_item(parent, proto, tvb, 0, 0, ENC_NA);
    proto_tree *tree = proto_item_add_subtree(item, ett);
    proto_tree_add_uint64(tree, hf_kind, tvb, 0, 0, seen->kind);
#define DRAW(name, value, valid)                                                                   \
    if (valid) {                                                                                   \
        proto_tree_add_uint64(tree, hf_##name, tvb, 0, 0, (uint64_t)(value));                      \
    }
    PROBED_FIELDS(DRAW)
}

static enum kind
read_frame(tvbuff_t *tvb, packet_info *pinfo, uint8_t place, struct seen *seen)
{
    if (tl_reader_read(tvb, pinfo, place, &seen->segment)) {
        return KIND_SEGMENT;
    }
    return tl_quote_read(tvb, pinfo, &seen->quote) ? KIND_QUOTED : KIND_NONE;
}

static void
look_at(tvbuff_t *tvb, packet_info *pinfo, uint8_t place, void *tree)
{
    struct seen seen;
    struct tl_talk spare;
    seen.kind = read_frame(tvb, pinfo, place, &seen);
    seen.conversation = NULL;
    if (seen.kind == KIND_SEGMENT) {
        const struct tl_talk *talk = tl_recent_talk(pinfo, &seen.segment, &spare);
        seen.conversation = talk != NULL ? talk->conversation : NULL;
    }
    if (seen.conversation != NULL && !tl_reader_stream(seen.conversation, &seen.stream)) {
        seen.conversation = NULL;
    }
    if (seen.kind != KIND_NONE && tree != NULL) {
        draw((proto_tree *)tree, tvb, &seen);
    }
}

static int
dissect(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    (void)data;
    if (!tl_aggregate_is_possible(pinfo) || !tl_aggregate_each(pinfo, look_at, tree)) {
        look_at(tvb, pinfo, 0, tree);
    }
    return 0;
}

static void
register_probe(void)
{
#define FIELD(name, value, valid)                                                                  \
    { &hf_##name, { #name, "tlprobe." #name, FT_UINT64, BASE_DEC, NULL, 0, NULL, HFILL } },
    static hf_register_info fields[] = {
        { &hf_kind, { "kind", "tlprobe.kind", FT_UINT64, BASE_DEC, NULL, 0, NULL, HFILL } },
        PROBED_FIELDS(FIELD)
    };
    static int *trees[] = { &ett };
    proto = proto_register_protocol("Probe of the reader", "tlprobe", "tlprobe");
    proto_register_field_array(proto, fields, array_length(fields));
    proto_register_subtree_array(trees, array_length(trees));
    register_postdissector(create_dissector_handle(dissect, proto));
}

void
plugin_register(void)
{
    static proto_plugin plugin;
    plugin.register_protoinfo = register_probe;
    plugin.register_handoff = tl_aggregate_register;
    proto_register_plugin(&plugin);
}

#if TL_HAS_PLUGIN_DESCRIBE
WS_DLL_PUBLIC uint32_t plugin_describe(void);

uint32_t
plugin_describe(void)
{
    return WS_PLUGIN_DESC_DISSECTOR;
}
#endif

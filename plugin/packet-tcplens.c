/* packet-tcplens.c - TCP Lens as a protocol of Wireshark: what happens with each frame?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A plain post-dissector: it runs behind all others on every frame and asks Wireshark for nothing,
 * so that it costs next to nothing where there is no tree. Disabled, it is not called at all.
 */
#include "packet-tcplens.h"

#include <epan/packet.h>

#include "aggregate.h"
#include "capture.h"
#include "conv_filter.h"
#include "errors.h"
#include "expert.h"
#include "fields.h"
#include "info.h"
#include "listeners.h"
#include "prefs.h"
#include "quote.h"
#include "reader.h"
#include "recent.h"
#include "report.h"
#include "stats_table.h"
#include "stats_tree.h"
#include "store.h"
#include "tap.h"
#include "tree.h"
#include "tree_icmp.h"

/* Without a tree a known frame has nothing to show, unless somebody heeds expert information, which
 * dissectors give without one, listens to the tap, or reads the Info column. */
static bool
is_idle(const packet_info *pinfo, const proto_tree *tree)
{
    return tree == NULL && PINFO_FD_VISITED(pinfo) && !tl_expert_is_heeded(pinfo) &&
           !tl_tap_is_heeded() && !tl_info_is_wanted(pinfo);
}

/* The findings of a frame that is seen for the first time, without a tree: is there anybody to show
 * them to? */
static bool
is_shown_to_nobody(const packet_info *pinfo, uint64_t findings)
{
    return !tl_expert_wants(pinfo, findings) && !tl_tap_is_heeded() && !tl_info_is_wanted(pinfo);
}

static void
show(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, const struct tl_view *view)
{
    /* Expert information is wanted also where no field of ours is: by taps, by the packet list,
     * by filters on _ws.expert. */
    struct tl_places places = { .at = { [TL_PLACE_TOP] = tl_expert_root(tree) } };

    pinfo->current_proto = "TCP Lens"; /* whose the expert information is; not set for a part */
    if (proto_field_is_referenced(tree, tl_protocol())) {
        tl_tree_draw(pinfo, tvb, tree, view, &places);
    }
    tl_expert_report(pinfo, view, &places);
    tl_tap_tell(pinfo, view);
    tl_info_append(pinfo, &view->note);
}

/* What is no segment may be an ICMP error about one. */
static void
dissect_error(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree)
{
    struct tl_quote quote;
    proto_item *item = tl_expert_root(tree);

    if (!tl_quote_read(tvb, pinfo, &quote)) {
        return;
    }
    if (!PINFO_FD_VISITED(pinfo)) {
        tl_errors_observe(&quote);
    }
    pinfo->current_proto = "TCP Lens";
    if (proto_field_is_referenced(tree, tl_protocol())) {
        item = tl_tree_icmp_draw(pinfo, tvb, tree, &quote);
    }
    tl_tree_icmp_report(pinfo, &quote, item);
    tl_info_append_error(pinfo, &quote);
}

/* A frame without a segment that can be read. */
static void
pass_over(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree)
{
    if (!PINFO_FD_VISITED(pinfo)) {
        tl_store_note_time(tl_capture_time(pinfo));
        if (pinfo->ptype == PT_TCP) {
            tl_recent_note_unread(pinfo);
        }
    }
    dissect_error(tvb, pinfo, tree);
}

static void
dissect_segment(tvbuff_t *tvb, packet_info *pinfo, uint8_t place, proto_tree *tree)
{
    struct tl_segment segment;
    struct tl_view view;
    struct tl_talk spare;
    struct tl_talk *talk;

    if (!tl_reader_read(tvb, pinfo, place, &segment)) {
        pass_over(tvb, pinfo, tree);
        return;
    }
    talk = tl_recent_talk(pinfo, &segment, &spare);
    if (talk == NULL) {
        return;
    }
    if (!PINFO_FD_VISITED(pinfo)) {
        const uint64_t findings = tl_store_observe(pinfo, talk, &segment);
        const bool is_reset = tl_segment_has(&segment, TL_RST);
        if (tree == NULL && !is_reset && is_shown_to_nobody(pinfo, findings)) {
            return;
        }
    }
    if (tl_store_look_up(pinfo, talk, &segment, &view)) {
        show(tvb, pinfo, tree, &view);
    }
}

static void
dissect_one_of_several(tvbuff_t *packet, packet_info *pinfo, uint8_t place, void *tree)
{
    dissect_segment(packet, pinfo, place, (proto_tree *)tree);
}

static int
dissect_tcplens(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data _U_)
{
    if (!PINFO_FD_VISITED(pinfo)) {
        tl_recent_note_frame(pinfo);
    }
    if (!is_idle(pinfo, tree) && !(tl_aggregate_is_possible(pinfo) &&
                                   tl_aggregate_each(pinfo, dissect_one_of_several, tree))) {
        dissect_segment(tvb, pinfo, 0, tree);
    }
    return (int)tvb_captured_length(tvb);
}

/* A part of the protocol that is enabled and disabled with it. Of a part, Wireshark does not keep a
 * layer for each frame, which would cost as much as a third of all that is done here. */
static int
register_part(int protocol)
{
    return proto_register_protocol_in_name_only("TCP Lens post-dissector", "TCP Lens frames",
                                                "tcplens.postdissector", protocol, FT_PROTOCOL);
}

void
proto_register_tcplens(void)
{
    const int protocol = proto_register_protocol("TCP Lens", "TCP Lens", "tcplens");

    tl_prefs_register(protocol);
    tl_fields_register(protocol);
    tl_expert_register(protocol);
    tl_recent_register();
    tl_store_register();
    tl_tap_register();
    tl_conv_filter_register();
    tl_listeners_register();
    tl_report_register();
    tl_stats_tree_register();
    tl_stats_table_register();
    tl_errors_register();
    tl_tree_icmp_register(protocol);
    register_postdissector(register_dissector("tcplens", dissect_tcplens, register_part(protocol)));
}

void
proto_reg_handoff_tcplens(void)
{
    tl_aggregate_register();
}

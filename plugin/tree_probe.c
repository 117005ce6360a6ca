/* tree_probe.c - what is shown of a scanner's probe and its answer?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tree_probe.h"

#include "fields.h"

static void
draw_port(proto_tree *tree, const struct tl_probe *probe)
{
    proto_item *item = tl_add_text(tree, TL_HF_PROBE_PORT, tl_port_word((enum tl_port)probe->port));

    proto_item_append_text(item, " (%s)", tl_probe_reading(probe));
    if (probe->window_hint != TL_PORT_NONE) {
        tl_add_text(tree, TL_HF_PROBE_WINDOW_HINT, tl_port_word((enum tl_port)probe->window_hint));
    }
}

static void
draw(proto_tree *tree, const struct tl_probe *probe)
{
    const enum tl_probe_kind kind = (enum tl_probe_kind)probe->kind;
    proto_item *item = tl_add_group(tree, TL_HF_PROBE);
    proto_tree *below = tl_below(item, TL_ETT_PROBE);

    proto_item_append_text(item, ": %s, port %s", tl_probe_word(kind),
                           tl_port_word((enum tl_port)probe->port));
    item = tl_add_text(below, TL_HF_PROBE_KIND, tl_probe_word(kind));
    proto_item_append_text(item, " (%s)", tl_probe_meaning(kind));
    draw_port(below, probe);
    tl_add_frame(below, TL_HF_PROBE_FRAME, probe->frame);
    tl_add_frame(below, TL_HF_PROBE_ANSWER_FRAME, probe->answer_frame);
}

bool
tl_tree_probe_find(const packet_info *pinfo, const struct tl_view *view, struct tl_probe *probe)
{
    /* On the first visit of a frame those behind it are not known yet. */
    return tl_probe_find(view->connection, view->segment, &view->note, PINFO_FD_VISITED(pinfo),
                         probe);
}

void
tl_tree_draw_probe(packet_info *pinfo, proto_tree *tree, const struct tl_view *view)
{
    struct tl_probe probe;

    if (tl_tree_probe_find(pinfo, view, &probe)) {
        draw(tree, &probe);
    }
}

void
tl_tree_draw_stopped_probe(proto_tree *tree, const struct tl_connection *connection,
                           const struct tl_icmp_error *error)
{
    struct tl_probe probe;

    if (tl_probe_find_quoted(connection, error, &probe)) {
        draw(tree, &probe);
    }
}

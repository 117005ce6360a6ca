/* tree_teardown.c - what is shown of the closing?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tree.h"

#include "spell.h"

/* "client", "server", or "both" when the FINs crossed. */
static const char *
initiator(const struct tl_teardown *teardown, const struct tl_note *note)
{
    const unsigned both = 3;

    if (teardown->kind == TL_TEARDOWN_SIMULTANEOUS) {
        return tl_spell_roles(note, both);
    }
    return teardown->fin[0].frame != 0 ? tl_spell_role(note, teardown->fin[0].end) : "";
}

/* Appends a part of the summary: the first behind a colon, the others behind commas. */
static void
append_part(proto_item *item, const char **lead, const char *what, const char *word)
{
    if (word[0] != '\0') {
        proto_item_append_text(item, "%s%s%s", *lead, what, word);
        *lead = ", ";
    }
}

/* "Teardown: four-way, complete, step 1 of 4, initiator server, 682 ms" */
static void
summarise(packet_info *pinfo, proto_item *item, const struct tl_view *view)
{
    const struct tl_teardown *teardown = &view->connection->teardown;
    const char *lead = ": ";
    int64_t duration;

    append_part(item, &lead, "", tl_teardown_kind_word((enum tl_teardown_kind)teardown->kind));
    append_part(item, &lead, "",
                tl_teardown_status_word((enum tl_teardown_status)teardown->status));
    for (unsigned step = 1; (view->note.teardown_steps >> step) != 0; step++) {
        if ((view->note.teardown_steps >> step) & 1u) {
            append_part(item, &lead, "step ", wmem_strdup_printf(pinfo->pool, "%u of 4", step));
        }
    }
    append_part(item, &lead, "initiator ", initiator(teardown, &view->note));
    if (tl_teardown_duration(teardown, &duration)) {
        append_part(item, &lead, "", tl_spell_time(pinfo->pool, duration));
    }
}

static void
draw_progress(proto_tree *tree, const struct tl_view *view)
{
    const struct tl_teardown *teardown = &view->connection->teardown;

    tl_tree_draw_steps(tree, TL_HF_TEARDOWN_STEP, view->note.teardown_steps);
    tl_tree_draw_word(tree, TL_HF_TEARDOWN_KIND,
                      tl_teardown_kind_word((enum tl_teardown_kind)teardown->kind));
    tl_tree_draw_word(tree, TL_HF_TEARDOWN_STATUS,
                      tl_teardown_status_word((enum tl_teardown_status)teardown->status));
    tl_tree_draw_word(tree, TL_HF_TEARDOWN_INITIATOR, initiator(teardown, &view->note));
    tl_add_frame(tree, TL_HF_TEARDOWN_FIN1_FRAME, teardown->fin[0].frame);
    tl_add_frame(tree, TL_HF_TEARDOWN_ACK1_FRAME, teardown->fin[0].ack_frame);
    tl_add_frame(tree, TL_HF_TEARDOWN_FIN2_FRAME, teardown->fin[1].frame);
    tl_add_frame(tree, TL_HF_TEARDOWN_ACK2_FRAME, teardown->fin[1].ack_frame);
}

static void
draw_measures(proto_tree *tree, const struct tl_view *view)
{
    const struct tl_teardown *teardown = &view->connection->teardown;
    int64_t time;

    if (tl_teardown_duration(teardown, &time)) {
        tl_add_time(tree, TL_HF_TEARDOWN_DURATION, time);
    }
    if (tl_teardown_half_closed_for(teardown, &time)) {
        tl_add_time(tree, TL_HF_TEARDOWN_HALF_CLOSED_FOR, time);
    }
    tl_tree_draw_word(tree, TL_HF_TEARDOWN_TIME_WAIT_SIDE,
                      tl_spell_roles(&view->note, teardown->time_wait));
    tl_add_number(tree, TL_HF_TEARDOWN_FIN_RETRANSMITS,
                  (uint32_t)teardown->fin[0].retransmits + teardown->fin[1].retransmits);
    tl_add_number(tree, TL_HF_TEARDOWN_BYTES_AFTER_FIN, teardown->bytes_after_fin);
}

proto_item *
tl_tree_draw_teardown(packet_info *pinfo, proto_tree *tree, const struct tl_view *view)
{
    proto_item *item = tl_add_group(tree, TL_HF_TEARDOWN);
    proto_tree *below = tl_below(item, TL_ETT_TEARDOWN);

    summarise(pinfo, item, view);
    draw_progress(below, view);
    draw_measures(below, view);
    return item;
}

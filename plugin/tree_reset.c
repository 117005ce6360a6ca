/* tree_reset.c - what is shown of an RST?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tree.h"

#include "reason.h"
#include "spell.h"

#include "core/consequence.h"

/* "Reset: refused (certain), sent by the server, takes effect" */
static void
summarise(proto_item *item, const struct tl_reset *reset, const char *sender)
{
    proto_item_append_text(item, ": %s (%s), sent by the %s",
                           tl_cause_word((enum tl_cause)reset->cause),
                           tl_confidence_word((enum tl_confidence)reset->confidence), sender);
    if (reset->has_effect) {
        proto_item_append_text(item, ", %s",
                               reset->is_effective ? "takes effect" : "must not take effect");
    }
}

static void
draw_cause(proto_tree *tree, const struct tl_reset *reset, const char *sender)
{
    const enum tl_cause cause = (enum tl_cause)reset->cause;
    proto_item *item = tl_add_text(tree, TL_HF_RESET_CAUSE, tl_cause_word(cause));

    proto_item_append_text(item, " (%s)", tl_cause_meaning(cause));
    tl_add_text(tree, TL_HF_RESET_CONFIDENCE,
                tl_confidence_word((enum tl_confidence)reset->confidence));
    for (unsigned i = 0; i < TL_EVIDENCE_COUNT; i++) {
        if ((reset->evidence >> i) & 1u) {
            tl_add_text(tree, TL_HF_RESET_EVIDENCE, tl_evidence_text((enum tl_evidence)i));
        }
    }
    tl_add_text(tree, TL_HF_RESET_SENDER, sender);
    tl_add_frame(tree, TL_HF_RESET_TRIGGER_FRAME, reset->trigger_frame);
}

static void
draw_effect(proto_tree *tree, const struct tl_reset *reset)
{
    const enum tl_position position = (enum tl_position)reset->position;
    proto_item *item;

    if (reset->has_effect) {
        tl_add_yes_no(tree, TL_HF_RESET_EFFECTIVE, reset->is_effective);
    }
    item = tl_add_text(tree, TL_HF_RESET_ACCEPTABILITY, tl_position_word(position));
    proto_item_append_text(item, " (%s)", tl_position_meaning(position));
    tl_add_number(tree, TL_HF_RESET_UNACKED_BYTES, reset->unacked_bytes);
    tl_add_number(tree, TL_HF_RESET_SENDER_UNACKED_BYTES, reset->sender_unacked_bytes);
}

static void
draw_aftermath(packet_info *pinfo, proto_tree *tree, const struct tl_view *view)
{
    /* On the first visit of a frame those behind it are not known yet. */
    const unsigned aftermath =
        tl_reset_aftermath(view->connection, view->note.reset, PINFO_FD_VISITED(pinfo));

    for (unsigned i = 0; i < TL_AFTERMATH_COUNT; i++) {
        if ((aftermath >> i) & 1u) {
            proto_item *item =
                tl_add_text(tree, TL_HF_RESET_AFTERWARDS, tl_aftermath_word((enum tl_aftermath)i));
            proto_item_append_text(item, " (%s)", tl_aftermath_meaning((enum tl_aftermath)i));
        }
    }
}

/* More are no signature. */
#define MANY_RESETS 8

/* "post-psh: RST; RST,ACK": when the first came, and all of this sender that are known. */
static const char *
spell_signature(wmem_allocator_t *scope, const struct tl_reset *newest, unsigned sender)
{
    const char *text = "";
    const struct tl_reset *first = NULL;
    unsigned count = 0;

    for (const struct tl_reset *r = newest; r != NULL && count <= MANY_RESETS; r = r->previous) {
        if (r->sender == sender) {
            text = wmem_strdup_printf(scope, "%s%s%s", r->has_ack ? "RST,ACK" : "RST",
                                      count > 0 ? "; " : "", text);
            first = r;
            count++;
        }
    }
    if (first == NULL || count > MANY_RESETS) {
        return "";
    }
    return wmem_strdup_printf(scope, "%s: %s", tl_stage_word((enum tl_stage)first->stage), text);
}

/* The fields of the clues stand in the order of the clues. */
_Static_assert(TL_HF_CLUE_RECEIVER_TALKS_ON - TL_HF_CLUE_TTL == TL_CLUE_RECEIVER_TALKS_ON,
               "each clue has its field");

static void
draw_clues(proto_tree *tree, const struct tl_reset *reset)
{
    for (unsigned i = 0; i < TL_CLUE_COUNT; i++) {
        if ((reset->clues >> i) & 1u) {
            tl_add_text(tree, TL_HF_RESET_CLUE, tl_clue_text((enum tl_clue)i));
            proto_item_set_hidden(tl_add_yes_no(tree, (enum tl_field)(TL_HF_CLUE_TTL + i), true));
        }
    }
    if (reset->has_ttl_delta) {
        tl_add_signed(tree, TL_HF_RESET_TTL_DELTA, reset->ttl_delta);
    }
}

static void
draw_origin(proto_tree *tree, const struct tl_reset *reset)
{
    const enum tl_origin origin = (enum tl_origin)reset->origin;
    proto_item *item = tl_add_text(tree, TL_HF_RESET_ORIGIN, tl_origin_word(origin));

    proto_item_append_text(item, " (%s)", tl_origin_meaning(origin));
    draw_clues(tl_below(item, TL_ETT_ORIGIN), reset);
    tl_add_text(tree, TL_HF_RESET_STAGE, tl_stage_word((enum tl_stage)reset->stage));
    if (reset->has_idle) {
        tl_add_time(tree, TL_HF_RESET_AFTER_IDLE, reset->after_idle_ns);
    }
}

proto_item *
tl_tree_draw_reset(packet_info *pinfo, tvbuff_t *tvb, proto_tree *tree, const struct tl_view *view)
{
    const struct tl_reset *reset = view->note.reset;
    const char *sender = tl_spell_role(&view->note, reset->sender);
    const char *reason = tl_reason(tvb, pinfo);
    proto_item *item = tl_add_group(tree, TL_HF_RESET);
    proto_tree *below = tl_below(item, TL_ETT_RESET);

    summarise(item, reset, sender);
    draw_cause(below, reset, sender);
    tl_tree_draw_word(below, TL_HF_RESET_REASON, reason != NULL ? reason : "");
    draw_effect(below, reset);
    draw_aftermath(pinfo, below, view);
    draw_origin(below, reset);
    tl_tree_draw_word(below, TL_HF_RESET_SIGNATURE,
                      spell_signature(pinfo->pool, view->connection->last_reset, reset->sender));
    return item;
}

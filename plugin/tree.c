/* tree.c - what is shown of a frame, and where?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tree.h"

#include "explain.h"
#include "spell.h"
#include "tree_icmp.h"
#include "tree_probe.h"

#include "core/trait.h"

/* The fields of an end, by role. */
struct role_fields {
    enum tl_field host;
    enum tl_field state;
    enum tl_field before;
};

static const struct role_fields client_fields = { TL_HF_CLIENT, TL_HF_CLIENT_STATE,
                                                  TL_HF_CLIENT_STATE_BEFORE };
static const struct role_fields server_fields = { TL_HF_SERVER, TL_HF_SERVER_STATE,
                                                  TL_HF_SERVER_STATE_BEFORE };

static const struct role_fields *
fields_of(const struct tl_note *note, unsigned end)
{
    return end == note->client ? &client_fields : &server_fields;
}

/* "client SYN-SENT -> ESTABLISHED", or "client ESTABLISHED" when it stayed. */
static void
append_state(proto_item *item, const struct tl_note *note, unsigned end, const char *lead)
{
    const enum tl_state before = (enum tl_state)note->before[end];
    const enum tl_state after = (enum tl_state)note->after[end];

    proto_item_append_text(item, "%s%s ", lead, tl_spell_role(note, end));
    if (before != after) {
        proto_item_append_text(item, "%s -> ", tl_state_word(before));
    }
    proto_item_append_text(item, "%s", tl_state_word(after));
}

void
tl_tree_append_states(proto_item *item, const struct tl_note *note)
{
    append_state(item, note, note->client, ": ");
    append_state(item, note, 1u - note->client, ", ");
}

static void
draw_host(packet_info *pinfo, proto_tree *tree, const struct tl_view *view, unsigned end)
{
    const enum tl_field field = fields_of(&view->note, end)->host;
    const bool is_sender = end == view->segment->from;
    const address *host = is_sender ? &pinfo->net_src : &pinfo->net_dst;
    const uint32_t port = is_sender ? pinfo->srcport : pinfo->destport;

    if (tl_field_is_wanted(tree, field)) {
        tl_add_text(tree, field, tl_spell_address(pinfo->pool, host, port));
    }
}

static void
draw_roles(packet_info *pinfo, proto_tree *tree, const struct tl_view *view)
{
    const unsigned client = view->note.client;

    tl_add_text(tree, TL_HF_ROLE, tl_spell_role(&view->note, view->segment->from));
    tl_add_yes_no(tree, TL_HF_ROLE_INFERRED, view->note.roles_inferred);
    draw_host(pinfo, tree, view, client);
    draw_host(pinfo, tree, view, 1u - client);
}

static void
draw_state(proto_tree *tree, const struct tl_note *note, unsigned end)
{
    const struct role_fields *fields = fields_of(note, end);
    const enum tl_state after = (enum tl_state)note->after[end];
    proto_item *item;

    tl_add_text(tree, fields->before, tl_state_word((enum tl_state)note->before[end]));
    item = tl_add_text(tree, fields->state, tl_state_word(after));
    proto_item_append_text(item, " (%s)", tl_state_meaning(after));
}

static void
draw_transition(packet_info *pinfo, proto_tree *tree, const struct tl_note *note,
                const struct tl_step *step)
{
    const char *text =
        wmem_strdup_printf(pinfo->pool, "%s %s -> %s: %s", tl_spell_role(note, step->end),
                           tl_state_word((enum tl_state)step->from),
                           tl_state_word((enum tl_state)step->to), tl_step_reason(step));
    proto_item *item = tl_add_text(tree, TL_HF_TRANSITION, text);

    tl_add_text(tl_below(item, TL_ETT_TRANSITION), TL_HF_TRANSITION_RFC, tl_step_rfc(step));
}

void
tl_tree_draw_states(packet_info *pinfo, proto_tree *tree, const struct tl_note *note)
{
    if ((note->findings & TL_FOUND(NOT_KEPT)) == 0) {
        tl_add_text(tree, TL_HF_PHASE, tl_phase_word((enum tl_phase)note->phase));
    }
    draw_state(tree, note, note->client);
    draw_state(tree, note, 1u - note->client);
    for (unsigned i = 0; i < note->step_count; i++) {
        draw_transition(pinfo, tree, note, &note->steps[i]);
    }
}

static void
draw_anomaly(enum tl_finding finding, void *tree)
{
    tl_tree_draw_word((proto_tree *)tree, TL_HF_ANOMALY, tl_finding_info(finding)->anomaly);
}

void
tl_tree_draw_steps(proto_tree *tree, enum tl_field field, unsigned steps)
{
    for (unsigned step = 1; (steps >> step) != 0; step++) {
        if ((steps >> step) & 1u) {
            tl_add_number(tree, field, step);
        }
    }
}

void
tl_tree_draw_word(proto_tree *tree, enum tl_field field, const char *word)
{
    if (word[0] != '\0') {
        tl_add_text(tree, field, word);
    }
}

static proto_tree *
draw_top(tvbuff_t *tvb, proto_tree *tree, const struct tl_note *note, struct tl_places *places)
{
    proto_item *item = tl_add_protocol(tree, tvb);

    tl_tree_append_states(item, note);
    places->at[TL_PLACE_TOP] = item;
    return tl_below(item, TL_ETT_TOP);
}

static void
draw_general(packet_info *pinfo, proto_tree *top, const struct tl_view *view)
{
    tl_explain_draw(pinfo, top, view);
    tl_add_number(top, TL_HF_STREAM, view->stream);
    draw_roles(pinfo, top, view);
    tl_tree_draw_states(pinfo, top, &view->note);
    tl_each_finding(&view->note, tl_traits(view->connection, view->segment, &view->note),
                    draw_anomaly, top);
    tl_explain_draw_flags(pinfo, top, view);
}

/* Bits 1 << enum tl_group: what there is to draw, and is wanted. */
static unsigned
groups_to_draw(proto_tree *tree, const struct tl_view *view)
{
    const bool is_there[TL_GROUP_COUNT] = {
        [TL_GROUP_GENERAL] = true,
        [TL_GROUP_HANDSHAKE] = view->note.in_handshake,
        [TL_GROUP_TEARDOWN] = view->note.in_teardown,
        [TL_GROUP_RESET] = view->note.reset != NULL,
        [TL_GROUP_PROBE] = true,
        [TL_GROUP_ICMP] = view->connection->last_error != NULL,
        [TL_GROUP_CONN] = true,
    };
    unsigned groups = 0;

    for (unsigned group = 0; group < TL_GROUP_COUNT; group++) {
        if (is_there[group] && tl_group_is_wanted(tree, (enum tl_group)group)) {
            groups |= 1u << group;
        }
    }
    return groups;
}

static bool
has(unsigned groups, enum tl_group group)
{
    return (groups & 1u << group) != 0;
}

void
tl_tree_draw(packet_info *pinfo, tvbuff_t *tvb, proto_tree *tree, const struct tl_view *view,
             struct tl_places *places)
{
    const unsigned groups = groups_to_draw(tree, view);

    if (groups == 0 && !tl_protocol_is_wanted(tree)) {
        return;
    }
    proto_tree *top = draw_top(tvb, tree, &view->note, places);
    if (has(groups, TL_GROUP_GENERAL)) {
        draw_general(pinfo, top, view);
    }
    if (has(groups, TL_GROUP_ICMP)) {
        tl_tree_icmp_draw_links(top, view);
    }
    if (has(groups, TL_GROUP_HANDSHAKE)) {
        places->at[TL_PLACE_HANDSHAKE] = tl_tree_draw_handshake(pinfo, top, view);
    }
    if (has(groups, TL_GROUP_TEARDOWN)) {
        places->at[TL_PLACE_TEARDOWN] = tl_tree_draw_teardown(pinfo, top, view);
    }
    if (has(groups, TL_GROUP_RESET)) {
        places->at[TL_PLACE_RESET] = tl_tree_draw_reset(pinfo, tvb, top, view);
    }
    if (has(groups, TL_GROUP_PROBE)) {
        tl_tree_draw_probe(pinfo, top, view);
    }
    if (has(groups, TL_GROUP_CONN)) {
        places->at[TL_PLACE_CONN] = tl_tree_draw_conn(pinfo, top, view);
    }
}

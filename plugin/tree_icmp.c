/* tree_icmp.c - what is shown of an ICMP error about a segment, and where?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tree_icmp.h"

#include "errors.h"
#include "expert.h"
#include "fields.h"
#include "spell.h"
#include "tree.h"
#include "tree_probe.h"

#include <epan/expert.h>
#include <epan/to_str.h>

static expert_field expert_ids[TL_ICMP_KIND_COUNT] = {
#define EXPERT_ID(id, name, severity, may_end, text) EI_INIT,
    TL_ICMP_KINDS(EXPERT_ID)
#undef EXPERT_ID
};

void
tl_tree_icmp_register(int protocol)
{
#define EXPERT_ENTRY(id, name, severity, may_end, text)                                            \
    { &expert_ids[TL_ICMP_##id],                                                                   \
      { "tcplens.expert." name, PI_RESPONSE_CODE, PI_##severity, text, EXPFILL } },
    static ei_register_info entries[] = { TL_ICMP_KINDS(EXPERT_ENTRY) };
#undef EXPERT_ENTRY

    expert_register_field_array(expert_register_protocol(protocol), entries, array_length(entries));
}

static enum tl_icmp_kind
kind_of(const struct tl_quote *quote)
{
    return tl_icmp_kind(quote->version, quote->type, quote->code);
}

void
tl_tree_icmp_report(packet_info *pinfo, const struct tl_quote *quote, proto_item *item)
{
    const enum tl_icmp_kind kind = kind_of(quote);

    /* Unheeded, only the GUI's mark of the worst so far is left to set. */
    if (item != NULL || tl_icmp_severity(kind) >= TL_WARN || tl_expert_is_heeded(pinfo)) {
        expert_add_info(pinfo, item, &expert_ids[kind]);
    }
}

/* Most codes say it all: "port unreachable". Others need their type: "redirect, for the host";
 * "destination unreachable, code 77" for a code that nobody knows. */
static const char *
spell_error(wmem_allocator_t *scope, const struct tl_quote *quote)
{
    const char *type = tl_icmp_type_word(quote->version, quote->type);
    const char *code = tl_icmp_code_word(quote->version, quote->type, quote->code);
    const enum tl_icmp_kind kind = kind_of(quote);

    if (code[0] != '\0' && kind != TL_ICMP_ADVICE && kind != TL_ICMP_PARAMETER_PROBLEM) {
        return code;
    }
    if (code[0] != '\0') {
        return wmem_strdup_printf(scope, "%s, %s", type, code);
    }
    return wmem_strdup_printf(scope, "%s, code %u", type, quote->code);
}

/* --- the sentence ---------------------------------------------------------------------------- */

/* What follows from an error of each kind, if it meets no attempt that it may end. */
static const char *const outcomes[TL_ICMP_KIND_COUNT] = {
    [TL_ICMP_UNREACHABLE] = "; that changes no state",
    [TL_ICMP_PROHIBITED] = "; that changes no state",
    [TL_ICMP_TOO_BIG] = "; its packets are to become shorter",
    [TL_ICMP_TIME_EXCEEDED] = "; that changes no state",
    [TL_ICMP_PARAMETER_PROBLEM] = "; that changes no state",
    [TL_ICMP_ADVICE] = "",
};

/* "the SYN of frame 1", "a segment that was not captured". */
static const char *
spell_quoted(wmem_allocator_t *scope, const struct tl_icmp_error *error)
{
    const char *what = error->quotes_syn ? "SYN" : "segment";

    if (error->quoted_frame == 0) {
        return "a segment of which the frame is not known";
    }
    return wmem_strdup_printf(scope, "the %s of frame %u", what, error->quoted_frame);
}

static const char *
explain(wmem_allocator_t *scope, const struct tl_quote *quote, const struct tl_icmp_error *error,
        const struct tl_note *note)
{
    const char *outcome = error->may_end_attempt ? "; it gives up now, or sends its SYN again"
                                                 : outcomes[error->kind];

    return wmem_strdup_printf(scope, "%s reports to the %s: %s, for %s%s.",
                              address_to_str(scope, &quote->reporter),
                              tl_spell_role(note, error->from), spell_error(scope, quote),
                              spell_quoted(scope, error), outcome);
}

/* Why is nothing of the connection shown? */
static const char *
explain_not_kept(wmem_allocator_t *scope, const struct tl_quote *quote, bool is_observed)
{
    const char *why = is_observed ? "more errors about its connection than are kept came before"
                                  : "nothing of its connection was captured";

    return wmem_strdup_printf(
        scope, "%s reports to %s: %s, for a segment to %s; %s.",
        address_to_str(scope, &quote->reporter),
        tl_spell_address(scope, &quote->source, quote->source_port), spell_error(scope, quote),
        tl_spell_address(scope, &quote->destination, quote->destination_port), why);
}

/* --- the tree -------------------------------------------------------------------------------- */

static void
draw_hosts(packet_info *pinfo, proto_tree *tree, const struct tl_quote *quote,
           const struct tl_note *note)
{
    const bool is_from_client = quote->from == note->client;
    const char *sender = tl_spell_address(pinfo->pool, &quote->source, quote->source_port);
    const char *receiver =
        tl_spell_address(pinfo->pool, &quote->destination, quote->destination_port);

    tl_add_text(tree, TL_HF_CLIENT, is_from_client ? sender : receiver);
    tl_add_text(tree, TL_HF_SERVER, is_from_client ? receiver : sender);
}

/* The error itself: what needs no connection. */
static proto_item *
draw_error(packet_info *pinfo, proto_tree *tree, const struct tl_quote *quote)
{
    const char *code = tl_icmp_code_word(quote->version, quote->type, quote->code);
    proto_item *item = tl_add_group(tree, TL_HF_ICMP);
    proto_tree *below = tl_below(item, TL_ETT_ICMP);

    proto_item_append_text(item, ": %s", spell_error(pinfo->pool, quote));
    tl_add_text(below, TL_HF_ICMP_TYPE, tl_icmp_type_word(quote->version, quote->type));
    tl_add_text(below, TL_HF_ICMP_CODE,
                code[0] != '\0' ? code : wmem_strdup_printf(pinfo->pool, "code %u", quote->code));
    tl_add_text(below, TL_HF_ICMP_REPORTER, address_to_str(pinfo->pool, &quote->reporter));
    tl_add_number(below, TL_HF_ICMP_QUOTED_SEQ, quote->seq);
    return item;
}

static proto_item *
draw_tied(packet_info *pinfo, proto_tree *top, const struct tl_quote *quote,
          const struct tl_icmp_error *error, const struct tl_view *view)
{
    proto_item *item;
    proto_tree *below;

    tl_add_text(top, TL_HF_EXPLAIN, explain(pinfo->pool, quote, error, &view->note));
    tl_add_number(top, TL_HF_STREAM, view->stream);
    draw_hosts(pinfo, top, quote, &view->note);
    tl_tree_draw_states(pinfo, top, &view->note);
    item = draw_error(pinfo, top, quote);
    below = tl_below(item, TL_ETT_ICMP);
    tl_add_text(below, TL_HF_ICMP_TO, tl_spell_role(&view->note, error->from));
    tl_add_frame(below, TL_HF_ICMP_QUOTED_FRAME, error->quoted_frame);
    tl_tree_draw_stopped_probe(top, view->connection, error);
    return item;
}

static proto_item *
draw_not_kept(packet_info *pinfo, proto_tree *top, const struct tl_quote *quote)
{
    uint32_t stream;
    const bool is_observed = quote->conversation != NULL &&
                             tl_store_stream_at(quote->conversation, quote->frame, &stream);

    tl_add_text(top, TL_HF_EXPLAIN, explain_not_kept(pinfo->pool, quote, is_observed));
    if (is_observed) {
        tl_add_number(top, TL_HF_STREAM, stream);
    }
    return draw_error(pinfo, top, quote);
}

proto_item *
tl_tree_icmp_draw(packet_info *pinfo, tvbuff_t *tvb, proto_tree *tree, const struct tl_quote *quote)
{
    const struct tl_kept_error *kept = tl_errors_in(quote->frame);
    const struct tl_segment quoted = { .frame = quote->frame,
                                       .seq = quote->seq,
                                       .from = quote->from };
    proto_item *item = tl_add_protocol(tree, tvb);
    proto_tree *top = tl_below(item, TL_ETT_TOP);
    struct tl_view view;

    proto_item_append_text(item, ", ICMP error");
    if (kept == NULL) {
        return draw_not_kept(pinfo, top, quote);
    }
    tl_store_look_up_in(kept->connection, &quoted, &view);
    tl_tree_append_states(item, &view.note);
    item = draw_tied(pinfo, top, quote, &kept->error, &view);
    tl_tree_draw_conn(pinfo, top, &view);
    return item;
}

void
tl_tree_icmp_draw_links(proto_tree *tree, const struct tl_view *view)
{
    const struct tl_icmp_error *ending = tl_icmp_ending(view->connection);
    const struct tl_icmp_error *about = tl_errors_about(view->segment->frame);

    if (about != NULL && about->from == view->segment->from && about->seq == view->segment->seq) {
        tl_add_frame(tree, TL_HF_QUOTED_BY, about->frame);
    }
    if (ending != NULL) {
        tl_add_frame(tree, TL_HF_ICMP_FRAME, ending->frame);
    }
}

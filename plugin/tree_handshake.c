/* tree_handshake.c - what is shown of the opening?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tree.h"

#include "agreed.h"
#include "spell.h"

/* The fields of what one side offers. */
struct offer_fields {
    enum tl_field offer;
    enum tl_field mss;
    enum tl_field window_scale;
    enum tl_field sack;
    enum tl_field timestamps;
    enum tl_field ecn;
    enum tl_field fast_open;
    enum tl_field mptcp;
};

/* clang-format off */
#define OFFER_FIELDS(role) { \
    .offer = TL_HF_HANDSHAKE_##role##_OFFER, \
    .mss = TL_HF_HANDSHAKE_##role##_MSS, \
    .window_scale = TL_HF_HANDSHAKE_##role##_WSCALE, \
    .sack = TL_HF_HANDSHAKE_##role##_SACK, \
    .timestamps = TL_HF_HANDSHAKE_##role##_TIMESTAMPS, \
    .ecn = TL_HF_HANDSHAKE_##role##_ECN, \
    .fast_open = TL_HF_HANDSHAKE_##role##_FAST_OPEN, \
    .mptcp = TL_HF_HANDSHAKE_##role##_MPTCP }
/* clang-format on */

static const struct offer_fields client_offer = OFFER_FIELDS(CLIENT);
static const struct offer_fields server_offer = OFFER_FIELDS(SERVER);

/* "Handshake: three-way, step 2 of 3, complete, 36.9 ms" */
static void
summarise(packet_info *pinfo, proto_item *item, const struct tl_view *view)
{
    const struct tl_handshake *handshake = &view->connection->handshake;
    const char *kind = tl_handshake_kind_word((enum tl_handshake_kind)handshake->kind);
    const char *status = tl_handshake_status_word((enum tl_handshake_status)handshake->status);

    proto_item_append_text(item, "%s%s", kind[0] != '\0' ? ": " : "", kind);
    for (unsigned step = 1; (view->note.handshake_steps >> step) != 0; step++) {
        if ((view->note.handshake_steps >> step) & 1u) {
            proto_item_append_text(item, ", step %u of 3", step);
        }
    }
    if (status[0] != '\0') {
        proto_item_append_text(item, ", %s", status);
    }
    if (handshake->has_server_rtt && handshake->has_client_rtt) {
        proto_item_append_text(
            item, ", %s",
            tl_spell_time(pinfo->pool, handshake->server_rtt_ns + handshake->client_rtt_ns));
    }
}

static void
draw_progress(proto_tree *tree, const struct tl_view *view)
{
    const struct tl_handshake *handshake = &view->connection->handshake;

    tl_tree_draw_steps(tree, TL_HF_HANDSHAKE_STEP, view->note.handshake_steps);
    tl_tree_draw_word(tree, TL_HF_HANDSHAKE_KIND,
                      tl_handshake_kind_word((enum tl_handshake_kind)handshake->kind));
    tl_tree_draw_word(tree, TL_HF_HANDSHAKE_STATUS,
                      tl_handshake_status_word((enum tl_handshake_status)handshake->status));
    tl_add_frame(tree, TL_HF_HANDSHAKE_SYN_FRAME, handshake->syn_frame);
    tl_add_frame(tree, TL_HF_HANDSHAKE_SYNACK_FRAME, handshake->synack_frame);
    tl_add_frame(tree, TL_HF_HANDSHAKE_ACK_FRAME, handshake->ack_frame);
}

static void
draw_numbers(proto_tree *tree, const struct tl_handshake *handshake, unsigned client)
{
    const unsigned server = 1u - client;

    if (handshake->offer[client].seen) {
        tl_add_number(tree, TL_HF_HANDSHAKE_CLIENT_ISN, handshake->isn[client]);
    }
    if (handshake->offer[server].seen) {
        tl_add_number(tree, TL_HF_HANDSHAKE_SERVER_ISN, handshake->isn[server]);
    }
    if (handshake->has_ack_check) {
        tl_add_yes_no(tree, TL_HF_HANDSHAKE_ACK_OK, handshake->is_ack_ok);
    }
    tl_add_number(tree, TL_HF_HANDSHAKE_SYN_RETRANSMITS, handshake->syn_retransmits);
    tl_add_number(tree, TL_HF_HANDSHAKE_SYNACK_RETRANSMITS, handshake->synack_retransmits);
}

static void
draw_times(proto_tree *tree, const struct tl_handshake *handshake)
{
    const int64_t server = handshake->server_rtt_ns;
    const int64_t client = handshake->client_rtt_ns;

    if (handshake->has_server_rtt) {
        tl_add_time(tree, TL_HF_HANDSHAKE_SERVER_RTT, server);
    }
    if (handshake->has_client_rtt) {
        tl_add_time(tree, TL_HF_HANDSHAKE_CLIENT_RTT, client);
    }
    if (handshake->has_server_rtt && handshake->has_client_rtt) {
        tl_add_time(tree, TL_HF_HANDSHAKE_RTT, server + client);
    }
}

static void
draw_window_scale(proto_tree *tree, enum tl_field field, const struct tl_offer *offer)
{
    proto_item *item = tl_add_number(tree, field, offer->window_scale);

    proto_item_append_text(item, " (windows count %u bytes)", 1u << (offer->window_scale & 15u));
}

static void
draw_offer(packet_info *pinfo, proto_tree *tree, const struct offer_fields *fields,
           const struct tl_offer *offer)
{
    proto_item *item;
    proto_tree *below;

    if (!offer->seen) {
        return;
    }
    item = tl_add_text(tree, fields->offer, tl_spell_offer(pinfo->pool, offer));
    below = tl_below(item, TL_ETT_OFFER);
    if (offer->present & TL_OPT_MSS) {
        tl_add_number(below, fields->mss, offer->mss);
    }
    if (offer->present & TL_OPT_WINDOW_SCALE) {
        draw_window_scale(below, fields->window_scale, offer);
    }
    tl_add_yes_no(below, fields->sack, offer->present & TL_OPT_SACK_PERMITTED);
    tl_add_yes_no(below, fields->timestamps, offer->present & TL_OPT_TIMESTAMPS);
    tl_add_yes_no(below, fields->ecn, offer->ecn);
    tl_add_yes_no(below, fields->fast_open, offer->present & TL_OPT_FAST_OPEN);
    tl_add_yes_no(below, fields->mptcp, offer->present & TL_OPT_MPTCP);
}

static void
draw_agreed(packet_info *pinfo, proto_tree *tree, const struct tl_handshake *handshake)
{
    static const struct {
        enum tl_field field;
        enum tl_option option;
    } options[] = {
        { TL_HF_HANDSHAKE_SACK, TL_OPT_SACK_PERMITTED },
        { TL_HF_HANDSHAKE_TIMESTAMPS, TL_OPT_TIMESTAMPS },
        { TL_HF_HANDSHAKE_MPTCP, TL_OPT_MPTCP },
    };
    proto_item *item;
    proto_tree *below;

    if (!handshake->offer[0].seen || !handshake->offer[1].seen) {
        return;
    }
    item = tl_add_text(tree, TL_HF_HANDSHAKE_AGREED, tl_spell_agreed(pinfo->pool, handshake));
    below = tl_below(item, TL_ETT_OFFER);
    for (unsigned i = 0; i < G_N_ELEMENTS(options); i++) {
        tl_add_yes_no(below, options[i].field, tl_handshake_agreed(handshake, options[i].option));
    }
    tl_add_yes_no(below, TL_HF_HANDSHAKE_ECN, tl_agreed_ecn(handshake));
    tl_add_yes_no(below, TL_HF_HANDSHAKE_FAST_OPEN, tl_agreed_fast_open(handshake));
}

proto_item *
tl_tree_draw_handshake(packet_info *pinfo, proto_tree *tree, const struct tl_view *view)
{
    const struct tl_handshake *handshake = &view->connection->handshake;
    const unsigned client = view->note.client;
    proto_item *item = tl_add_group(tree, TL_HF_HANDSHAKE);
    proto_tree *below = tl_below(item, TL_ETT_HANDSHAKE);

    summarise(pinfo, item, view);
    draw_progress(below, view);
    draw_numbers(below, handshake, client);
    draw_times(below, handshake);
    draw_offer(pinfo, below, &client_offer, &handshake->offer[client]);
    draw_offer(pinfo, below, &server_offer, &handshake->offer[1u - client]);
    draw_agreed(pinfo, below, handshake);
    return item;
}

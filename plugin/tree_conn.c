/* tree_conn.c - what is shown of a connection as a whole?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tree.h"

#include "about.h"
#include "core/verdict.h"
#include "spell.h"

/* The field for the time in a state; for CLOSED and LISTEN, in which there is no connection, 0,
 * which is a field of another kind. */
/* clang-format off */
static const enum tl_field client_times[TL_STATE_COUNT] = {
    [TL_SYN_SENT] = TL_HF_CLIENT_IN_SYN_SENT,
    [TL_SYN_RECEIVED] = TL_HF_CLIENT_IN_SYN_RECEIVED,
    [TL_ESTABLISHED] = TL_HF_CLIENT_IN_ESTABLISHED,
    [TL_FIN_WAIT_1] = TL_HF_CLIENT_IN_FIN_WAIT_1,
    [TL_FIN_WAIT_2] = TL_HF_CLIENT_IN_FIN_WAIT_2,
    [TL_CLOSE_WAIT] = TL_HF_CLIENT_IN_CLOSE_WAIT,
    [TL_CLOSING] = TL_HF_CLIENT_IN_CLOSING,
    [TL_LAST_ACK] = TL_HF_CLIENT_IN_LAST_ACK,
    [TL_TIME_WAIT] = TL_HF_CLIENT_IN_TIME_WAIT,
};

static const enum tl_field server_times[TL_STATE_COUNT] = {
    [TL_SYN_SENT] = TL_HF_SERVER_IN_SYN_SENT,
    [TL_SYN_RECEIVED] = TL_HF_SERVER_IN_SYN_RECEIVED,
    [TL_ESTABLISHED] = TL_HF_SERVER_IN_ESTABLISHED,
    [TL_FIN_WAIT_1] = TL_HF_SERVER_IN_FIN_WAIT_1,
    [TL_FIN_WAIT_2] = TL_HF_SERVER_IN_FIN_WAIT_2,
    [TL_CLOSE_WAIT] = TL_HF_SERVER_IN_CLOSE_WAIT,
    [TL_CLOSING] = TL_HF_SERVER_IN_CLOSING,
    [TL_LAST_ACK] = TL_HF_SERVER_IN_LAST_ACK,
    [TL_TIME_WAIT] = TL_HF_SERVER_IN_TIME_WAIT,
};
/* clang-format on */

static void
draw_times_of(proto_tree *tree, const enum tl_field *fields, const uint64_t *ns)
{
    for (unsigned state = 0; state < TL_STATE_COUNT; state++) {
        if (fields[state] != 0 && ns[state] > 0) {
            tl_add_time(tree, fields[state], (int64_t)ns[state]);
        }
    }
}

static void
draw_times(proto_tree *tree, const struct tl_connection *connection)
{
    struct tl_time_in times;

    tl_about_time_in(connection, tl_store_until(), &times);
    draw_times_of(tree, client_times, times.ns[connection->client & 1u]);
    draw_times_of(tree, server_times, times.ns[!connection->client]);
}

/* As of the part that the segment belongs to: Zeek may make several connections of one. */
static void
draw_zeek(proto_tree *tree, const struct tl_view *view)
{
    char history[TL_ZEEK_HISTORY];
    struct tl_zeek zeek;

    if (!tl_about_zeek(view->connection, view->segment->frame, &zeek)) {
        return;
    }
    tl_zeek_history(&zeek, history);
    tl_add_text(tree, TL_HF_CONN_STATE, tl_zeek_conn_state(&zeek));
    tl_add_text(tree, TL_HF_HISTORY, history);
}

static void
draw_verdict(proto_item *item, proto_tree *tree, const struct tl_connection *connection)
{
    const enum tl_verdict verdict = tl_verdict(connection);
    const enum tl_closer closer = tl_closed_by(connection);
    const bool is_abnormal = tl_is_abnormal(connection, tl_store_until());
    proto_item *shown = tl_add_text(tree, TL_HF_VERDICT, tl_verdict_word(verdict));

    proto_item_append_text(shown, " (%s)", tl_verdict_meaning(verdict));
    proto_item_append_text(item, ": %s", tl_verdict_word(verdict));
    tl_add_yes_no(tree, TL_HF_ABNORMAL, is_abnormal);
    if (closer != TL_CLOSED_BY_NOBODY) {
        shown = tl_add_text(tree, TL_HF_CLOSED_BY, tl_closer_word(closer));
        proto_item_append_text(shown, " (%s)", tl_closer_meaning(closer));
        proto_item_append_text(item, ", closed by %s", tl_closer_word(closer));
    }
}

static void
draw_traffic(proto_tree *tree, const struct tl_connection *connection)
{
    const unsigned client = connection->client & 1u;

    tl_add_time(tree, TL_HF_CONN_DURATION, tl_connection_duration(connection));
    tl_add_number64(tree, TL_HF_CONN_CLIENT_BYTES, connection->bytes[client]);
    tl_add_number64(tree, TL_HF_CONN_SERVER_BYTES, connection->bytes[!client]);
    tl_add_number(tree, TL_HF_CONN_CLIENT_PACKETS, connection->segments[client]);
    tl_add_number(tree, TL_HF_CONN_SERVER_PACKETS, connection->segments[!client]);
    tl_add_frame(tree, TL_HF_CONN_FIRST_FRAME, connection->first_frame);
    tl_add_frame(tree, TL_HF_CONN_LAST_FRAME, connection->last_frame);
}

/* Nothing for nearly all connections. */
static void
draw_dropped(proto_tree *tree, const struct tl_connection *connection)
{
    const uint32_t dropped = tl_about_dropped(connection);

    if (dropped > 0) {
        tl_add_number(tree, TL_HF_NOTES_DROPPED, dropped);
    }
}

static void
draw_neighbours(proto_tree *tree, const struct tl_connection *connection)
{
    const struct tl_connection *before = tl_connection_before(connection);
    const struct tl_connection *after = tl_connection_after(connection);

    if (before != NULL) {
        tl_add_number(tree, TL_HF_PREVIOUS_STREAM, tl_about_stream(before));
    }
    if (after != NULL) {
        tl_add_number(tree, TL_HF_NEXT_STREAM, tl_about_stream(after));
    }
}

proto_item *
tl_tree_draw_conn(packet_info *pinfo, proto_tree *tree, const struct tl_view *view)
{
    const struct tl_connection *connection = tl_connection_proper(view->connection);
    proto_item *item = tl_add_group(tree, TL_HF_CONN);
    proto_tree *below = tl_below(item, TL_ETT_CONN);

    draw_verdict(item, below, connection);
    proto_item_append_text(item, ", %s",
                           tl_spell_time(pinfo->pool, tl_connection_duration(connection)));
    draw_traffic(below, connection);
    draw_dropped(below, connection);
    draw_times(below, connection);
    draw_neighbours(below, connection);
    draw_zeek(below, view);
    return item;
}

/* stats_tree.c - the connections of a capture, counted: tshark -z tcplens,tree, and in the window.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Wireshark counts packets as they come, and has no moment at which all are there. So each
 * connection is counted where it stands with every segment, and taken off from where it stood.
 */
#include "stats_tree.h"

#include <epan/packet.h>
#include <epan/stats_tree.h>

#include "about.h"
#include "compat.h"
#include "core/verdict.h"
#include "listeners.h"
#include "tap.h"

#include <string.h>

#define MS_NS UINT64_C(1000000)

/* Where a time lies. */
struct range {
    uint64_t below_ns; /* 0: whatever is left */
    const char *name;
};

static const struct range quick_ranges[] = {
    { 1 * MS_NS, "below 1 ms" },    { 10 * MS_NS, "1 to 10 ms" }, { 100 * MS_NS, "10 to 100 ms" },
    { 1000 * MS_NS, "0.1 to 1 s" }, { 0, "1 s and more" },
};

static const struct range slow_ranges[] = {
    { 1000 * MS_NS, "below 1 s" },
    { 10000 * MS_NS, "1 to 10 s" },
    { 60000 * MS_NS, "10 to 60 s" },
    { 0, "60 s and more" },
};

/* The groups of the tree, by their place in a standing. */
enum group {
    GROUP_VERDICT,
    GROUP_HANDSHAKE,
    GROUP_HANDSHAKE_TIME,
    GROUP_TEARDOWN,
    GROUP_RESET_CAUSE,
    GROUP_RESET_STAGE,
    GROUP_RESET_ORIGIN,
    GROUP_CLOSE_WAIT,
    GROUP_FIN_WAIT_2,
    GROUP_COUNT
};

static const char *const titles[GROUP_COUNT] = {
    [GROUP_VERDICT] = "Verdict",
    [GROUP_HANDSHAKE] = "Handshake",
    [GROUP_HANDSHAKE_TIME] = "Handshake, SYN to ACK",
    [GROUP_TEARDOWN] = "Teardown",
    [GROUP_RESET_CAUSE] = "Reset, by cause, stage and origin",
    [GROUP_CLOSE_WAIT] = "Longest time in CLOSE-WAIT",
    [GROUP_FIN_WAIT_2] = "Longest time in FIN-WAIT-2",
};

/* Where a connection stands: the words under each group; "" or NULL for none. All are static. */
struct standing {
    const char *word[GROUP_COUNT];
};

static const char *
range_of(const struct range *range, uint64_t ns)
{
    while (range->below_ns != 0 && ns >= range->below_ns) {
        range++;
    }
    return range->name;
}

static void
write_handshake(struct standing *standing, const struct tl_handshake *handshake)
{
    standing->word[GROUP_HANDSHAKE] =
        tl_handshake_status_word(tl_handshake_status(handshake, true));
    if (handshake->has_server_rtt && handshake->has_client_rtt) {
        const int64_t ns = handshake->server_rtt_ns + handshake->client_rtt_ns;
        standing->word[GROUP_HANDSHAKE_TIME] = range_of(quick_ranges, (uint64_t)MAX(ns, 0));
    }
}

static void
write_reset(struct standing *standing, const struct tl_connection *connection)
{
    const struct tl_reset *ending = tl_ending_reset(connection);
    const struct tl_reset *reset = ending != NULL ? ending : connection->last_reset;

    if (reset != NULL) {
        standing->word[GROUP_RESET_CAUSE] = tl_cause_word((enum tl_cause)reset->cause);
        standing->word[GROUP_RESET_STAGE] = tl_stage_word((enum tl_stage)reset->stage);
        standing->word[GROUP_RESET_ORIGIN] = tl_origin_word((enum tl_origin)reset->origin);
    }
}

static void
write_times(struct standing *standing, const struct tl_connection *connection)
{
    struct tl_time_in times;

    tl_about_time_in(connection, connection->last_ns, &times);
    const uint64_t close_wait = MAX(times.ns[0][TL_CLOSE_WAIT], times.ns[1][TL_CLOSE_WAIT]);
    const uint64_t fin_wait = MAX(times.ns[0][TL_FIN_WAIT_2], times.ns[1][TL_FIN_WAIT_2]);
    if (close_wait > 0) {
        standing->word[GROUP_CLOSE_WAIT] = range_of(slow_ranges, close_wait);
    }
    if (fin_wait > 0) {
        standing->word[GROUP_FIN_WAIT_2] = range_of(slow_ranges, fin_wait);
    }
}

static struct standing
standing_of(const struct tl_connection *connection)
{
    struct standing standing = { { NULL } };

    standing.word[GROUP_VERDICT] = tl_verdict_word(tl_verdict(connection));
    standing.word[GROUP_TEARDOWN] =
        tl_teardown_kind_word((enum tl_teardown_kind)connection->teardown.kind);
    write_handshake(&standing, &connection->handshake);
    write_reset(&standing, connection);
    write_times(&standing, connection);
    return standing;
}

static bool
has(const struct standing *standing, enum group group)
{
    return standing->word[group] != NULL && standing->word[group][0] != '\0';
}

/* The reset's stage stands below its cause, and its origin below that. */
static void
count_below(stats_tree *tree, const struct standing *standing, int cause, int by)
{
    const int stage = increase_stat_node(tree, standing->word[GROUP_RESET_STAGE], cause, true, by);

    increase_stat_node(tree, standing->word[GROUP_RESET_ORIGIN], stage, false, by);
}

static void
count(stats_tree *tree, const struct standing *standing, int by)
{
    const int root = increase_stat_node(tree, "TCP connections", 0, true, by);

    for (unsigned i = 0; i < GROUP_COUNT; i++) {
        if (titles[i] == NULL || !has(standing, (enum group)i)) {
            continue;
        }
        const int group = increase_stat_node(tree, titles[i], root, true, by);
        const int node =
            increase_stat_node(tree, standing->word[i], group, i == GROUP_RESET_CAUSE, by);
        if (i == GROUP_RESET_CAUSE) {
            count_below(tree, standing, node, by);
        }
    }
}

static void
count_anew(stats_tree *tree, const struct tl_connection *connection)
{
    GHashTable *memory = tl_listener_memory(tree);
    struct standing *before = (struct standing *)g_hash_table_lookup(memory, connection);
    const struct standing now = standing_of(connection);

    if (before != NULL && memcmp(before, &now, sizeof now) == 0) {
        return;
    }
    if (before != NULL) {
        count(tree, before, -1);
    } else {
        before = g_new(struct standing, 1);
        g_hash_table_insert(memory, (gpointer)connection, before);
    }
    *before = now;
    count(tree, &now, 1);
}

/* A segment may also settle the connection before it: it was replaced. */
static tap_packet_status
take(stats_tree *tree, packet_info *pinfo _U_, epan_dissect_t *edt _U_, const void *data,
     tap_flags_t flags _U_)
{
    const struct tl_view *view = (const struct tl_view *)data;
    const struct tl_connection *connection = tl_connection_proper(view->connection);
    const struct tl_connection *before = tl_connection_before(connection);

    count_anew(tree, connection);
    if (before != NULL && g_hash_table_lookup(tl_listener_memory(tree), before) != NULL) {
        count_anew(tree, before);
    }
    return TAP_PACKET_REDRAW;
}

static void
begin(stats_tree *tree)
{
    tl_listener_forget(tree);
}

void
tl_stats_tree_register(void)
{
    stats_tree_register_plugin(TL_TAP, TL_TAP, "TCP Lens" TL_MENU_SEPARATOR "Connections",
                               TL_REQUIRES_NOTHING, take, begin, begin);
}

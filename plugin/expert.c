/* expert.c - findings as Wireshark's expert information.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "expert.h"

#include <epan/column-info.h>
#include <epan/expert.h>
#include <epan/tap.h>

#include "spell.h"
#include "tree_probe.h"

#include "core/anomaly.h"
#include "core/ending.h"
#include "core/trait.h"
#include "core/verdict.h"

/* What Wireshark needs to know beyond findings.h. */
struct report_place {
    enum tl_place place; /* where it is hung up */
    int group;           /* PI_*; 0 stands for PI_SEQUENCE, which most are */
};

/* clang-format off */
static const struct report_place reports[TL_FINDING_COUNT] = {
    [TL_FINDING_SYN] = { TL_PLACE_HANDSHAKE, 0 },
    [TL_FINDING_SYN_ACK] = { TL_PLACE_HANDSHAKE, 0 },
    [TL_FINDING_HANDSHAKE_COMPLETE] = { TL_PLACE_HANDSHAKE, 0 },
    [TL_FINDING_SIMULTANEOUS_OPEN] = { TL_PLACE_HANDSHAKE, 0 },
    [TL_FINDING_SPLIT_HANDSHAKE] = { TL_PLACE_HANDSHAKE, PI_PROTOCOL },
    [TL_FINDING_UNANSWERED] = { TL_PLACE_HANDSHAKE, 0 },
    [TL_FINDING_SYN_RETRANSMITTED] = { TL_PLACE_HANDSHAKE, 0 },
    [TL_FINDING_SYN_ACK_RETRANSMITTED] = { TL_PLACE_HANDSHAKE, 0 },
    [TL_FINDING_ACK_NOT_TAKEN] = { TL_PLACE_HANDSHAKE, 0 },
    [TL_FINDING_SYN_ISN_CHANGED] = { TL_PLACE_HANDSHAKE, 0 },
    [TL_FINDING_SYN_ACK_ISN_CHANGED] = { TL_PLACE_HANDSHAKE, 0 },
    [TL_FINDING_SYN_ACK_BAD_ACK] = { TL_PLACE_HANDSHAKE, 0 },
    [TL_FINDING_SYN_ACK_ACK_CHANGED] = { TL_PLACE_HANDSHAKE, 0 },
    [TL_FINDING_SYN_ACK_BY_CALLER] = { TL_PLACE_HANDSHAKE, 0 },
    [TL_FINDING_FAST_OPEN_IGNORED] = { TL_PLACE_HANDSHAKE, 0 },
    [TL_FINDING_SYN_ACK_UNASKED] = { TL_PLACE_HANDSHAKE, 0 },
    [TL_FINDING_BAD_ACK_IN_HANDSHAKE] = { TL_PLACE_HANDSHAKE, 0 },
    [TL_FINDING_DATA_IN_SYN] = { TL_PLACE_HANDSHAKE, 0 },
    [TL_FINDING_FIN_FIRST] = { TL_PLACE_TEARDOWN, 0 },
    [TL_FINDING_FIN_SECOND] = { TL_PLACE_TEARDOWN, 0 },
    [TL_FINDING_FIN_ACKNOWLEDGED] = { TL_PLACE_TEARDOWN, 0 },
    [TL_FINDING_CLOSED_IN_ORDER] = { TL_PLACE_TEARDOWN, 0 },
    [TL_FINDING_HALF_CLOSED] = { TL_PLACE_TEARDOWN, 0 },
    [TL_FINDING_SIMULTANEOUS_CLOSE] = { TL_PLACE_TEARDOWN, 0 },
    [TL_FINDING_FIN_RETRANSMITTED] = { TL_PLACE_TEARDOWN, 0 },
    [TL_FINDING_FIN_AHEAD] = { TL_PLACE_TEARDOWN, 0 },
    [TL_FINDING_FIN_STORM] = { TL_PLACE_TEARDOWN, 0 },
    [TL_FINDING_FIN_MOVED] = { TL_PLACE_TEARDOWN, 0 },
    [TL_FINDING_DATA_AFTER_FIN] = { TL_PLACE_TEARDOWN, PI_PROTOCOL },
    [TL_FINDING_REFUSED] = { TL_PLACE_RESET, 0 },
    [TL_FINDING_RST_ABANDONED] = { TL_PLACE_RESET, 0 },
    [TL_FINDING_RST_REJECTED] = { TL_PLACE_RESET, 0 },
    [TL_FINDING_RST_NO_CONNECTION] = { TL_PLACE_RESET, 0 },
    [TL_FINDING_RST_DATA_AFTER_CLOSE] = { TL_PLACE_RESET, 0 },
    [TL_FINDING_RST_ABORT] = { TL_PLACE_RESET, 0 },
    [TL_FINDING_RST_ABORT_CLEAN] = { TL_PLACE_RESET, 0 },
    [TL_FINDING_RST_AFTER_CLOSE] = { TL_PLACE_RESET, 0 },
    [TL_FINDING_RST_AFTER_FIN] = { TL_PLACE_RESET, 0 },
    [TL_FINDING_RST_TIMEOUT] = { TL_PLACE_RESET, 0 },
    [TL_FINDING_RST_IDLE] = { TL_PLACE_RESET, 0 },
    [TL_FINDING_RST_INVALID] = { TL_PLACE_RESET, PI_PROTOCOL },
    [TL_FINDING_RST_TIME_WAIT] = { TL_PLACE_RESET, 0 },
    [TL_FINDING_RST_INJECTED] = { TL_PLACE_RESET, PI_SECURITY },
    [TL_FINDING_RST_PROBE] = { TL_PLACE_RESET, 0 },
    [TL_FINDING_END_UNANSWERED] = { TL_PLACE_CONN, 0 },
    [TL_FINDING_END_INCOMPLETE] = { TL_PLACE_CONN, 0 },
    [TL_FINDING_END_TIMED_OUT] = { TL_PLACE_CONN, 0 },
    [TL_FINDING_END_PROBES] = { TL_PLACE_CONN, 0 },
    [TL_FINDING_END_HALF_CLOSED] = { TL_PLACE_CONN, 0 },
    [TL_FINDING_END_OWES_FIN] = { TL_PLACE_CONN, 0 },
    [TL_FINDING_END_WINDOW_SHUT] = { TL_PLACE_CONN, 0 },
    [TL_FINDING_END_REPLACED] = { TL_PLACE_CONN, 0 },
    [TL_FINDING_END_OPEN] = { TL_PLACE_CONN, 0 },
    [TL_FINDING_RST_BACKSCATTER] = { TL_PLACE_RESET, 0 },
    [TL_FINDING_RST_UNEXPLAINED] = { TL_PLACE_RESET, 0 },
    [TL_FINDING_RST_NOT_EXACT] = { TL_PLACE_RESET, 0 },
    [TL_FINDING_RST_OUTSIDE] = { TL_PLACE_RESET, 0 },
    [TL_FINDING_RST_BAD_ACK] = { TL_PLACE_RESET, 0 },
    [TL_FINDING_RST_DATA] = { TL_PLACE_RESET, 0 },
    [TL_FINDING_SYN_FIN] = { TL_PLACE_TOP, PI_PROTOCOL },
    [TL_FINDING_SYN_RST] = { TL_PLACE_TOP, PI_PROTOCOL },
    [TL_FINDING_FIN_RST] = { TL_PLACE_TOP, PI_PROTOCOL },
    [TL_FINDING_NULL_PROBE] = { TL_PLACE_TOP, PI_PROTOCOL },
    [TL_FINDING_FIN_PROBE] = { TL_PLACE_TOP, PI_PROTOCOL },
    [TL_FINDING_XMAS_PROBE] = { TL_PLACE_TOP, PI_PROTOCOL },
    [TL_FINDING_NO_ACK_BIT] = { TL_PLACE_TOP, PI_PROTOCOL },
    [TL_FINDING_SYN_URG] = { TL_PLACE_TOP, PI_PROTOCOL },
    [TL_FINDING_SCALE_TOO_LARGE] = { TL_PLACE_HANDSHAKE, PI_PROTOCOL },
    [TL_FINDING_OPTIONS_MALFORMED] = { TL_PLACE_TOP, PI_MALFORMED },
    [TL_FINDING_ACK_WITHOUT_FLAG] = { TL_PLACE_TOP, PI_PROTOCOL },
    [TL_FINDING_TIMESTAMP_MISSING] = { TL_PLACE_TOP, PI_PROTOCOL },
    [TL_FINDING_RST_UNASKED] = { TL_PLACE_RESET, 0 },
    [TL_FINDING_RST_STORM] = { TL_PLACE_RESET, 0 },
    [TL_FINDING_TALKS_AFTER_OWN_RST] = { TL_PLACE_TOP, PI_SECURITY },
    [TL_FINDING_IMPOSSIBLE] = { TL_PLACE_TOP, PI_PROTOCOL },
};
/* clang-format on */

static int expert_tap;
static int expert_protocol;
static expert_field expert_ids[TL_FINDING_COUNT] = {
#define EXPERT_ID(id, name, severity, anomaly, text) EI_INIT,
    TL_FINDINGS(EXPERT_ID)
#undef EXPERT_ID
};

/* Wireshark registers this tap only after all protocols, so it is looked for when a file opens. */
static void
find_expert(void)
{
    expert_tap = find_tap_id("expert");
    expert_protocol = proto_get_id_by_filter_name("_ws.expert");
}

#define EXPERT_ENTRY(id, name, severity, anomaly, text)                                            \
    { &expert_ids[TL_FINDING_##id],                                                                \
      { "tcplens.expert." name, PI_SEQUENCE, PI_##severity, text, EXPFILL } },
static ei_register_info entries[] = { TL_FINDINGS(EXPERT_ENTRY) };
#undef EXPERT_ENTRY

void
tl_expert_register(int protocol)
{
    for (unsigned i = 0; i < TL_FINDING_COUNT; i++) {
        if (reports[i].group != 0) {
            entries[i].eiinfo.group = reports[i].group;
        }
    }
    expert_register_field_array(expert_register_protocol(protocol), entries, array_length(entries));
    register_init_routine(find_expert);
}

bool
tl_expert_is_heeded(const packet_info *pinfo)
{
    return (pinfo->cinfo != NULL && pinfo->cinfo->col_first[COL_EXPERT] >= 0) ||
           have_tap_listener(expert_tap);
}

/* Does a filter or a column ask for one of them by its name? */
static bool
is_any_asked_for(void)
{
    for (unsigned i = 0; i < array_length(entries); i++) {
        if (entries[i].eiinfo.hf_info.hfinfo.ref_type != HF_REF_TYPE_NONE) {
            return true;
        }
    }
    return false;
}

proto_item *
tl_expert_root(proto_tree *tree)
{
    const bool is_asked_for =
        tree != NULL && (proto_field_is_referenced(tree, expert_protocol) || is_any_asked_for());

    return is_asked_for ? tree : NULL;
}

/* The findings that the GUI's mark of the worst so far depends on. */
#define GRAVE_BIT(id, name, severity, anomaly, text) | (TL_##severity >= TL_WARN ? TL_FOUND(id) : 0)
static const uint64_t grave_findings = 0 TL_NOTED(GRAVE_BIT);
#undef GRAVE_BIT

bool
tl_expert_wants(const packet_info *pinfo, uint64_t findings)
{
    return findings != 0 && ((findings & grave_findings) != 0 || tl_expert_is_heeded(pinfo));
}

static proto_item *
item_for(enum tl_place place, const struct tl_places *places)
{
    return places->at[place] != NULL ? places->at[place] : places->at[TL_PLACE_TOP];
}

/* What is said of a probe and of its answer. */
static bool
is_about_probe(enum tl_finding finding)
{
    return finding == TL_FINDING_FIN_PROBE || finding == TL_FINDING_NULL_PROBE ||
           finding == TL_FINDING_XMAS_PROBE || finding == TL_FINDING_RST_PROBE ||
           finding == TL_FINDING_RST_ABANDONED;
}

static void
add(packet_info *pinfo, enum tl_finding finding, const struct tl_view *view, proto_item *item)
{
    struct tl_probe probe;

    if (is_about_probe(finding) && tl_tree_probe_find(pinfo, view, &probe)) {
        expert_add_info_format(pinfo, item, &expert_ids[finding],
                               "%s; a %s scan reads the port as %s", tl_finding_info(finding)->text,
                               tl_probe_word((enum tl_probe_kind)probe.kind),
                               tl_port_word((enum tl_port)probe.port));
        return;
    }
    expert_add_info(pinfo, item, &expert_ids[finding]);
}

/* Who reports what, and where. */
struct reporter {
    packet_info *pinfo;
    const struct tl_view *view;
    const struct tl_places *places;
    bool is_heeded;
};

/* Unheeded, only the GUI's mark of the worst so far is left to set. */
static void
report(enum tl_finding finding, void *data)
{
    const struct reporter *reporter = (const struct reporter *)data;

    if (reporter->is_heeded || tl_finding_info(finding)->severity >= TL_WARN) {
        add(reporter->pinfo, finding, reporter->view,
            item_for(reports[finding].place, reporter->places));
    }
}

/* The text that is registered tells of the usual limit. */
static const char *
text_of_end(packet_info *pinfo, const struct tl_connection *connection, enum tl_finding finding)
{
    const int64_t limit_ns = connection->settings->half_closed_ns;

    if (finding != TL_FINDING_END_OWES_FIN || limit_ns == tl_settings_usual.half_closed_ns) {
        return tl_finding_info(finding)->text;
    }
    return wmem_strdup_printf(pinfo->pool,
                              "Half-closed for %s and more: an application does not close its "
                              "socket",
                              tl_spell_time(pinfo->pool, limit_ns));
}

/* Who owes its FIN is said as well. */
static void
report_end(const struct tl_connection *connection, struct reporter *reporter)
{
    const enum tl_finding finding = tl_finding_of_end(connection, tl_store_until());
    const unsigned owes = tl_end_that_owes_fin(connection);

    if (finding != TL_FINDING_END_HALF_CLOSED && finding != TL_FINDING_END_OWES_FIN) {
        if (finding != TL_FINDING_COUNT) {
            report(finding, reporter);
        }
        return;
    }
    expert_add_info_format(reporter->pinfo, item_for(reports[finding].place, reporter->places),
                           &expert_ids[finding], "%s (the %s owes its FIN)",
                           text_of_end(reporter->pinfo, connection, finding),
                           owes == connection->client ? "client" : "server");
}

/* Of several segments in a frame, each is asked; they would all say the same. */
static bool
is_end_of(const packet_info *pinfo, const struct tl_connection *connection)
{
    return PINFO_FD_VISITED(pinfo) && connection->last_frame == pinfo->num;
}

void
tl_expert_report(packet_info *pinfo, const struct tl_view *view, const struct tl_places *places)
{
    const struct tl_connection *connection = tl_connection_proper(view->connection);
    const struct tl_note *note = &view->note;
    const bool is_heeded = places->at[TL_PLACE_TOP] != NULL || tl_expert_is_heeded(pinfo);
    struct reporter reporter = { pinfo, view, places, is_heeded };

    if (note->reset != NULL) {
        report(tl_finding_of_reset(note->reset), &reporter);
    }
    tl_each_finding(note, tl_traits(view->connection, view->segment, note), report, &reporter);
    if (is_end_of(pinfo, connection)) {
        report_end(connection, &reporter);
    }
}

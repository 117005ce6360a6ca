/* compat.h - what differs between the versions of Wireshark that this plugin compiles with?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From 4.0 on. No other file looks at Wireshark's version; what is the same everywhere (tap
 * callbacks, post-dissectors, `proto_tree_add_*`, `hf_register_info`) is used as it is.
 */
#ifndef TL_COMPAT_H
#define TL_COMPAT_H

#include <ws_version.h>

#include <glib.h>

#include <epan/conversation.h>
#include <epan/conversation_filter.h>
#include <epan/packet.h>
#include <epan/prefs.h>
#include <epan/stats_tree.h>
#include <epan/wmem_scopes.h>

#include <epan/dissectors/packet-tcp.h>

#include <stdbool.h>
#include <stdint.h>

/* Is the Wireshark that this is compiled for of version major.minor or later? */
#define TL_WIRESHARK(major, minor)                                                                 \
    (WIRESHARK_VERSION_MAJOR > (major) ||                                                          \
     (WIRESHARK_VERSION_MAJOR == (major) && WIRESHARK_VERSION_MINOR >= (minor)))

/* plugin_describe() came with 4.2, and with it the bits that it returns, WS_PLUGIN_DESC_*. Where
 * this is 0 there is nothing to define. */
#define TL_HAS_PLUGIN_DESCRIBE TL_WIRESHARK(4, 2)
#if TL_HAS_PLUGIN_DESCRIBE
#include <wsutil/plugins.h>
#endif

/* What prefs_register_bool_preference() wants a pointer to: an int until 4.2, a byte since 4.4. */
#if TL_WIRESHARK(4, 4)
typedef bool tl_pref_bool;
#else
typedef gboolean tl_pref_bool;
#endif

/* The result of a stat_tap_ui's init callback, which had none until 4.4. To be used as
 * `return TL_STAT_INIT_DONE;` in a function that returns tl_stat_init. */
#if TL_WIRESHARK(4, 6)
typedef bool tl_stat_init;
#define TL_STAT_INIT_DONE true
#define TL_STAT_INIT_FAILED false
#else
typedef void tl_stat_init;
#define TL_STAT_INIT_DONE
#define TL_STAT_INIT_FAILED
#endif

/* What parts the menus in the name of a statistics tree: two slashes, but one alone in 4.0. */
#ifdef STATS_TREE_MENU_SEPARATOR
#define TL_MENU_SEPARATOR STATS_TREE_MENU_SEPARATOR
#else
#define TL_MENU_SEPARATOR "/"
#endif

/* The callbacks of a conversation filter, which get no data of their own in 4.0: their arguments,
 * of which `pinfo` is the one that counts, and what the first of them returns. */
#if TL_WIRESHARK(4, 4)
#define TL_FILTER_ARGUMENTS packet_info *pinfo, void *user_data _U_
typedef bool tl_filter_bool;
#else
#define TL_FILTER_ARGUMENTS packet_info *pinfo
typedef gboolean tl_filter_bool;
#endif

static inline void
tl_register_conversation_filter(const char *protocol, const char *title,
                                is_filter_valid_func is_possible, build_filter_string_func build)
{
#if TL_WIRESHARK(4, 4)
    register_conversation_filter(protocol, title, is_possible, build, NULL);
#else
    register_conversation_filter(protocol, title, is_possible, build);
#endif
}

/* The conversation that TCP's own dissector uses for this frame, or NULL. Since 4.4 a preference
 * may keep those of several interfaces or VLANs apart. */
static inline conversation_t *
tl_find_tcp_conversation(packet_info *pinfo)
{
#if TL_WIRESHARK(4, 6)
    return find_conversation_strat(pinfo, CONVERSATION_TCP, 0, false);
#elif TL_WIRESHARK(4, 4)
    return find_conversation_strat(pinfo, CONVERSATION_TCP, 0);
#else
    return find_conversation(pinfo->num, &pinfo->src, &pinfo->dst, CONVERSATION_TCP, pinfo->srcport,
                             pinfo->destport, 0);
#endif
}

/* Does a segment with these flags make TCP's own dissector open another conversation, when its
 * number is a new one? A SYN does; since 4.4, so does a SYN,ACK. */
static inline bool
tl_may_open_conversation(unsigned flags)
{
    return (flags & TH_SYN) != 0 && (TL_WIRESHARK(4, 4) || (flags & TH_ACK) == 0);
}

/* Does Wireshark tell conversations apart by more than addresses and ports? */
static inline bool
tl_conversations_know_more(void)
{
#if TL_WIRESHARK(4, 4)
    return prefs.conversation_deinterlacing_key != 0;
#else
    return false;
#endif
}

/* The same for a segment that this frame only quotes. */
static inline conversation_t *
tl_find_tcp_conversation_between(packet_info *pinfo, const address *from, const address *to,
                                 uint32_t from_port, uint32_t to_port)
{
#if TL_WIRESHARK(4, 6)
    return find_conversation_strat_xtd(pinfo, pinfo->num, from, to, CONVERSATION_TCP, from_port,
                                       to_port, 0);
#else
    return find_conversation(pinfo->num, from, to, CONVERSATION_TCP, from_port, to_port, 0);
#endif
}

/* What TCP's own dissector keeps with a conversation, or NULL, and nothing of it is touched:
 * get_tcp_conversation_data() would turn its pointers round and clear its analysis. */
static inline const struct tcp_analysis *
tl_tcp_analysis(conversation_t *conversation)
{
#if TL_WIRESHARK(4, 4)
    return get_tcp_conversation_data_idempotent(conversation);
#else
    static int tcp; /* the same for the life of the process */

    if (tcp == 0) {
        tcp = proto_get_id_by_filter_name("tcp");
    }
    return (const struct tcp_analysis *)conversation_get_proto_data(conversation, tcp);
#endif
}

#endif

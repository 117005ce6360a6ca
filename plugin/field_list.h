/* field_list.h - every field that TCP Lens shows, with its words.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * FIELD(ID, kind, filter name behind "tcplens.", label, what it means). The kinds stand in
 * fields.c. The README's reference holds the same list, and a test holds the two together.
 */
#ifndef TL_FIELD_LIST_H
#define TL_FIELD_LIST_H

#include "field_list_conn.h"
#include "field_list_icmp.h"
#include "field_list_probe.h"
#include "field_list_reset.h"

/* clang-format off */
#define TL_GENERAL_FIELDS(FIELD) \
    FIELD(EXPLAIN, TEXT, "explain", "What happens", \
        "What this segment does in the life of its connection, in one sentence") \
    FIELD(EXPLAIN_BACKGROUND, TEXT, "explain.background", "Background", \
        "The rule behind it, and its RFC; if tcplens.explain_for is learner") \
    FIELD(EXPLAIN_NEXT, TEXT, "explain.next", "Look at next", \
        "What to look at next; if tcplens.explain_for is learner") \
    FIELD(STREAM, NUMBER, "stream", "Stream", \
        "The connection: the tcp.stream in which it began") \
    FIELD(ROLE, TEXT, "role", "Sender", \
        "Who sent this segment: client (the active opener) or server") \
    FIELD(ROLE_INFERRED, YES_NO, "role.inferred", "Roles are guessed", \
        "Neither SYN nor SYN,ACK was captured, so that the roles are a guess") \
    FIELD(CLIENT, TEXT, "client", "Client", "Address and port of the client") \
    FIELD(SERVER, TEXT, "server", "Server", "Address and port of the server") \
    FIELD(PHASE, TEXT, "phase", "Phase", \
        "Where the connection is after this segment: handshake, data, closing or closed") \
    FIELD(CLIENT_STATE, TEXT, "client.state", "Client state", \
        "The client's state (RFC 9293) after this segment") \
    FIELD(SERVER_STATE, TEXT, "server.state", "Server state", \
        "The server's state (RFC 9293) after this segment") \
    FIELD(CLIENT_STATE_BEFORE, TEXT, "client.state.before", "Client state before", \
        "The client's state (RFC 9293) before this segment") \
    FIELD(SERVER_STATE_BEFORE, TEXT, "server.state.before", "Server state before", \
        "The server's state (RFC 9293) before this segment") \
    FIELD(TRANSITION, TEXT, "transition", "Transition", \
        "A change of state that this segment brings or proves, and what makes it") \
    FIELD(TRANSITION_RFC, TEXT, "transition.rfc", "Rule", \
        "The section of the RFC that has the rule for the change of state") \
    FIELD(ANOMALY, TEXT, "anomaly", "Anomaly", \
        "The name of something unusual about this segment") \
    FIELD(FLAGS_MEANING, TEXT, "flags.meaning", "Flag", \
        "What one of the set flags says in this segment")

#define TL_HANDSHAKE_FIELDS(FIELD) \
    FIELD(HANDSHAKE, TREE, "handshake", "Handshake", "The opening of the connection") \
    FIELD(HANDSHAKE_STEP, COUNT, "handshake.step", "Step", \
        "Which step of the opening this segment is: 1 SYN, 2 SYN,ACK, 3 ACK") \
    FIELD(HANDSHAKE_KIND, TEXT, "handshake.kind", "Kind", \
        "How it was opened: three-way, simultaneous, fast-open or split") \
    FIELD(HANDSHAKE_STATUS, TEXT, "handshake.status", "Status", "How the opening went") \
    FIELD(HANDSHAKE_SYN_FRAME, FRAME_ASKING, "handshake.syn_frame", "SYN in frame", \
        "The frame of the first SYN") \
    FIELD(HANDSHAKE_SYNACK_FRAME, FRAME_ANSWERING, "handshake.synack_frame", "SYN,ACK in frame", \
        "The frame of the first SYN,ACK") \
    FIELD(HANDSHAKE_ACK_FRAME, FRAME_ACKNOWLEDGING, "handshake.ack_frame", "ACK in frame", \
        "The frame of the ACK that completes the opening") \
    FIELD(HANDSHAKE_CLIENT_ISN, NUMBER, "handshake.client_isn", "Client ISN", \
        "The client's initial sequence number, as on the wire") \
    FIELD(HANDSHAKE_SERVER_ISN, NUMBER, "handshake.server_isn", "Server ISN", \
        "The server's initial sequence number, as on the wire") \
    FIELD(HANDSHAKE_ACK_OK, YES_NO, "handshake.ack_ok", "Ack is ISN + 1", \
        "The SYN,ACK acknowledges the SYN's ISN + 1 (with Fast Open: and its data)") \
    FIELD(HANDSHAKE_SYN_RETRANSMITS, COUNT, "handshake.syn_retransmits", "SYN retransmissions", \
        "How often the SYN was sent again") \
    FIELD(HANDSHAKE_SYNACK_RETRANSMITS, COUNT, "handshake.synack_retransmits", \
        "SYN,ACK retransmissions", "How often the SYN,ACK was sent again") \
    FIELD(HANDSHAKE_SERVER_RTT, TIME, "handshake.server_rtt", "Time to the server", \
        "From SYN to SYN,ACK: the way from the capture point to the server and back") \
    FIELD(HANDSHAKE_CLIENT_RTT, TIME, "handshake.client_rtt", "Time to the client", \
        "From SYN,ACK to ACK: the way from the capture point to the client and back") \
    FIELD(HANDSHAKE_RTT, TIME, "handshake.rtt", "Round-trip time", \
        "From SYN to ACK: the whole way from end to end and back") \
    FIELD(HANDSHAKE_CLIENT_OFFER, TEXT, "handshake.client.offer", "Client offers", \
        "The options in the client's SYN, in short") \
    FIELD(HANDSHAKE_SERVER_OFFER, TEXT, "handshake.server.offer", "Server offers", \
        "The options in the server's SYN,ACK, in short") \
    FIELD(HANDSHAKE_AGREED, TEXT, "handshake.agreed", "Agreed", \
        "The options that both sides offered, so that they hold for the connection") \
    FIELD(HANDSHAKE_CLIENT_MSS, COUNT, "handshake.client.mss", "Client MSS", \
        "The largest segment that the client wants to receive, in bytes") \
    FIELD(HANDSHAKE_SERVER_MSS, COUNT, "handshake.server.mss", "Server MSS", \
        "The largest segment that the server wants to receive, in bytes") \
    FIELD(HANDSHAKE_CLIENT_WSCALE, COUNT, "handshake.client.wscale", "Client window scale", \
        "The shift count of the client's windows; it holds if both sides offer one") \
    FIELD(HANDSHAKE_SERVER_WSCALE, COUNT, "handshake.server.wscale", "Server window scale", \
        "The shift count of the server's windows; it holds if both sides offer one") \
    FIELD(HANDSHAKE_CLIENT_SACK, YES_NO, "handshake.client.sack", "Client offers SACK", \
        "The client permits selective acknowledgements") \
    FIELD(HANDSHAKE_SERVER_SACK, YES_NO, "handshake.server.sack", "Server offers SACK", \
        "The server permits selective acknowledgements") \
    FIELD(HANDSHAKE_SACK, YES_NO, "handshake.sack", "SACK agreed", \
        "Both sides permit selective acknowledgements") \
    FIELD(HANDSHAKE_CLIENT_TIMESTAMPS, YES_NO, "handshake.client.timestamps", \
        "Client offers timestamps", "The client's SYN carries timestamps") \
    FIELD(HANDSHAKE_SERVER_TIMESTAMPS, YES_NO, "handshake.server.timestamps", \
        "Server offers timestamps", "The server's SYN,ACK carries timestamps") \
    FIELD(HANDSHAKE_TIMESTAMPS, YES_NO, "handshake.timestamps", "Timestamps agreed", \
        "Both sides offered timestamps") \
    FIELD(HANDSHAKE_CLIENT_ECN, YES_NO, "handshake.client.ecn", "Client offers ECN", \
        "The client's SYN asks for explicit congestion notification") \
    FIELD(HANDSHAKE_SERVER_ECN, YES_NO, "handshake.server.ecn", "Server offers ECN", \
        "The server's SYN,ACK grants explicit congestion notification") \
    FIELD(HANDSHAKE_ECN, YES_NO, "handshake.ecn", "ECN agreed", \
        "Explicit congestion notification was asked for and granted") \
    FIELD(HANDSHAKE_CLIENT_FAST_OPEN, YES_NO, "handshake.client.fast_open", \
        "Client offers Fast Open", "The client's SYN carries a Fast Open cookie or asks for one") \
    FIELD(HANDSHAKE_SERVER_FAST_OPEN, YES_NO, "handshake.server.fast_open", \
        "Server offers Fast Open", "The server's SYN,ACK hands out a Fast Open cookie") \
    FIELD(HANDSHAKE_FAST_OPEN, YES_NO, "handshake.fast_open", "Fast Open agreed", \
        "The server took data out of the SYN, or handed out the cookie that was asked for") \
    FIELD(HANDSHAKE_CLIENT_MPTCP, YES_NO, "handshake.client.mptcp", "Client offers MPTCP", \
        "The client's SYN carries a Multipath TCP option") \
    FIELD(HANDSHAKE_SERVER_MPTCP, YES_NO, "handshake.server.mptcp", "Server offers MPTCP", \
        "The server's SYN,ACK carries a Multipath TCP option") \
    FIELD(HANDSHAKE_MPTCP, YES_NO, "handshake.mptcp", "MPTCP agreed", \
        "Both sides speak Multipath TCP")

#define TL_TEARDOWN_FIELDS(FIELD) \
    FIELD(TEARDOWN, TREE, "teardown", "Teardown", "The closing of the connection by FINs") \
    FIELD(TEARDOWN_STEP, COUNT, "teardown.step", "Step", \
        "Which step of the closing this segment is: 1 FIN, 2 ACK, 3 FIN, 4 ACK") \
    FIELD(TEARDOWN_KIND, TEXT, "teardown.kind", "Kind", \
        "How it was closed: four-way, three-segment, simultaneous or half-close") \
    FIELD(TEARDOWN_STATUS, TEXT, "teardown.status", "Status", "How the closing went") \
    FIELD(TEARDOWN_INITIATOR, TEXT, "teardown.initiator", "Initiator", \
        "Who sent the first FIN: client or server; both when the FINs crossed") \
    FIELD(TEARDOWN_FIN1_FRAME, FRAME_ASKING, "teardown.fin1_frame", "First FIN in frame", \
        "The frame of the first FIN") \
    FIELD(TEARDOWN_ACK1_FRAME, FRAME_ACKNOWLEDGING, "teardown.ack1_frame", \
        "ACK of the first FIN in frame", "The first frame that acknowledges the first FIN") \
    FIELD(TEARDOWN_FIN2_FRAME, FRAME_ASKING, "teardown.fin2_frame", "Second FIN in frame", \
        "The frame of the other side's FIN") \
    FIELD(TEARDOWN_ACK2_FRAME, FRAME_ACKNOWLEDGING, "teardown.ack2_frame", \
        "ACK of the second FIN in frame", "The first frame that acknowledges the second FIN") \
    FIELD(TEARDOWN_DURATION, TIME, "teardown.duration", "Duration", \
        "From the first FIN to the last acknowledgement") \
    FIELD(TEARDOWN_HALF_CLOSED_FOR, TIME, "teardown.half_closed_for", "Half-closed for", \
        "From the acknowledgement of the first FIN to the second FIN") \
    FIELD(TEARDOWN_TIME_WAIT_SIDE, TEXT, "teardown.time_wait_side", "TIME-WAIT at", \
        "Who keeps the ports in TIME-WAIT: client, server or both") \
    FIELD(TEARDOWN_FIN_RETRANSMITS, COUNT, "teardown.fin_retransmits", "FIN retransmissions", \
        "How often the FINs were sent again, both sides together") \
    FIELD(TEARDOWN_BYTES_AFTER_FIN, NUMBER, "teardown.bytes_after_fin", \
        "Bytes after the first FIN", \
        "New data that the other side sent after the first FIN, in bytes")

#define TL_FIELDS(FIELD) \
    TL_GENERAL_FIELDS(FIELD) \
    TL_HANDSHAKE_FIELDS(FIELD) \
    TL_TEARDOWN_FIELDS(FIELD) \
    TL_RESET_FIELDS(FIELD) \
    TL_PROBE_FIELDS(FIELD) \
    TL_ICMP_FIELDS(FIELD) \
    TL_CONN_FIELDS(FIELD)
/* clang-format on */

#endif

/* field_list_conn.h - the fields of a connection as a whole, with their words.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A part of field_list.h, which says what an entry is.
 */
#ifndef TL_FIELD_LIST_CONN_H
#define TL_FIELD_LIST_CONN_H

/* clang-format off */
#define TL_CONN_FIELDS(FIELD) \
    FIELD(CONN, TREE, "conn", "Connection", "The connection as a whole") \
    FIELD(VERDICT, TEXT, "verdict", "Verdict", "How the connection went") \
    FIELD(ABNORMAL, YES_NO, "abnormal", "Abnormal", \
        "A person should look at it; most resets are harmless") \
    FIELD(CLOSED_BY, TEXT, "closed_by", "Closed by", \
        "Who began the end: client, server, both or network") \
    FIELD(CONN_STATE, TEXT, "conn_state", "Zeek conn_state", \
        "What Zeek's conn.log calls conn_state") \
    FIELD(HISTORY, TEXT, "history", "Zeek history", "What Zeek's conn.log calls history") \
    FIELD(CONN_DURATION, TIME, "conn.duration", "Duration", \
        "From the connection's first segment to its last") \
    FIELD(CONN_CLIENT_BYTES, NUMBER64, "conn.client_bytes", "Bytes from the client", \
        "Octets of data that the client sent; what it sent again counts again") \
    FIELD(CONN_SERVER_BYTES, NUMBER64, "conn.server_bytes", "Bytes from the server", \
        "Octets of data that the server sent; what it sent again counts again") \
    FIELD(CONN_CLIENT_PACKETS, NUMBER, "conn.client_packets", "Segments from the client", \
        "How many segments of the client were captured") \
    FIELD(CONN_SERVER_PACKETS, NUMBER, "conn.server_packets", "Segments from the server", \
        "How many segments of the server were captured") \
    FIELD(CONN_FIRST_FRAME, FRAME, "conn.first_frame", "First frame", \
        "The frame of the connection's first segment") \
    FIELD(CONN_LAST_FRAME, FRAME, "conn.last_frame", "Last frame", \
        "The frame of the connection's last segment") \
    FIELD(NOTES_DROPPED, NUMBER, "notes_dropped", "Frames not kept", \
        "How many frames that changed something are told no more, because there are too many") \
    FIELD(PREVIOUS_STREAM, NUMBER, "previous_stream", "Previous stream", \
        "The stream of the connection before it on the same addresses and ports") \
    FIELD(NEXT_STREAM, NUMBER, "next_stream", "Next stream", \
        "The stream of the connection behind it on the same addresses and ports") \
    FIELD(CLIENT_IN_SYN_SENT, TIME, "client.time_in.syn_sent", "Client in SYN-SENT", \
        "How long the client was in SYN-SENT, as far as is known") \
    FIELD(CLIENT_IN_SYN_RECEIVED, TIME, "client.time_in.syn_received", "Client in SYN-RECEIVED", \
        "How long the client was in SYN-RECEIVED, as far as is known") \
    FIELD(CLIENT_IN_ESTABLISHED, TIME, "client.time_in.established", "Client in ESTABLISHED", \
        "How long the client was in ESTABLISHED, as far as is known") \
    FIELD(CLIENT_IN_FIN_WAIT_1, TIME, "client.time_in.fin_wait_1", "Client in FIN-WAIT-1", \
        "How long the client was in FIN-WAIT-1, as far as is known") \
    FIELD(CLIENT_IN_FIN_WAIT_2, TIME, "client.time_in.fin_wait_2", "Client in FIN-WAIT-2", \
        "How long the client was in FIN-WAIT-2, as far as is known") \
    FIELD(CLIENT_IN_CLOSE_WAIT, TIME, "client.time_in.close_wait", "Client in CLOSE-WAIT", \
        "How long the client was in CLOSE-WAIT, as far as is known") \
    FIELD(CLIENT_IN_CLOSING, TIME, "client.time_in.closing", "Client in CLOSING", \
        "How long the client was in CLOSING, as far as is known") \
    FIELD(CLIENT_IN_LAST_ACK, TIME, "client.time_in.last_ack", "Client in LAST-ACK", \
        "How long the client was in LAST-ACK, as far as is known") \
    FIELD(CLIENT_IN_TIME_WAIT, TIME, "client.time_in.time_wait", "Client in TIME-WAIT", \
        "How long the client was in TIME-WAIT, as far as is known") \
    FIELD(SERVER_IN_SYN_SENT, TIME, "server.time_in.syn_sent", "Server in SYN-SENT", \
        "How long the server was in SYN-SENT, as far as is known") \
    FIELD(SERVER_IN_SYN_RECEIVED, TIME, "server.time_in.syn_received", "Server in SYN-RECEIVED", \
        "How long the server was in SYN-RECEIVED, as far as is known") \
    FIELD(SERVER_IN_ESTABLISHED, TIME, "server.time_in.established", "Server in ESTABLISHED", \
        "How long the server was in ESTABLISHED, as far as is known") \
    FIELD(SERVER_IN_FIN_WAIT_1, TIME, "server.time_in.fin_wait_1", "Server in FIN-WAIT-1", \
        "How long the server was in FIN-WAIT-1, as far as is known") \
    FIELD(SERVER_IN_FIN_WAIT_2, TIME, "server.time_in.fin_wait_2", "Server in FIN-WAIT-2", \
        "How long the server was in FIN-WAIT-2, as far as is known") \
    FIELD(SERVER_IN_CLOSE_WAIT, TIME, "server.time_in.close_wait", "Server in CLOSE-WAIT", \
        "How long the server was in CLOSE-WAIT, as far as is known") \
    FIELD(SERVER_IN_CLOSING, TIME, "server.time_in.closing", "Server in CLOSING", \
        "How long the server was in CLOSING, as far as is known") \
    FIELD(SERVER_IN_LAST_ACK, TIME, "server.time_in.last_ack", "Server in LAST-ACK", \
        "How long the server was in LAST-ACK, as far as is known") \
    FIELD(SERVER_IN_TIME_WAIT, TIME, "server.time_in.time_wait", "Server in TIME-WAIT", \
        "How long the server was in TIME-WAIT, as far as is known")
/* clang-format on */

#endif

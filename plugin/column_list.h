/* column_list.h - the columns of files with one row a connection.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_COLUMN_LIST_H
#define TL_COLUMN_LIST_H

/* The version of the columns: it rises when one is renamed, moved or dropped; a new one stands
 * behind all others and leaves it as it is. */
#define TL_ROW_VERSION 1

/* COLUMN(kind, name, what it is). In this order they are written to files.
 *
 * TEXT: a word; "" where there is none. NUMBER: a count. FRAME: the number of a frame, or 0 for
 * none. STREAM: a tcp.stream, or none. TIME: seconds with nanoseconds, or none. YES_NO. */
/* clang-format off */
#define TL_COLUMNS(COLUMN) \
    COLUMN(NUMBER, version, "the version of these columns") \
    COLUMN(NUMBER, stream, "tcplens.stream: the tcp.stream in which it began") \
    COLUMN(FRAME, first_frame, "the frame of its first segment") \
    COLUMN(FRAME, last_frame, "the frame of its last segment") \
    COLUMN(TIME, start, "when its first segment was captured, since 1970") \
    COLUMN(TIME, duration, "from its first segment to its last") \
    COLUMN(TEXT, client, "address of the client") \
    COLUMN(NUMBER, client_port, "port of the client") \
    COLUMN(TEXT, server, "address of the server") \
    COLUMN(NUMBER, server_port, "port of the server") \
    COLUMN(YES_NO, roles_inferred, "client and server are a guess: neither SYN was captured") \
    COLUMN(TEXT, verdict, "tcplens.verdict") \
    COLUMN(YES_NO, abnormal, "tcplens.abnormal") \
    COLUMN(TEXT, closed_by, "tcplens.closed_by") \
    COLUMN(TEXT, client_state, "the client's state at the end") \
    COLUMN(TEXT, server_state, "the server's state at the end") \
    COLUMN(TEXT, conn_state, "Zeek's conn_state, of its last part") \
    COLUMN(TEXT, history, "Zeek's history, of its last part") \
    COLUMN(TEXT, handshake_kind, "tcplens.handshake.kind") \
    COLUMN(TEXT, handshake_status, "tcplens.handshake.status") \
    COLUMN(TIME, server_rtt, "SYN to SYN,ACK") \
    COLUMN(TIME, client_rtt, "SYN,ACK to ACK") \
    COLUMN(NUMBER, syn_retransmits, "how often the SYN was sent again") \
    COLUMN(TEXT, teardown_kind, "tcplens.teardown.kind") \
    COLUMN(TEXT, teardown_status, "tcplens.teardown.status") \
    COLUMN(FRAME, reset_frame, "the reset that broke it off, or else the last one") \
    COLUMN(TEXT, reset_sender, "who sent that reset") \
    COLUMN(TEXT, reset_cause, "its cause") \
    COLUMN(TEXT, reset_origin, "its origin") \
    COLUMN(TEXT, reset_effective, "does it take effect: true, false, or not known") \
    COLUMN(NUMBER, client_bytes, "octets of data from the client") \
    COLUMN(NUMBER, server_bytes, "octets of data from the server") \
    COLUMN(NUMBER, client_packets, "segments from the client") \
    COLUMN(NUMBER, server_packets, "segments from the server") \
    COLUMN(TIME, client_time_in_fin_wait_2, "how long the client waited for the server's FIN") \
    COLUMN(TIME, client_time_in_close_wait, "how long the client did not close") \
    COLUMN(TIME, server_time_in_fin_wait_2, "how long the server waited for the client's FIN") \
    COLUMN(TIME, server_time_in_close_wait, "how long the server did not close") \
    COLUMN(STREAM, previous_stream, "the connection before it on the same ports") \
    COLUMN(STREAM, next_stream, "the connection behind it on the same ports") \
    COLUMN(FRAME, icmp_frame, "the ICMP error that ended it")
/* clang-format on */

#endif

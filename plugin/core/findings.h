/* findings.h - everything that can be reported about a segment, with its words for people.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_FINDINGS_H
#define TL_FINDINGS_H

#include "findings_end.h"
#include "findings_reset.h"
#include "findings_trait.h"

#include <stdbool.h>
#include <stdint.h>

/* How bad it is; the same steps as Wireshark's expert information. */
enum tl_severity { TL_CHAT, TL_NOTE, TL_WARN, TL_ERROR };

/* FINDING(ID, expert name, severity, anomaly word or "", what happened)
 *
 * The expert name is the last part of tcplens.expert.<name>. What has an anomaly word appears in
 * tcplens.anomaly as well. */
/* clang-format off */
#define TL_NOTED(FINDING) \
    FINDING(SYN, "syn", CHAT, "", \
        "Connection attempt: SYN") \
    FINDING(SYN_ACK, "syn_ack", CHAT, "", \
        "The called side accepts: SYN,ACK") \
    FINDING(HANDSHAKE_COMPLETE, "handshake_complete", CHAT, "", \
        "The handshake is complete: both ends are ESTABLISHED") \
    FINDING(FIN_FIRST, "fin_first", CHAT, "", \
        "This side closes first: FIN, it has no more data to send") \
    FINDING(FIN_SECOND, "fin_second", CHAT, "", \
        "The other side closes too: FIN") \
    FINDING(FIN_ACKNOWLEDGED, "fin_acknowledged", CHAT, "", \
        "The FIN is acknowledged") \
    FINDING(CLOSED_IN_ORDER, "closed_in_order", CHAT, "", \
        "The connection is closed in order: both FINs are acknowledged") \
    FINDING(HALF_CLOSED, "half_closed", NOTE, "", \
        "Half-closed: one FIN is acknowledged, and the other side goes on sending data") \
    FINDING(MID_STREAM, "mid_stream", CHAT, "", \
        "The capture began in mid-stream: states are UNKNOWN until segments prove them") \
    FINDING(SIMULTANEOUS_OPEN, "simultaneous_open", NOTE, "simultaneous open", \
        "Both ends called each other and the SYNs crossed") \
    FINDING(SIMULTANEOUS_CLOSE, "simultaneous_close", NOTE, "simultaneous close", \
        "Both ends closed at once and the FINs crossed") \
    FINDING(SPLIT_HANDSHAKE, "split_handshake", WARN, "split handshake", \
        "The called side answered the SYN by a SYN of its own without ACK") \
    FINDING(UNANSWERED, "unanswered", WARN, "SYN unanswered so far", \
        "The SYN is sent again: no answer so far; dropped by a firewall, or no such host") \
    FINDING(SYN_RETRANSMITTED, "syn_retransmitted", NOTE, "SYN retransmitted", \
        "The SYN is sent again") \
    FINDING(SYN_ACK_RETRANSMITTED, "syn_ack_retransmitted", NOTE, "SYN,ACK retransmitted", \
        "The SYN,ACK is sent again: it, or the ACK that answers it, was lost or not taken") \
    FINDING(ACK_NOT_TAKEN, "ack_not_taken", WARN, "SYN,ACK again after the ACK", \
        "The SYN,ACK again, though its ACK was captured: lost, or the accept queue is full") \
    FINDING(FIN_RETRANSMITTED, "fin_retransmitted", NOTE, "FIN retransmitted", \
        "The FIN is sent again: it, or its ACK, was lost") \
    FINDING(SYN_ISN_CHANGED, "syn_isn_changed", WARN, "SYN with another ISN", \
        "A SYN with another ISN before the first attempt was answered") \
    FINDING(SYN_ACK_ISN_CHANGED, "syn_ack_isn_changed", WARN, "SYN,ACK with another ISN", \
        "A SYN,ACK with another ISN than the one before: two hosts answer, or one is forged") \
    FINDING(SYN_ACK_BAD_ACK, "syn_ack_bad_ack", WARN, "SYN,ACK with a bad Ack", \
        "The SYN,ACK does not acknowledge the SYN's ISN + 1: the opener will reset it") \
    FINDING(SYN_ACK_ACK_CHANGED, "syn_ack_ack_changed", WARN, "SYN,ACK with another Ack", \
        "The SYN,ACK again, with another Ack than before: it answers another SYN, or is forged") \
    FINDING(SYN_ACK_BY_CALLER, "syn_ack_by_caller", NOTE, "SYN,ACK from the caller", \
        "A SYN,ACK from the side that calls: forged, or a SYN of the other was not captured") \
    FINDING(FAST_OPEN_IGNORED, "fast_open_ignored", NOTE, "Fast Open data not taken", \
        "The SYN,ACK leaves out the data of the SYN: they have to be sent again") \
    FINDING(SYN_ACK_UNASKED, "syn_ack_unasked", NOTE, "SYN,ACK without a SYN", \
        "A SYN,ACK without a captured SYN: the capture missed it, or it is backscatter") \
    FINDING(BAD_ACK_IN_HANDSHAKE, "bad_ack_in_handshake", WARN, "bad Ack in the handshake", \
        "The Ack does not acknowledge the SYN,ACK: the called side will reset it") \
    FINDING(SYN_IN_SYNCHRONIZED, "syn_in_synchronized", WARN, "SYN inside a connection", \
        "A SYN inside a live connection: the receiver answers by a challenge ACK (RFC 5961 4)") \
    FINDING(CHALLENGE_ACK, "challenge_ack", NOTE, "challenge ACK", \
        "Challenge ACK: the receiver does not believe the segment before (RFC 5961)") \
    FINDING(NEW_INCARNATION, "new_incarnation", NOTE, "ports used again", \
        "A new connection on the ports of an earlier one") \
    FINDING(TIME_WAIT_REUSE, "time_wait_reuse", NOTE, "SYN in TIME-WAIT", \
        "A SYN for ports that the receiver holds in TIME-WAIT") \
    FINDING(OLD_CONNECTION_LIVES, "old_connection_lives", NOTE, "old connection goes on", \
        "The SYN before did not begin a new connection: the old one goes on") \
    FINDING(DATA_IN_SYN, "data_in_syn", NOTE, "data with SYN", \
        "The SYN carries data without a Fast Open cookie") \
    FINDING(SYN_FIN, "syn_fin", WARN, "SYN with FIN", \
        "SYN and FIN in one segment: a probe or a faulty host") \
    FINDING(SYN_RST, "syn_rst", WARN, "SYN with RST", \
        "SYN and RST in one segment: a probe or a faulty host") \
    FINDING(FIN_RST, "fin_rst", WARN, "FIN with RST", \
        "FIN and RST in one segment") \
    FINDING(NULL_PROBE, "null_probe", WARN, "NULL probe", \
        "No control bit at all: a NULL scan") \
    FINDING(FIN_PROBE, "fin_probe", WARN, "FIN probe", \
        "A FIN without ACK outside any connection: a FIN scan") \
    FINDING(XMAS_PROBE, "xmas_probe", WARN, "Xmas probe", \
        "FIN, PSH and URG without ACK: an Xmas scan") \
    FINDING(NO_ACK_BIT, "no_ack_bit", WARN, "segment without ACK", \
        "A segment without ACK inside a connection: the receiver drops it (RFC 9293 3.10.7.4)") \
    FINDING(DATA_BEFORE_ESTABLISHED, "data_before_established", WARN, "data before established", \
        "Data before the handshake is complete and without Fast Open") \
    FINDING(FIN_AHEAD, "fin_ahead", NOTE, "FIN ahead of missing data", \
        "The FIN comes ahead of data that are missing: it counts once they have arrived") \
    FINDING(FIN_STORM, "fin_storm", WARN, "FIN storm", \
        "The FIN again, more often than hosts repeat it: something on the path copies it") \
    FINDING(FIN_MOVED, "fin_moved", WARN, "FIN with another Seq", \
        "The FIN again, with another sequence number than before") \
    FINDING(DATA_AHEAD, "data_ahead", NOTE, "data above a hole", \
        "The data come ahead of others that are missing: lost, out of order, or not captured") \
    FINDING(DATA_AFTER_FIN, "data_after_fin", WARN, "data after FIN", \
        "New data behind its own FIN") \
    FINDING(ACK_OF_UNSENT, "ack_of_unsent", WARN, "Ack of unsent data", \
        "Acknowledges data that the other side has not sent") \
    FINDING(ACK_OF_UNSEEN, "ack_of_unseen", NOTE, "Ack of unseen segment", \
        "Acknowledges a segment that was not captured") \
    FINDING(OUT_OF_WINDOW, "out_of_window", NOTE, "out of window", \
        "Lies outside the receiver's window: it drops the segment and repeats its ACK") \
    FINDING(PAWS, "paws", NOTE, "old timestamp", \
        "An old timestamp: the receiver drops the segment (PAWS, RFC 7323 5)") \
    FINDING(KEEP_ALIVE, "keep_alive", NOTE, "keep-alive", \
        "Keep-alive probe: asks whether the other side is still there") \
    FINDING(ZERO_WINDOW, "zero_window", NOTE, "zero window", \
        "The receive window is shut: its application does not read") \
    FINDING(WINDOW_SHRUNK, "window_shrunk", NOTE, "window shrunk", \
        "The window's right edge moves left: room that was offered is taken back") \
    FINDING(ZERO_WINDOW_PROBE, "zero_window_probe", NOTE, "zero window probe", \
        "Probes the other side's shut window") \
    FINDING(RST_NOT_EXACT, "reset_not_exact", WARN, "RST in window, not exact", \
        "The receiver must challenge this RST (RFC 5961 3): it is forged, or out of order") \
    FINDING(RST_OUTSIDE, "reset_outside_window", WARN, "RST outside window", \
        "The receiver must drop this RST: its Seq is outside the window") \
    FINDING(RST_BAD_ACK, "reset_bad_ack", WARN, "RST with a bad Ack", \
        "The receiver must drop this RST: it does not acknowledge its SYN") \
    FINDING(RST_DATA, "reset_with_data", NOTE, "RST with data", \
        "The RST carries data: often a text that says why") \
    FINDING(TALKS_AFTER_OWN_RST, "talks_after_own_reset", ERROR, "sender talks on after RST", \
        "This side goes on after \"its\" RST: it did not send it; the RST was injected") \
    FINDING(TALKS_AFTER_RST, "talks_after_reset", WARN, "receiver talks on after RST", \
        "This side goes on after an RST: it did not take it, or did not get it") \
    FINDING(CAPTURED_TWICE, "captured_twice", CHAT, "captured twice", \
        "The same packet as the last one of its sender: the capture has it twice") \
    FINDING(NOT_KEPT, "not_kept", NOTE, "", \
        "What it did is not kept: the connection has too many segments that did something") \
    FINDING(IMPOSSIBLE, "impossible", ERROR, "impossible segment", \
        "An end in its state does not send this: segments were not captured, or it is forged")
/* clang-format on */

#define TL_FINDINGS(FINDING)                                                                       \
    TL_NOTED(FINDING) TL_RESETS(FINDING) TL_TRAITS(FINDING) TL_ENDS(FINDING)

enum tl_finding {
#define TL_FINDING_MEMBER(id, name, severity, anomaly, text) TL_FINDING_##id,
    TL_FINDINGS(TL_FINDING_MEMBER)
#undef TL_FINDING_MEMBER
        TL_FINDING_COUNT
};

/* How many of them are noted: those before the first of a reset. */
#define TL_NOTED_COUNT ((unsigned)TL_FINDING_REFUSED)

_Static_assert(TL_NOTED_COUNT <= 64, "tl_note.findings has 64 bits");

/* The bit of a finding that is noted in tl_note.findings. */
#define TL_FOUND(id) (UINT64_C(1) << TL_FINDING_##id)

/* What is known of a finding; static. */
struct tl_finding_info {
    const char *name;    /* the last part of tcplens.expert.<name> */
    const char *anomaly; /* the word in tcplens.anomaly, or "" */
    const char *text;    /* what happened, one sentence */
    enum tl_severity severity;
};

/* The description of a finding; static, never NULL for a member of the enum. */
const struct tl_finding_info *tl_finding_info(enum tl_finding finding);

#endif

/* field_list_reset.h - the fields of a reset: a part of the list in field_list.h, of the same form.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_FIELD_LIST_RESET_H
#define TL_FIELD_LIST_RESET_H

/* clang-format off */
#define TL_RESET_FIELDS(FIELD) \
    FIELD(RESET, TREE, "reset", "Reset", "What is known of this RST") \
    FIELD(RESET_CAUSE, TEXT, "reset.cause", "Cause", "Why the connection was reset") \
    FIELD(RESET_CONFIDENCE, TEXT, "reset.confidence", "Confidence", \
        "How sure the cause is: certain, likely or guess") \
    FIELD(RESET_EVIDENCE, TEXT, "reset.evidence", "Evidence", \
        "A fact that led to the cause") \
    FIELD(RESET_REASON, TEXT, "reset.reason", "Reason given", \
        "What the RST itself says: its text or diagnostic payload, or a code of its sender") \
    FIELD(RESET_SENDER, TEXT, "reset.sender", "Sender", "Who sent the RST: client or server") \
    FIELD(RESET_EFFECTIVE, YES_NO, "reset.effective", "Takes effect", \
        "The receiver must take this RST (RFC 9293 with RFC 5961)") \
    FIELD(RESET_ACCEPTABILITY, TEXT, "reset.acceptability", "Acceptability", \
        "Where the RST lies in the receiver's window") \
    FIELD(RESET_AFTERWARDS, TEXT, "reset.afterwards", "Afterwards", \
        "What the two ends did behind it, as far as was captured") \
    FIELD(RESET_SIGNATURE, TEXT, "reset.signature", "Signature", \
        "When it came, and all resets of its sender in their order") \
    FIELD(RESET_SENDER_UNACKED_BYTES, NUMBER, "reset.sender_unacked_bytes", \
        "Sender's unacknowledged bytes", \
        "Data of its sender not acknowledged yet: it gives them up; they may have arrived") \
    FIELD(RESET_TRIGGER_FRAME, FRAME_ASKING, "reset.trigger_frame", "Answers frame", \
        "The frame of the segment that this RST answers") \
    FIELD(RESET_ORIGIN, TEXT, "reset.origin", "Origin", \
        "Where the RST came from: endpoint, on-path or unknown") \
    FIELD(RESET_TTL_DELTA, SIGNED, "reset.origin.ttl_delta", "TTL difference", \
        "The TTL of the RST minus that of its sender's last segment") \
    FIELD(RESET_CLUE, TEXT, "reset.origin.clue", "Clue", \
        "What is odd about the RST, or speaks of another sender") \
    FIELD(CLUE_TTL, YES_NO, "reset.origin.ttl", "TTL differs", \
        "The TTL is more than two hops away from that of its sender's last segment") \
    FIELD(CLUE_IP_ID, YES_NO, "reset.origin.ip_id", "IP ID jumps", \
        "The IP ID does not go on from its sender's other segments, which count up") \
    FIELD(CLUE_IP_ID_COPIED, YES_NO, "reset.origin.ip_id_copied", "IP ID copied", \
        "The IP ID is that of the other side's last segment") \
    FIELD(CLUE_WINDOW_COPIED, YES_NO, "reset.origin.window_copied", "Window copied", \
        "The window is that of the other side's last segment, and not its sender's own") \
    FIELD(CLUE_NO_TIMESTAMPS, YES_NO, "reset.origin.no_timestamps", "Timestamps missing", \
        "An RST,ACK without the timestamps that both sides agreed on") \
    FIELD(CLUE_TOO_EARLY, YES_NO, "reset.origin.too_early", "Too early", \
        "It comes within half the round trip to its sender behind what it answers") \
    FIELD(CLUE_SEQ_BEHIND, YES_NO, "reset.origin.seq_behind", "Seq behind", \
        "Its Seq lies behind data that its sender had sent already, and it answers nothing") \
    FIELD(CLUE_SEQ_AHEAD, YES_NO, "reset.origin.seq_ahead", "Seq ahead", \
        "Its Seq is beyond all that its sender had sent") \
    FIELD(CLUE_BURST, YES_NO, "reset.origin.burst", "Burst", \
        "One of several within two seconds, with rising Seq") \
    FIELD(CLUE_UNPROMPTED, YES_NO, "reset.origin.unprompted", "Unprompted", \
        "Without ACK, the form that answers a segment, but there is none that it answers") \
    FIELD(CLUE_SENDER_TALKS_ON, YES_NO, "reset.origin.sender_talks_on", "Sender talks on", \
        "Its sender goes on as if it had not sent it") \
    FIELD(CLUE_RECEIVER_TALKS_ON, YES_NO, "reset.origin.receiver_talks_on", \
        "Receiver talks on", "Its receiver goes on: it did not take it, or did not get it") \
    FIELD(RESET_STAGE, TEXT, "reset.stage", "Stage", \
        "When in the life of the connection it came") \
    FIELD(RESET_UNACKED_BYTES, NUMBER, "reset.unacked_bytes", "Unacknowledged bytes", \
        "Data of the receiver that were not acknowledged yet, which the reset destroys") \
    FIELD(RESET_AFTER_IDLE, TIME, "reset.after_idle", "After silence of", \
        "How long the connection was silent before the RST")
/* clang-format on */

#endif

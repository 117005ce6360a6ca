/* findings_reset.h - what a reset is reported as, by its cause and what it cost.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A part of the list in findings.h, of the same form.
 */
#ifndef TL_FINDINGS_RESET_H
#define TL_FINDINGS_RESET_H

/* One of these for each reset. Not noted with the segment, because the cause is judged again when
 * later segments prove more. */
/* clang-format off */
#define TL_RESETS(FINDING) \
    FINDING(REFUSED, "refused", WARN, "", \
        "Refused: the SYN met a closed port, or a firewall that answers in the host's name") \
    FINDING(RST_ABANDONED, "reset_abandoned_handshake", NOTE, "", \
        "Reset by the opener after the SYN,ACK: a half-open scan, a health check, or it gave up") \
    FINDING(RST_REJECTED, "reset_handshake_rejected", WARN, "", \
        "Reset during the handshake by the called side") \
    FINDING(RST_NO_CONNECTION, "reset_no_connection", WARN, "", \
        "Reset: the segment met no connection; its host restarted, or closed long ago") \
    FINDING(RST_DATA_AFTER_CLOSE, "reset_data_after_close", WARN, "", \
        "Reset: data met an end whose application had closed; they are lost") \
    FINDING(RST_ABORT, "reset_application_abort", WARN, "", \
        "Reset by the application: closed with unread data, or SO_LINGER 0") \
    FINDING(RST_ABORT_CLEAN, "reset_clean_abort", NOTE, "", \
        "Reset by the application with nothing outstanding: rough, but nothing was lost") \
    FINDING(RST_AFTER_CLOSE, "reset_after_close", NOTE, "", \
        "Reset of a connection that was closed already: harmless") \
    FINDING(RST_AFTER_FIN, "reset_abort_after_fin", NOTE, "", \
        "Reset by a side that had sent its FIN: its application does not wait for the rest") \
    FINDING(RST_TIMEOUT, "reset_timeout", WARN, "", \
        "Reset by a side that gave up: nothing answered its probes or its data") \
    FINDING(RST_IDLE, "reset_idle_timeout", WARN, "", \
        "Reset out of a long silence: an idle timeout, typical of firewalls and load balancers") \
    FINDING(RST_INVALID, "reset_invalid_segment", WARN, "", \
        "Reset in answer to a segment that this connection should never see") \
    FINDING(RST_TIME_WAIT, "reset_time_wait", NOTE, "", \
        "Reset by TIME-WAIT, which got a late or bad segment") \
    FINDING(RST_INJECTED, "reset_injected", ERROR, "", \
        "Reset that neither end sent: a firewall, a middlebox or an attacker injected it") \
    FINDING(RST_PROBE, "reset_probe_reply", NOTE, "", \
        "Answer to a scanner's probe") \
    FINDING(RST_BACKSCATTER, "reset_backscatter", NOTE, "", \
        "Reset without any connection: backscatter, or the capture missed what it answers") \
    FINDING(RST_UNEXPLAINED, "reset_unexplained", WARN, "", \
        "Reset: nothing captured tells why")
/* clang-format on */

#endif

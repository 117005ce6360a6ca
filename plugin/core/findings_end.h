/* findings_end.h - what a connection is reported as that did not come to an end of its own.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A part of the list in findings.h, of the same form.
 */
#ifndef TL_FINDINGS_END_H
#define TL_FINDINGS_END_H

/* At most one of these for each connection. Not noted with a segment, because only the end of the
 * capture tells: it is reported with the connection's last segment. */
/* clang-format off */
#define TL_ENDS(FINDING) \
    FINDING(END_UNANSWERED, "end_unanswered", WARN, "", \
        "Never answered, up to the end of the capture: a firewall drops the SYN, or no such host") \
    FINDING(END_INCOMPLETE, "end_incomplete", NOTE, "", \
        "The handshake was never completed: the SYN,ACK was lost, or its receiver has given up") \
    FINDING(END_TIMED_OUT, "end_timed_out", WARN, "", \
        "Sent again, and never answered up to the end of the capture: lost, dropped, or gone") \
    FINDING(END_PROBES, "end_keep_alive_unanswered", WARN, "", \
        "Keep-alive probes without an answer up to the end of the capture: the other end is gone") \
    FINDING(END_HALF_CLOSED, "end_half_closed", NOTE, "", \
        "Half-closed when the capture ends: one FIN is still to come") \
    FINDING(END_OWES_FIN, "end_owes_fin", WARN, "", \
        "Half-closed for a minute and more: an application does not close its socket") \
    FINDING(END_WINDOW_SHUT, "end_zero_window", WARN, "", \
        "The receive window is still shut when the capture ends: an application does not read") \
    FINDING(END_REPLACED, "end_replaced", WARN, "", \
        "A new connection took these ports before this one was closed: one end had lost it") \
    FINDING(END_OPEN, "end_open", CHAT, "", \
        "Open when the capture ends")
/* clang-format on */

#endif

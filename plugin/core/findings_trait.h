/* findings_trait.h - what a segment shows by itself, beside what is noted of it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A part of the list in findings.h, of the same form. These are never stored: they follow from the
 * segment, its note and what was agreed in the handshake, so that they cost nothing until somebody
 * looks.
 */
#ifndef TL_FINDINGS_TRAIT_H
#define TL_FINDINGS_TRAIT_H

/* clang-format off */
#define TL_TRAITS(FINDING) \
    FINDING(SYN_URG, "syn_urg", NOTE, "SYN with URG", \
        "SYN and URG in one segment: a probe or a faulty host") \
    FINDING(SYN_OF_CALLED, "syn_of_called", NOTE, "SYN behind its SYN,ACK", \
        "A SYN without ACK from the side that has sent its SYN,ACK already") \
    FINDING(SCALE_TOO_LARGE, "scale_too_large", NOTE, "window scale above 14", \
        "A window scale above 14: the receiver takes it for 14 (RFC 7323 2.3)") \
    FINDING(OPTIONS_MALFORMED, "options_malformed", WARN, "malformed options", \
        "The length of an option does not fit: a faulty host, or something on the path") \
    FINDING(ACK_WITHOUT_FLAG, "ack_without_flag", NOTE, "Ack without the ACK flag", \
        "An Ack number without the ACK flag: it means nothing; a probe or a careless host") \
    FINDING(TIMESTAMP_MISSING, "timestamp_missing", NOTE, "timestamp missing", \
        "No timestamp, though both sides agreed on them: the receiver may drop it (RFC 7323 3.2)") \
    FINDING(TALKS_AHEAD_OF_ACK, "talks_ahead_of_ack", NOTE, "called side ahead of the ACK", \
        "The called side goes on before its SYN,ACK is acknowledged, or the ACK was not captured") \
    FINDING(FIN_EARLY, "fin_early", WARN, "FIN before established", \
        "A FIN from a side that still waits for the answer to its SYN") \
    FINDING(RST_UNASKED, "reset_unasked", NOTE, "RST without a connection", \
        "An RST, and nothing captured before it") \
    FINDING(RST_STORM, "reset_storm", WARN, "RST storm", \
        "Ten and more RSTs of one side within a second")
/* clang-format on */

#endif

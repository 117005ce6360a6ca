/* probe.h - is the segment a scanner's probe, or the answer to one, and what does that say?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A scanner sends what is not meant to become a connection and reads the answer as a word about the
 * port. Nothing here is stored: it is worked out from the connection whenever somebody looks. What
 * an ordinary host sends as well is only called a probe if the answer makes it one.
 */
#ifndef TL_PROBE_H
#define TL_PROBE_H

#include "connection.h"

#include <stdbool.h>
#include <stdint.h>

#define TL_PROBE_KINDS(KIND)                                                                       \
    KIND(NONE, "", "no probe")                                                                     \
    KIND(SYN, "SYN", "a SYN that is not meant to become a connection: half-open scan")             \
    KIND(CONNECT, "connect", "opened, and at once closed without data: a scan or health check")    \
    KIND(FIN, "FIN", "FIN alone, outside any connection")                                          \
    KIND(NULL, "NULL", "no control bit at all, outside any connection")                            \
    KIND(XMAS, "Xmas", "FIN, PSH and URG, outside any connection")                                 \
    KIND(ACK, "ACK", "ACK alone, outside any connection; a window scan sends the same")            \
    KIND(MAIMON, "Maimon", "FIN and ACK, outside any connection")

enum tl_probe_kind {
#define TL_PROBE_MEMBER(id, word, meaning) TL_PROBE_##id,
    TL_PROBE_KINDS(TL_PROBE_MEMBER)
#undef TL_PROBE_MEMBER
        TL_PROBE_COUNT
};

#define TL_PORTS(PORT)                                                                             \
    PORT(NONE, "", "nothing is said of it")                                                        \
    PORT(OPEN, "open", "something listens")                                                        \
    PORT(CLOSED, "closed", "the host answers, and nothing listens")                                \
    PORT(FILTERED, "filtered", "something on the way does not let the probe through")              \
    PORT(UNFILTERED, "unfiltered", "the probe reaches the host; open or closed is not told")       \
    PORT(OPEN_OR_FILTERED, "open or filtered", "no answer: the host drops it, or a filter does")

enum tl_port {
#define TL_PORT_MEMBER(id, word, meaning) TL_PORT_##id,
    TL_PORTS(TL_PORT_MEMBER)
#undef TL_PORT_MEMBER
        TL_PORT_COUNT
};

/* How each probe is read: READING(kind, port, why). */
/* clang-format off */
#define TL_READINGS(READING) \
    READING(SYN, OPEN, \
        "SYN,ACK, which the opener resets: a half-open scan, a health check, or it gave up") \
    READING(SYN, CLOSED, \
        "RST,ACK: nothing listens (RFC 9293 3.10.7.1), or a firewall answers in its name") \
    READING(SYN, FILTERED, "no answer, or an ICMP error: something on the way stops it") \
    READING(CONNECT, OPEN, "SYN,ACK: it accepts connections") \
    READING(FIN, CLOSED, \
        "RST,ACK: nothing listens (RFC 9293 3.10.7.1); some hosts send it always") \
    READING(FIN, FILTERED, "an ICMP error: something on the way stops it") \
    READING(FIN, OPEN_OR_FILTERED, "no answer: LISTEN drops it (RFC 9293 3.10.7.2), or a filter") \
    READING(NULL, CLOSED, \
        "RST,ACK: nothing listens (RFC 9293 3.10.7.1); some hosts send it always") \
    READING(NULL, FILTERED, "an ICMP error: something on the way stops it") \
    READING(NULL, OPEN_OR_FILTERED, \
        "no answer: LISTEN drops it (RFC 9293 3.10.7.2), or a filter") \
    READING(XMAS, CLOSED, \
        "RST,ACK: nothing listens (RFC 9293 3.10.7.1); some hosts send it always") \
    READING(XMAS, FILTERED, "an ICMP error: something on the way stops it") \
    READING(XMAS, OPEN_OR_FILTERED, \
        "no answer: LISTEN drops it (RFC 9293 3.10.7.2), or a filter") \
    READING(ACK, UNFILTERED, \
        "RST: it arrived; open and closed ports answer alike (RFC 9293 3.10.7.1, 3.10.7.2)") \
    READING(ACK, FILTERED, "an ICMP error: something on the way stops it") \
    READING(MAIMON, CLOSED, \
        "RST: so the scan reads it; by RFC 9293 3.10.7.2 an open port answers alike") \
    READING(MAIMON, FILTERED, "an ICMP error: something on the way stops it") \
    READING(MAIMON, OPEN_OR_FILTERED, \
        "no answer: some BSD stacks drop it at an open port, or a filter does; or no probe, " \
        "but the end of a connection from before the capture")
/* clang-format on */

/* A probe and its answer, as seen from a segment that is part of it. */
struct tl_probe {
    uint32_t frame;        /* of the probe */
    uint32_t answer_frame; /* of its answer, a segment or an ICMP error; 0: none so far */
    uint8_t kind;          /* enum tl_probe_kind, never NONE */
    uint8_t port;          /* enum tl_port: what the answer, or its absence, says */
    uint8_t window_hint;   /* enum tl_port: what a window scan reads into the RST that answers an
                              ACK; NONE where there is no such RST */
};

/* Is the segment a probe, its answer, or what ends it? `note` is that of the segment, of this
 * connection. `is_final`: no more segments will come, so that silence is an answer. Writes `probe`
 * if so. */
bool tl_probe_find(const struct tl_connection *connection, const struct tl_segment *segment,
                   const struct tl_note *note, bool is_final, struct tl_probe *probe);

/* Likewise of the segment that an ICMP error quotes, as far as it is still known. */
bool tl_probe_find_quoted(const struct tl_connection *connection, const struct tl_icmp_error *error,
                          struct tl_probe *probe);

/* Words as users see them; static. "" where there is none. */
const char *tl_probe_word(enum tl_probe_kind kind);
const char *tl_probe_meaning(enum tl_probe_kind kind);
const char *tl_port_word(enum tl_port port);

/* Why the answer, or its absence, says this of the port. */
const char *tl_probe_reading(const struct tl_probe *probe);

#endif

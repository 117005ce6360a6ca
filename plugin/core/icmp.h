/* icmp.h - what does an ICMP error about a segment mean for its connection?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whoever gets such an error may give up an attempt to open. Hosts differ: RFC 1122 4.2.3.9 asks
 * them to go on after most of these errors, but many, Linux among them, give up at once after any
 * that says that the SYN did not arrive (RFC 5461). A connection with an answer from its other end
 * survives them all: no such error changes a state of it.
 */
#ifndef TL_ICMP_H
#define TL_ICMP_H

#include "connection.h"
#include "findings.h"

#include <stdbool.h>
#include <stdint.h>

/* KIND(ID, expert name, severity, may it end an attempt?, what happened)
 *
 * The expert name is the last part of tcplens.expert.<name>. */
/* clang-format off */
#define TL_ICMP_KINDS(KIND) \
    KIND(UNREACHABLE, "icmp_unreachable", WARN, true, \
        "ICMP error: the segment was not delivered, for there is no way to its receiver") \
    KIND(PROHIBITED, "icmp_prohibited", WARN, true, \
        "ICMP error: the segment was not delivered, for a filter or a policy forbids it") \
    KIND(TOO_BIG, "icmp_too_big", NOTE, false, \
        "ICMP error: the packet is too long for a link; its sender is to make them shorter") \
    KIND(TIME_EXCEEDED, "icmp_time_exceeded", NOTE, true, \
        "ICMP error: the packet's time ran out on its way; a loop, or traced on purpose") \
    KIND(PARAMETER_PROBLEM, "icmp_parameter_problem", NOTE, true, \
        "ICMP error: somebody on the way, or the receiver, cannot read the packet's header") \
    KIND(ADVICE, "icmp_advice", NOTE, false, \
        "ICMP message: advice to the sender: to take another way, or to send less")
/* clang-format on */

enum tl_icmp_kind {
#define TL_ICMP_MEMBER(id, name, severity, may_end, text) TL_ICMP_##id,
    TL_ICMP_KINDS(TL_ICMP_MEMBER)
#undef TL_ICMP_MEMBER
        TL_ICMP_KIND_COUNT
};

/* Types, by version (4: ICMP, RFC 792; 6: ICMPv6, RFC 4443), with the kind of those of their codes
 * that TL_ICMP_CODES does not list. TYPE(version, type, KIND, word) */
#define TL_ICMP_TYPES(TYPE)                                                                        \
    TYPE(4, 3, UNREACHABLE, "destination unreachable")                                             \
    TYPE(4, 4, ADVICE, "source quench")                                                            \
    TYPE(4, 5, ADVICE, "redirect")                                                                 \
    TYPE(4, 11, TIME_EXCEEDED, "time exceeded")                                                    \
    TYPE(4, 12, PARAMETER_PROBLEM, "parameter problem")                                            \
    TYPE(6, 1, UNREACHABLE, "destination unreachable")                                             \
    TYPE(6, 2, TOO_BIG, "packet too big")                                                          \
    TYPE(6, 3, TIME_EXCEEDED, "time exceeded")                                                     \
    TYPE(6, 4, PARAMETER_PROBLEM, "parameter problem")

/* Codes: RFC 792, RFC 1122 3.2.2.1, RFC 1812 5.2.7.1; RFC 4443, RFC 6550 20.14, RFC 8883.
 * CODE(version, type, code, KIND, word) */
/* clang-format off */
#define TL_ICMP_CODES(CODE) \
    CODE(4, 3, 0, UNREACHABLE, "network unreachable") \
    CODE(4, 3, 1, UNREACHABLE, "host unreachable") \
    CODE(4, 3, 2, UNREACHABLE, "protocol unreachable") \
    CODE(4, 3, 3, UNREACHABLE, "port unreachable") \
    CODE(4, 3, 4, TOO_BIG, "fragmentation needed") \
    CODE(4, 3, 5, UNREACHABLE, "source route failed") \
    CODE(4, 3, 6, UNREACHABLE, "network unknown") \
    CODE(4, 3, 7, UNREACHABLE, "host unknown") \
    CODE(4, 3, 8, UNREACHABLE, "source host isolated") \
    CODE(4, 3, 9, PROHIBITED, "network prohibited") \
    CODE(4, 3, 10, PROHIBITED, "host prohibited") \
    CODE(4, 3, 11, UNREACHABLE, "network unreachable for this service") \
    CODE(4, 3, 12, UNREACHABLE, "host unreachable for this service") \
    CODE(4, 3, 13, PROHIBITED, "communication prohibited") \
    CODE(4, 3, 14, PROHIBITED, "host precedence violation") \
    CODE(4, 3, 15, PROHIBITED, "precedence cutoff") \
    CODE(4, 5, 0, ADVICE, "for the network") \
    CODE(4, 5, 1, ADVICE, "for the host") \
    CODE(4, 5, 2, ADVICE, "for the network and this service") \
    CODE(4, 5, 3, ADVICE, "for the host and this service") \
    CODE(4, 11, 0, TIME_EXCEEDED, "time to live exceeded in transit") \
    CODE(4, 11, 1, TIME_EXCEEDED, "fragment reassembly time exceeded") \
    CODE(4, 12, 0, PARAMETER_PROBLEM, "bad octet in the header") \
    CODE(4, 12, 1, PARAMETER_PROBLEM, "option missing") \
    CODE(4, 12, 2, PARAMETER_PROBLEM, "bad length") \
    CODE(6, 1, 0, UNREACHABLE, "no route to destination") \
    CODE(6, 1, 1, PROHIBITED, "communication prohibited") \
    CODE(6, 1, 2, UNREACHABLE, "beyond scope of source address") \
    CODE(6, 1, 3, UNREACHABLE, "address unreachable") \
    CODE(6, 1, 4, UNREACHABLE, "port unreachable") \
    CODE(6, 1, 5, PROHIBITED, "source address failed policy") \
    CODE(6, 1, 6, PROHIBITED, "route rejected") \
    CODE(6, 1, 7, UNREACHABLE, "error in source routing header") \
    CODE(6, 1, 8, UNREACHABLE, "headers too long") \
    CODE(6, 2, 0, TOO_BIG, "packet too big") \
    CODE(6, 3, 0, TIME_EXCEEDED, "hop limit exceeded in transit") \
    CODE(6, 3, 1, TIME_EXCEEDED, "fragment reassembly time exceeded") \
    CODE(6, 4, 0, PARAMETER_PROBLEM, "erroneous header field") \
    CODE(6, 4, 1, PARAMETER_PROBLEM, "unknown next header") \
    CODE(6, 4, 2, PARAMETER_PROBLEM, "unknown option") \
    CODE(6, 4, 3, PARAMETER_PROBLEM, "first fragment without all headers")
/* clang-format on */

/* An ICMP error about a segment of a connection. Lives as long as the connection. */
struct tl_icmp_error {
    /* What the caller says. */
    int64_t time_ns;       /* when the error was captured */
    uint32_t frame;        /* that carries the error */
    uint32_t seq;          /* SEG.SEQ of the segment that it quotes */
    uint8_t from;          /* which end sent that segment, and so gets the error */
    uint8_t kind;          /* enum tl_icmp_kind */
    uint32_t quoted_frame; /* the last frame captured of that segment, or 0 for none known; the core
                              may know of a later one */
    /* What the core says of it. */
    bool quotes_syn;       /* that segment is the SYN that opens the connection */
    bool may_end_attempt;  /* it meets an end in SYN-SENT, which may give up now */
    uint32_t ordinal;      /* its number among the errors of the connection, from 1 */
    uint32_t first_ending; /* frame of the first error of the connection, up to this one, that
                              may_end_attempt; 0: none */
    const struct tl_icmp_error *grave; /* the newest, up to this one, that may_end_attempt or says
                                          that nothing is delivered (TL_WARN); or NULL */
};

/* The last captured frame of this end with this SEG.SEQ, as far as is known: its last segment, its
 * SYN or SYN,ACK, or its FIN. 0 for none. */
uint32_t tl_icmp_quoted_frame(const struct tl_connection *connection, unsigned from, uint32_t seq);

/* Takes an error into account, of which the caller's part is written; `note` is zeroed. Of the
 * connection, only the opening may change. `error` becomes connection->last_error. */
void tl_connection_observe_error(struct tl_connection *connection, struct tl_icmp_error *error,
                                 struct tl_note *note);

/* The error that ended the connection, as far as is known: the newest grave one, unless the other
 * end was heard from since. NULL for none. */
const struct tl_icmp_error *tl_icmp_ending(const struct tl_connection *connection);

/* What kind of error is this? Of unknown types: TL_ICMP_ADVICE. */
enum tl_icmp_kind tl_icmp_kind(unsigned version, unsigned type, unsigned code);

/* Words as users see them; static. "" for types and codes that are not listed. */
const char *tl_icmp_type_word(unsigned version, unsigned type);
const char *tl_icmp_code_word(unsigned version, unsigned type, unsigned code);

/* How bad is an error of this kind? */
enum tl_severity tl_icmp_severity(enum tl_icmp_kind kind);

#endif

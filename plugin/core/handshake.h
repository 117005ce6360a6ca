/* handshake.h - how did the opening go?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_HANDSHAKE_H
#define TL_HANDSHAKE_H

#include "segment.h"

#include <stdbool.h>
#include <stdint.h>

struct tl_facts;
struct tl_note;

#define TL_HANDSHAKE_KINDS(KIND)                                                                   \
    KIND(UNKNOWN, "", "no opening was captured")                                                   \
    KIND(THREE_WAY, "three-way", "SYN, SYN,ACK, ACK (RFC 9293 3.5)")                               \
    KIND(SIMULTANEOUS, "simultaneous", "both ends called and the SYNs crossed (RFC 9293 3.5)")     \
    KIND(FAST_OPEN, "fast-open", "data in the SYN under a Fast Open cookie (RFC 7413)")            \
    KIND(SPLIT, "split", "the called side answered the SYN by a SYN of its own without ACK")

enum tl_handshake_kind {
#define TL_KIND_MEMBER(id, word, meaning) TL_HANDSHAKE_##id,
    TL_HANDSHAKE_KINDS(TL_KIND_MEMBER)
#undef TL_KIND_MEMBER
};

#define TL_HANDSHAKE_STATUSES(STATUS)                                                              \
    STATUS(NONE, "", "no opening was captured")                                                    \
    STATUS(IN_PROGRESS, "in progress", "not complete yet")                                         \
    STATUS(COMPLETE, "complete", "both ends are ESTABLISHED")                                      \
    STATUS(REFUSED, "refused", "the called side answered the SYN by an RST")                       \
    STATUS(UNANSWERED, "unanswered", "no answer to the SYN so far")                                \
    STATUS(ABANDONED, "abandoned", "the opener reset the connection after the SYN,ACK")            \
    STATUS(ABORTED, "aborted", "the called side reset the connection after its SYN,ACK")           \
    STATUS(UNREACHABLE, "unreachable", "an ICMP error answered the SYN")                           \
    STATUS(PARTIAL, "partial", "open, but not all three steps were captured")

enum tl_handshake_status {
#define TL_STATUS_MEMBER(id, word, meaning) TL_OPENING_##id,
    TL_HANDSHAKE_STATUSES(TL_STATUS_MEMBER)
#undef TL_STATUS_MEMBER
};

/* What one side offered in its SYN or SYN,ACK. */
struct tl_offer {
    uint16_t present;        /* bits of enum tl_option; 0 until its SYN was seen */
    uint16_t mss;            /* valid with TL_OPT_MSS */
    uint8_t window_scale;    /* shift count, limited to 14 (RFC 7323 2.3) */
    uint8_t fast_open_bytes; /* length of its Fast Open cookie */
    uint8_t mptcp_subtype;   /* valid with TL_OPT_MPTCP */
    bool seen;               /* its SYN or SYN,ACK was captured */
    bool ecn;                /* ECN asked for (SYN: ECE and CWR) or granted (SYN,ACK: ECE) */
};

/* The opening, as far as it was seen. Frames are 0 and times invalid until the step was seen. */
struct tl_handshake {
    int64_t asked_ns;         /* time of what waits for its answer: the last SYN, or SYN,ACK */
    int64_t server_rtt_ns;    /* from the last SYN to the first SYN,ACK; negative: not known,
                                 or the capture's clock went back */
    int64_t client_rtt_ns;    /* from the last SYN,ACK to the ACK */
    uint32_t syn_frame;       /* first SYN */
    uint32_t synack_frame;    /* first SYN,ACK (simultaneous: the peer's SYN) */
    uint32_t ack_frame;       /* the ACK that completes the opening */
    uint32_t isn[2];          /* ISS of each end; valid while offer[end].seen */
    struct tl_offer offer[2]; /* by end, not by role */
    uint16_t syn_retransmits;
    uint16_t synack_retransmits;
    uint8_t synack_ends; /* bits 1 << end: who has sent a SYN,ACK */
    uint8_t kind;        /* enum tl_handshake_kind */
    uint8_t status;      /* enum tl_handshake_status so far: see tl_handshake_status() */
    bool has_ack_check;  /* a SYN,ACK was seen after its SYN: is_ack_ok is valid */
    bool is_ack_ok;      /* its Ack was ISN + 1 (with Fast Open: or more, up to the data sent) */
    bool has_server_rtt; /* server_rtt_ns is of a SYN that was sent once (Karn) or echoed */
    bool has_client_rtt; /* client_rtt_ns likewise, and the ACK did not wait for data */
};

/* Takes one segment into account, after the states have moved. `note` says what moved; its
 * handshake fields are written here. */
void tl_handshake_observe(struct tl_handshake *handshake, const struct tl_segment *segment,
                          const struct tl_facts *facts, struct tl_note *note);

/* How the opening stands. `is_final`: no more segments will come, so a SYN that waits for its
 * answer is unanswered. */
enum tl_handshake_status tl_handshake_status(const struct tl_handshake *handshake, bool is_final);

/* Did both sides offer this option, so that it holds for the connection? False until both spoke. */
bool tl_handshake_agreed(const struct tl_handshake *handshake, enum tl_option option);

/* Words as users see them; static. "" where there is none. */
const char *tl_handshake_kind_word(enum tl_handshake_kind kind);
const char *tl_handshake_status_word(enum tl_handshake_status status);

#endif

/* reset.h - who reset the connection, why, and does it take effect?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_RESET_H
#define TL_RESET_H

#include "origin.h"
#include "segment.h"
#include "window.h"

#include <stdbool.h>
#include <stdint.h>

struct tl_facts;
struct tl_note;

#define TL_CAUSES(CAUSE)                                                                           \
    CAUSE(UNEXPLAINED, "unexplained", "nothing captured tells why")                                \
    CAUSE(REFUSED, "refused", "a SYN met a closed port")                                           \
    CAUSE(ABANDONED_HANDSHAKE, "abandoned handshake",                                              \
          "the opener resets the SYN,ACK: a scan, or it gave up")                                  \
    CAUSE(HANDSHAKE_REJECTED, "handshake rejected",                                                \
          "a bad ACK in the handshake, or the listener aborts it")                                 \
    CAUSE(NO_CONNECTION, "no connection",                                                          \
          "the segment met no connection: the peer restarted, or closed long ago")                 \
    CAUSE(DATA_AFTER_CLOSE, "data after close", "data met an end whose application had closed")    \
    CAUSE(APPLICATION_ABORT, "application abort",                                                  \
          "close with unread data, or SO_LINGER 0: sent unprompted on a live connection")          \
    CAUSE(ABORT_AFTER_FIN, "abort after FIN", "its sender had sent its FIN, and then broke off")   \
    CAUSE(KEEP_ALIVE_TIMEOUT, "keep-alive timeout", "nothing answered its keep-alive probes")      \
    CAUSE(RETRANSMISSION_TIMEOUT, "retransmission timeout", "nothing answered its data")           \
    CAUSE(IDLE_TIMEOUT, "idle timeout",                                                            \
          "a long silence, then a reset that nothing asked for: typical of middleboxes")           \
    CAUSE(INVALID_SEGMENT, "invalid segment",                                                      \
          "a SYN inside the connection, an old timestamp, or an Ack of data never sent")           \
    CAUSE(TIME_WAIT, "TIME-WAIT", "a late or bad segment met TIME-WAIT")                           \
    CAUSE(PROBE_REPLY, "probe reply",                                                              \
          "a FIN, NULL, Xmas, ACK or Maimon probe met a host that has no connection")              \
    CAUSE(INJECTED, "injected", "neither end sent it: see the clues of its origin")                \
    CAUSE(BACKSCATTER, "backscatter", "an RST without any connection")

enum tl_cause {
#define TL_CAUSE_MEMBER(id, word, meaning) TL_CAUSE_##id,
    TL_CAUSES(TL_CAUSE_MEMBER)
#undef TL_CAUSE_MEMBER
        TL_CAUSE_COUNT
};

/* What to look at next: ADVICE(ID, text). */
#define TL_CAUSE_ADVICES(ADVICE)                                                                   \
    ADVICE(UNEXPLAINED, "the segments before it, and a capture from its sender's side")            \
    ADVICE(REFUSED, "is the service up, on this address and port? or does a firewall answer?")     \
    ADVICE(ABANDONED_HANDSHAKE, "who is the opener: a scanner, a health check, a short timeout?")  \
    ADVICE(HANDSHAKE_REJECTED, "the Ack of the segment that it answers; the accept queue")         \
    ADVICE(NO_CONNECTION, "did its sender restart? did NAT or a firewall forget or move it?")      \
    ADVICE(DATA_AFTER_CLOSE, "why did its sender close before it had all of the answer?")          \
    ADVICE(APPLICATION_ABORT, "the log of the application that sent it; the bytes that were lost") \
    ADVICE(ABORT_AFTER_FIN, "nothing, unless data were lost: it does not wait for the rest")       \
    ADVICE(KEEP_ALIVE_TIMEOUT, "the other end, and the path to it: it was gone before")            \
    ADVICE(RETRANSMISSION_TIMEOUT, "the path: where do the data or their ACKs get lost?")          \
    ADVICE(IDLE_TIMEOUT, "the idle timers on the way, and keep-alives shorter than them")          \
    ADVICE(INVALID_SEGMENT, "the segment that it answers: a reused port, NAT, a forgery?")         \
    ADVICE(TIME_WAIT, "nothing, unless a new connection was meant: ports used again too soon")     \
    ADVICE(PROBE_REPLY, "who scans: `tcplens.probe`")                                              \
    ADVICE(INJECTED, "what is on the path: the TTL tells how far; compare captures at both ends")  \
    ADVICE(BACKSCATTER, "nothing, if your address was forged; or a capture that began too late")

/* How sure the cause is. */
#define TL_CONFIDENCES(CONFIDENCE)                                                                 \
    CONFIDENCE(GUESS, "guess", "other causes fit as well")                                         \
    CONFIDENCE(LIKELY, "likely", "what was captured fits this cause best")                         \
    CONFIDENCE(CERTAIN, "certain", "the RFC allows no other")

enum tl_confidence {
#define TL_CONFIDENCE_MEMBER(id, word, meaning) TL_##id,
    TL_CONFIDENCES(TL_CONFIDENCE_MEMBER)
#undef TL_CONFIDENCE_MEMBER
};

/* When in the connection's life it came. */
#define TL_STAGES(STAGE)                                                                           \
    STAGE(POST_SYN, "post-syn", "before the opening is complete")                                  \
    STAGE(POST_ACK, "post-ack", "after the handshake, before any data of the client")              \
    STAGE(POST_PSH, "post-psh", "after the client's first data segment")                           \
    STAGE(LATER, "later", "after more data, or in a connection picked up in mid-stream")           \
    STAGE(AFTER_CLOSE, "after close", "after both FINs, or after an earlier reset")

enum tl_stage {
#define TL_STAGE_MEMBER(id, word, meaning) TL_STAGE_##id,
    TL_STAGES(TL_STAGE_MEMBER)
#undef TL_STAGE_MEMBER
};

/* Facts that led to the cause; one bit each in tl_reset.evidence, in the order shown. */
/* clang-format off */
#define TL_EVIDENCES(EVIDENCE) \
    EVIDENCE(ANSWERS_SYN, "it answers a SYN") \
    EVIDENCE(ANSWERS_PROBE, "it answers a segment without ACK, as only a closed port does") \
    EVIDENCE(ANSWERS_SYN_ACK, "it answers the SYN,ACK") \
    EVIDENCE(NO_CONNECTION_SEEN, "no connection was seen on these ports") \
    EVIDENCE(IN_SYN_SENT, "its sender waited for the answer to its SYN") \
    EVIDENCE(IN_SYN_RECEIVED, "its sender waited for the ACK of its SYN,ACK") \
    EVIDENCE(SENDER_OPEN, "its sender's side of the connection was open") \
    EVIDENCE(SENDER_HAD_FINISHED, "its sender had sent its FIN before") \
    EVIDENCE(SENDER_HAD_CLOSED, "its sender's connection was closed already") \
    EVIDENCE(IN_TIME_WAIT, "its sender was in TIME-WAIT") \
    EVIDENCE(LONE_PROBE, "it answers a lone segment without data or options, as scanners send") \
    EVIDENCE(ODD_TRIGGER, "what it answers has no place in this connection") \
    EVIDENCE(PROBES_UNANSWERED, "its sender's keep-alive probes were not answered") \
    EVIDENCE(REPEATS_UNANSWERED, "its sender had sent data again and again, without answer") \
    EVIDENCE(LONG_SILENCE, "there was a long silence before it") \
    EVIDENCE(BAD_ACK, "what it answers acknowledges something never sent") \
    EVIDENCE(AFTER_DATA, "the last segment that its sender received carries data") \
    EVIDENCE(SEQ_IS_TRIGGER_ACK, "its Seq is the Ack of the segment that it answers") \
    EVIDENCE(BARE_SHAPE, "no ACK: the form that answers a segment with ACK") \
    EVIDENCE(LIVE_SHAPE, "ACK and its own next Seq: the form that a live connection sends") \
    EVIDENCE(UNACKNOWLEDGED_DATA, "data of the receiver were still unacknowledged") \
    EVIDENCE(SENDER_TALKS_ON, "its sender goes on talking afterwards") \
    EVIDENCE(RECEIVER_TALKS_ON, "its receiver goes on talking afterwards") \
    EVIDENCE(CROSSED, "its receiver had broken off by itself, as its own reset shows") \
    EVIDENCE(CHALLENGED, "its receiver answered by a challenge ACK")
/* clang-format on */

enum tl_evidence {
#define TL_EVIDENCE_MEMBER(id, text) TL_EVIDENCE_##id,
    TL_EVIDENCES(TL_EVIDENCE_MEMBER)
#undef TL_EVIDENCE_MEMBER
        TL_EVIDENCE_COUNT
};

/* One reset. The caller provides the storage, one for each segment with RST, and keeps it as long
 * as the connection. Fields marked (final) are judged again when later frames prove more. */
struct tl_reset {
    struct tl_reset *previous; /* the connection's reset before this one, or NULL: see resets.h */
    int64_t time_ns;           /* when it was captured */
    int64_t after_idle_ns;     /* silence on the connection before it; valid if has_idle */
    uint32_t frame;
    uint32_t number;               /* of the connection's resets, from 1 */
    uint32_t trigger_frame;        /* the segment that it answers; 0 where there is none */
    uint32_t unacked_bytes;        /* data of the receiver sent and not acknowledged: destroyed */
    uint32_t sender_unacked_bytes; /* data of its sender sent and not acknowledged: given up */
    uint32_t evidence;             /* (final) bits 1 << enum tl_evidence */
    uint32_t seq;                  /* SEG.SEQ */
    uint16_t window;               /* SEG.WND as in the header */
    uint16_t trigger_flags;        /* the flags of what it answers; valid with trigger_frame */
    uint16_t clues;                /* (final) bits 1 << enum tl_clue */
    uint8_t origin;                /* (final) enum tl_origin */
    uint8_t cause;                 /* (final) enum tl_cause */
    uint8_t confidence;            /* (final) enum tl_confidence */
    uint8_t position;              /* enum tl_position: the acceptability */
    uint8_t stage;                 /* enum tl_stage */
    uint8_t sender;                /* which end, 0 or 1 */
    bool has_effect;               /* is_effective is known */
    bool is_effective;             /* (final) RFC 9293 and RFC 5961 make the receiver take it */
    bool has_idle;
    bool has_ack;       /* its ACK flag is set */
    bool is_of_storm;   /* one of ten and more of its sender within a second */
    bool has_ttl_delta; /* ttl_delta is valid: TTLs of the sender were seen before */
    int16_t ttl_delta;  /* its TTL minus that of the sender's last segment */
};

/* Words as users see them; static. */
const char *tl_cause_word(enum tl_cause cause);
const char *tl_cause_meaning(enum tl_cause cause);
const char *tl_cause_advice(enum tl_cause cause); /* what to look at next */
const char *tl_confidence_word(enum tl_confidence confidence);
const char *tl_stage_word(enum tl_stage stage);
const char *tl_evidence_text(enum tl_evidence evidence);

/* Takes a clue of a later segment into account: who sent the reset, and so its cause, are judged
 * again. */
void tl_reset_learn(struct tl_reset *reset, enum tl_clue clue);

/* Judges one segment with RST, before the states move: fills all of `reset` but `previous`
 * and `number`, which must be written before, and `is_of_storm`. */
void tl_reset_judge(struct tl_reset *reset, const struct tl_segment *segment,
                    const struct tl_facts *facts);

#endif

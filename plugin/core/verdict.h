/* verdict.h - how did the connection go, and who ended it?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Judged from what is known of a connection at the time of asking: so far while frames are still to
 * come, and for good at the end of the capture.
 */
#ifndef TL_VERDICT_H
#define TL_VERDICT_H

#include "connection.h"

#include <stdbool.h>
#include <stdint.h>

#define TL_VERDICTS(VERDICT)                                                                       \
    VERDICT(OPEN, "open", "alive when the capture ends")                                           \
    VERDICT(ORDERLY, "orderly", "closed in order: both ends have sent their FIN")                  \
    VERDICT(RESET, "reset", "a reset broke it off")                                                \
    VERDICT(HALF_CLOSED, "half-closed", "one end has closed, the other one never did")             \
    VERDICT(REFUSED, "refused", "the called side answered the SYN by a reset")                     \
    VERDICT(UNANSWERED, "unanswered", "nothing answered the SYN")                                  \
    VERDICT(UNREACHABLE, "unreachable", "an ICMP error says that nothing arrives")                 \
    VERDICT(ABANDONED, "abandoned", "the opener gave up after the SYN,ACK")                        \
    VERDICT(ABORTED, "aborted handshake", "the called side broke off after its SYN,ACK")           \
    VERDICT(TIMED_OUT, "timed out", "data or a FIN were sent again, without answer to the end")    \
    VERDICT(REPLACED, "replaced", "a new SYN took its ports before it was closed")                 \
    VERDICT(PROBE, "probe", "no connection but a scanner's probe, and the answer if any")          \
    VERDICT(BACKSCATTER, "backscatter", "answers to segments of which nothing was captured")       \
    VERDICT(MID_STREAM, "mid-stream", "neither its opening nor its closing was captured")

enum tl_verdict {
#define TL_VERDICT_MEMBER(id, word, meaning) TL_VERDICT_##id,
    TL_VERDICTS(TL_VERDICT_MEMBER)
#undef TL_VERDICT_MEMBER
        TL_VERDICT_COUNT
};

/* Who began the end of the connection. */
#define TL_CLOSERS(CLOSER)                                                                         \
    CLOSER(NOBODY, "", "it is open, was never answered, or is a mere probe")                       \
    CLOSER(CLIENT, "client", "the client sent the first FIN, or the first reset that took effect") \
    CLOSER(SERVER, "server",                                                                       \
           "the server sent the first FIN, the first effective reset, or refused")                 \
    CLOSER(BOTH, "both", "the FINs crossed")                                                       \
    CLOSER(NETWORK, "network", "an injected reset or an ICMP error ended it")

enum tl_closer {
#define TL_CLOSER_MEMBER(id, word, meaning) TL_CLOSED_BY_##id,
    TL_CLOSERS(TL_CLOSER_MEMBER)
#undef TL_CLOSER_MEMBER
        TL_CLOSER_COUNT
};

/* The connection that this one's segments count to: itself, unless it turned out to be none. */
const struct tl_connection *tl_connection_proper(const struct tl_connection *connection);

/* Those that follow and precede it on the same ports, without what turned out to be none; or
 * NULL. */
const struct tl_connection *tl_connection_before(const struct tl_connection *connection);
const struct tl_connection *tl_connection_after(const struct tl_connection *connection);

/* From its first segment to its last, in nanoseconds; 0 where the clock went back. */
int64_t tl_connection_duration(const struct tl_connection *connection);

/* How it went. */
enum tl_verdict tl_verdict(const struct tl_connection *connection);

/* Who ended it. */
enum tl_closer tl_closed_by(const struct tl_connection *connection);

/* The oldest reset that broke it off, or NULL. */
const struct tl_reset *tl_ending_reset(const struct tl_connection *connection);

/* Should a person look at it? `until_ns` is how far the capture goes, as tl_segment.time_ns: what
 * waits must have waited for a while. */
bool tl_is_abnormal(const struct tl_connection *connection, int64_t until_ns);

/* Words as users see them; static. "" for TL_CLOSED_BY_NOBODY. */
const char *tl_verdict_word(enum tl_verdict verdict);
const char *tl_verdict_meaning(enum tl_verdict verdict);
const char *tl_closer_word(enum tl_closer closer);
const char *tl_closer_meaning(enum tl_closer closer);

#endif

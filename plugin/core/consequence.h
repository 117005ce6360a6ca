/* consequence.h - what did a reset cost, and what did the two ends do afterwards?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_CONSEQUENCE_H
#define TL_CONSEQUENCE_H

#include "connection.h"

#include <stdbool.h>
#include <stdint.h>

/* What was captured behind the reset; one bit each. */
/* clang-format off */
#define TL_AFTERMATHS(AFTERMATH) \
    AFTERMATH(SENDER_WENT_ON, "sender went on", \
        "its sender sent more than resets, as if it had not sent this one") \
    AFTERMATH(RECEIVER_WENT_ON, "receiver went on", \
        "its receiver did not take it, or did not get it") \
    AFTERMATH(IN_FLIGHT, "receiver's segments arrived late", \
        "its receiver may have sent them before the reset reached it") \
    AFTERMATH(CHALLENGED, "receiver answered by a challenge ACK", \
        "it asks the sender for a reset with the very number that it expects (RFC 5961 3)") \
    AFTERMATH(BOTH_SILENT, "both silent", \
        "to the end of the capture nothing but resets was heard on this connection")
/* clang-format on */

enum tl_aftermath {
#define TL_AFTERMATH_MEMBER(id, word, meaning) TL_AFTERMATH_##id,
    TL_AFTERMATHS(TL_AFTERMATH_MEMBER)
#undef TL_AFTERMATH_MEMBER
        TL_AFTERMATH_COUNT
};

/* What came behind a reset of this connection: bits 1 << enum tl_aftermath. `is_final`: no more
 * segments will come, so that silence tells, too. */
unsigned tl_reset_aftermath(const struct tl_connection *connection, const struct tl_reset *reset,
                            bool is_final);

/* Octets of data that `life` has sent and `other` has not acknowledged, as far as was captured. */
uint32_t tl_unacked_bytes(const struct tl_life *life, const struct tl_life *other);

/* Words as users see them; static. */
const char *tl_aftermath_word(enum tl_aftermath aftermath);
const char *tl_aftermath_meaning(enum tl_aftermath aftermath);

#endif

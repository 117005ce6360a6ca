/* agreed.h - what did both sides agree on beyond what single options say?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_AGREED_H
#define TL_AGREED_H

#include "core/handshake.h"

#include <stdbool.h>

/* ECN was asked for and granted (RFC 3168 6.1.1). False until both spoke. */
static inline bool
tl_agreed_ecn(const struct tl_handshake *handshake)
{
    return handshake->offer[0].ecn && handshake->offer[1].ecn;
}

/* The server took data out of the SYN, or gave the cookie that was asked for (RFC 7413 3). */
static inline bool
tl_agreed_fast_open(const struct tl_handshake *handshake)
{
    return handshake->kind == TL_HANDSHAKE_FAST_OPEN ||
           tl_handshake_agreed(handshake, TL_OPT_FAST_OPEN);
}

#endif

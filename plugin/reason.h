/* reason.h - does an RST itself say why it was sent?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_REASON_H
#define TL_REASON_H

#include <epan/packet.h>

/* What the RST of this frame says in so many words: what it carries as data (RFC 9293 3.5.3 allows
 * it), a text of load balancers or a format made for it (see diagnostic.h); the reason of MPTCP
 * (RFC 8684 3.6); in captures of a NetScaler its code. NULL if it says nothing. Lives as long as
 * the packet. Reads captured octets only, and throws no exception. */
const char *tl_reason(tvbuff_t *tvb, const packet_info *pinfo);

#endif

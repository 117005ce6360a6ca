/* calling.h - does a SYN or SYN,ACK begin a life?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_CALLING_H
#define TL_CALLING_H

#include "event.h"

/* Adds the facts of a SYN or SYN,ACK: is_syn, is_syn_ack, is_retransmitted_syn, is_late_syn_ack,
 * begins_life. Behind those of the acknowledgement. */
void tl_calling_gather(struct tl_facts *facts);

/* Is this SYN an old duplicate of an earlier connection: is its timestamp older than the last that
 * its sender has used? (RFC 7323 5.3; no connection is asked for by it.) Only while the called end
 * may still hold that connection: behind it, another clock may call, of a host that was restarted
 * or of another one behind the same NAT. */
bool tl_calling_is_old_syn(const struct tl_life *caller, const struct tl_life *called,
                           const struct tl_segment *syn);

#endif

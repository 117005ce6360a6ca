/* recent.h - which conversation had the last frame between these two ends?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * To ask Wireshark for a conversation costs more than all the rest that is done for a routine
 * frame. While frames are first visited in order, the answer for two ends changes only where a SYN
 * comes by: so the answers for the last few pairs of ends are remembered. Cleared with each
 * capture file.
 */
#ifndef TL_RECENT_H
#define TL_RECENT_H

#include <epan/conversation.h>
#include <epan/packet.h>

#include "core/segment.h"

#include <stdbool.h>

struct tl_history;

/* A conversation, and what is kept of it. */
struct tl_talk {
    conversation_t *conversation; /* of TCP's own dissector; lives until the file is closed */
    struct tl_history *history;   /* for plugin/store.h alone; NULL: not looked for yet, or none */
};

/* Has the memory forget with each new file. Once, when the protocol is registered. */
void tl_recent_register(void);

/* Has no conversation of these two ends been seen in this file before? True is certain; false may
 * be wrong. From then on they count as seen. */
bool tl_recent_is_new(const packet_info *pinfo, const struct tl_segment *segment);

/* The conversation of TCP's own dissector for the frame of this segment, or NULL. Remembered or
 * asked for: the answer is the same. What is asked for but not remembered is written to `spare`;
 * the result is valid as long as that, and until the next call. */
struct tl_talk *tl_recent_talk(packet_info *pinfo, const struct tl_segment *segment,
                               struct tl_talk *spare);

#endif

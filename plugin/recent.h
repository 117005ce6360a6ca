/* recent.h - which conversation had the last frame between these two ends?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * To ask Wireshark for a conversation costs more than all the rest that is done for a routine
 * frame. While frames are first visited in order, the answer for two ends changes only where a SYN
 * comes by: so the answers for the last few pairs of ends are remembered. And where a SYN is the
 * first that is seen of two ends, TCP's own dissector has just numbered their conversation: the
 * number tells enough, until somebody wants more. Cleared with each capture file.
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
    conversation_t *conversation; /* of TCP's own dissector; lives until the file is closed. NULL:
                                     not asked for, see tl_recent_conversation */
    struct tl_history *history;   /* for plugin/store.h alone; NULL: not looked for yet, or none */
    uint32_t stream;              /* its number; valid with has_stream */
    bool has_stream;              /* set where the conversation was not asked for */
    bool is_first;                /* no frame between these two ends has been seen before */
};

/* Has the memory forget with each new file. Once, when the protocol is registered. */
void tl_recent_register(void);

/* To be called for each frame on its first visit, before anything else here. */
void tl_recent_note_frame(const packet_info *pinfo);

/* To be called for a frame of TCP on its first visit of which no segment could be read. */
void tl_recent_note_unread(const packet_info *pinfo);

/* The conversation of TCP's own dissector for the frame of this segment, or NULL. Remembered or
 * asked for: the answer is the same. What is asked for but not remembered is written to `spare`;
 * the result is valid as long as that, and until the next call. */
struct tl_talk *tl_recent_talk(packet_info *pinfo, const struct tl_segment *segment,
                               struct tl_talk *spare);

/* The conversation itself, asked for if need be. For the frame that `talk` is of. */
conversation_t *tl_recent_conversation(packet_info *pinfo, struct tl_talk *talk);

#endif

/* store.h - where is what is known of each frame kept?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A conversation of Wireshark holds one connection of ours, or several when the same ports were
 * used again within it. A connection keeps a note for each segment that changed something; one that
 * changed nothing costs no memory and is described by the last note before it. All of it lives
 * until the capture file is closed.
 */
#ifndef TL_STORE_H
#define TL_STORE_H

#include <epan/conversation.h>
#include <epan/packet.h>

#include "core/connection.h"
#include "core/icmp.h"
#include "recent.h"

#include <stdbool.h>
#include <stdint.h>

/* What is known of one segment. */
struct tl_view {
    const struct tl_segment *segment;       /* the caller's */
    const struct tl_connection *connection; /* the connection it belongs to, as known so far; lives
                                               until the file is closed */
    struct tl_note note; /* what the segment meant; for one without a note of its own: the
                            states that hold there, and nothing else */
    uint32_t stream;     /* the tcp.stream in which the connection began */
};

/* Has the store forget with each new file. Once, when the protocol is registered. */
void tl_store_register(void);

/* Says that the capture goes as far as this time, as tl_segment.time_ns. Only what carries no
 * segment need be told of; on the first visit of a frame. */
void tl_store_note_time(int64_t time_ns);

/* How far the capture goes, as known so far. */
int64_t tl_store_until(void);

/* Takes a segment into account, unless TCP's own dissector keeps nothing for its conversation. Only
 * on the first visit of its frame, in the order of frames and of places in them. Returns what is to
 * be reported about it: bits of TL_FOUND(). */
uint64_t tl_store_observe(const packet_info *pinfo, struct tl_talk *talk,
                          const struct tl_segment *segment);

/* Takes an ICMP error into account, of which the caller's part is written, on the first visit of
 * its frame. `error` must live until the file is closed. The result is the connection that it is
 * about, or NULL where the error is not kept: none of its connection was observed, or there were
 * tl_prefs()->notes_most errors about it already. */
const struct tl_connection *tl_store_observe_error(conversation_t *conversation,
                                                   struct tl_icmp_error *error);

/* What is known of a connection of the store at the frame of this segment, which need not be one of
 * it: of an error, the segment stands for what it quotes. */
void tl_store_look_up_in(const struct tl_connection *connection, const struct tl_segment *segment,
                         struct tl_view *view);

/* Writes tcplens.stream of the connection that this frame of the conversation belongs to. False
 * where the conversation was not observed up to there. */
bool tl_store_stream_at(conversation_t *conversation, uint32_t frame, uint32_t *stream);

/* What is known of this segment. False when the conversation was not observed up to that frame;
 * then `view` is not written. */
bool tl_store_look_up(packet_info *pinfo, struct tl_talk *talk, const struct tl_segment *segment,
                      struct tl_view *view);

#endif

/* by_stream.h - what does the store keep of each conversation, by its tcp.stream?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * TCP's own dissector numbers conversations from 0 on without a hole, so that an array does, at an
 * eighth of what proto data of our own would take. For plugin/store.c.
 */
#ifndef TL_BY_STREAM_H
#define TL_BY_STREAM_H

#include <stdint.h>

struct tl_history;

/* What was kept of this stream, or NULL. */
struct tl_history *tl_by_stream(uint32_t stream);

/* Keeps it, until the file is closed. */
void tl_by_stream_keep(uint32_t stream, struct tl_history *history);

/* Forgets all: with each new file. */
void tl_by_stream_forget(void);

#endif

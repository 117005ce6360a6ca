/* kept.h - what does the store keep of one connection?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For plugin/store.c, which fills it, and plugin/about.c, which tells of it.
 */
#ifndef TL_KEPT_H
#define TL_KEPT_H

#include <epan/conversation.h>

#include "core/connection.h"
#include "notes.h"
#include "zeek_part.h"

#include <stdint.h>

/* One connection of the store. Lives until the capture file is closed. */
struct tl_kept {
    struct tl_connection connection; /* first, so that a pointer to it is one to this struct */
    struct tl_notes notes;
    struct tl_zeek_part *part;          /* see tl_zeek_part_observe */
    const conversation_t *conversation; /* of its ends; NULL until somebody looks it up */
    uint32_t stream;                    /* the tcp.stream of that */
};

#endif

/* errors.h - which ICMP error does a frame carry, and which one quotes a frame?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Kept by frame until the capture file is closed; only errors about connections that were captured,
 * and of each connection no more than tl_prefs()->notes_most: later ones count for nothing.
 */
#ifndef TL_ERRORS_H
#define TL_ERRORS_H

#include "core/icmp.h"
#include "quote.h"

#include <stdint.h>

/* An error, and what it is about. */
struct tl_kept_error {
    struct tl_icmp_error error;
    const struct tl_connection *connection; /* of the store */
};

/* Makes room that is emptied with each file. Once, when the protocol is registered. */
void tl_errors_register(void);

/* Ties an error to the connection that it quotes, if any of that was captured. Only on the first
 * visit of its frame. */
void tl_errors_observe(const struct tl_quote *quote);

/* The error that this frame carries; NULL for none, and for one that is not kept. */
const struct tl_kept_error *tl_errors_in(uint32_t frame);

/* The newest error so far about a segment in this frame, or NULL. */
const struct tl_icmp_error *tl_errors_about(uint32_t frame);

#endif

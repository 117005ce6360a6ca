/* resets.h - which of the resets of a connection hang together?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The first and the last of them, by `previous`. A storm of resets, of which any number may come,
 * says the same in between: so what is judged from all of them looks at a bounded number.
 */
#ifndef TL_RESETS_H
#define TL_RESETS_H

#include "reset.h"

#include <stdbool.h>

/* So many of the first always, as many of the last at least, and three times as many at most. */
#define TL_RESETS_HANG 64

/* Numbers a reset and hangs it in front of the newest before it, or NULL. */
void tl_resets_hang(struct tl_reset *reset, struct tl_reset *newest);

/* Is this reset, which hangs in front and has been judged, one of many of its sender within a short
 * time? */
bool tl_resets_are_storm(const struct tl_reset *newest);

/* Does this reset of the connection hang together with the newest? */
bool tl_resets_is_hanging(const struct tl_reset *reset, const struct tl_reset *newest);

#endif

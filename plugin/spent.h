/* spent.h - when may the memory of a reset be given back?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * When the note that tells of it is dropped; but its connection may still look at it.
 */
#ifndef TL_SPENT_H
#define TL_SPENT_H

#include "core/connection.h"

/* The resets of one connection that wait until it looks at them no more. Bounded, because it looks
 * at few. */
struct tl_spent;

/* The note of this reset of the connection is no more. `*spent` is the connection's own, NULL at
 * first, and lives until the capture file is closed. */
void tl_spent_give_back(struct tl_spent **spent, struct tl_reset *reset,
                        const struct tl_connection *connection);

#endif

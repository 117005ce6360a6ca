/* observer.h - what does the core say of the segments that the sniffer of a walk gets?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef WALK_OBSERVER_H
#define WALK_OBSERVER_H

#include "connection.h"
#include "wire.h"

enum { OBSERVED_MOST = 1200 };

/* Everything begins anew. */
void observer_clear(void);

/* Is there room for more? */
bool observer_has_room(void);

/* One more segment was captured. */
void observer_take(const struct wire *wire, int64_t tick);

/* The state that the core knows, or TL_UNKNOWN; TL_CLOSED while nothing was captured. */
enum tl_state observer_state(unsigned end);

/* How many segments it was shown. */
unsigned observer_count(void);

#endif

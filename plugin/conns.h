/* conns.h - which connections has a listener met?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A set that is filled packet by packet. What is asked of its connections is answered as far as it
 * is known then: at the end of the file, for good.
 */
#ifndef TL_CONNS_H
#define TL_CONNS_H

#include <glib.h>

#include "store.h"

/* The connections, each once. */
struct tl_conns {
    GPtrArray *met;    /* const struct tl_connection *, in the order in which they were met */
    GHashTable *known; /* the same, to be looked up */
};

/* An empty set, and its end. */
void tl_conns_begin(struct tl_conns *conns);
void tl_conns_end(struct tl_conns *conns);

/* Forgets all. */
void tl_conns_clear(struct tl_conns *conns);

/* Adds the connection of a tapped segment, unless it is there. True if it is new. */
bool tl_conns_add(struct tl_conns *conns, const struct tl_view *view);

/* Puts them into the order of their first frames. */
void tl_conns_sort(struct tl_conns *conns);

#endif

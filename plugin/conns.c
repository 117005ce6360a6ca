/* conns.c - which connections has a listener met?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "conns.h"

#include "core/verdict.h"

void
tl_conns_begin(struct tl_conns *conns)
{
    conns->met = g_ptr_array_new();
    conns->known = g_hash_table_new(NULL, NULL);
}

void
tl_conns_end(struct tl_conns *conns)
{
    g_ptr_array_free(conns->met, TRUE);
    g_hash_table_destroy(conns->known);
}

void
tl_conns_clear(struct tl_conns *conns)
{
    g_ptr_array_set_size(conns->met, 0);
    g_hash_table_remove_all(conns->known);
}

bool
tl_conns_add(struct tl_conns *conns, const struct tl_view *view)
{
    const struct tl_connection *connection = tl_connection_proper(view->connection);

    if (!g_hash_table_add(conns->known, (gpointer)connection)) {
        return false;
    }
    g_ptr_array_add(conns->met, (gpointer)connection);
    return true;
}

/* Several in one frame by their places in it. */
static int
compare(const void *one, const void *two)
{
    const struct tl_connection *a = *(const struct tl_connection *const *)one;
    const struct tl_connection *b = *(const struct tl_connection *const *)two;

    if (a->first_frame != b->first_frame) {
        return a->first_frame < b->first_frame ? -1 : 1;
    }
    return (int)a->first_place - (int)b->first_place;
}

/* A connection that was met when it began may turn out to go on an older one: it is none then. */
static void
drop_those_that_are_none(struct tl_conns *conns)
{
    guint kept = 0;

    for (guint i = 0; i < conns->met->len; i++) {
        const struct tl_connection *connection = g_ptr_array_index(conns->met, i);
        if (!connection->has_rejoined) {
            g_ptr_array_index(conns->met, kept++) = (gpointer)connection;
        }
    }
    g_ptr_array_set_size(conns->met, (gint)kept);
}

void
tl_conns_sort(struct tl_conns *conns)
{
    drop_those_that_are_none(conns);
    g_ptr_array_sort(conns->met, compare);
}

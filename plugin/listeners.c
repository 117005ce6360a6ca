/* listeners.c - what does a statistic of Wireshark remember of the connections that it counts?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "listeners.h"

#include <epan/packet.h>

#include <stddef.h>

/* Listener -> GHashTable. */
static GHashTable *memories;

static void
destroy(gpointer memory)
{
    g_hash_table_destroy((GHashTable *)memory);
}

GHashTable *
tl_listener_memory(const void *listener)
{
    GHashTable *memory;

    if (memories == NULL) {
        memories = g_hash_table_new_full(NULL, NULL, NULL, destroy);
    }
    memory = (GHashTable *)g_hash_table_lookup(memories, listener);
    if (memory == NULL) {
        memory = g_hash_table_new_full(NULL, NULL, NULL, g_free);
        g_hash_table_insert(memories, (gpointer)listener, memory);
    }
    return memory;
}

void
tl_listener_forget(const void *listener)
{
    if (memories != NULL) {
        g_hash_table_remove(memories, listener);
    }
}

static void
forget_all(void)
{
    if (memories != NULL) {
        g_hash_table_destroy(memories);
        memories = NULL;
    }
}

void
tl_listeners_register(void)
{
    register_shutdown_routine(forget_all);
}

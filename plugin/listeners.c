/* listeners.c - what does a statistic of Wireshark remember of the connections that it counts?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "listeners.h"

#include <epan/packet.h>

#include <stddef.h>

struct memory {
    GHashTable *values; /* pointer -> what is remembered of it */
    GHashTable *names;  /* a set */
};

/* Listener -> struct memory. */
static GHashTable *memories;

static void
destroy(gpointer data)
{
    struct memory *memory = (struct memory *)data;

    g_hash_table_destroy(memory->values);
    g_hash_table_destroy(memory->names);
    g_free(memory);
}

static struct memory *
memory_of(const void *listener)
{
    struct memory *memory;

    if (memories == NULL) {
        memories = g_hash_table_new_full(NULL, NULL, NULL, destroy);
    }
    memory = (struct memory *)g_hash_table_lookup(memories, listener);
    if (memory == NULL) {
        memory = g_new(struct memory, 1);
        memory->values = g_hash_table_new_full(NULL, NULL, NULL, g_free);
        memory->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_hash_table_insert(memories, (gpointer)listener, memory);
    }
    return memory;
}

GHashTable *
tl_listener_memory(const void *listener)
{
    return memory_of(listener)->values;
}

const char *
tl_listener_name(const void *listener, const char *text)
{
    GHashTable *names = memory_of(listener)->names;
    char *name = (char *)g_hash_table_lookup(names, text);

    if (name == NULL) {
        name = g_strdup(text);
        g_hash_table_add(names, name);
    }
    return name;
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

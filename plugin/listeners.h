/* listeners.h - what does a statistic of Wireshark remember of the connections that it counts?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Wireshark's trees and tables offer their callbacks no place for data of their own: it is kept
 * here, by the pointer that the callback gets.
 */
#ifndef TL_LISTENERS_H
#define TL_LISTENERS_H

#include <glib.h>

/* Has Wireshark's end forget all that is remembered. Once, when the protocol is registered. */
void tl_listeners_register(void);

/* What `listener` remembers: a pointer -> a value of g_malloc(). Made when it is first asked for;
 * lives until tl_listener_forget(). */
GHashTable *tl_listener_memory(const void *listener);

/* A copy of a text, the same one each time: a pointer for tl_listener_memory(). Lives as long. */
const char *tl_listener_name(const void *listener, const char *text);

/* Forgets all that `listener` remembers. */
void tl_listener_forget(const void *listener);

#endif

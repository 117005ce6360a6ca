/* by_stream.c - what does the store keep of each conversation, by its tcp.stream?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "by_stream.h"

#include <epan/wmem_scopes.h>

#include <stdbool.h>
#include <stddef.h>

/* How many entries are added at once. */
#define AT_ONCE 256

struct entry {
    struct tl_history *history; /* NULL: nothing is known of the stream */
};

static wmem_array_t *entries; /* NULL until the first */

static struct entry *
entry_of(uint32_t stream)
{
    return (struct entry *)wmem_array_index(entries, stream);
}

struct tl_history *
tl_by_stream(uint32_t stream)
{
    const bool is_there = entries != NULL && stream < wmem_array_get_count(entries);

    return is_there ? entry_of(stream)->history : NULL;
}

void
tl_by_stream_keep(uint32_t stream, struct tl_history *history)
{
    static const struct entry none[AT_ONCE];

    if (entries == NULL) {
        entries = wmem_array_new(wmem_file_scope(), sizeof none[0]);
    }
    while (wmem_array_get_count(entries) <= stream) {
        wmem_array_append(entries, none, AT_ONCE);
    }
    entry_of(stream)->history = history;
}

void
tl_by_stream_forget(void)
{
    entries = NULL;
}

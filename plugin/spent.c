/* spent.c - when may the memory of a reset be given back?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "spent.h"

#include "core/endpoint.h"
#include "core/resets.h"

#include <epan/wmem_scopes.h>

#include <stdbool.h>
#include <stddef.h>

/* The last ones that hang together, less than twice TL_RESETS_HANG; those of which an end's past
 * tells; and the one that is added. */
#define ROOM (2 * TL_RESETS_HANG + 3)

struct tl_spent {
    struct tl_reset *waiting[ROOM];
    uint32_t count;
};

static bool
is_looked_at(const struct tl_reset *reset, const struct tl_connection *connection)
{
    const struct tl_past *past = connection->past;

    return tl_resets_is_hanging(reset, connection->last_reset) ||
           (past != NULL && (past->reset[0] == reset || past->reset[1] == reset));
}

static void
free_what_is_free(struct tl_spent *spent, const struct tl_connection *connection)
{
    uint32_t left = 0;

    for (uint32_t i = 0; i < spent->count; i++) {
        if (is_looked_at(spent->waiting[i], connection)) {
            spent->waiting[left++] = spent->waiting[i];
        } else {
            wmem_free(wmem_file_scope(), spent->waiting[i]);
        }
    }
    spent->count = left;
}

void
tl_spent_give_back(struct tl_spent **spent, struct tl_reset *reset,
                   const struct tl_connection *connection)
{
    if (reset->number <= TL_RESETS_HANG) {
        return; /* it hangs there for good */
    }
    if (*spent == NULL) {
        *spent = wmem_new0(wmem_file_scope(), struct tl_spent);
    }
    (*spent)->waiting[(*spent)->count++] = reset;
    free_what_is_free(*spent, connection);
}

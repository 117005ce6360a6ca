/* info.c - which change of state is told in the Info column?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "info.h"

#include <epan/column-info.h>

#include "errors.h"
#include "prefs.h"
#include "spell.h"
#include "store.h"

bool
tl_info_is_wanted(const packet_info *pinfo)
{
    return tl_prefs()->tells_in_info && pinfo->cinfo != NULL &&
           pinfo->cinfo->col_first[COL_INFO] >= 0;
}

/* As in the summary of the tree: where an end goes through several states, the last one. */
static const char *
spell_change(wmem_allocator_t *scope, const struct tl_note *note, unsigned end)
{
    const enum tl_state before = (enum tl_state)note->before[end];
    const enum tl_state after = (enum tl_state)note->after[end];

    if (before == after) {
        return NULL;
    }
    return wmem_strdup_printf(scope, "%s %s -> %s", tl_spell_role(note, end), tl_state_word(before),
                              tl_state_word(after));
}

void
tl_info_append(packet_info *pinfo, const struct tl_note *note)
{
    const char *client;
    const char *server;

    if (!tl_info_is_wanted(pinfo)) {
        return;
    }
    client = spell_change(pinfo->pool, note, note->client);
    server = spell_change(pinfo->pool, note, 1u - note->client);
    if (client != NULL && server != NULL) {
        col_append_fstr(pinfo->cinfo, COL_INFO, " [%s, %s]", client, server);
    } else if (client != NULL || server != NULL) {
        col_append_fstr(pinfo->cinfo, COL_INFO, " [%s]", client != NULL ? client : server);
    }
}

void
tl_info_append_error(packet_info *pinfo, const struct tl_quote *quote)
{
    const struct tl_segment quoted = { .frame = quote->frame,
                                       .seq = quote->seq,
                                       .from = quote->from };
    const struct tl_kept_error *kept = tl_info_is_wanted(pinfo) ? tl_errors_in(quote->frame) : NULL;
    struct tl_view view;

    if (kept != NULL) {
        tl_store_look_up_in(kept->connection, &quoted, &view);
        tl_info_append(pinfo, &view.note);
    }
}

/* errors.c - which ICMP error does a frame carry, and which one quotes a frame?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "errors.h"

#include "store.h"

#include <epan/packet.h>

/* Frame -> struct tl_kept_error. */
static wmem_tree_t *by_frame;
static wmem_tree_t *by_quoted_frame;

void
tl_errors_register(void)
{
    by_frame = wmem_tree_new_autoreset(wmem_epan_scope(), wmem_file_scope());
    by_quoted_frame = wmem_tree_new_autoreset(wmem_epan_scope(), wmem_file_scope());
}

void
tl_errors_observe(const struct tl_quote *quote)
{
    struct tl_kept_error *kept;

    if (quote->conversation == NULL) {
        return;
    }
    kept = wmem_new0(wmem_file_scope(), struct tl_kept_error);
    kept->error.time_ns = quote->time_ns;
    kept->error.frame = quote->frame;
    kept->error.seq = quote->seq;
    kept->error.from = quote->from;
    kept->error.quoted_frame = quote->in_flight;
    kept->error.kind = (uint8_t)tl_icmp_kind(quote->version, quote->type, quote->code);
    kept->connection = tl_store_observe_error(quote->conversation, &kept->error);
    if (kept->connection == NULL) {
        wmem_free(wmem_file_scope(), kept);
        return;
    }
    wmem_tree_insert32(by_frame, quote->frame, kept);
    if (kept->error.quoted_frame != 0) {
        wmem_tree_insert32(by_quoted_frame, kept->error.quoted_frame, kept);
    }
}

const struct tl_kept_error *
tl_errors_in(uint32_t frame)
{
    return (const struct tl_kept_error *)wmem_tree_lookup32(by_frame, frame);
}

const struct tl_icmp_error *
tl_errors_about(uint32_t frame)
{
    const struct tl_kept_error *kept =
        (const struct tl_kept_error *)wmem_tree_lookup32(by_quoted_frame, frame);

    return kept != NULL ? &kept->error : NULL;
}

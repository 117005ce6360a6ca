/* zeek_part.c - which of Zeek's connections does a segment belong to?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "zeek_part.h"

#include <epan/wmem_scopes.h>

/* A SYN with nothing else to it: what can be left out, because it can be told again. */
static bool
is_plain_syn(const struct tl_segment *segment)
{
    const unsigned others = TL_FIN | TL_RST | TL_ACK | TL_SYN;

    return (segment->flags & others) == TL_SYN && segment->payload == 0 && segment->window != 0;
}

/* The plain SYN that is all of this connection. `other` is any segment between the same ends. */
static struct tl_segment
told_again(const struct tl_connection *connection, const struct tl_segment *other)
{
    const struct tl_endpoint *caller = &connection->end[connection->client];
    const bool is_same_way = other->from == connection->client;

    return (struct tl_segment){
        .time_ns = connection->first_ns,
        .frame = connection->first_frame,
        .seq = caller->last_seq,
        .flags = caller->last_flags,
        .window = caller->last_window,
        .source_port = is_same_way ? other->source_port : other->destination_port,
        .destination_port = is_same_way ? other->destination_port : other->source_port,
        .from = connection->client,
    };
}

static void
begin(struct tl_zeek_part **newest, const struct tl_segment *segment)
{
    struct tl_zeek_part *part = wmem_new(wmem_file_scope(), struct tl_zeek_part);

    tl_zeek_begin(&part->zeek, segment);
    part->first_frame = segment->frame;
    part->previous = *newest;
    *newest = part;
}

static void
observe(struct tl_zeek_part **newest, const struct tl_segment *segment)
{
    if (*newest == NULL || tl_zeek_starts_anew(&(*newest)->zeek, segment)) {
        begin(newest, segment);
    }
    tl_zeek_observe(&(*newest)->zeek, segment, segment->is_cut);
}

void
tl_zeek_part_settle(struct tl_zeek_part **newest, const struct tl_connection *connection,
                    const struct tl_segment *segment)
{
    if (*newest == NULL) {
        const struct tl_segment syn = told_again(connection, segment);
        observe(newest, &syn);
    }
}

void
tl_zeek_part_observe(struct tl_zeek_part **newest, const struct tl_connection *connection,
                     const struct tl_segment *segment)
{
    if (*newest == NULL && connection->is_fresh && is_plain_syn(segment)) {
        return;
    }
    if (!connection->is_fresh) {
        tl_zeek_part_settle(newest, connection, segment);
    }
    observe(newest, segment);
}

void
tl_zeek_part_look_up(const struct tl_zeek_part *newest, const struct tl_connection *connection,
                     const struct tl_segment *segment, struct tl_zeek *zeek)
{
    const struct tl_zeek_part *part = newest;

    while (part != NULL && part->first_frame > segment->frame && part->previous != NULL) {
        part = part->previous;
    }
    if (part != NULL) {
        *zeek = part->zeek;
        return;
    }
    const struct tl_segment syn = told_again(connection, segment);
    tl_zeek_begin(zeek, &syn);
    tl_zeek_observe(zeek, &syn, false);
}

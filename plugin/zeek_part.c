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

/* How many parts back from here began in this connection. */
static unsigned
count_parts(const struct tl_zeek_part *newest, const struct tl_connection *connection)
{
    unsigned count = 0;

    for (const struct tl_zeek_part *part = newest;
         part != NULL && part->first_frame >= connection->first_frame; part = part->previous) {
        count++;
    }
    return count;
}

/* The frames of `lost` count to `part`, behind it, as those that are not kept. */
static void
lose(struct tl_zeek_part *part, const struct tl_zeek_part *lost)
{
    part->lost_from = lost->lost_from != 0 ? lost->lost_from : lost->first_frame;
    part->previous = lost->previous;
}

/* Another part. Where there are enough, it takes the place of the newest. */
static struct tl_zeek_part *
add(struct tl_zeek_part **newest, const struct tl_connection *connection, uint32_t first_frame)
{
    struct tl_zeek_part *part = *newest;

    if (part != NULL && count_parts(part, connection) >= TL_ZEEK_PARTS_MOST) {
        lose(part, part);
        part->first_frame = first_frame;
        return part;
    }
    part = wmem_new0(wmem_file_scope(), struct tl_zeek_part);
    part->first_frame = first_frame;
    part->previous = *newest;
    *newest = part;
    return part;
}

/* The plain SYN that is all of this connection. */
static void
tell_again(const struct tl_connection *connection, struct tl_zeek *zeek)
{
    const unsigned client = connection->client;

    tl_zeek_begin_by_syn(zeek, client, connection->end[client].last_seq, connection->first_ns);
}

void
tl_zeek_part_settle(struct tl_zeek_part **newest, const struct tl_connection *connection)
{
    if (*newest == NULL) {
        tell_again(connection, &add(newest, connection, connection->first_frame)->zeek);
    }
}

/* Where a plain SYN was all: settles that, together with the answer if it is a plain one. Returns
 * whether the segment was it. */
static bool
settle_with_answer(struct tl_zeek_part **newest, const struct tl_connection *connection,
                   const struct tl_segment *segment)
{
    const unsigned client = connection->client;
    const uint32_t seq = connection->end[client].last_seq;

    if (!tl_zeek_is_plain_answer(segment, client, seq, connection->first_ns)) {
        tl_zeek_part_settle(newest, connection);
        return false;
    }
    tl_zeek_begin_answered(&add(newest, connection, connection->first_frame)->zeek, seq,
                           connection->first_ns, segment);
    return true;
}

/* A segment that does not simply go on with what is known. */
__attribute__((noinline)) static void
observe(struct tl_zeek_part **newest, const struct tl_connection *connection,
        const struct tl_segment *segment)
{
    if (*newest == NULL || tl_zeek_starts_anew(&(*newest)->zeek, segment)) {
        tl_zeek_begin(&add(newest, connection, segment->frame)->zeek, segment);
    }
    tl_zeek_observe(&(*newest)->zeek, segment, segment->is_cut);
}

void
tl_zeek_part_observe(struct tl_zeek_part **newest, const struct tl_connection *connection,
                     const struct tl_segment *segment)
{
    if (*newest != NULL) {
        if (tl_zeek_goes_on(&(*newest)->zeek, segment)) {
            return;
        }
    } else if (connection->is_fresh ? is_plain_syn(segment)
                                    : settle_with_answer(newest, connection, segment)) {
        return;
    }
    observe(newest, connection, segment);
}

void
tl_zeek_part_rejoin(struct tl_zeek_part *newest, const struct tl_connection *connection)
{
    unsigned count = count_parts(newest, connection);

    for (; count > TL_ZEEK_PARTS_MOST; count--) {
        lose(newest, newest->previous);
    }
}

bool
tl_zeek_part_look_up(const struct tl_zeek_part *newest, const struct tl_connection *connection,
                     const struct tl_segment *segment, struct tl_zeek *zeek)
{
    const struct tl_zeek_part *part = newest;

    while (part != NULL && part->first_frame > segment->frame && part->previous != NULL) {
        if (part->lost_from != 0 && part->lost_from <= segment->frame) {
            return false;
        }
        part = part->previous;
    }
    if (part != NULL) {
        *zeek = part->zeek;
        return true;
    }
    tell_again(connection, zeek);
    return true;
}

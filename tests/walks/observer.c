/* observer.c - what does the core say of the segments that the sniffer of a walk gets?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "observer.h"

#include <string.h>

/* As connection.h asks for it: all of one capture, none of it moved. */
static struct tl_connection connections[OBSERVED_MOST];
static struct tl_past pasts[OBSERVED_MOST];
static struct tl_reset resets[OBSERVED_MOST];
static struct tl_connection *now;
static unsigned connection_count, past_count, reset_count, count;

void
observer_clear(void)
{
    now = NULL;
    connection_count = past_count = reset_count = count = 0;
}

bool
observer_has_room(void)
{
    return count < OBSERVED_MOST;
}

unsigned
observer_count(void)
{
    return count;
}

static struct tl_segment
segment_of(const struct wire *wire, int64_t tick)
{
    struct tl_segment segment = {
        .time_ns = tick * 1000000,
        .frame = count + 1,
        .seq = wire->seq,
        .ack = wire->ack,
        .payload = wire->length,
        .flags = wire->bits,
        .window = wire->window,
        .source_port = wire->from == 0 ? 40000 : 9,
        .destination_port = wire->from == 0 ? 9 : 40000,
        .from = wire->from,
        .ip = { .ttl = 64, .has_ttl = true },
    };
    if (wire->has_timestamps) {
        segment.options.present |= TL_OPT_TIMESTAMPS;
        segment.options.tsval = wire->tsval;
        segment.options.tsecr = wire->tsecr;
    }
    if (wire->has_scale) {
        segment.options.present |= TL_OPT_WINDOW_SCALE;
        segment.options.window_scale = wire->scale;
    }
    return segment;
}

static void
begin_if_new(const struct tl_segment *segment)
{
    if (now != NULL && !tl_connection_starts_anew(now, segment)) {
        return;
    }
    struct tl_connection *connection = &connections[connection_count++];
    tl_connection_begin(connection, now, segment, &tl_settings_usual);
    now = connection;
}

void
observer_take(const struct wire *wire, int64_t tick)
{
    const struct tl_segment segment = segment_of(wire, tick);
    struct tl_note note;

    memset(&note, 0, sizeof note);
    begin_if_new(&segment);
    if (tl_connection_needs_past(now, &segment)) {
        now->past = &pasts[past_count++];
        memset(now->past, 0, sizeof *now->past);
    }
    if (tl_segment_has(&segment, TL_RST)) {
        note.reset = &resets[reset_count++];
        memset(note.reset, 0, sizeof *note.reset);
    }
    tl_connection_observe(now, &segment, &note);
    count++;
    if (now->has_rejoined) {
        now = now->previous;
    }
}

enum tl_state
observer_state(unsigned end)
{
    return now == NULL ? TL_CLOSED : tl_connection_state(now, end);
}

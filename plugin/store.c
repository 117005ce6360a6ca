/* store.c - where is what is known of each frame kept?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "store.h"

#include "by_stream.h"
#include "kept.h"
#include "prefs.h"
#include "reader.h"
#include "recent.h"

#include <string.h>

/* Among how many connections on the same ports, from the newest back, it is looked for what an ICMP
 * error quotes. */
#define QUOTES_LOOK_BACK 4

static int64_t until_ns;

/* What is known of a conversation of Wireshark. Most hold one connection. */
struct tl_history {
    struct tl_kept *newest; /* the connection that the next segment belongs to */
    wmem_tree_t *by_frame;  /* first frame -> connection; NULL while there was only one */
    struct tl_kept first;   /* room for the first one that begins in it */
};

static struct tl_history *
history_of(conversation_t *conversation)
{
    struct tl_history *history = NULL;
    uint32_t stream;

    if (tl_reader_stream(conversation, &stream)) {
        history = tl_by_stream(stream);
    }
    if (history != NULL && history->first.conversation == NULL) {
        history->first.conversation = conversation;
    }
    return history;
}

static struct tl_history *
history_of_talk(struct tl_talk *talk)
{
    if (talk->history == NULL && talk->conversation != NULL) {
        talk->history = history_of(talk->conversation);
    }
    return talk->history;
}

static void
forget(void)
{
    tl_by_stream_forget();
    until_ns = INT64_MIN;
}

void
tl_store_register(void)
{
    register_init_routine(forget);
}

void
tl_store_note_time(int64_t time_ns)
{
    until_ns = time_ns > until_ns ? time_ns : until_ns;
}

int64_t
tl_store_until(void)
{
    return until_ns;
}

static struct tl_kept *
kept_of(struct tl_connection *connection)
{
    return (struct tl_kept *)connection;
}

/* The conversation before this one under this key, which Wireshark compares with its direction. */
static conversation_t *
earlier_under(const conversation_t *conversation, conversation_element_t *key)
{
    if (conversation->setup_frame == 0) {
        return NULL;
    }
    return find_conversation_full(conversation->setup_frame - 1, key);
}

/* Writes the key of the other direction. False for a key that is not made of two addresses and
 * ports, with or without more behind them. */
static bool
turn_key(const conversation_element_t *key, conversation_element_t *turned, size_t room)
{
    static const conversation_element_type head[] = { CE_ADDRESS, CE_PORT, CE_ADDRESS, CE_PORT };
    size_t length = 0;

    for (; length < room; length++) {
        if (length < G_N_ELEMENTS(head) && key[length].type != head[length]) {
            return false;
        }
        turned[length < G_N_ELEMENTS(head) ? length ^ 2 : length] = key[length];
        if (key[length].type == CE_CONVERSATION_TYPE) {
            return true;
        }
    }
    return false;
}

/* The conversation that used the same addresses and ports before, or NULL. By the key, because it
 * also holds what else Wireshark tells conversations apart by (interface, VLAN). */
static conversation_t *
earlier_conversation(const conversation_t *conversation)
{
    conversation_element_t turned[10];
    conversation_t *same = earlier_under(conversation, conversation->key_ptr);
    conversation_t *other = NULL;

    if (turn_key(conversation->key_ptr, turned, G_N_ELEMENTS(turned))) {
        other = earlier_under(conversation, turned);
    }
    if (same == NULL || other == NULL) {
        return same != NULL ? same : other;
    }
    return same->conv_index > other->conv_index ? same : other;
}

/* The last connection on the same addresses and ports before this conversation began, or NULL. */
static struct tl_kept *
inherited_by(const conversation_t *conversation)
{
    conversation_t *earlier = earlier_conversation(conversation);
    const struct tl_history *history = earlier != NULL ? history_of(earlier) : NULL;

    return history != NULL ? history->newest : NULL;
}

/* Begins a connection in `room`, of which nothing need be written. */
static struct tl_kept *
begin(struct tl_kept *room, struct tl_kept *previous, const struct tl_talk *talk,
      const struct tl_segment *segment)
{
    memset(&room->notes, 0, sizeof room->notes);
    room->part = NULL;
    room->conversation = talk->conversation;
    room->stream = talk->stream;
    if (previous != NULL) {
        tl_zeek_part_settle(&previous->part, &previous->connection);
        room->part = previous->part;
    }
    tl_connection_begin(&room->connection, previous != NULL ? &previous->connection : NULL, segment,
                        &tl_prefs()->settings);
    return room;
}

/* Does a segment begin a connection behind `kept`? The core decides and not Wireshark, whose
 * versions differ: 4.4 opens another tcp.stream at a SYN that comes again after a reset, and all do
 * so at a SYN,ACK with another number. */
static bool
begins_behind(const struct tl_kept *kept, const struct tl_segment *segment)
{
    return kept == NULL || tl_connection_starts_anew(&kept->connection, segment);
}

/* From this frame on, the conversation's segments belong to `kept`. */
static void
go_on_with(struct tl_history *history, struct tl_kept *kept, uint32_t frame)
{
    if (history->newest == kept) {
        return;
    }
    if (history->by_frame == NULL) {
        history->by_frame = wmem_tree_new(wmem_file_scope());
        wmem_tree_insert32(history->by_frame, 0, history->newest);
    }
    wmem_tree_insert32(history->by_frame, frame, kept);
    history->newest = kept;
}

static struct tl_history *
begin_history(const struct tl_talk *talk, const struct tl_segment *segment)
{
    struct tl_kept *before = talk->is_first ? NULL : inherited_by(talk->conversation);
    struct tl_history *history = wmem_new0(wmem_file_scope(), struct tl_history);

    history->newest =
        begins_behind(before, segment) ? begin(&history->first, before, talk, segment) : before;
    tl_by_stream_keep(talk->stream, history);
    return history;
}

/* Is the number of its conversation known? It is written, if it can be. */
static bool
has_stream(struct tl_talk *talk)
{
    talk->has_stream = talk->has_stream || tl_reader_stream(talk->conversation, &talk->stream);
    return talk->has_stream;
}

/* The history of a conversation that this segment opens or goes on with; its newest connection is
 * the one that the segment belongs to. NULL where TCP's own dissector knows of none. */
static struct tl_history *
history_with(struct tl_talk *talk, const struct tl_segment *segment)
{
    struct tl_history *history = history_of_talk(talk);

    if (history == NULL) {
        talk->history = has_stream(talk) ? begin_history(talk, segment) : NULL;
        return talk->history;
    }
    if (begins_behind(history->newest, segment) && has_stream(talk)) {
        struct tl_kept *room = wmem_new(wmem_file_scope(), struct tl_kept);
        go_on_with(history, begin(room, history->newest, talk, segment), segment->frame);
    }
    return history;
}

uint64_t
tl_store_observe(const packet_info *pinfo, struct tl_talk *talk, const struct tl_segment *segment)
{
    struct tl_history *history;
    struct tl_kept *kept;
    struct tl_note note = { 0 };

    DISSECTOR_ASSERT(!PINFO_FD_VISITED(pinfo));
    tl_store_note_time(segment->time_ns);
    history = history_with(talk, segment);
    if (history == NULL) {
        return 0;
    }
    kept = history->newest;
    if (tl_connection_needs_past(&kept->connection, segment)) {
        kept->connection.past = wmem_new0(wmem_file_scope(), struct tl_past);
    }
    if (tl_segment_has(segment, TL_RST)) {
        note.reset = wmem_new0(wmem_file_scope(), struct tl_reset);
    }
    tl_zeek_part_observe(&kept->part, &kept->connection, segment);
    tl_connection_observe(&kept->connection, segment, &note);
    if (kept->connection.has_rejoined) {
        struct tl_zeek_part *part = kept->part;
        kept = kept_of(kept->connection.previous);
        kept->part = part;
        tl_zeek_part_rejoin(part, &kept->connection);
        go_on_with(history, kept, segment->frame);
    }
    if (tl_note_matters(&note)) {
        tl_notes_keep(&kept->notes, &note, &kept->connection);
    }
    return note.findings;
}

/* The connection that sent what the error quotes, as far as is known; else the newest. */
static struct tl_kept *
quoted_by(const struct tl_icmp_error *error, struct tl_kept *newest)
{
    struct tl_kept *kept = newest;

    for (unsigned i = 0; i < QUOTES_LOOK_BACK && kept != NULL; i++) {
        const bool is_in_it = error->quoted_frame >= kept->connection.first_frame;
        if (is_in_it || tl_icmp_quoted_frame(&kept->connection, error->from, error->seq) != 0) {
            return kept;
        }
        kept = kept_of(kept->connection.previous);
    }
    return newest;
}

/* Has the connection as many errors as are kept of one? */
static bool
is_full_of_errors(const struct tl_connection *connection)
{
    return connection->last_error != NULL &&
           connection->last_error->ordinal >= tl_prefs()->notes_most;
}

const struct tl_connection *
tl_store_observe_error(conversation_t *conversation, struct tl_icmp_error *error)
{
    const struct tl_history *history = history_of(conversation);
    struct tl_note note = { 0 };
    struct tl_kept *kept;

    if (history == NULL) {
        return NULL;
    }
    kept = quoted_by(error, history->newest);
    if (is_full_of_errors(&kept->connection)) {
        return NULL;
    }
    tl_connection_observe_error(&kept->connection, error, &note);
    if (tl_note_matters(&note)) {
        tl_notes_keep(&kept->notes, &note, &kept->connection);
    }
    return &kept->connection;
}

/* Does it begin behind this segment, in the same frame or in a later one? */
static bool
begins_later(const struct tl_kept *kept, const struct tl_segment *segment)
{
    return kept->connection.first_frame > segment->frame ||
           (kept->connection.first_frame == segment->frame &&
            kept->connection.first_place > segment->place);
}

static struct tl_kept *
kept_at(const struct tl_history *history, const struct tl_segment *segment)
{
    struct tl_kept *kept = history->newest;

    if (history->by_frame != NULL) {
        kept = (struct tl_kept *)wmem_tree_lookup32_le(history->by_frame, segment->frame);
    }
    while (kept != NULL && begins_later(kept, segment)) {
        kept = kept_of(kept->connection.previous);
    }
    return kept;
}

/* What holds before the first note: nothing is known but what the connection began with. */
static struct tl_note
unwritten_note(const struct tl_connection *connection)
{
    struct tl_note note = { 0 };

    note.phase = TL_PHASE_DATA;
    note.client = connection->client & 1u;
    note.roles_inferred = connection->is_role_inferred;
    return note;
}

void
tl_store_look_up_in(const struct tl_connection *connection, const struct tl_segment *segment,
                    struct tl_view *view)
{
    const struct tl_kept *kept = (const struct tl_kept *)connection;
    const struct tl_note *last = tl_notes_up_to(&kept->notes, segment);

    view->segment = segment;
    view->connection = connection;
    view->stream = kept->stream;
    view->note = last != NULL ? *last : unwritten_note(connection);
    if (tl_notes_are_lost_at(&kept->notes, segment)) {
        tl_note_lose(&view->note, segment);
    } else if (last == NULL || last->frame != segment->frame || last->place != segment->place) {
        tl_note_quieten(&view->note, segment);
    }
}

bool
tl_store_look_up(packet_info *pinfo, struct tl_talk *talk, const struct tl_segment *segment,
                 struct tl_view *view)
{
    const struct tl_history *history = history_of_talk(talk);
    struct tl_kept *kept = history != NULL ? kept_at(history, segment) : NULL;

    if (kept == NULL) {
        return false;
    }
    if (kept->conversation == NULL) {
        kept->conversation = tl_recent_conversation(pinfo, talk);
    }
    tl_store_look_up_in(&kept->connection, segment, view);
    return true;
}

bool
tl_store_stream_at(conversation_t *conversation, uint32_t frame, uint32_t *stream)
{
    const struct tl_segment any = { .frame = frame, .place = UINT8_MAX };
    const struct tl_history *history = history_of(conversation);
    const struct tl_kept *kept = history != NULL ? kept_at(history, &any) : NULL;

    if (kept == NULL) {
        return false;
    }
    *stream = kept->stream;
    return true;
}

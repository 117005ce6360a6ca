/* icmp.c - what does an ICMP error about a segment mean for its connection?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "icmp.h"

#include "progress.h"

#include <stddef.h>

struct message {
    uint8_t version;
    uint8_t type;
    uint8_t code;
    uint8_t kind;
    const char *word;
};

static const struct message types[] = {
#define TYPE_ENTRY(version, type, id, word) { version, type, 0, TL_ICMP_##id, word },
    TL_ICMP_TYPES(TYPE_ENTRY)
#undef TYPE_ENTRY
};

static const struct message codes[] = {
#define CODE_ENTRY(version, type, code, id, word) { version, type, code, TL_ICMP_##id, word },
    TL_ICMP_CODES(CODE_ENTRY)
#undef CODE_ENTRY
};

static const struct {
    enum tl_severity severity;
    bool may_end;
} kinds[TL_ICMP_KIND_COUNT] = {
#define KIND_ENTRY(id, name, severity, may_end, text) [TL_ICMP_##id] = { TL_##severity, may_end },
    TL_ICMP_KINDS(KIND_ENTRY)
#undef KIND_ENTRY
};

static const struct message *
find_type(unsigned version, unsigned type)
{
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (types[i].version == version && types[i].type == type) {
            return &types[i];
        }
    }
    return NULL;
}

static const struct message *
find_code(unsigned version, unsigned type, unsigned code)
{
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (codes[i].version == version && codes[i].type == type && codes[i].code == code) {
            return &codes[i];
        }
    }
    return NULL;
}

enum tl_icmp_kind
tl_icmp_kind(unsigned version, unsigned type, unsigned code)
{
    const struct message *listed = find_code(version, type, code);

    if (listed == NULL) {
        listed = find_type(version, type);
    }
    return listed != NULL ? (enum tl_icmp_kind)listed->kind : TL_ICMP_ADVICE;
}

const char *
tl_icmp_type_word(unsigned version, unsigned type)
{
    const struct message *listed = find_type(version, type);
    return listed != NULL ? listed->word : "";
}

const char *
tl_icmp_code_word(unsigned version, unsigned type, unsigned code)
{
    const struct message *listed = find_code(version, type, code);
    return listed != NULL ? listed->word : "";
}

enum tl_severity
tl_icmp_severity(enum tl_icmp_kind kind)
{
    return kinds[kind].severity;
}

static bool
is_syn_of(const struct tl_handshake *handshake, unsigned end, uint32_t seq)
{
    return handshake->offer[end].seen && handshake->isn[end] == seq;
}

static uint32_t
frame_of_fin(const struct tl_connection *connection, unsigned end, uint32_t seq)
{
    const struct tl_life *life = &connection->end[end].now;
    const struct tl_fin *fin = connection->teardown.fin;

    if (!tl_life_knows(life, TL_KNOWS_FIN) || life->fin != seq) {
        return 0;
    }
    for (unsigned i = 0; i < 2; i++) {
        if (fin[i].frame != 0 && fin[i].end == end) {
            return fin[i].frame;
        }
    }
    return 0;
}

uint32_t
tl_icmp_quoted_frame(const struct tl_connection *connection, unsigned from, uint32_t seq)
{
    const struct tl_endpoint *sender = &connection->end[from];
    const struct tl_handshake *handshake = &connection->handshake;

    if (sender->last_frame != 0 && sender->last_seq == seq) {
        return sender->last_frame;
    }
    if (is_syn_of(handshake, from, seq)) {
        return from == connection->client ? handshake->syn_frame : handshake->synack_frame;
    }
    return frame_of_fin(connection, from, seq);
}

/* Does it meet an attempt that nobody has answered? RFC 5927 4.1: the number must be right, or it
 * is not about this SYN. */
static bool
meets_attempt(const struct tl_connection *connection, const struct tl_icmp_error *error)
{
    return error->quotes_syn && connection->handshake.synack_frame == 0 &&
           tl_life_may_be_in(&connection->end[error->from].now, TL_ONLY(SYN_SENT));
}

static void
remember(struct tl_connection *connection, struct tl_icmp_error *error)
{
    const struct tl_icmp_error *before = connection->last_error;
    const bool is_grave = error->may_end_attempt || kinds[error->kind].severity >= TL_WARN;

    error->ordinal = before != NULL ? before->ordinal + 1 : 1;
    error->grave = before != NULL ? before->grave : NULL;
    error->first_ending = before != NULL ? before->first_ending : 0;
    if (is_grave) {
        error->grave = error;
    }
    if (error->may_end_attempt && error->first_ending == 0) {
        error->first_ending = error->frame;
    }
    connection->last_error = error;
}

static void
write_states(const struct tl_connection *connection, uint8_t states[2])
{
    states[0] = (uint8_t)tl_connection_state(connection, 0);
    states[1] = (uint8_t)tl_connection_state(connection, 1);
}

static void
find_quoted(const struct tl_connection *connection, struct tl_icmp_error *error)
{
    const uint32_t known = tl_icmp_quoted_frame(connection, error->from, error->seq);

    if (known > error->quoted_frame) {
        error->quoted_frame = known;
    }
    error->quotes_syn = error->from == connection->client &&
                        is_syn_of(&connection->handshake, error->from, error->seq);
    error->may_end_attempt = kinds[error->kind].may_end && meets_attempt(connection, error);
}

void
tl_connection_observe_error(struct tl_connection *connection, struct tl_icmp_error *error,
                            struct tl_note *note)
{
    note->frame = error->frame;
    tl_note_set_time(note, connection->first_ns, error->time_ns);
    note->phase = connection->phase & 3u;
    note->client = connection->client & 1u;
    note->roles_inferred = connection->is_role_inferred;
    write_states(connection, note->before);
    find_quoted(connection, error);
    remember(connection, error);
    if (error->may_end_attempt) {
        connection->handshake.status = TL_OPENING_UNREACHABLE;
        tl_progress_receive(connection, error->from, TL_EV_ICMP_ERROR, note);
    }
    write_states(connection, note->after);
}

const struct tl_icmp_error *
tl_icmp_ending(const struct tl_connection *connection)
{
    const struct tl_icmp_error *error = connection->last_error;
    const struct tl_icmp_error *grave = error != NULL ? error->grave : NULL;
    const bool is_outlived =
        grave != NULL && connection->end[!grave->from].last_frame > grave->frame;

    return is_outlived ? NULL : grave;
}

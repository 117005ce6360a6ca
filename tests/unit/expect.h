/* expect.h - does what the core says of a segment fit what a scenario's line says behind "=>"?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_EXPECT_H
#define TL_EXPECT_H

#include "script.h"
#include "sight.h"
#include "sight_conn.h"
#include "text.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* "SYN-SENT>ESTABLISHED": all states that an end goes through by this segment. */
static inline struct text
text_of_way(const struct sight *sight, unsigned end)
{
    struct text text = { "" };
    for (unsigned i = 0; i < sight->note->step_count; i++) {
        const struct tl_step *step = &sight->note->steps[i];
        if (step->end != end) {
            continue;
        }
        if (text.text[0] == '\0') {
            text_add(&text, "", tl_state_word((enum tl_state)step->from));
        }
        text_add(&text, ">", tl_state_word((enum tl_state)step->to));
    }
    return text;
}

static inline struct text
text_of_initiator(const struct sight *sight)
{
    const struct tl_teardown *teardown = &sight->connection->teardown;
    if (teardown->kind == TL_TEARDOWN_SIMULTANEOUS) {
        return text_of("both");
    }
    return text_of(teardown->fin[0].frame != 0 ? text_of_end(sight, teardown->fin[0].end) : "");
}

static inline struct text
sight_of_note(const struct sight *sight, const char *key)
{
    const struct tl_note *note = sight->note;

    if (strcmp(key, "way.C") == 0) {
        return text_of_way(sight, sight->end[0]);
    }
    if (strcmp(key, "way.S") == 0) {
        return text_of_way(sight, sight->end[1]);
    }
    if (strcmp(key, "phase") == 0) {
        return text_of(tl_phase_word((enum tl_phase)note->phase));
    }
    if (strcmp(key, "client") == 0) {
        return text_of(text_of_end(sight, note->client));
    }
    return text_of(strcmp(key, "inferred") != 0 ? "unknown key"
                   : note->roles_inferred       ? "true"
                                                : "false");
}

static inline struct text
sight_of_handshake(const struct sight *sight, const char *key)
{
    const struct tl_handshake *handshake = &sight->connection->handshake;

    if (strcmp(key, "handshake.step") == 0) {
        return text_of_bits(sight->note->handshake_steps);
    }
    if (strcmp(key, "handshake.kind") == 0) {
        return text_of(tl_handshake_kind_word((enum tl_handshake_kind)handshake->kind));
    }
    if (strcmp(key, "handshake.status") == 0) {
        return text_of(tl_handshake_status_word(tl_handshake_status(handshake, false)));
    }
    return text_of("unknown key");
}

static inline struct text
sight_of_teardown(const struct sight *sight, const char *key)
{
    const struct tl_teardown *teardown = &sight->connection->teardown;

    if (strcmp(key, "teardown.step") == 0) {
        return text_of_bits(sight->note->teardown_steps);
    }
    if (strcmp(key, "teardown.kind") == 0) {
        return text_of(tl_teardown_kind_word((enum tl_teardown_kind)teardown->kind));
    }
    if (strcmp(key, "teardown.status") == 0) {
        return text_of(tl_teardown_status_word((enum tl_teardown_status)teardown->status));
    }
    return strcmp(key, "teardown.initiator") == 0 ? text_of_initiator(sight)
                                                  : text_of("unknown key");
}

static inline bool
is_one_of(const char *key, const char *keys)
{
    const char *at = strstr(keys, key);
    const size_t length = strlen(key);
    return at != NULL && (at == keys || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0');
}

/* What the core says under this key. */
static inline struct text
sight_value(const struct sight *sight, const char *key)
{
    if (strncmp(key, "handshake.", 10) == 0) {
        return sight_of_handshake(sight, key);
    }
    if (strncmp(key, "teardown.", 9) == 0) {
        return sight_of_teardown(sight, key);
    }
    if (strncmp(key, "probe.", 6) == 0) {
        return sight_of_probe(sight, key);
    }
    if (is_one_of(key, "cause confidence effective acceptability stage trigger unacked own-unacked "
                       "afterwards")) {
        return sight_of_reset(sight, key);
    }
    if (is_one_of(key, "verdict closed_by abnormal ending")) {
        return sight_of_connection(sight, key);
    }
    return sight_of_note(sight, key);
}

#endif

/* sight.h - one observed segment as the checks of a scenario look at it: its reset and its probe.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_SIGHT_H
#define TL_SIGHT_H

#include "consequence.h"
#include "lab.h"
#include "probe.h"
#include "script.h"
#include "text.h"
#include "trait.h"

#include <stdbool.h>
#include <string.h>

/* One observed segment, as the checks look at it. Ends are those of the core. */
struct sight {
    const struct tl_note *note;
    const struct tl_connection *connection;
    const struct tl_segment *segment;
    unsigned end[2]; /* the core's number of C and of S */
    bool is_final;   /* the last segment was observed */
};

static inline struct text
text_of_aftermath(const struct sight *sight)
{
    struct text text = { "" };
    const unsigned bits =
        tl_reset_aftermath(sight->connection, sight->note->reset, sight->is_final);

    for (unsigned i = 0; i < TL_AFTERMATH_COUNT; i++) {
        if (bits >> i & 1) {
            text_add(&text, ",", tl_aftermath_word((enum tl_aftermath)i));
        }
    }
    return text;
}

static inline struct text
sight_of_reset(const struct sight *sight, const char *key)
{
    const struct tl_reset *reset = sight->note->reset;

    if (reset == NULL) {
        return text_of("no reset");
    }
    if (strcmp(key, "cause") == 0) {
        return text_of(tl_cause_word((enum tl_cause)reset->cause));
    }
    if (strcmp(key, "confidence") == 0) {
        return text_of(tl_confidence_word((enum tl_confidence)reset->confidence));
    }
    if (strcmp(key, "effective") == 0) {
        return text_of(!reset->has_effect ? "unknown" : reset->is_effective ? "true" : "false");
    }
    if (strcmp(key, "acceptability") == 0) {
        return text_of(tl_position_word((enum tl_position)reset->position));
    }
    if (strcmp(key, "stage") == 0) {
        return text_of(tl_stage_word((enum tl_stage)reset->stage));
    }
    if (strcmp(key, "trigger") == 0) {
        return text_of_number(reset->trigger_frame);
    }
    if (strcmp(key, "afterwards") == 0) {
        return text_of_aftermath(sight);
    }
    return text_of_number(strcmp(key, "own-unacked") == 0 ? reset->sender_unacked_bytes
                                                          : reset->unacked_bytes);
}

/* Is it found to be this? What is noted and what the segment shows by itself. */
static inline bool
sight_shows(const struct sight *sight, unsigned finding)
{
    if (finding < TL_NOTED_COUNT) {
        return (sight->note->findings >> finding & 1u) != 0;
    }
    return finding >= TL_TRAIT_FIRST &&
           (tl_traits(sight->connection, sight->segment, sight->note) >>
                (finding - TL_TRAIT_FIRST) &
            1u) != 0;
}

static inline struct text
sight_of_probe(const struct sight *sight, const char *key)
{
    struct tl_probe probe;

    if (!tl_probe_find(sight->connection, sight->segment, sight->note, sight->is_final, &probe)) {
        return text_of("");
    }
    if (strcmp(key, "probe.kind") == 0) {
        return text_of(tl_probe_word((enum tl_probe_kind)probe.kind));
    }
    if (strcmp(key, "probe.port") == 0) {
        return text_of(tl_port_word((enum tl_port)probe.port));
    }
    if (strcmp(key, "probe.hint") == 0) {
        return text_of(tl_port_word((enum tl_port)probe.window_hint));
    }
    return text_of_number(strcmp(key, "probe.frame") == 0 ? probe.frame : probe.answer_frame);
}

#endif

/* zeek_play.h - how does a test write down a connection and what Zeek says of it?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Segments stand between commas: "END FLAGS SEQ[+LENGTH] [aACK] [@SECONDS] [w0] [cut]". C sends
 * from port 40000. Numbers count from the ISNs, which lie just below 2^32. What is expected is
 * "conn_state history" of each of Zeek's connections, between bars.
 */
#ifndef TL_ZEEK_PLAY_H
#define TL_ZEEK_PLAY_H

#include "build.h"
#include "check.h"
#include "zeek.h"

#include <stdlib.h>
#include <string.h>

struct zeek_case {
    const char *segments;
    const char *expected;
};

/* One word behind the flags. */
static inline void
zeek_read_word(const char *word, struct draft *draft, bool *is_cut)
{
    char *rest;

    if (*word == 'a') {
        draft->ack = (int32_t)strtol(word + 1, NULL, 10);
    } else if (*word == '@') {
        draft->ms = (uint32_t)(strtod(word + 1, NULL) * 1000);
    } else if (strcmp(word, "w0") == 0) {
        draft->is_shut = true;
    } else if (strcmp(word, "cut") == 0) {
        *is_cut = true;
    } else {
        draft->seq = (int32_t)strtol(word, &rest, 10);
        draft->payload = *rest == '+' ? (uint32_t)strtoul(rest + 1, NULL, 10) : 0;
    }
}

/* Reads a segment; the time stays what it was unless the text says another. */
static inline struct tl_segment
zeek_read_segment(const char *text, uint16_t server_port, uint32_t *ms, bool *is_cut)
{
    static const char flags[] = "FSRPA";
    char copy[64];
    struct draft draft = { .ms = *ms };

    snprintf(copy, sizeof copy, "%s", text);
    draft.from = *strtok(copy, " ") == 'S' ? SERVER : CLIENT;
    for (const char *flag = strtok(NULL, " "); *flag != '\0' && *flag != '-'; flag++) {
        draft.flags |= 1u << (strchr(flags, *flag) - flags);
    }
    *is_cut = false;
    for (char *word = strtok(NULL, " "); word != NULL; word = strtok(NULL, " ")) {
        zeek_read_word(word, &draft, is_cut);
    }
    *ms = draft.ms;
    struct tl_segment segment = build_segment(draft);
    *(draft.from == SERVER ? &segment.source_port : &segment.destination_port) = server_port;
    return segment;
}

static inline void
zeek_tell(const struct tl_zeek *zeek, char *told, size_t size)
{
    char history[TL_ZEEK_HISTORY];
    const size_t length = strlen(told);

    tl_zeek_history(zeek, history);
    snprintf(told + length, size - length, "%s%s %s", length > 0 ? " | " : "",
             tl_zeek_conn_state(zeek), history);
}

/* Plays the segments as they are or with the ends' numbers exchanged, which must not matter. */
static inline void
zeek_play(const struct zeek_case *test, uint16_t server_port, unsigned mirrored)
{
    struct tl_zeek zeek;
    char told[512] = "";
    char text[64];
    uint32_t ms = 0;
    bool is_cut;
    bool has_begun = false;

    for (const char *at = test->segments; *at != '\0'; at += strspn(at, ", ")) {
        const size_t length = strcspn(at, ",");
        snprintf(text, sizeof text, "%.*s", (int)length, at);
        at += length;
        struct tl_segment segment = zeek_read_segment(text, server_port, &ms, &is_cut);
        segment.from ^= (uint8_t)mirrored;
        if (has_begun && tl_zeek_starts_anew(&zeek, &segment)) {
            zeek_tell(&zeek, told, sizeof told);
            has_begun = false;
        }
        if (!has_begun) {
            tl_zeek_begin(&zeek, &segment);
            has_begun = true;
        }
        tl_zeek_observe(&zeek, &segment, is_cut);
    }
    zeek_tell(&zeek, told, sizeof told);
    CHECK(strcmp(told, test->expected) == 0);
    if (strcmp(told, test->expected) != 0) {
        printf("    %s\n    got %s, want %s\n", test->segments, told, test->expected);
    }
}

static inline void
zeek_play_all(const struct zeek_case *tests, size_t count, uint16_t server_port)
{
    for (size_t i = 0; i < count; i++) {
        zeek_play(&tests[i], server_port, 0);
        zeek_play(&tests[i], server_port, 1);
    }
}

/* ZEEK_PLAY(port, { segments, expected }, ...): the server is on that port. */
#define ZEEK_PLAY(port, ...)                                                                       \
    do {                                                                                           \
        static const struct zeek_case tests_[] = { __VA_ARGS__ };                                  \
        zeek_play_all(tests_, sizeof tests_ / sizeof tests_[0], (port));                           \
    } while (0)

#endif

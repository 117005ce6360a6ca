/* replay.h - how does a test bring a connection into a state? By the segments that lead there.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Lines are those of tests/scenarios, up to "=>".
 */
#ifndef TL_REPLAY_H
#define TL_REPLAY_H

#include "event.h"
#include "lab.h"
#include "script.h"

#include <stddef.h>

/* A row of segments, and what the core made of them. */
struct replay {
    struct lab lab;
    struct script script;
};

static inline void
replay_begin(struct replay *replay)
{
    lab_clear(&replay->lab);
    replay->script = script_begin("replay");
}

static inline struct tl_segment
replay_read(struct replay *replay, const char *text)
{
    struct script_line line;

    if (!script_read(&replay->script, text, &line)) {
        script_refuse(&replay->script, "no segment", text);
    }
    return line.segment;
}

/* Observes one line; the result is its note. */
static inline const struct tl_note *
replay_line(struct replay *replay, const char *text)
{
    const struct tl_segment segment = replay_read(replay, text);
    return lab_observe(&replay->lab, &segment);
}

/* What the core would take the line for, if it came next. The segment is the caller's. */
static inline struct tl_facts
replay_facts(struct replay *replay, const char *text, struct tl_segment *segment)
{
    struct tl_facts facts;
    struct tl_connection *connection = replay->lab.now;

    *segment = replay_read(replay, text);
    struct tl_endpoint *sender = &connection->end[segment->from];
    struct tl_endpoint *receiver = &connection->end[!segment->from];
    tl_facts_gather(&facts, segment, sender, receiver, &sender->now, &receiver->now);
    return facts;
}

/* The shortest way into a pair of states. */
struct replay_way {
    enum tl_state client;
    enum tl_state server;
    const char *lines[8];
};

#define REPLAY_OPEN "C > S S 0:0(0)", "S > C SA 0:0(0) ack 1", "C > S A 1:1(0) ack 1"

/* clang-format off */
static const struct replay_way replay_ways[] = {
    { TL_CLOSED, TL_LISTEN, { "C > S - 0:0(0)" } },
    { TL_SYN_SENT, TL_LISTEN, { "C > S S 0:0(0)" } },
    { TL_SYN_SENT, TL_SYN_SENT, { "C > S S 0:0(0)", "S > C S 0:0(0)" } },
    { TL_SYN_RECEIVED, TL_SYN_SENT,
      { "C > S S 0:0(0)", "S > C S 0:0(0)", "C > S SA 0:0(0) ack 1" } },
    { TL_SYN_SENT, TL_SYN_RECEIVED, { "C > S S 0:0(0)", "S > C SA 0:0(0) ack 1" } },
    { TL_CLOSED, TL_CLOSED, { REPLAY_OPEN, "S > C RA 1:1(0) ack 1" } },
    { TL_ESTABLISHED, TL_ESTABLISHED, { REPLAY_OPEN } },
    { TL_FIN_WAIT_1, TL_ESTABLISHED, { REPLAY_OPEN, "C > S FA 1:1(0) ack 1" } },
    { TL_FIN_WAIT_1, TL_FIN_WAIT_1,
      { REPLAY_OPEN, "C > S FA 1:1(0) ack 1", "S > C FA 1:1(0) ack 1" } },
    { TL_CLOSING, TL_CLOSING,
      { REPLAY_OPEN, "C > S FA 1:1(0) ack 1", "S > C FA 1:1(0) ack 1", "C > S A 2:2(0) ack 2" } },
    { TL_TIME_WAIT, TL_TIME_WAIT,
      { REPLAY_OPEN, "C > S FA 1:1(0) ack 1", "S > C FA 1:1(0) ack 1", "C > S A 2:2(0) ack 2",
        "S > C A 2:2(0) ack 2" } },
    { TL_FIN_WAIT_2, TL_CLOSE_WAIT,
      { REPLAY_OPEN, "C > S FA 1:1(0) ack 1", "S > C A 1:1(0) ack 2" } },
    { TL_FIN_WAIT_2, TL_LAST_ACK,
      { REPLAY_OPEN, "C > S FA 1:1(0) ack 1", "S > C FA 1:1(0) ack 2" } },
    { TL_TIME_WAIT, TL_CLOSED,
      { REPLAY_OPEN, "C > S FA 1:1(0) ack 1", "S > C FA 1:1(0) ack 2", "C > S A 2:2(0) ack 2" } },
};
/* clang-format on */

static inline void
replay_lines(struct replay *replay, const char *const *lines, size_t count)
{
    for (size_t i = 0; i < count && lines[i] != NULL; i++) {
        replay_line(replay, lines[i]);
    }
}

/* Begins anew and plays the way into this pair of states. */
static inline void
replay_into(struct replay *replay, enum tl_state client, enum tl_state server)
{
    replay_begin(replay);
    for (size_t i = 0; i < sizeof replay_ways / sizeof replay_ways[0]; i++) {
        const struct replay_way *way = &replay_ways[i];
        if (way->client == client && way->server == server) {
            replay_lines(replay, way->lines, 8);
            break;
        }
    }
    if (replay->lab.count == 0 || lab_last(&replay->lab)->after[CLIENT] != client ||
        lab_last(&replay->lab)->after[SERVER] != server) {
        script_refuse(&replay->script, "no way into", tl_state_word(client));
    }
}

#endif

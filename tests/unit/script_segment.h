/* script_segment.h - which segment do the words of a line stand for?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_SCRIPT_SEGMENT_H
#define TL_SCRIPT_SEGMENT_H

#include "script_words.h"

static inline uint16_t
script_flags(const struct script *script, const char *word)
{
    static const char letters[] = "FSRPAUEWN";
    uint16_t flags = 0;

    for (const char *at = word; *at != '\0' && strcmp(word, "-") != 0; at++) {
        const char *letter = strchr(letters, *at);
        if (letter == NULL) {
            script_refuse(script, "unknown flag", word);
        }
        flags = (uint16_t)(flags | 1u << (letter - letters));
    }
    return flags;
}

/* SEQ:END(LENGTH), where END is SEQ + LENGTH. */
static inline void
script_range(const struct script *script, const char *word, unsigned end,
             struct tl_segment *segment)
{
    char *rest;
    const int64_t seq = script_number(script, word, &rest);
    const int64_t behind = *rest == ':' ? script_number(script, rest + 1, &rest) : seq - 1;
    const int64_t length = *rest == '(' ? script_number(script, rest + 1, &rest) : -1;

    if (strcmp(rest, ")") != 0 || behind - seq != length) {
        script_refuse(script, "not SEQ:SEQ+LENGTH(LENGTH)", word);
    }
    segment->seq = script->isn[end] + (uint32_t)seq;
    segment->payload = (uint32_t)length;
}

static inline void
script_timestamps(const struct script *script, const char *value, struct tl_segment *segment)
{
    char *rest;

    segment->options.present |= TL_OPT_TIMESTAMPS;
    segment->options.tsval = BUILD_TIMESTAMP + (uint32_t)script_number(script, value, &rest);
    segment->options.tsecr = BUILD_TIMESTAMP + (uint32_t)script_number(script, rest + 1, NULL);
}

/* One of the words behind the numbers. */
static inline void
script_extra(const struct script *script, const char *word, struct tl_segment *segment)
{
    struct tl_options *options = &segment->options;
    const char *value = strchr(word, '=');

    if (strcmp(word, "sack") == 0) {
        options->present |= TL_OPT_SACK_PERMITTED;
        return;
    }
    if (strcmp(word, "bad-mss") == 0) {
        options->present |= TL_OPT_BAD_LENGTH;
        return;
    }
    if (value == NULL) {
        script_refuse(script, "unknown word", word);
        return;
    }
    value++;
    if (strncmp(word, "ts=", 3) == 0) {
        script_timestamps(script, value, segment);
        return;
    }
    const int64_t number = script_number(script, value, NULL);
    if (strncmp(word, "win=", 4) == 0) {
        segment->window = (uint16_t)number;
    } else if (strncmp(word, "mss=", 4) == 0) {
        options->present |= TL_OPT_MSS;
        options->mss = (uint16_t)number;
    } else if (strncmp(word, "ws=", 3) == 0) {
        options->present |= TL_OPT_WINDOW_SCALE;
        options->window_scale = (uint8_t)number;
    } else if (strncmp(word, "tfo=", 4) == 0) {
        options->present |= TL_OPT_FAST_OPEN;
        options->fast_open_bytes = (uint8_t)number;
    } else if (strncmp(word, "rawack=", 7) == 0) {
        segment->ack = (uint32_t)number;
    } else if (strncmp(word, "ttl=", 4) == 0) {
        segment->ip = (struct tl_ip){ .ttl = (uint8_t)number, .has_ttl = true };
    } else {
        script_refuse(script, "unknown word", word);
    }
}

/* The words behind the range, up to =>. Returns which word that is. */
static inline unsigned
script_extras(const struct script *script, struct script_line *line, unsigned at, unsigned end)
{
    struct tl_segment *segment = &line->segment;
    bool has_ack = false;

    for (; at < line->count && strcmp(line->words[at], "=>") != 0; at++) {
        if (strcmp(line->words[at], "ack") != 0) {
            script_extra(script, line->words[at], segment);
            continue;
        }
        segment->ack = script->isn[!end] + (uint32_t)script_number(script, line->words[++at], NULL);
        has_ack = true;
    }
    if (has_ack != tl_segment_has(segment, TL_ACK)) {
        script_refuse(script, "the flag A and the word ack go together", line->words[0]);
    }
    return at;
}

/* As many octets as these options take, with what fills them up to words of four. */
static inline uint8_t
script_option_bytes(const struct tl_options *options)
{
    const unsigned bytes =
        (options->present & TL_OPT_MSS ? 4u : 0) +
        (options->present & TL_OPT_SACK_PERMITTED ? 2u : 0) +
        (options->present & TL_OPT_BAD_LENGTH ? 3u : 0) +
        (options->present & TL_OPT_TIMESTAMPS ? 10u : 0) +
        (options->present & TL_OPT_WINDOW_SCALE ? 3u : 0) +
        (options->present & TL_OPT_FAST_OPEN ? 2u + options->fast_open_bytes : 0);

    return (uint8_t)((bytes + 3) / 4 * 4);
}

static inline void
script_segment(struct script *script, struct script_line *line)
{
    if (line->count < 5) {
        script_refuse(script, "no segment", line->words[0]);
    }
    const unsigned at = script_time(script, line->words[0]);
    const unsigned end = script_end_of(script, line->words[at]);
    if (strcmp(line->words[at + 1], ">") != 0 ||
        script_end_of(script, line->words[at + 2]) == end || line->count < at + 5) {
        script_refuse(script, "neither C > S nor S > C", line->words[at + 1]);
    }
    struct tl_segment *segment = &line->segment;
    *segment = (struct tl_segment){ .time_ns = script->time_ns,
                                    .frame = ++script->frame,
                                    .flags = script_flags(script, line->words[at + 3]),
                                    .window = BUILD_WINDOW,
                                    .source_port = script->port[end],
                                    .destination_port = script->port[!end],
                                    .from = (uint8_t)(end ^ script->is_mirrored),
                                    .ip = { .ttl = 64, .has_ttl = true } };
    script_range(script, line->words[at + 4], end, segment);
    const unsigned arrow = script_extras(script, line, at + 5, end);
    segment->options.bytes = script_option_bytes(&segment->options);
    line->expected = arrow < line->count ? arrow + 1 : line->count;
}

#endif

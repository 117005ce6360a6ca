/* probe_words.c - the words for a probe that users see.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "probe.h"

static const struct {
    const char *word;
    const char *meaning;
} kinds[TL_PROBE_COUNT] = {
#define KIND_TEXT(id, word, meaning) [TL_PROBE_##id] = { word, meaning },
    TL_PROBE_KINDS(KIND_TEXT)
#undef KIND_TEXT
};

static const char *const ports[TL_PORT_COUNT] = {
#define PORT_WORD(id, word, meaning) [TL_PORT_##id] = word,
    TL_PORTS(PORT_WORD)
#undef PORT_WORD
};

static const char *const readings[TL_PROBE_COUNT][TL_PORT_COUNT] = {
#define READING_TEXT(kind, port, why) [TL_PROBE_##kind][TL_PORT_##port] = (why),
    TL_READINGS(READING_TEXT)
#undef READING_TEXT
};

const char *
tl_probe_word(enum tl_probe_kind kind)
{
    return kinds[kind < TL_PROBE_COUNT ? kind : TL_PROBE_NONE].word;
}

const char *
tl_probe_meaning(enum tl_probe_kind kind)
{
    return kinds[kind < TL_PROBE_COUNT ? kind : TL_PROBE_NONE].meaning;
}

const char *
tl_port_word(enum tl_port port)
{
    return ports[port < TL_PORT_COUNT ? port : TL_PORT_NONE];
}

const char *
tl_probe_reading(const struct tl_probe *probe)
{
    const char *why = readings[probe->kind][probe->port];

    return why != 0 ? why : "";
}

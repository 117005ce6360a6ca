/* prefs.h - what has the user chosen?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Edit > Preferences > Protocols > TCP Lens, or `-o tcplens.NAME:VALUE`. What is chosen holds from
 * the next time that the capture is read from its beginning, which Wireshark does at each change:
 * so all that is known of a capture was judged alike.
 */
#ifndef TL_PREFS_H
#define TL_PREFS_H

#include "core/settings.h"

#include <stdbool.h>
#include <stdint.h>

/* What holds for the capture that is open. */
struct tl_prefs {
    struct tl_settings settings; /* what its connections are judged by */
    uint32_t notes_most;         /* how many notes one connection keeps; see notes.h */
    bool teaches;                /* explain the rules, too, and what to look at next */
    bool tells_in_info;          /* append changes of state to the Info column */
};

/* Registers the preferences of the protocol `protocol`. Once, before any file is opened. */
void tl_prefs_register(int protocol);

/* The preferences; always the same place, which changes only before a file is opened. */
const struct tl_prefs *tl_prefs(void);

#endif

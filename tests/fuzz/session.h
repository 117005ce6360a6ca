/* session.h - how does libwireshark, with the plugin, dissect frames that lie in memory?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_SESSION_H
#define TL_SESSION_H

#include <stdbool.h>
#include <stdint.h>

/* One frame, as a capture file would hold it. */
struct session_frame {
    const uint8_t *bytes;
    unsigned captured; /* how many of them */
    unsigned wire;     /* octets that it had on the wire; never less */
    int encapsulation; /* WTAP_ENCAP_* */
    int64_t time_ns;   /* since 1970 */
};

/* Starts libwireshark, and loads the plugin from this file. Once. */
void session_start(const char *program, const char *plugin);

/* Plays a capture: all frames in order, with or without a tree, and then all once more with one, as
 * when somebody scrolls through them. `look` is called when a frame has been dissected, and taps
 * have told of it. */
void session_play(const struct session_frame *frames, unsigned count, bool has_tree,
                  void (*look)(uint32_t frame));

#endif

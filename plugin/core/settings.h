/* settings.h - what of the judgement is left to the user?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Limits that no RFC fixes for all hosts, and what somebody may not want to be judged at all.
 */
#ifndef TL_SETTINGS_H
#define TL_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

/* What the settings begin with, in seconds; where each comes from stands in settings.c. */
#define TL_TIME_WAIT_SECONDS 240
#define TL_HALF_CLOSED_SECONDS 60
#define TL_IDLE_SECONDS 60

/* What connections are judged by. The same for all connections of a capture, and unchanged while
 * they live: begun under other settings, they would have become others. */
struct tl_settings {
    int64_t time_wait_ns;   /* for so long behind the last segment an end holds TIME-WAIT */
    int64_t half_closed_ns; /* half-closed, and silent for so long: an end owes its FIN */
    int64_t idle_ns;        /* after so long a silence an RST that nothing asked for is the work of
                               an idle timer */
    bool judges_origin;     /* look for evidence that neither end sent an RST; else its cause is
                               what it would be if its sender had sent it */
};

/* What most hosts do. */
extern const struct tl_settings tl_settings_usual;

#endif

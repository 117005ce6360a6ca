/* settings.c - what of the judgement is left to the user?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "settings.h"

#include "clock.h"

const struct tl_settings tl_settings_usual = {
    /* RFC 9293 3.4.2: two maximum segment lifetimes of 2 minutes; then no state is left of it. */
    .time_wait_ns = TL_TIME_WAIT_SECONDS * TL_SECOND_NS,
    /* As long as Linux holds FIN-WAIT-2 for a peer that does not close (tcp_fin_timeout). */
    .half_closed_ns = TL_HALF_CLOSED_SECONDS * TL_SECOND_NS,
    /* Middleboxes forget after a minute at the earliest. */
    .idle_ns = TL_IDLE_SECONDS * TL_SECOND_NS,
    .judges_origin = true,
};

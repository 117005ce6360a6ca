/* tap.c - who else wants to know of each segment: statistics, by Wireshark's taps.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tap.h"

#include <epan/tap.h>

static int tap;

void
tl_tap_register(void)
{
    tap = register_tap(TL_TAP);
}

bool
tl_tap_is_heeded(void)
{
    return have_tap_listener(tap);
}

/* Listeners are called when the dissectors are done; what the view points to is the caller's. */
void
tl_tap_tell(packet_info *pinfo, const struct tl_view *view)
{
    if (!tl_tap_is_heeded()) {
        return;
    }
    struct tl_view *copy = (struct tl_view *)wmem_memdup(pinfo->pool, view, sizeof *view);
    copy->segment =
        (struct tl_segment *)wmem_memdup(pinfo->pool, view->segment, sizeof *view->segment);
    tap_queue_packet(tap, pinfo, copy);
}

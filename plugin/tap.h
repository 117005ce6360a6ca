/* tap.h - who else wants to know of each segment: statistics, by Wireshark's taps.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each tapped packet is a struct tl_view; it and its segment are valid until all listeners have
 * been called.
 */
#ifndef TL_TAP_H
#define TL_TAP_H

#include <epan/packet.h>

#include "store.h"

#include <stdbool.h>

/* The tap's name, for those that listen. */
#define TL_TAP "tcplens"

/* Registers the tap. Once, when the protocol is registered. */
void tl_tap_register(void);

/* Does anybody listen? */
bool tl_tap_is_heeded(void);

/* Tells those who listen of this segment. */
void tl_tap_tell(packet_info *pinfo, const struct tl_view *view);

#endif

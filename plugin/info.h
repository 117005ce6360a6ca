/* info.h - which change of state is told in the Info column?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Only if the user has chosen so (tcplens.info_column), and behind what others have written there.
 */
#ifndef TL_INFO_H
#define TL_INFO_H

#include <epan/packet.h>

#include "core/note.h"
#include "quote.h"

#include <stdbool.h>

/* Is there an Info column, and are changes of state to be told in it? */
bool tl_info_is_wanted(const packet_info *pinfo);

/* Appends the changes that a segment brings: " [client SYN-SENT -> ESTABLISHED]"; nothing where no
 * state changes, or where nobody wants it. */
void tl_info_append(packet_info *pinfo, const struct tl_note *note);

/* The same for an ICMP error, once it has been observed. */
void tl_info_append_error(packet_info *pinfo, const struct tl_quote *quote);

#endif

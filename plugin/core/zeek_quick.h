/* zeek_quick.h - what does the next segment of an ordinary life do to Zeek's connection?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_ZEEK_QUICK_H
#define TL_ZEEK_QUICK_H

#include "zeek.h"

/* Is all in order on this connection: both ends have spoken, nobody has sent RST, no data are
 * missing, and who closed did so in order? Then only few fields can change by the next segment.
 * This is what tl_zeek.is_ordinary has to be after a segment that was looked at in full. */
bool tl_zeek_is_ordinary(const struct tl_zeek *zeek);

#endif

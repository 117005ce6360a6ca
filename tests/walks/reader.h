/* reader.h - what does one end of a connection do with data and FIN?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef WALK_READER_H
#define WALK_READER_H

#include "endpoint.h"

/* RFC 9293 3.10.7.4, seventh and eighth: what the segment carries is taken, as far as it lies in
 * the window. */
void read_text(struct endpoint *self, const struct wire *wire);

#endif

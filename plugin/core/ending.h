/* ending.h - what is to be reported of a connection that did not come to an end of its own?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_ENDING_H
#define TL_ENDING_H

#include "connection.h"
#include "findings.h"

#include <stdint.h>

/* One of TL_ENDS, or TL_FINDING_COUNT for none. To be asked once the capture, which goes as far as
 * `until_ns`, has been seen as a whole. */
enum tl_finding tl_finding_of_end(const struct tl_connection *connection, int64_t until_ns);

/* The end that owes its FIN, 0 or 1; valid where END_HALF_CLOSED or END_OWES_FIN is reported. */
unsigned tl_end_that_owes_fin(const struct tl_connection *connection);

#endif

/* conv_filter.h - "Conversation Filter > TCP Lens connection", by a right click on a packet.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_CONV_FILTER_H
#define TL_CONV_FILTER_H

/* Registers it. Once, when the protocol is registered. */
void tl_conv_filter_register(void);

#endif

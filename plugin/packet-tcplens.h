/* packet-tcplens.h - TCP Lens as a protocol of Wireshark.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_PACKET_TCPLENS_H
#define TL_PACKET_TCPLENS_H

/* Registers the protocol, its fields, its expert information and the post-dissector. The loader
 * calls it once, before any file is opened; the names are those that Wireshark's tools expect. */
void proto_register_tcplens(void);

/* Looks up the other protocols that it has to know, once all are registered. */
void proto_reg_handoff_tcplens(void);

#endif

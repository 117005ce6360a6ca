/* sender.h - how does an endpoint of a walk put its segments together?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef WALK_SENDER_H
#define WALK_SENDER_H

#include "endpoint.h"

/* A segment in the endpoint's own numbers goes out. */
void send_segment(struct endpoint *self, uint32_t seq, uint32_t length, unsigned bits);

/* <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>. */
void send_ack(struct endpoint *self);

/* The SYN, with ACK where the other's SYN has come. */
void send_syn(struct endpoint *self);

/* RFC 9293 3.5.2, group 1: the RST that answers a segment which fits no connection. */
void send_refusal(struct endpoint *self, const struct wire *wire, bool is_aside);

/* RFC 9293 3.10.5: the RST that tells of an abort. */
void send_abort(struct endpoint *self);

/* All that can be sent now: data, FIN, an ACK that is owed. */
void send_pending(struct endpoint *self);

/* The retransmission timer has run out. */
void send_again(struct endpoint *self);

/* Does it wait for an ACK, or for a window? */
bool has_unfinished(const struct endpoint *self);

/* RCV.WND as it is to be offered: brings `edge` up to date. */
uint32_t offer_window(struct endpoint *self);

#endif

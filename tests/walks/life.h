/* life.h - how does a connection of an endpoint begin and end?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef WALK_LIFE_H
#define WALK_LIFE_H

#include "endpoint.h"

/* A new TCB, with a new ISS (RFC 9293 3.4.1), in SYN-SENT or SYN-RECEIVED. */
void life_begin(struct endpoint *self, enum stage stage);

/* The TCB is deleted. `back_to_listen`: the user who listened still does (3.10.7.4). */
void life_end(struct endpoint *self, enum ending ending, bool back_to_listen);

/* TIME-WAIT begins, or begins anew: 2 MSL (RFC 9293 3.6). */
void life_wait(struct endpoint *self);

/* FIN-WAIT-2 begins. */
void life_half_close(struct endpoint *self);

#endif

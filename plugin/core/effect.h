/* effect.h - does its receiver take an RST, and what does it answer?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_EFFECT_H
#define TL_EFFECT_H

#include "event.h"

/* Adds the facts of an RST: takes_effect, may_take_effect, is_refusal, answers_bad_ack; and may
 * correct its position. After all other facts. */
void tl_effect_gather(struct tl_facts *facts);

#endif

/* shrink.h - which part of a plan is it that fails?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef WALK_SHRINK_H
#define WALK_SHRINK_H

#include "plan.h"

/* Takes away from a plan that fails whatever can go while it still fails. */
void shrink(struct plan *plan);

#endif

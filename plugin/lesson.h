/* lesson.h - which rule stands behind what a segment does, and what is to be looked at next?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_LESSON_H
#define TL_LESSON_H

#include <epan/packet.h>

#include "sentence.h"

/* Adds tcplens.explain.background and tcplens.explain.next to the sentence on a segment, where
 * there is something to say, and if the user has chosen to be told (tcplens.explain_for). */
void tl_lesson_draw(proto_tree *tree, const struct tl_sentence *sentence);

#endif

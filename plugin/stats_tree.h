/* stats_tree.h - the connections of a capture, counted: tshark -z tcplens,tree, and in the window.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_STATS_TREE_H
#define TL_STATS_TREE_H

/* Registers the tree. Once, when the protocol is registered. */
void tl_stats_tree_register(void);

#endif

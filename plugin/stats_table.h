/* stats_table.h - Wireshark's sortable tables: one row a connection, and resets by host and cause.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     tshark -z tcplens,table[,FILTER]     one row a connection, as the window shows it
 *     tshark -z tcplens,resets[,FILTER]    resets: sender, its role, cause, how many
 *
 * A row is written anew with each segment, so that at the end it says what is known then.
 */
#ifndef TL_STATS_TABLE_H
#define TL_STATS_TABLE_H

/* Registers both. Once, when the protocol is registered. */
void tl_stats_table_register(void);

#endif

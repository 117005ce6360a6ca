/* report.h - the connections of a capture as tshark's statistics: a table, CSV and JSON.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     tshark -z tcplens,conns[,FILTER]        a table for people
 *     tshark -z tcplens,csv,FILE[,FILTER]     RFC 4180, with a header line
 *     tshark -z tcplens,json,FILE[,FILTER]    RFC 8259, one object a line
 *
 * Each has one row for every connection of which a segment passes the filter, in the order of first
 * frames, with all that is known of it at the end of the capture. FILE `-` is the standard output.
 * What goes wrong ends the program with one line on the standard error.
 */
#ifndef TL_REPORT_H
#define TL_REPORT_H

/* Registers the three. Once, when the protocol is registered. */
void tl_report_register(void);

#endif

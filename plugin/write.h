/* write.h - how are the rows of connections written: for people, as CSV, as JSON?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each writes all connections, in their order, as they are known now. Errors are left to ferror().
 */
#ifndef TL_WRITE_H
#define TL_WRITE_H

#include "conns.h"

#include <stdio.h>

typedef void tl_writer(FILE *file, const struct tl_conns *conns, const char *filter);

/* A table in columns, under a title that names the filter (NULL: none). */
tl_writer tl_write_table;

/* RFC 4180: a line of names, then one for each connection. */
tl_writer tl_write_csv;

/* RFC 8259: one object for each connection, each on a line of its own. What is not known is
 * null. */
tl_writer tl_write_json;

#endif

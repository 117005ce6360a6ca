/* row.h - what do tables and files say of one connection?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_ROW_H
#define TL_ROW_H

#include <glib.h>

#include "column_list.h"
#include "store.h"

#include <stdbool.h>
#include <stdint.h>

enum tl_column {
#define TL_COLUMN_MEMBER(kind, name, meaning) TL_COLUMN_##name,
    TL_COLUMNS(TL_COLUMN_MEMBER)
#undef TL_COLUMN_MEMBER
        TL_COLUMN_COUNT
};

/* What a value is for a reader. */
enum tl_value_kind { TL_VALUE_NONE, TL_VALUE_TEXT, TL_VALUE_NUMBER, TL_VALUE_YES_NO };

/* One value, spelled out. */
struct tl_value {
    enum tl_value_kind kind; /* NONE: there is none. NUMBER: digits, perhaps with a point. YES_NO:
                                true or false */
    const char *text;        /* UTF-8; lives as long as its row */
};

/* All values of one connection, by enum tl_column. */
struct tl_row {
    struct tl_value value[TL_COLUMN_COUNT];
    GStringChunk *texts; /* holds them */
};

/* The name of a column; static. */
const char *tl_column_name(enum tl_column column);

/* A row without values, and its end. */
void tl_row_begin(struct tl_row *row);
void tl_row_end(struct tl_row *row);

/* Writes what is known of a connection of the store now. */
void tl_row_fill(struct tl_row *row, const struct tl_connection *connection);

#endif

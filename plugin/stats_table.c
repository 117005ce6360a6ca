/* stats_table.c - Wireshark's sortable tables: one row a connection, and resets by host and cause.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "stats_table.h"

#include <epan/packet.h>
#include <epan/stat_tap_ui.h>
#include <epan/to_str.h>

#include "about.h"
#include "core/verdict.h"
#include "listeners.h"
#include "row.h"
#include "tap.h"

#include <stdlib.h>

/* How many resets of a connection may still be judged anew, from the newest back. */
#define RESETS_LOOKED_AT 16

typedef stat_tap_table_item_type item;

static stat_tap_table *
table_of(void *tapdata)
{
    const stat_data_t *data = (const stat_data_t *)tapdata;

    return g_array_index(data->stat_tap_data->tables, stat_tap_table *, 0);
}

static stat_tap_table_ui conns;
static stat_tap_table_ui resets;

/* Rows that were cleared, and their texts. All windows of a statistic share its table: when one
 * fills it anew, another still sorts by the rows that it was filled with. */
static GPtrArray *cleared;

static void
forget_cleared(void)
{
    if (cleared != NULL) {
        g_ptr_array_free(cleared, TRUE);
        cleared = NULL;
    }
}

static void
keep_cleared(gpointer memory)
{
    if (cleared == NULL) {
        cleared = g_ptr_array_new_with_free_func(g_free);
    }
    g_ptr_array_add(cleared, memory);
}

/* One table, with room for rows to come. */
static void
begin(stat_tap_table_ui *ui, const char *title)
{
    stat_tap_table *table = stat_tap_find_table(ui, title);

    if (conns.refcount + resets.refcount <= 1) {
        forget_cleared();
    }
    if (table != NULL) {
        if (ui->stat_tap_reset_table_cb != NULL) {
            ui->stat_tap_reset_table_cb(table);
        }
        return;
    }
    table = stat_tap_init_table(title, (int)ui->nfields, 0, NULL);
    tl_listener_forget(table);
    stat_tap_add_table(ui, table);
}

/* The last that is heard of a table before Wireshark frees it. Another one may come to lie where it
 * lay, and must not be taken for it. */
static void
free_text(stat_tap_table *table, guint row, guint column, item *value)
{
    (void)row;
    (void)column;
    tl_listener_forget(table);
    if (value->type == TABLE_ITEM_STRING) {
        g_free((gpointer)value->value.string_value);
    }
    value->value.string_value = NULL;
}

static void
clear(stat_tap_table *table)
{
    for (guint row = 0; row < table->num_elements; row++) {
        for (guint column = 0; column < table->num_fields; column++) {
            const item *value = stat_tap_get_field_data(table, row, column);
            if (value->type == TABLE_ITEM_STRING) {
                keep_cleared((gpointer)value->value.string_value);
            }
        }
        keep_cleared(table->elements[row]);
    }
    table->num_elements = 0;
    tl_listener_forget(table);
}

/* tshark leaves its tables to us. */
static void
end(stat_tap_table_ui *ui)
{
    if (ui->tables != NULL) {
        free_stat_tables(ui);
        g_array_free(ui->tables, TRUE);
        ui->tables = NULL;
    }
}

/* --- one row a connection --- */

#define TEXT(title, column)                                                                        \
    {                                                                                              \
        TABLE_ITEM_STRING, TAP_ALIGN_LEFT, title, "%-24s"                                          \
    }
#define NUMBER(title, column)                                                                      \
    {                                                                                              \
        TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, title, "%12u"                                            \
    }
#define SECONDS(title, column)                                                                     \
    {                                                                                              \
        TABLE_ITEM_FLOAT, TAP_ALIGN_RIGHT, title, "%16.9f"                                         \
    }

/* SHOWN(kind, title, column) */
#define CONNS(SHOWN)                                                                               \
    SHOWN(NUMBER, "Stream", stream)                                                                \
    SHOWN(NUMBER, "Frame", first_frame)                                                            \
    SHOWN(SECONDS, "Duration", duration)                                                           \
    SHOWN(TEXT, "Client", client)                                                                  \
    SHOWN(NUMBER, "Client port", client_port)                                                      \
    SHOWN(TEXT, "Server", server)                                                                  \
    SHOWN(NUMBER, "Server port", server_port)                                                      \
    SHOWN(TEXT, "Verdict", verdict)                                                                \
    SHOWN(TEXT, "Abnormal", abnormal)                                                              \
    SHOWN(TEXT, "Closed by", closed_by)                                                            \
    SHOWN(TEXT, "Reset cause", reset_cause)                                                        \
    SHOWN(TEXT, "Reset origin", reset_origin)                                                      \
    SHOWN(TEXT, "Client state", client_state)                                                      \
    SHOWN(TEXT, "Server state", server_state)                                                      \
    SHOWN(NUMBER, "Client bytes", client_bytes)                                                    \
    SHOWN(NUMBER, "Server bytes", server_bytes)                                                    \
    SHOWN(SECONDS, "Client CLOSE-WAIT", client_time_in_close_wait)                                 \
    SHOWN(SECONDS, "Server CLOSE-WAIT", server_time_in_close_wait)                                 \
    SHOWN(TEXT, "Zeek", conn_state)

static stat_tap_table_item conn_fields[] = {
#define FIELD(kind, title, column) kind(title, column),
    CONNS(FIELD)
#undef FIELD
};

static const enum tl_column conn_columns[] = {
#define COLUMN(kind, title, column) TL_COLUMN_##column,
    CONNS(COLUMN)
#undef COLUMN
};

/* Its value; nothing where it is not known. */
static void
set_value(item *value, stat_tap_table_item_enum kind, const char *text)
{
    if (value->type == TABLE_ITEM_STRING) {
        g_free((gpointer)value->value.string_value);
    }
    value->type = kind;
    switch (kind) {
    case TABLE_ITEM_UINT: value->value.uint_value = (guint)strtoul(text, NULL, 10); break;
    case TABLE_ITEM_FLOAT: value->value.float_value = g_ascii_strtod(text, NULL); break;
    default: value->value.string_value = g_strdup(text); break;
    }
}

/* The number of the connection's row, with a new row if need be. */
static guint
row_of(stat_tap_table *table, const struct tl_connection *connection)
{
    static const item empty[G_N_ELEMENTS(conn_fields)];
    GHashTable *memory = tl_listener_memory(table);
    guint *row = (guint *)g_hash_table_lookup(memory, connection);

    if (row == NULL) {
        row = g_new(guint, 1);
        *row = table->num_elements;
        g_hash_table_insert(memory, (gpointer)connection, row);
        stat_tap_init_table_row(table, *row, G_N_ELEMENTS(conn_fields), empty);
    }
    return *row;
}

static void
write_conn(stat_tap_table *table, const struct tl_connection *connection)
{
    const guint at = row_of(table, connection);
    struct tl_row row;

    tl_row_begin(&row);
    tl_row_fill(&row, connection);
    for (guint i = 0; i < G_N_ELEMENTS(conn_columns); i++) {
        const char *text = row.value[conn_columns[i]].text;
        set_value(stat_tap_get_field_data(table, at, i), conn_fields[i].type,
                  text != NULL ? text : "");
    }
    tl_row_end(&row);
}

/* A segment may also settle the connection before it: it was replaced. */
static tap_packet_status
take_conn(void *tapdata, packet_info *pinfo _U_, epan_dissect_t *edt _U_, const void *data,
          tap_flags_t flags _U_)
{
    const struct tl_view *view = (const struct tl_view *)data;
    const struct tl_connection *connection = tl_connection_proper(view->connection);
    const struct tl_connection *before = tl_connection_before(connection);
    stat_tap_table *table = table_of(tapdata);

    write_conn(table, connection);
    if (before != NULL && g_hash_table_contains(tl_listener_memory(table), before)) {
        write_conn(table, before);
    }
    return TAP_PACKET_REDRAW;
}

static void
begin_conns(stat_tap_table_ui *ui)
{
    begin(ui, "TCP Lens connections");
}

static stat_tap_table_ui conns = {
    .group = REGISTER_PACKET_STAT_GROUP_UNSORTED, /* GENERIC would be in no menu */
    .title = "TCP Lens Connections",
    .tap_name = TL_TAP,
    .cli_string = "tcplens,table",
    .stat_tap_init_cb = begin_conns,
    .packet_func = take_conn,
    .stat_tap_reset_table_cb = clear,
    .stat_tap_free_table_item_cb = free_text,
    .nfields = G_N_ELEMENTS(conn_fields),
    .fields = conn_fields,
};

/* --- resets by host and cause --- */

enum reset_field { SENDER, ROLE, CAUSE, RESETS };

static stat_tap_table_item reset_fields[] = {
    [SENDER] = { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Sender", "%-40s" },
    [ROLE] = { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Role", "%-8s" },
    [CAUSE] = { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Cause", "%-24s" },
    [RESETS] = { TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Resets", "%10u" },
};

/* What is remembered of a reset that was counted. */
struct counted {
    uint32_t frame; /* of it; another reset may lie in the place of one that is kept no more */
    guint row;
    uint8_t cause;
};

/* The row with these words, new if need be. */
static guint
row_with(stat_tap_table *table, const char *const *words)
{
    static const item empty[G_N_ELEMENTS(reset_fields)];
    GHashTable *memory = tl_listener_memory(table);
    char *spelled = g_strjoin("\n", words[SENDER], words[ROLE], words[CAUSE], NULL);
    const char *key = tl_listener_name(table, spelled);
    guint *row = (guint *)g_hash_table_lookup(memory, key);

    if (row == NULL) {
        row = g_new(guint, 1);
        *row = table->num_elements;
        g_hash_table_insert(memory, (gpointer)key, row);
        stat_tap_init_table_row(table, *row, G_N_ELEMENTS(reset_fields), empty);
        for (guint i = SENDER; i <= CAUSE; i++) {
            set_value(stat_tap_get_field_data(table, *row, i), TABLE_ITEM_STRING, words[i]);
        }
        set_value(stat_tap_get_field_data(table, *row, RESETS), TABLE_ITEM_UINT, "0");
    }
    g_free(spelled);
    return *row;
}

static guint
row_of_reset(stat_tap_table *table, const struct tl_connection *connection,
             const struct tl_reset *reset)
{
    char *host = address_to_str(NULL, tl_about_host(connection, reset->sender).address);
    const char *const words[] = {
        [SENDER] = host,
        [ROLE] = reset->sender == connection->client ? "client" : "server",
        [CAUSE] = tl_cause_word((enum tl_cause)reset->cause),
    };
    const guint row = row_with(table, words);

    wmem_free(NULL, host);
    return row;
}

/* What is remembered of it, or NULL. */
static struct counted *
counted_before(stat_tap_table *table, const struct tl_reset *reset)
{
    struct counted *counted =
        (struct counted *)g_hash_table_lookup(tl_listener_memory(table), reset);

    return counted != NULL && counted->frame == reset->frame ? counted : NULL;
}

/* Counts the reset, or counts it elsewhere because its cause is another one than it seemed. */
static void
count_reset(stat_tap_table *table, const struct tl_connection *connection,
            const struct tl_reset *reset)
{
    struct counted *counted = counted_before(table, reset);

    if (counted != NULL && counted->cause == reset->cause) {
        return;
    }
    if (counted != NULL) {
        stat_tap_get_field_data(table, counted->row, RESETS)->value.uint_value--;
    } else {
        counted = g_new(struct counted, 1);
        g_hash_table_insert(tl_listener_memory(table), (gpointer)reset, counted);
        counted->frame = reset->frame;
    }
    counted->cause = reset->cause;
    counted->row = row_of_reset(table, connection, reset);
    stat_tap_get_field_data(table, counted->row, RESETS)->value.uint_value++;
}

/* The reset of this segment, and those before it that were counted already. */
static tap_packet_status
take_reset(void *tapdata, packet_info *pinfo _U_, epan_dissect_t *edt _U_, const void *data,
           tap_flags_t flags _U_)
{
    const struct tl_view *view = (const struct tl_view *)data;
    const struct tl_reset *reset = view->connection->last_reset;
    stat_tap_table *table = table_of(tapdata);

    if (view->note.reset != NULL) {
        count_reset(table, view->connection, view->note.reset);
    }
    for (unsigned i = 0; i < RESETS_LOOKED_AT && reset != NULL; i++, reset = reset->previous) {
        if (counted_before(table, reset) != NULL) {
            count_reset(table, view->connection, reset);
        }
    }
    return TAP_PACKET_REDRAW;
}

static void
begin_resets(stat_tap_table_ui *ui)
{
    begin(ui, "TCP Lens resets");
}

static stat_tap_table_ui resets = {
    .group = REGISTER_PACKET_STAT_GROUP_UNSORTED, /* GENERIC would be in no menu */
    .title = "TCP Lens Resets",
    .tap_name = TL_TAP,
    .cli_string = "tcplens,resets",
    .stat_tap_init_cb = begin_resets,
    .packet_func = take_reset,
    .stat_tap_reset_table_cb = clear,
    .stat_tap_free_table_item_cb = free_text,
    .nfields = G_N_ELEMENTS(reset_fields),
    .fields = reset_fields,
};

static void
end_all(void)
{
    end(&conns);
    end(&resets);
    forget_cleared();
}

void
tl_stats_table_register(void)
{
    register_shutdown_routine(end_all);
    register_stat_tap_table_ui(&conns);
    register_stat_tap_table_ui(&resets);
}

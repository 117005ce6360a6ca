/* write.c - how are the rows of connections written: for people, as CSV, as JSON?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "write.h"

#include <wsutil/json_dumper.h>

#include "row.h"

#include <string.h>

/* A column of the table for people. Numbers stand to the right. */
struct shown {
    const char *title;
    enum tl_column column;
    enum tl_column port; /* written behind the value, if it is another column */
};

static const struct shown shown[] = {
    { "Stream", TL_COLUMN_stream, TL_COLUMN_stream },
    { "Frame", TL_COLUMN_first_frame, TL_COLUMN_first_frame },
    { "Duration", TL_COLUMN_duration, TL_COLUMN_duration },
    { "Client", TL_COLUMN_client, TL_COLUMN_client_port },
    { "Server", TL_COLUMN_server, TL_COLUMN_server_port },
    { "Verdict", TL_COLUMN_verdict, TL_COLUMN_verdict },
    { "Closed by", TL_COLUMN_closed_by, TL_COLUMN_closed_by },
    { "Reset cause", TL_COLUMN_reset_cause, TL_COLUMN_reset_cause },
    { "Client state", TL_COLUMN_client_state, TL_COLUMN_client_state },
    { "Server state", TL_COLUMN_server_state, TL_COLUMN_server_state },
    { "Client bytes", TL_COLUMN_client_bytes, TL_COLUMN_client_bytes },
    { "Server bytes", TL_COLUMN_server_bytes, TL_COLUMN_server_bytes },
    { "Zeek", TL_COLUMN_conn_state, TL_COLUMN_conn_state },
};

#define SHOWN G_N_ELEMENTS(shown)

static const struct tl_connection *
connection_at(const struct tl_conns *conns, guint index)
{
    return (const struct tl_connection *)g_ptr_array_index(conns->met, index);
}

static void
spell(GString *text, const struct tl_row *row, const struct shown *column)
{
    const struct tl_value *value = &row->value[column->column];

    g_string_assign(text, value->text != NULL ? value->text : "");
    if (column->port != column->column) {
        const char *form = strchr(text->str, ':') != NULL ? "[%s]:%s" : "%s:%s";
        char *host = g_strdup(text->str);
        g_string_printf(text, form, host, row->value[column->port].text);
        g_free(host);
    }
}

static void
measure(const struct tl_conns *conns, struct tl_row *row, size_t *widths)
{
    GString *text = g_string_new(NULL);

    for (size_t i = 0; i < SHOWN; i++) {
        widths[i] = strlen(shown[i].title);
    }
    for (guint at = 0; at < conns->met->len; at++) {
        tl_row_fill(row, connection_at(conns, at));
        for (size_t i = 0; i < SHOWN; i++) {
            spell(text, row, &shown[i]);
            widths[i] = MAX(widths[i], text->len);
        }
    }
    g_string_free(text, TRUE);
}

static void
write_cell(FILE *file, const char *text, size_t width, bool is_right, bool is_last)
{
    if (is_right) {
        (void)fprintf(file, "%*s", (int)width, text);
    } else {
        (void)fprintf(file, "%-*s", is_last ? 0 : (int)width, text);
    }
    (void)fputs(is_last ? "\n" : "  ", file);
}

static void
write_titles(FILE *file, const size_t *widths)
{
    for (size_t i = 0; i < SHOWN; i++) {
        write_cell(file, shown[i].title, widths[i], false, i + 1 == SHOWN);
    }
}

static void
write_line(FILE *file, const struct tl_row *row, const size_t *widths, GString *text)
{
    for (size_t i = 0; i < SHOWN; i++) {
        const bool is_number = row->value[shown[i].column].kind == TL_VALUE_NUMBER;
        spell(text, row, &shown[i]);
        write_cell(file, text->str, widths[i], is_number, i + 1 == SHOWN);
    }
}

void
tl_write_table(FILE *file, const struct tl_conns *conns, const char *filter)
{
    size_t widths[SHOWN];
    GString *text = g_string_new(NULL);
    struct tl_row row;

    tl_row_begin(&row);
    measure(conns, &row, widths);
    (void)fprintf(file, "TCP connections: %u\nFilter: %s\n\n", conns->met->len,
                  filter != NULL ? filter : "none");
    write_titles(file, widths);
    for (guint at = 0; at < conns->met->len; at++) {
        tl_row_fill(&row, connection_at(conns, at));
        write_line(file, &row, widths, text);
    }
    tl_row_end(&row);
    g_string_free(text, TRUE);
}

/* RFC 4180 2, 5 to 7. */
static void
write_csv_value(FILE *file, const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        (void)fputs(text, file);
        return;
    }
    (void)fputc('"', file);
    for (; *text != '\0'; text++) {
        (void)fputs(*text == '"' ? "\"\"" : (char[]){ *text, '\0' }, file);
    }
    (void)fputc('"', file);
}

void
tl_write_csv(FILE *file, const struct tl_conns *conns, const char *filter _U_)
{
    struct tl_row row;

    tl_row_begin(&row);
    for (unsigned i = 0; i < TL_COLUMN_COUNT; i++) {
        (void)fprintf(file, "%s%s", i > 0 ? "," : "", tl_column_name((enum tl_column)i));
    }
    (void)fputs("\r\n", file);
    for (guint at = 0; at < conns->met->len; at++) {
        tl_row_fill(&row, connection_at(conns, at));
        for (unsigned i = 0; i < TL_COLUMN_COUNT; i++) {
            (void)fputs(i > 0 ? "," : "", file);
            write_csv_value(file, row.value[i].text != NULL ? row.value[i].text : "");
        }
        (void)fputs("\r\n", file);
    }
    tl_row_end(&row);
}

static void
write_json_value(json_dumper *json, const struct tl_value *value)
{
    switch (value->kind) {
    case TL_VALUE_TEXT: json_dumper_value_string(json, value->text); break;
    case TL_VALUE_NUMBER:
    case TL_VALUE_YES_NO: json_dumper_value_anyf(json, "%s", value->text); break;
    case TL_VALUE_NONE: json_dumper_value_anyf(json, "null"); break;
    }
}

void
tl_write_json(FILE *file, const struct tl_conns *conns, const char *filter _U_)
{
    struct tl_row row;

    tl_row_begin(&row);
    for (guint at = 0; at < conns->met->len; at++) {
        json_dumper json = { .output_file = file };

        tl_row_fill(&row, connection_at(conns, at));
        json_dumper_begin_object(&json);
        for (unsigned i = 0; i < TL_COLUMN_COUNT; i++) {
            json_dumper_set_member_name(&json, tl_column_name((enum tl_column)i));
            write_json_value(&json, &row.value[i]);
        }
        json_dumper_end_object(&json);
        json_dumper_finish(&json);
    }
    tl_row_end(&row);
}

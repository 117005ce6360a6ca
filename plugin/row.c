/* row.c - what do tables and files say of one connection?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "row.h"

#include <epan/to_str.h>

#include "about.h"
#include "core/clock.h"
#include "core/icmp.h"
#include "core/verdict.h"
#include "spell.h"

#include <inttypes.h>
#include <stdio.h>

const char *
tl_column_name(enum tl_column column)
{
    static const char *const names[TL_COLUMN_COUNT] = {
#define COLUMN_NAME(kind, name, meaning) [TL_COLUMN_##name] = #name,
        TL_COLUMNS(COLUMN_NAME)
#undef COLUMN_NAME
    };
    return names[column];
}

void
tl_row_begin(struct tl_row *row)
{
    *row = (struct tl_row){ .texts = g_string_chunk_new(1024) };
}

void
tl_row_end(struct tl_row *row)
{
    g_string_chunk_free(row->texts);
}

static void
put(struct tl_row *row, enum tl_column column, enum tl_value_kind kind, const char *text)
{
    row->value[column].kind = kind;
    row->value[column].text = g_string_chunk_insert(row->texts, text);
}

static void
put_text(struct tl_row *row, enum tl_column column, const char *text)
{
    if (text[0] != '\0') {
        put(row, column, TL_VALUE_TEXT, text);
    }
}

static void
put_number(struct tl_row *row, enum tl_column column, uint64_t number)
{
    char text[24];

    (void)snprintf(text, sizeof text, "%" PRIu64, number);
    put(row, column, TL_VALUE_NUMBER, text);
}

static void
put_frame(struct tl_row *row, enum tl_column column, uint32_t frame)
{
    if (frame != 0) {
        put_number(row, column, frame);
    }
}

static void
put_time(struct tl_row *row, enum tl_column column, int64_t ns)
{
    char text[40];

    (void)snprintf(text, sizeof text, "%" PRId64 ".%09" PRId64, ns / TL_SECOND_NS,
                   ns % TL_SECOND_NS);
    put(row, column, TL_VALUE_NUMBER, text);
}

static void
put_yes_no(struct tl_row *row, enum tl_column column, bool is_so)
{
    put(row, column, TL_VALUE_YES_NO, is_so ? "true" : "false");
}

static void
put_ends(struct tl_row *row, const struct tl_connection *connection)
{
    static const enum tl_column hosts[] = { TL_COLUMN_client, TL_COLUMN_server };
    static const enum tl_column ports[] = { TL_COLUMN_client_port, TL_COLUMN_server_port };

    for (unsigned role = 0; role < 2; role++) {
        const struct tl_host host = tl_about_host(connection, connection->client ^ role);
        char *text = address_to_str(NULL, host.address);

        put_text(row, hosts[role], text);
        put_number(row, ports[role], host.port);
        wmem_free(NULL, text);
    }
    put_yes_no(row, TL_COLUMN_roles_inferred, connection->is_role_inferred);
}

static void
put_verdict(struct tl_row *row, const struct tl_connection *connection)
{
    const unsigned client = connection->client;

    put_text(row, TL_COLUMN_verdict, tl_verdict_word(tl_verdict(connection)));
    put_yes_no(row, TL_COLUMN_abnormal, tl_is_abnormal(connection, tl_store_until()));
    put_text(row, TL_COLUMN_closed_by, tl_closer_word(tl_closed_by(connection)));
    put_text(row, TL_COLUMN_client_state, tl_state_word(tl_connection_state(connection, client)));
    put_text(row, TL_COLUMN_server_state, tl_state_word(tl_connection_state(connection, !client)));
}

static void
put_zeek(struct tl_row *row, const struct tl_connection *connection)
{
    char history[TL_ZEEK_HISTORY];
    struct tl_zeek zeek;

    (void)tl_about_zeek(connection, UINT32_MAX, &zeek);
    tl_zeek_history(&zeek, history);
    put_text(row, TL_COLUMN_conn_state, tl_zeek_conn_state(&zeek));
    put_text(row, TL_COLUMN_history, history);
}

static void
put_handshake(struct tl_row *row, const struct tl_handshake *handshake)
{
    const enum tl_handshake_status status = tl_handshake_status(handshake, true);

    put_text(row, TL_COLUMN_handshake_kind,
             tl_handshake_kind_word((enum tl_handshake_kind)handshake->kind));
    put_text(row, TL_COLUMN_handshake_status, tl_handshake_status_word(status));
    if (handshake->has_server_rtt) {
        put_time(row, TL_COLUMN_server_rtt, handshake->server_rtt_ns);
    }
    if (handshake->has_client_rtt) {
        put_time(row, TL_COLUMN_client_rtt, handshake->client_rtt_ns);
    }
    put_number(row, TL_COLUMN_syn_retransmits, handshake->syn_retransmits);
}

static void
put_teardown(struct tl_row *row, const struct tl_teardown *teardown)
{
    put_text(row, TL_COLUMN_teardown_kind,
             tl_teardown_kind_word((enum tl_teardown_kind)teardown->kind));
    put_text(row, TL_COLUMN_teardown_status,
             tl_teardown_status_word((enum tl_teardown_status)teardown->status));
}

static void
put_reset(struct tl_row *row, const struct tl_connection *connection)
{
    const struct tl_reset *ending = tl_ending_reset(connection);
    const struct tl_reset *reset = ending != NULL ? ending : connection->last_reset;

    if (reset == NULL) {
        return;
    }
    put_frame(row, TL_COLUMN_reset_frame, reset->frame);
    put_text(row, TL_COLUMN_reset_sender,
             reset->sender == connection->client ? "client" : "server");
    put_text(row, TL_COLUMN_reset_cause, tl_cause_word((enum tl_cause)reset->cause));
    put_text(row, TL_COLUMN_reset_origin, tl_origin_word((enum tl_origin)reset->origin));
    if (reset->has_effect) {
        put_yes_no(row, TL_COLUMN_reset_effective, reset->is_effective);
    }
}

static void
put_traffic(struct tl_row *row, const struct tl_connection *connection)
{
    const unsigned client = connection->client;

    put_number(row, TL_COLUMN_client_bytes, connection->bytes[client]);
    put_number(row, TL_COLUMN_server_bytes, connection->bytes[!client]);
    put_number(row, TL_COLUMN_client_packets, connection->segments[client]);
    put_number(row, TL_COLUMN_server_packets, connection->segments[!client]);
}

static void
put_times(struct tl_row *row, const struct tl_connection *connection)
{
    const unsigned client = connection->client;
    struct tl_time_in times;

    put_time(row, TL_COLUMN_start, connection->first_ns);
    put_time(row, TL_COLUMN_duration, tl_connection_duration(connection));
    tl_about_time_in(connection, tl_store_until(), &times);
    put_time(row, TL_COLUMN_client_time_in_fin_wait_2, (int64_t)times.ns[client][TL_FIN_WAIT_2]);
    put_time(row, TL_COLUMN_client_time_in_close_wait, (int64_t)times.ns[client][TL_CLOSE_WAIT]);
    put_time(row, TL_COLUMN_server_time_in_fin_wait_2, (int64_t)times.ns[!client][TL_FIN_WAIT_2]);
    put_time(row, TL_COLUMN_server_time_in_close_wait, (int64_t)times.ns[!client][TL_CLOSE_WAIT]);
}

static void
put_neighbours(struct tl_row *row, const struct tl_connection *connection)
{
    const struct tl_connection *before = tl_connection_before(connection);
    const struct tl_connection *after = tl_connection_after(connection);
    const struct tl_icmp_error *error = tl_icmp_ending(connection);

    if (before != NULL) {
        put_number(row, TL_COLUMN_previous_stream, tl_about_stream(before));
    }
    if (after != NULL) {
        put_number(row, TL_COLUMN_next_stream, tl_about_stream(after));
    }
    put_frame(row, TL_COLUMN_icmp_frame, error != NULL ? error->frame : 0);
}

void
tl_row_fill(struct tl_row *row, const struct tl_connection *connection)
{
    g_string_chunk_clear(row->texts);
    memset(row->value, 0, sizeof row->value);
    put_number(row, TL_COLUMN_version, TL_ROW_VERSION);
    put_number(row, TL_COLUMN_stream, tl_about_stream(connection));
    put_frame(row, TL_COLUMN_first_frame, connection->first_frame);
    put_frame(row, TL_COLUMN_last_frame, connection->last_frame);
    put_ends(row, connection);
    put_verdict(row, connection);
    put_zeek(row, connection);
    put_handshake(row, &connection->handshake);
    put_teardown(row, &connection->teardown);
    put_reset(row, connection);
    put_traffic(row, connection);
    put_times(row, connection);
    put_neighbours(row, connection);
}

/* about.c - what does the store know of a connection as a whole?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "about.h"

#include "capture.h"
#include "kept.h"

static const struct tl_kept *
kept_of(const struct tl_connection *connection)
{
    return (const struct tl_kept *)connection;
}

struct tl_host
tl_about_host(const struct tl_connection *connection, unsigned end)
{
    const conversation_element_t *key = kept_of(connection)->conversation->key_ptr;
    const struct tl_host hosts[] = {
        { conversation_key_addr1(key), conversation_key_port1(key) },
        { conversation_key_addr2(key), conversation_key_port2(key) },
    };
    const unsigned first =
        tl_capture_end(hosts[0].address, hosts[1].address, hosts[0].port, hosts[1].port);

    return hosts[end != first];
}

uint32_t
tl_about_stream(const struct tl_connection *connection)
{
    return kept_of(connection)->stream;
}

uint32_t
tl_about_dropped(const struct tl_connection *connection)
{
    return tl_notes_dropped(&kept_of(connection)->notes);
}

void
tl_about_time_in(const struct tl_connection *connection, int64_t until_ns, struct tl_time_in *times)
{
    struct tl_note last = { 0 };
    struct tl_note end = { 0 };

    tl_notes_time_in(&kept_of(connection)->notes, times);
    tl_note_set_time(&last, connection->first_ns, connection->last_ns);
    tl_note_set_time(&end, connection->first_ns, until_ns);
    tl_time_in_finish(times, last.since_ns, end.since_ns);
}

bool
tl_about_zeek(const struct tl_connection *connection, uint32_t frame, struct tl_zeek *zeek)
{
    const unsigned client = connection->client;
    const struct tl_segment any = {
        .frame = frame,
        .from = connection->client,
        .source_port = (uint16_t)tl_about_host(connection, client).port,
        .destination_port = (uint16_t)tl_about_host(connection, !client).port,
    };

    return tl_zeek_part_look_up(kept_of(connection)->part, connection, &any, zeek);
}

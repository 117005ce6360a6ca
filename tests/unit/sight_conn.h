/* sight_conn.h - what does the core say of a whole connection, in a scenario's words?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_SIGHT_CONN_H
#define TL_SIGHT_CONN_H

#include "ending.h"
#include "sight.h"
#include "text.h"
#include "verdict.h"

#include <string.h>

static inline const char *
text_of_end(const struct sight *sight, unsigned end)
{
    return sight->end[0] == end ? "C" : "S";
}

static inline struct text
text_of_closer(const struct sight *sight, const struct tl_connection *connection)
{
    const enum tl_closer closer = tl_closed_by(connection);

    if (closer == TL_CLOSED_BY_CLIENT || closer == TL_CLOSED_BY_SERVER) {
        const bool is_client = closer == TL_CLOSED_BY_CLIENT;
        return text_of(text_of_end(sight, is_client == (connection->client == 1)));
    }
    return text_of(closer == TL_CLOSED_BY_NOBODY ? "nobody" : tl_closer_word(closer));
}

/* Of the connection as a whole, as if the capture ended here; or much later. */
static inline struct text
sight_of_connection(const struct sight *sight, const char *key)
{
    const struct tl_connection *connection = tl_connection_proper(sight->connection);

    if (strcmp(key, "verdict") == 0) {
        return text_of(tl_verdict_word(tl_verdict(connection)));
    }
    if (strcmp(key, "closed_by") == 0) {
        return text_of_closer(sight, connection);
    }
    const int64_t hour_ns = INT64_C(3600000000000);
    const int64_t until_ns = connection->last_ns + (sight->is_final ? hour_ns : 0);
    if (strcmp(key, "ending") == 0) {
        const enum tl_finding finding = tl_finding_of_end(connection, until_ns);
        return text_of(finding != TL_FINDING_COUNT ? tl_finding_info(finding)->name : "none");
    }
    return text_of(tl_is_abnormal(connection, until_ns) ? "true" : "false");
}

#endif

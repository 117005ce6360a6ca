/* about.h - what does the store know of a connection as a whole?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Every connection here is one of the store; the answer is what is known at the time of asking.
 */
#ifndef TL_ABOUT_H
#define TL_ABOUT_H

#include <epan/address.h>

#include "core/connection.h"
#include "core/time_in.h"
#include "core/zeek.h"

#include <stdbool.h>
#include <stdint.h>

/* One end. */
struct tl_host {
    const address *address; /* lives until the file is closed */
    uint32_t port;
};

/* Address and port of an end, 0 or 1. */
struct tl_host tl_about_host(const struct tl_connection *connection, unsigned end);

/* The tcp.stream in which it began. */
uint32_t tl_about_stream(const struct tl_connection *connection);

/* How many of its segments and ICMP errors that changed something are told no more. */
uint32_t tl_about_dropped(const struct tl_connection *connection);

/* Writes how long both ends were in each state, up to `until_ns` (see tl_store_until). */
void tl_about_time_in(const struct tl_connection *connection, int64_t until_ns,
                      struct tl_time_in *times);

/* Writes what Zeek knows of the part that this frame belongs to; of the last part for UINT32_MAX.
 * False if that part is not kept. */
bool tl_about_zeek(const struct tl_connection *connection, uint32_t frame, struct tl_zeek *zeek);

#endif

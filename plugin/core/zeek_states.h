/* zeek_states.h - what does one segment do to Zeek's connection, step by step?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_ZEEK_STATES_H
#define TL_ZEEK_STATES_H

#include "zeek.h"

/* How long a connection may be silent: tl_zeek.idle. */
enum { TL_ZEEK_IDLE_OPENING, TL_ZEEK_IDLE_OPEN, TL_ZEEK_IDLE_TERMINAL };

#define TL_ZEEK_ATTEMPT_NS INT64_C(5000000000) /* tcp_attempt_delay */
#define TL_ZEEK_CLOSE_NS INT64_C(5000000000)   /* tcp_close_delay */

/* A time as tl_zeek.deadline has it. */
static inline uint32_t
tl_zeek_tick(int64_t time_ns)
{
    return (uint32_t)((uint64_t)time_ns >> 12);
}

/* The same of what lies a delay behind that time, which may be beyond the last there is. */
static inline uint32_t
tl_zeek_tick_behind(int64_t time_ns, int64_t delay_ns)
{
    return (uint32_t)(((uint64_t)time_ns + (uint64_t)delay_ns) >> 12);
}

/* Does a human sit at a server on this port? base/protocols/conn/inactivity.zeek takes it so. */
static inline bool
tl_zeek_is_terminal(uint16_t server_port)
{
    return server_port == 21 || server_port == 22 || server_port == 23 || server_port == 513;
}

/* tl_zeek_observe for a segment of any kind. Not inlined, so that the usual segment need not save
 * the registers that this takes. */
__attribute__((noinline)) void tl_zeek_observe_in_full(struct tl_zeek *zeek,
                                                       const struct tl_segment *segment,
                                                       bool is_cut);

#endif

/* connection.h - one TCP connection: two ends, and the order in which a segment is looked at.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How to use it, for each captured segment in order, once:
 *
 *     if there is no connection, or tl_connection_starts_anew(old, segment):
 *         allocate one; tl_connection_begin(connection, old or NULL, segment, settings)
 *     if tl_connection_needs_past(connection, segment): connection->past = zeroed storage
 *     note = zeroed; for a segment with RST: note.reset = zeroed storage
 *     tl_connection_observe(connection, segment, &note)
 *     if connection->has_rejoined: this frame and all later ones belong to connection->previous,
 *         which has been brought up to date
 *     keep the note if tl_note_matters(&note)
 */
#ifndef TL_CONNECTION_H
#define TL_CONNECTION_H

#include "endpoint.h"
#include "handshake.h"
#include "note.h"
#include "reset.h"
#include "segment.h"
#include "settings.h"
#include "teardown.h"

#include <stdbool.h>
#include <stdint.h>

struct tl_icmp_error;

/* One connection. Lives as long as the capture; everything it points to must, too. */
struct tl_connection {
    struct tl_connection *previous; /* on the same addresses and ports before it, or NULL; once it
                                       has_rejoined, the one that goes on */
    struct tl_connection *next;  /* the newest on the same addresses and ports after it, or NULL */
    struct tl_past *past;        /* see tl_connection_needs_past; NULL until needed */
    struct tl_reset *last_reset; /* the newest, or NULL; older ones by its `previous` */
    struct tl_icmp_error *last_error;   /* the newest ICMP error about it, or NULL: see icmp.h */
    const struct tl_settings *settings; /* what it is judged by */
    int64_t first_ns;                   /* time of its first segment */
    int64_t last_ns;                    /* and of its last so far */
    uint64_t bytes[2];    /* of data that each end has sent; what was sent again counts again */
    uint32_t segments[2]; /* captured from each end */
    uint32_t first_frame;
    uint32_t last_frame;
    struct tl_endpoint end[2]; /* by number, not by role */
    struct tl_handshake handshake;
    struct tl_teardown teardown;
    uint8_t client;               /* which end is the client: the active opener */
    uint8_t phase;                /* enum tl_phase */
    uint8_t first_place;          /* of its first segment within that frame */
    uint8_t client_data_segments; /* with data, captured from the client; 255: or more */
    bool is_probe;                /* begun by what only scanners send: a FIN, NULL or Xmas probe */
    bool is_role_inferred;        /* neither SYN nor SYN,ACK was seen */
    bool is_fresh;                /* nothing observed yet */
    bool has_inherited;           /* begun by a SYN on ports whose old connection may still live */
    bool has_rejoined;            /* it was no new connection after all: `previous` goes on, and
                                     its segments count to that */
};

/* Does this segment begin another connection on the same ports: a SYN that is no retransmission?
 * A SYN with a new ISN, or one after the connection was closed. */
bool tl_connection_starts_anew(const struct tl_connection *connection,
                               const struct tl_segment *segment);

/* Writes every field of `connection`. `first` is the segment that begins it (which is still to be
 * observed). With `previous`, the ends start in the states that they were left in. */
void tl_connection_begin(struct tl_connection *connection, struct tl_connection *previous,
                         const struct tl_segment *first, const struct tl_settings *settings);

/* Must connection->past be provided before this segment is observed? (For segments with SYN or RST
 * on a connection that has begun; most connections never need it.) */
bool tl_connection_needs_past(const struct tl_connection *connection,
                              const struct tl_segment *segment);

/* Takes one segment into account and says in `note` (zeroed, but for `reset`) what it meant. */
void tl_connection_observe(struct tl_connection *connection, const struct tl_segment *segment,
                           struct tl_note *note);

/* Does the same by the long way, where every rule is looked at, whatever the segment. The two lead
 * to the same: this one is for the test of that. */
void tl_connection_observe_in_full(struct tl_connection *connection,
                                   const struct tl_segment *segment, struct tl_note *note);

/* The state of an end after the last segment. */
enum tl_state tl_connection_state(const struct tl_connection *connection, unsigned end);

#endif

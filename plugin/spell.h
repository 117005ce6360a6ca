/* spell.h - how is a value written for people?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Texts live as long as `scope` does.
 */
#ifndef TL_SPELL_H
#define TL_SPELL_H

#include <epan/packet.h>

#include "core/handshake.h"
#include "core/note.h"

#include <stdint.h>

/* A time in its natural unit with three digits: "36.9 ms". */
const char *tl_spell_time(wmem_allocator_t *scope, int64_t nanoseconds);

/* "192.0.2.1:80"; "[2001:db8::1]:80" for IPv6. Never a resolved name. */
const char *tl_spell_address(wmem_allocator_t *scope, const address *host, uint32_t port);

/* "client" or "server": the role of an end (0 or 1) as of the note; static. */
const char *tl_spell_role(const struct tl_note *note, unsigned end);

/* "client", "server", "both" or "": the roles of the ends whose bits 1 << end are set; static. */
const char *tl_spell_roles(const struct tl_note *note, unsigned ends);

/* What a SYN offers: "MSS 1460, SACK, timestamps, window scale 7"; "no options" for none. */
const char *tl_spell_offer(wmem_allocator_t *scope, const struct tl_offer *offer);

/* What holds for both sides: "SACK, timestamps, window scale"; "no options" for none. */
const char *tl_spell_agreed(wmem_allocator_t *scope, const struct tl_handshake *handshake);

/* "SYN,ACK": the control bits, "none" where none is set. */
const char *tl_spell_flags(wmem_allocator_t *scope, unsigned flags);

#endif

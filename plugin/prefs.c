/* prefs.c - what has the user chosen?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "prefs.h"

#include <epan/packet.h>
#include <epan/prefs.h>

#include "compat.h"
#include "core/clock.h"
#include "notes.h"

enum reader { EXPERT, LEARNER };

static const enum_val_t readers[] = {
    { "expert", "Expert", EXPERT },
    { "learner", "Learner", LEARNER },
    { NULL, NULL, 0 },
};

/* What stands in the dialog; Wireshark writes it. */
static struct {
    unsigned time_wait;         /* seconds */
    unsigned half_closed_limit; /* seconds */
    unsigned idle_limit;        /* seconds */
    tl_pref_bool injection_evidence;
    unsigned notes_kept;
    tl_pref_bool info_column;
    int explain_for; /* enum reader */
} chosen = {
    .time_wait = TL_TIME_WAIT_SECONDS,
    .half_closed_limit = TL_HALF_CLOSED_SECONDS,
    .idle_limit = TL_IDLE_SECONDS,
    .injection_evidence = true,
    .explain_for = EXPERT,
    .notes_kept = TL_NOTES_USUAL,
};

/* And what of it holds for the capture that is open. */
static struct tl_prefs prefs_in_force;

static void
put_in_force(void)
{
    prefs_in_force.settings.time_wait_ns = chosen.time_wait * TL_SECOND_NS;
    prefs_in_force.settings.half_closed_ns = chosen.half_closed_limit * TL_SECOND_NS;
    prefs_in_force.settings.idle_ns = chosen.idle_limit * TL_SECOND_NS;
    prefs_in_force.settings.judges_origin = chosen.injection_evidence;
    prefs_in_force.notes_most = chosen.notes_kept;
    prefs_in_force.tells_in_info = chosen.info_column;
    prefs_in_force.teaches = chosen.explain_for == LEARNER;
}

/* Wireshark knows no bounds of a number: what lies beyond is moved to them, which the dialog shows
 * when it is opened again. */
static void
bound(void)
{
    const unsigned even = chosen.notes_kept - chosen.notes_kept % 2;

    chosen.notes_kept = CLAMP(even, TL_NOTES_LEAST, TL_NOTES_MOST);
}

static void
register_limits(module_t *module)
{
    prefs_register_uint_preference(
        module, "time_wait", "TIME-WAIT length (seconds)",
        "How many seconds an end holds TIME-WAIT behind the last segment of its connection: a SYN "
        "within this time meets TIME-WAIT, a later one a listener. RFC 9293 has twice the maximum "
        "segment lifetime, 240 seconds; Linux holds it for 60 seconds.",
        10, &chosen.time_wait);
    prefs_register_uint_preference(
        module, "half_closed_limit", "Half-close limit (seconds)",
        "A connection of which only one end has sent its FIN, and which is silent for this many "
        "seconds, counts as abnormal: the other end's application does not close its socket.",
        10, &chosen.half_closed_limit);
    prefs_register_uint_preference(
        module, "idle_limit", "Idle limit (seconds)",
        "A reset that nothing asked for gets the cause \"idle timeout\" if it comes after at "
        "least this many seconds of silence. A smaller limit finds impatient firewalls and load "
        "balancers, but takes more aborts of applications for them.",
        10, &chosen.idle_limit);
    prefs_register_uint_preference(
        module, "notes_kept", "Notes kept per connection",
        "How many segments that did something are told of one connection, an even number from 100 "
        "to 10,000,000; each takes 48 bytes. Of more, the first half and the latest are told, and "
        "what lies between counts in all sums, but its states are UNKNOWN. Of ICMP errors about a "
        "connection, as many are taken into account.",
        10, &chosen.notes_kept);
}

static void
register_switches(module_t *module)
{
    prefs_register_enum_preference(
        module, "explain_for", "Explain for",
        "How much is explained. Expert: what each segment does, in one sentence. Learner: also the "
        "rule of the RFC behind it (tcplens.explain.background), and what to look at next "
        "(tcplens.explain.next).",
        &chosen.explain_for, readers, false);
    prefs_register_bool_preference(
        module, "info_column", "Append state changes to the Info column",
        "Where a segment changes the state of an end, say so behind what the Info column tells "
        "already, as in [client SYN-SENT -> ESTABLISHED].",
        &chosen.info_column);
    prefs_register_bool_preference(
        module, "injection_evidence", "Look for evidence of injected resets",
        "Weigh the clues (TTL, IP ID, numbers, timing, who talks on) that neither end sent a "
        "reset. Off: its origin is \"not judged\", it has no clues, the cause is what it would "
        "be if its sender had sent it, never \"injected\", and neither it nor a sender that "
        "talks on after it is reported as a matter of security.",
        &chosen.injection_evidence);
}

void
tl_prefs_register(int protocol)
{
    module_t *module = prefs_register_protocol(protocol, bound);

    register_limits(module);
    register_switches(module);
    register_init_routine(put_in_force);
}

const struct tl_prefs *
tl_prefs(void)
{
    return &prefs_in_force;
}

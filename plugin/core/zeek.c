/* zeek.c - what does Zeek's conn.log say of this connection: conn_state and history?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "zeek.h"

#include "clock.h"
#include "seq.h"
#include "zeek_end.h"
#include "zeek_history.h"
#include "zeek_states.h"

#include <stddef.h>
#include <string.h>

#define EXPIRE_NS (6 * TL_SECOND_NS) /* tcp_session_timer */

/* udp_inactivity_timeout (TCP begins with that), tcp_inactivity_timeout, and what
 * base/protocols/conn/inactivity.zeek sets for a human at a terminal. */
static const int64_t idle_ns[] = {
    [TL_ZEEK_IDLE_OPENING] = 60 * TL_SECOND_NS,
    [TL_ZEEK_IDLE_OPEN] = 300 * TL_SECOND_NS,
    [TL_ZEEK_IDLE_TERMINAL] = 3600 * TL_SECOND_NS,
};

/* likely_server_ports of TCP, as the scripts that Zeek loads by default fill it; in order. */
static const uint16_t server_ports[] = {
    21,   22,   25,   53,   79,   80,   81,   88,   135,  139,   143,  389,  443,
    445,  465,  502,  514,  563,  585,  587,  614,  631,  636,   989,  990,  992,
    993,  995,  1080, 1434, 1883, 2811, 3128, 3268, 3306, 3389,  5222, 5223, 5269,
    5432, 6379, 6666, 6667, 6668, 6669, 8000, 8080, 8888, 20000,
};

static bool
is_server_port(uint16_t port)
{
    for (size_t i = 0; i < sizeof server_ports / sizeof server_ports[0]; i++) {
        if (server_ports[i] == port) {
            return true;
        }
    }
    return false;
}

/* Does the port of a connection's first sender tell that it is the server after all? */
static bool
is_sent_by_server(const struct tl_segment *first)
{
    if ((first->flags & (TL_SYN | TL_ACK)) == TL_SYN || !is_server_port(first->source_port)) {
        return false;
    }
    return !is_server_port(first->destination_port) ||
           (!tl_segment_has(first, TL_SYN) && first->source_port < first->destination_port);
}

void
tl_zeek_begin(struct tl_zeek *zeek, const struct tl_segment *first)
{
    memset(zeek, 0, sizeof *zeek);
    zeek->last_ns = first->time_ns;
    zeek->end[0].edge = 1;
    zeek->end[1].edge = 1;
    zeek->originator = first->from & 1u;
    if (is_sent_by_server(first)) {
        tl_zeek_flip(zeek);
    }
    if (tl_segment_has(first, TL_SYN) && zeek->originator == first->from) {
        zeek->has_attempt = true;
        zeek->deadline = tl_zeek_tick_behind(first->time_ns, TL_ZEEK_ATTEMPT_NS);
    }
}

static bool
is_unanswered(const struct tl_zeek *zeek)
{
    const unsigned state = zeek->end[zeek->originator].state;

    return zeek->end[!zeek->originator].state == TL_ZEEK_INACTIVE &&
           (state == TL_ZEEK_SYN_SENT || state == TL_ZEEK_SYNACK_SENT);
}

/* It closed by FIN, and Zeek looks no more at when it closes by the RST behind it: only the timer
 * that runs every six seconds ends that, once it finds the connection idle for five. */
static bool
is_reset_after_close(const struct tl_zeek_end *end)
{
    return end->did_close && end->state == TL_ZEEK_RESET && end->previous == TL_ZEEK_CLOSED;
}

static bool
has_timed_out(const struct tl_zeek *zeek, int64_t now_ns)
{
    const int64_t silent_ns = now_ns - zeek->last_ns;

    if (silent_ns >= idle_ns[zeek->idle]) {
        return true;
    }
    if (zeek->is_open) {
        return false;
    }
    if (zeek->is_ending || (zeek->has_attempt && is_unanswered(zeek))) {
        return tl_seq_le(zeek->deadline, tl_zeek_tick(now_ns));
    }
    return silent_ns >= EXPIRE_NS &&
           (is_reset_after_close(&zeek->end[0]) || is_reset_after_close(&zeek->end[1]));
}

/* Is this SYN none of the connection's? */
static bool
is_foreign_syn(const struct tl_zeek *zeek, const struct tl_segment *syn)
{
    const struct tl_zeek_end *originator = &zeek->end[zeek->originator];
    const struct tl_zeek_end *responder = &zeek->end[!zeek->originator];
    const bool is_answer = tl_segment_has(syn, TL_ACK);

    if (is_answer && originator->state != TL_ZEEK_INACTIVE) {
        return false;
    }
    if (originator->did_close || responder->did_close) {
        return true;
    }
    if (syn->seq == (is_answer ? responder : originator)->start) {
        return false;
    }
    /* SYN and SYN,ACK were captured in the wrong order: it is the number that was acknowledged. */
    return is_answer || originator->state != TL_ZEEK_SYNACK_SENT ||
           responder->state != TL_ZEEK_INACTIVE || syn->seq != responder->start;
}

bool
tl_zeek_starts_anew(const struct tl_zeek *zeek, const struct tl_segment *segment)
{
    return has_timed_out(zeek, segment->time_ns) ||
           (tl_segment_has(segment, TL_SYN) && is_foreign_syn(zeek, segment));
}

void
tl_zeek_observe(struct tl_zeek *zeek, const struct tl_segment *segment, bool is_cut)
{
    if (is_cut || !tl_zeek_goes_on(zeek, segment)) {
        tl_zeek_observe_in_full(zeek, segment, is_cut);
    }
}

/* By the states of responder and originator; where nothing stands, OTH. */
static const char *const verdicts[TL_ZEEK_STATES][TL_ZEEK_STATES] = {
    [TL_ZEEK_INACTIVE] = { [TL_ZEEK_SYN_SENT] = "S0",
                           [TL_ZEEK_CLOSED] = "SH",
                           [TL_ZEEK_RESET] = "RSTOS0" },
    [TL_ZEEK_SYN_SENT] = { [TL_ZEEK_CLOSED] = "S2", [TL_ZEEK_RESET] = "RSTO" },
    [TL_ZEEK_SYNACK_SENT] = { [TL_ZEEK_CLOSED] = "S2", [TL_ZEEK_RESET] = "RSTO" },
    [TL_ZEEK_PARTIAL] = { [TL_ZEEK_CLOSED] = "SH", [TL_ZEEK_RESET] = "RSTOS0" },
    [TL_ZEEK_ESTABLISHED] = { [TL_ZEEK_ESTABLISHED] = "S1",
                              [TL_ZEEK_CLOSED] = "S2",
                              [TL_ZEEK_RESET] = "RSTO" },
    [TL_ZEEK_CLOSED] = { [TL_ZEEK_INACTIVE] = "SHR",
                         [TL_ZEEK_SYN_SENT] = "S3",
                         [TL_ZEEK_SYNACK_SENT] = "S3",
                         [TL_ZEEK_PARTIAL] = "SHR",
                         [TL_ZEEK_ESTABLISHED] = "S3",
                         [TL_ZEEK_CLOSED] = "SF",
                         [TL_ZEEK_RESET] = "RSTO" },
    [TL_ZEEK_RESET] = { [TL_ZEEK_INACTIVE] = "RSTRH",
                        [TL_ZEEK_SYN_SENT] = "REJ",
                        [TL_ZEEK_SYNACK_SENT] = "REJ",
                        [TL_ZEEK_PARTIAL] = "RSTRH",
                        [TL_ZEEK_ESTABLISHED] = "RSTR",
                        [TL_ZEEK_CLOSED] = "RSTR",
                        [TL_ZEEK_RESET] = "RSTR" },
};

/* Does the originator's RST follow its SYN, with nothing of consequence between them? Zeek asks
 * whether all of the history matches \^?S[^HAFGIQ]*R.* */
static bool
is_syn_then_reset(const struct tl_zeek *zeek)
{
    char history[TL_ZEEK_HISTORY];
    const char *at = history;

    tl_zeek_history(zeek, history);
    at += *at == '^';
    return *at == 'S' && at[strcspn(at, "HAFGIQR")] == 'R';
}

const char *
tl_zeek_conn_state(const struct tl_zeek *zeek)
{
    const struct tl_zeek_end *originator = &zeek->end[zeek->originator];
    const struct tl_zeek_end *responder = &zeek->end[!zeek->originator];
    const char *verdict = verdicts[responder->state][originator->state];

    if (verdict == NULL) {
        return "OTH";
    }
    if (originator->state == TL_ZEEK_RESET) {
        if (responder->state == TL_ZEEK_RESET && !tl_zeek_end_has_bytes(originator) &&
            !tl_zeek_end_has_bytes(responder)) {
            return "REJ";
        }
        if ((responder->state == TL_ZEEK_INACTIVE || responder->state == TL_ZEEK_PARTIAL) &&
            !is_syn_then_reset(zeek)) {
            return "OTH";
        }
    }
    return verdict;
}

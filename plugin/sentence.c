/* sentence.c - how does a sentence about one segment come to be?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sentence.h"

#include "spell.h"
#include "tree_probe.h"

#include <string.h>

static uint32_t
facts_of_reset(const struct tl_reset *reset)
{
    const bool is_in_vain =
        reset->has_effect && !reset->is_effective && reset->position != TL_POSITION_UNKNOWN;

    return (is_in_vain ? TL_FACT_IN_VAIN : 0u) |
           (reset->cause == TL_CAUSE_REFUSED ? TL_FACT_REFUSAL : 0u) |
           (reset->cause == TL_CAUSE_BACKSCATTER ? TL_FACT_BACKSCATTER : 0u) |
           (reset->cause == TL_CAUSE_INJECTED ? TL_FACT_INJECTED : 0u) |
           (reset->cause == TL_CAUSE_PROBE_REPLY ? TL_FACT_PROBED : 0u);
}

static uint32_t
facts_of_header(const struct tl_segment *segment)
{
    const bool is_syn = tl_segment_has(segment, TL_SYN);
    const bool has_ack = tl_segment_has(segment, TL_ACK);

    return (is_syn && !has_ack ? TL_FACT_SYN : 0u) | (is_syn && has_ack ? TL_FACT_SYN_ACK : 0u) |
           (tl_segment_has(segment, TL_RST) ? TL_FACT_RST : 0u) |
           (tl_segment_has(segment, TL_FIN) ? TL_FACT_FIN : 0u) | (has_ack ? TL_FACT_ACK : 0u) |
           (tl_segment_has(segment, TL_CWR) ? TL_FACT_CWR : 0u) |
           (segment->payload > 0 ? TL_FACT_DATA : 0u);
}

/* Did this segment's sending or arrival change a state by this event? */
static bool
moved_by(const struct tl_note *note, enum tl_event event)
{
    for (unsigned i = 0; i < note->step_count; i++) {
        if (note->steps[i].event == event) {
            return true;
        }
    }
    return false;
}

static uint32_t
facts_of_note(const struct tl_note *note, const struct tl_segment *segment)
{
    const uint64_t fin_findings = TL_FOUND(FIN_ACKNOWLEDGED) | TL_FOUND(CLOSED_IN_ORDER);
    const unsigned third_step = 1u << 3;

    return (note->handshake_steps & third_step ? TL_FACT_ACKS_SYN : 0u) |
           (note->findings & fin_findings ? TL_FACT_ACKS_FIN : 0u) |
           (moved_by(note, TL_EV_ACK_OF_FIN) ? TL_FACT_ACKS_FIN : 0u) |
           (note->before[segment->from] == TL_SYN_SENT ? TL_FACT_HAD_CALLED : 0u) |
           (note->before[segment->from] == TL_CLOSE_WAIT ? TL_FACT_HAD_FIN : 0u) |
           (note->after[segment->from] == TL_CLOSE_WAIT ? TL_FACT_HAS_FIN : 0u);
}

static uint32_t
facts_of_numbers(const struct tl_handshake *handshake, const struct tl_segment *segment)
{
    const unsigned receiver = 1u - segment->from;

    if (!handshake->offer[receiver].seen) {
        return 0;
    }
    return TL_FACT_ISN_KNOWN |
           (segment->ack == handshake->isn[receiver] + 1 ? TL_FACT_ACK_FITS : 0u);
}

/* The first of the errors, so that later frames do not change what is told. */
static uint32_t
facts_of_errors(const struct tl_icmp_error *last, const struct tl_segment *segment)
{
    const bool is_reported =
        last != NULL && last->first_ending != 0 && last->first_ending < segment->frame;

    return is_reported ? TL_FACT_REPORTED : 0u;
}

struct tl_sentence
tl_sentence_about(packet_info *pinfo, const struct tl_view *view)
{
    struct tl_sentence sentence = { .pinfo = pinfo, .view = view, .findings = view->note.findings };

    sentence.facts = facts_of_header(view->segment) | facts_of_note(&view->note, view->segment) |
                     facts_of_numbers(&view->connection->handshake, view->segment) |
                     facts_of_errors(view->connection->last_error, view->segment);
    if (view->note.reset != NULL) {
        sentence.facts |= facts_of_reset(view->note.reset);
    }
    return sentence;
}

bool
tl_saying_fits(const struct tl_saying *saying, const struct tl_sentence *sentence)
{
    return (sentence->facts & saying->when) == saying->when &&
           (sentence->facts & saying->unless) == 0 &&
           (saying->found == 0 || (saying->found & sentence->findings) != 0);
}

static const char *
sender(const struct tl_sentence *sentence)
{
    return tl_spell_role(&sentence->view->note, sentence->view->segment->from);
}

static const char *
receiver(const struct tl_sentence *sentence)
{
    return tl_spell_role(&sentence->view->note, 1u - sentence->view->segment->from);
}

static const char *
number(const struct tl_sentence *sentence, uint32_t value)
{
    return wmem_strdup_printf(sentence->pinfo->pool, "%u", value);
}

static const char *
seq(const struct tl_sentence *sentence)
{
    return number(sentence, sentence->view->segment->seq);
}

static const char *
ack(const struct tl_sentence *sentence)
{
    return number(sentence, sentence->view->segment->ack);
}

static const char *
spell_bytes(const struct tl_sentence *sentence, uint32_t count)
{
    return wmem_strdup_printf(sentence->pinfo->pool, "%u byte%s", count, count == 1 ? "" : "s");
}

static const char *
bytes(const struct tl_sentence *sentence)
{
    return spell_bytes(sentence, sentence->view->segment->payload);
}

/* What a SYN,ACK acknowledges beyond the SYN itself. */
static const char *
early_bytes(const struct tl_sentence *sentence)
{
    const struct tl_segment *segment = sentence->view->segment;
    const struct tl_handshake *handshake = &sentence->view->connection->handshake;

    return spell_bytes(sentence, segment->ack - handshake->isn[1u - segment->from] - 1);
}

/* ", with 12 bytes of data", or nothing. */
static const char *
with_data(const struct tl_sentence *sentence)
{
    if (sentence->view->segment->payload == 0) {
        return "";
    }
    return wmem_strdup_printf(sentence->pinfo->pool, ", with %s of data", bytes(sentence));
}

/* From the segment itself, for in the connection a later SYN may have overwritten it. */
static const char *
offer(const struct tl_sentence *sentence)
{
    const struct tl_segment *segment = sentence->view->segment;
    const unsigned ecn = tl_segment_has(segment, TL_ACK) ? TL_ECE : TL_ECE | TL_CWR;
    const unsigned ecn_bits = segment->flags & (TL_ECE | TL_CWR);
    const struct tl_offer made = { .present = segment->options.present,
                                   .mss = segment->options.mss,
                                   .window_scale = MIN(segment->options.window_scale, 14),
                                   .fast_open_bytes = segment->options.fast_open_bytes,
                                   .ecn = ecn_bits == ecn };

    return tl_spell_offer(sentence->pinfo->pool, &made);
}

/* How long the segment was awaited, and the name of what it answers. False on frames that are no
 * answer in the opening, and where SYNs crossed. */
static bool
was_awaited(const struct tl_handshake *handshake, uint32_t frame, int64_t *ns, const char **what)
{
    if (handshake->kind != TL_HANDSHAKE_THREE_WAY && handshake->kind != TL_HANDSHAKE_FAST_OPEN) {
        return false;
    }
    if (handshake->synack_frame == frame && handshake->syn_frame != 0) {
        *ns = handshake->server_rtt_ns;
        *what = "SYN";
        return true;
    }
    *ns = handshake->client_rtt_ns;
    *what = "SYN,ACK";
    return handshake->ack_frame == frame && handshake->synack_frame != 0;
}

/* ", 36.9 ms after the SYN", on the frames that answer one; or nothing. */
static const char *
delay(const struct tl_sentence *sentence)
{
    wmem_allocator_t *pool = sentence->pinfo->pool;
    const struct tl_handshake *handshake = &sentence->view->connection->handshake;
    const char *what;
    int64_t ns;

    if (!was_awaited(handshake, sentence->view->segment->frame, &ns, &what) || ns < 0) {
        return "";
    }
    return wmem_strdup_printf(pool, ", %s after the %s", tl_spell_time(pool, ns), what);
}

/* ", and its receive window is shut", or nothing. */
static const char *
window(const struct tl_sentence *sentence)
{
    return sentence->view->segment->window == 0 ? ", and its receive window is shut" : "";
}

static const char *
flags(const struct tl_sentence *sentence)
{
    return tl_spell_flags(sentence->pinfo->pool, sentence->view->segment->flags);
}

/* The text of the gravest finding. */
static const char *
gravest(uint64_t findings)
{
    enum tl_severity worst = TL_CHAT;
    const char *text = "";

    for (unsigned i = 0; i < TL_NOTED_COUNT; i++) {
        const struct tl_finding_info *info = tl_finding_info((enum tl_finding)i);
        const bool is_found = (findings >> i) & 1u;

        if (is_found && (text[0] == '\0' || info->severity > worst)) {
            worst = info->severity;
            text = info->text;
        }
    }
    return text;
}

/* What was found, in the finding's own words, as they stand behind a colon: "A SYN" becomes
 * "a SYN", "SYN" stays. */
static const char *
finding(const struct tl_sentence *sentence)
{
    char *text = wmem_strdup(sentence->pinfo->pool, gravest(sentence->findings));

    if (text[0] != '\0' && !g_ascii_isupper(text[1])) {
        text[0] = g_ascii_tolower(text[0]);
    }
    return text;
}

static const char *
cause(const struct tl_sentence *sentence)
{
    const struct tl_reset *reset = sentence->view->note.reset;

    return reset != NULL ? tl_cause_word((enum tl_cause)reset->cause) : "";
}

static const char *
cause_meaning(const struct tl_sentence *sentence)
{
    const struct tl_reset *reset = sentence->view->note.reset;

    return reset != NULL ? tl_cause_meaning((enum tl_cause)reset->cause) : "";
}

static const char *
advice(const struct tl_sentence *sentence)
{
    const struct tl_reset *reset = sentence->view->note.reset;

    return reset != NULL ? tl_cause_advice((enum tl_cause)reset->cause) : "";
}

static const char *
position(const struct tl_sentence *sentence)
{
    const struct tl_reset *reset = sentence->view->note.reset;

    return reset != NULL ? tl_position_meaning((enum tl_position)reset->position) : "";
}

static const char *
probe(const struct tl_sentence *sentence)
{
    struct tl_probe found;
    const bool is_found = tl_tree_probe_find(sentence->pinfo, sentence->view, &found);

    return is_found ? tl_probe_word((enum tl_probe_kind)found.kind) : "of no known kind";
}

static const char *
port(const struct tl_sentence *sentence)
{
    struct tl_probe found;
    const bool is_found = tl_tree_probe_find(sentence->pinfo, sentence->view, &found);

    return is_found ? tl_port_word((enum tl_port)found.port) : "not told";
}

/* The blanks, and who fills them. */
static const struct {
    const char *name;
    const char *(*fill)(const struct tl_sentence *sentence);
} blanks[] = {
    { "{sender}", sender }, { "{receiver}", receiver },   { "{seq}", seq },
    { "{ack}", ack },       { "{bytes}", bytes },         { "{early bytes}", early_bytes },
    { "{offer}", offer },   { "{with data}", with_data }, { "{delay}", delay },
    { "{window}", window }, { "{flags}", flags },         { "{finding}", finding },
    { "{cause}", cause },   { "{why}", cause_meaning },   { "{position}", position },
    { "{probe}", probe },   { "{port}", port },           { "{advice}", advice },
};

/* Writes what stands for the blank at `place`, and returns what follows it. */
static const char *
fill(wmem_strbuf_t *text, const char *place, const struct tl_sentence *sentence)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(blanks); i++) {
        const size_t length = strlen(blanks[i].name);

        if (strncmp(place, blanks[i].name, length) == 0) {
            wmem_strbuf_append(text, blanks[i].fill(sentence));
            return place + length;
        }
    }
    g_assert_not_reached();
    return place + strlen(place);
}

const char *
tl_saying_tell(const struct tl_saying *saying, const struct tl_sentence *sentence)
{
    struct tl_sentence told = *sentence;
    wmem_strbuf_t *text = wmem_strbuf_new(sentence->pinfo->pool, "");
    const char *rest = saying->text;

    told.findings &= saying->found;
    while (*rest != '\0') {
        const size_t plain = strcspn(rest, "{");

        wmem_strbuf_append_len(text, rest, plain);
        rest += plain;
        if (*rest == '{') {
            rest = fill(text, rest, &told);
        }
    }
    return wmem_strbuf_get_str(text);
}

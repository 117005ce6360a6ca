/* words.c - prints the words that users see, and what each means, as tables for README.md.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From the core's own lists, so that the README cannot tell of words that the code does not know.
 */
#include "anomaly.h"
#include "column_list.h"
#include "consequence.h"
#include "findings.h"
#include "handshake.h"
#include "icmp.h"
#include "note.h"
#include "probe.h"
#include "reset.h"
#include "state.h"
#include "teardown.h"
#include "transition.h"
#include "verdict.h"
#include "window.h"

#include <stdio.h>
#include <string.h>

struct word {
    const char *word;
    const char *meaning;
};

#define WORD(id, word, meaning) { word, meaning },
#define END                                                                                        \
    {                                                                                              \
        NULL, NULL                                                                                 \
    }

static void
print_words(const char *title, const struct word *words)
{
    printf("\n**%s**\n\n| word | meaning |\n| --- | --- |\n", title);
    for (; words->word != NULL; words++) {
        if (words->word[0] != '\0') {
            printf("| `%s` | %s |\n", words->word, words->meaning);
        }
    }
}

static const char *const severities[] = {
    [TL_CHAT] = "Chat", [TL_NOTE] = "Note", [TL_WARN] = "Warn", [TL_ERROR] = "Error"
};

static const char *
severity_of(enum tl_cause cause, enum tl_stage stage, uint32_t lost)
{
    const struct tl_reset reset = { .cause = (uint8_t)cause,
                                    .stage = (uint8_t)stage,
                                    .unacked_bytes = lost };
    return severities[tl_finding_info(tl_finding_of_reset(&reset))->severity];
}

/* Each cause with what it is reported as: at its worst, and where that is less, when. */
static void
print_causes(void)
{
    printf("\n**`tcplens.reset.cause`**\n\n"
           "| word | what it means | what to look at next | severity |\n"
           "| --- | --- | --- | --- |\n");
    for (unsigned i = 0; i < TL_CAUSE_COUNT; i++) {
        const enum tl_cause cause = (enum tl_cause)i;
        const char *worst = severity_of(cause, TL_STAGE_LATER, 1);
        const char *clean = severity_of(cause, TL_STAGE_LATER, 0);
        const char *late = severity_of(cause, TL_STAGE_AFTER_CLOSE, 1);
        printf("| `%s` | %s | %s | %s%s%s%s%s |\n", tl_cause_word(cause), tl_cause_meaning(cause),
               tl_cause_advice(cause), worst, clean != worst ? "; with nothing lost " : "",
               clean != worst ? clean : "", late != worst ? "; behind the close " : "",
               late != worst ? late : "");
    }
}

static void
print_lists(void)
{
    static const struct word states[] = { TL_STATES(WORD) END };
    static const struct word phases[] = { TL_PHASES(WORD) END };
    static const struct word handshake_kinds[] = { TL_HANDSHAKE_KINDS(WORD) END };
    static const struct word handshake_statuses[] = { TL_HANDSHAKE_STATUSES(WORD) END };
    static const struct word teardown_kinds[] = { TL_TEARDOWN_KINDS(WORD) END };
    static const struct word teardown_statuses[] = { TL_TEARDOWN_STATUSES(WORD) END };
    static const struct word confidences[] = { TL_CONFIDENCES(WORD) END };
    static const struct word origins[] = { TL_ORIGINS(WORD) END };
    static const struct word positions[] = { TL_POSITIONS(WORD) END };
    static const struct word stages[] = { TL_STAGES(WORD) END };
    static const struct word verdicts[] = { TL_VERDICTS(WORD) END };
    static const struct word closers[] = { TL_CLOSERS(WORD) END };
    static const struct word aftermaths[] = { TL_AFTERMATHS(WORD) END };

    print_words("`tcplens.client.state`, `tcplens.server.state`, and both with `.before`", states);
    print_words("`tcplens.phase`", phases);
    print_words("`tcplens.handshake.kind`", handshake_kinds);
    print_words("`tcplens.handshake.status`", handshake_statuses);
    print_words("`tcplens.teardown.kind`", teardown_kinds);
    print_words("`tcplens.teardown.status`", teardown_statuses);
    print_causes();
    print_words("`tcplens.reset.confidence`", confidences);
    print_words("`tcplens.reset.origin`", origins);
    print_words("`tcplens.reset.acceptability`", positions);
    print_words("`tcplens.reset.stage`", stages);
    print_words("`tcplens.verdict`", verdicts);
    print_words("`tcplens.closed_by`", closers);
    print_words("`tcplens.reset.afterwards`", aftermaths);
}

static void
print_probes(void)
{
    static const struct word kinds[] = { TL_PROBE_KINDS(WORD) END };
    static const struct word ports[] = { TL_PORTS(WORD) END };

    print_words("`tcplens.probe.kind`", kinds);
    print_words("`tcplens.probe.port`, and `tcplens.probe.window_hint`", ports);
    printf(
        "\n**How the answer to a probe is read**\n\n| probe | port | why |\n| --- | --- | --- |\n");
#define READING_ROW(kind, port, why)                                                               \
    printf("| `%s` | `%s` | %s |\n", tl_probe_word(TL_PROBE_##kind), tl_port_word(TL_PORT_##port), \
           why);
    TL_READINGS(READING_ROW)
#undef READING_ROW
}

static void
print_findings(void)
{
    printf("\n**Expert information and anomalies**\n\n"
           "| `tcplens.expert.…` | severity | `tcplens.anomaly` | what happened |\n"
           "| --- | --- | --- | --- |\n");
    for (unsigned i = 0; i < TL_FINDING_COUNT; i++) {
        const struct tl_finding_info *info = tl_finding_info((enum tl_finding)i);
        const char *quote = info->anomaly[0] != '\0' ? "`" : "";
        printf("| `%s` | %s | %s%s%s | %s |\n", info->name, severities[info->severity], quote,
               info->anomaly, quote, info->text);
    }
#define ICMP_ROW(id, name, severity, may_end, text)                                                \
    printf("| `%s` | %s |  | %s |\n", name, severities[TL_##severity], text);
    TL_ICMP_KINDS(ICMP_ROW)
#undef ICMP_ROW
}

static void
print_icmp(void)
{
    printf("\n**`tcplens.icmp.type` and `tcplens.icmp.code`**\n\n"
           "| type | code | of ICMP | reported as `tcplens.expert.…` |\n"
           "| --- | --- | --- | --- |\n");
#define ICMP_NAME(id, name, severity, may_end, text) [TL_ICMP_##id] = name,
    static const char *const names[] = { TL_ICMP_KINDS(ICMP_NAME) };
#undef ICMP_NAME
#define CODE_ROW(version, type, code, id, word)                                                    \
    printf("| `%s` | `%s` | %s %d/%d | `%s` |\n", tl_icmp_type_word(version, type), word,          \
           version == 4 ? "ICMP" : "ICMPv6", type, code, names[TL_ICMP_##id]);
    TL_ICMP_CODES(CODE_ROW)
#undef CODE_ROW
    printf("\nAny other code is shown as `code` and its number.\n");
}

/* The kinds of columns, as words. */
#define KIND_TEXT "word"
#define KIND_NUMBER "number"
#define KIND_FRAME "frame"
#define KIND_STREAM "stream"
#define KIND_TIME "seconds"
#define KIND_YES_NO "true or false"

static void
print_columns(void)
{
    printf("\n**Columns of `-z tcplens,csv` and `-z tcplens,json`, version %d**\n\n"
           "| column | kind | what |\n| --- | --- | --- |\n",
           TL_ROW_VERSION);
#define COLUMN_ROW(kind, name, meaning) printf("| `%s` | %s | %s |\n", #name, KIND_##kind, meaning);
    TL_COLUMNS(COLUMN_ROW)
#undef COLUMN_ROW
}

static const char *const events[] = {
#define MEANING(id, meaning) [TL_EV_##id] = meaning,
    TL_EVENTS(MEANING)
#undef MEANING
};

/* How many lines of the table are one: the rule is the same for all these states. */
static tl_state_set
states_with(enum tl_way way, enum tl_event event, const struct tl_rule *rule)
{
    tl_state_set states = 0;

    for (unsigned state = TL_CLOSED; state < TL_STATE_COUNT; state++) {
        const struct tl_rule *other = tl_rule_for(way, (enum tl_state)state, event);
        if (other->decision == rule->decision && other->next == rule->next &&
            other->reason == rule->reason && other->rfc == rule->rfc) {
            states |= (tl_state_set)(1u << state);
        }
    }
    return states;
}

static void
print_states(tl_state_set states)
{
    const char *separator = "";

    for (unsigned state = TL_CLOSED; state < TL_STATE_COUNT; state++) {
        if (tl_state_in((enum tl_state)state, states)) {
            printf("%s%s", separator, tl_state_word((enum tl_state)state));
            separator = ", ";
        }
    }
}

static void
print_change(enum tl_way way, enum tl_event event, unsigned state)
{
    const struct tl_rule *rule = tl_rule_for(way, (enum tl_state)state, event);
    const tl_state_set same = states_with(way, event, rule);
    const bool is_first = (same & ((1u << state) - 1)) == 0;

    if ((rule->decision != TL_GO && rule->decision != TL_MAY_GO) || !is_first) {
        return;
    }
    printf("| %s | ", events[event]);
    print_states(same);
    printf(" | %s%s | %s | %s |\n", tl_state_word(rule->next),
           rule->decision == TL_MAY_GO ? " or as before" : "", rule->reason, rule->rfc);
}

static void
print_changes(const char *title, const char *verb, enum tl_way way)
{
    printf("\n**%s**\n\n| what it %s | in | then it is in | as `tcplens.transition` says | rule |\n"
           "| --- | --- | --- | --- | --- |\n",
           title, verb);
    for (unsigned event = 0; event < TL_EVENT_COUNT; event++) {
        for (unsigned state = TL_CLOSED; state < TL_STATE_COUNT; state++) {
            print_change(way, (enum tl_event)event, state);
        }
    }
}

static void
print_tables(void)
{
    printf("\n### Which evidence moves which end\n");
    print_changes("What an end proves by sending", "sends", TL_SENT);
    print_changes("What reaches an end, and asks for no answer", "receives", TL_RECEIVED);
}

/* One change a line, for diagram.py: state, next state, and what is received and sent. */
static void
print_edges(enum tl_way way)
{
    for (unsigned event = 0; event < TL_EVENT_COUNT; event++) {
        for (unsigned state = TL_CLOSED; state < TL_STATE_COUNT; state++) {
            const struct tl_rule *rule =
                tl_rule_for(way, (enum tl_state)state, (enum tl_event)event);
            if (rule->decision == TL_GO) {
                printf("%s\t%s\t%s\n", tl_state_word((enum tl_state)state),
                       tl_state_word(rule->next), rule->reason);
            }
        }
    }
}

int
main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "changes") == 0) {
        print_edges(TL_SENT);
        print_edges(TL_RECEIVED);
        return 0;
    }
    print_lists();
    print_probes();
    print_findings();
    print_icmp();
    print_columns();
    print_tables();
    return 0;
}

/* plan_text.c - how is a plan written and read?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "plan.h"

#include <inttypes.h>
#include <string.h>

static const char *const temper_words[] = {
#define TEMPER_WORD(name) #name,
    TEMPERS(TEMPER_WORD)
#undef TEMPER_WORD
};

static const char *const call_words[CALL_COUNT] = {
#define CALL_WORD(id, word) [CALL_##id] = word,
    CALLS(CALL_WORD)
#undef CALL_WORD
};

static const char *const mishap_words[MISHAP_COUNT] = {
#define MISHAP_WORD(id, word) [MISHAP_##id] = word,
    MISHAPS(MISHAP_WORD)
#undef MISHAP_WORD
};

enum { TEMPER_COUNT = sizeof temper_words / sizeof temper_words[0] };

static uint32_t *
temper_value(struct temper *temper, unsigned at)
{
    uint32_t *const values[] = {
#define TEMPER_ADDRESS(name) &temper->name,
        TEMPERS(TEMPER_ADDRESS)
#undef TEMPER_ADDRESS
    };
    return values[at];
}

/* --- writing ---------------------------------------------------------------------------------- */

static void
print_end(const struct plan *plan, unsigned end, FILE *to)
{
    struct temper temper = plan->temper[end];

    fprintf(to, "end %c", 'A' + (int)end);
    for (unsigned i = 0; i < TEMPER_COUNT; i++) {
        fprintf(to, " %s %" PRIu32, temper_words[i], *temper_value(&temper, i));
    }
    fprintf(to, "\npath %c delay %" PRIu32 " tap %" PRIu32 " blind %" PRIu32 "\n", 'A' + (int)end,
            plan->path[end].delay, plan->path[end].tap, plan->path[end].blind);
}

void
plan_print(const struct plan *plan, FILE *to)
{
    print_end(plan, 0, to);
    print_end(plan, 1, to);
    fprintf(to, "start %" PRId64 "\n", plan->start);
    for (unsigned i = 0; i < plan->call_count; i++) {
        const struct plan_call *call = &plan->calls[i];
        fprintf(to, "at %" PRId64 " %c %s %" PRIu32 "\n", call->at, 'A' + call->end,
                call_words[call->call], call->amount);
    }
    for (unsigned i = 0; i < plan->mishap_count; i++) {
        const struct mishap *mishap = &plan->mishaps[i];
        fprintf(to, "segment %c %d %s %d\n", 'A' + mishap->end, mishap->segment,
                mishap_words[mishap->kind], mishap->ticks);
    }
}

/* --- reading ---------------------------------------------------------------------------------- */

/* The place of the word in the list; `count` if it is not in it. */
static unsigned
find(const char *const *words, unsigned count, const char *word)
{
    unsigned at = 0;

    while (at < count && strcmp(words[at], word) != 0) {
        at++;
    }
    return at;
}

static bool
read_temper(struct temper *temper, const char *text)
{
    char word[32];
    uint32_t value;
    int length;

    while (sscanf(text, " %31s %" SCNu32 "%n", word, &value, &length) == 2) {
        const unsigned at = find(temper_words, TEMPER_COUNT, word);
        if (at == TEMPER_COUNT) {
            return false;
        }
        *temper_value(temper, at) = value;
        text += length;
    }
    return text[strspn(text, " \n")] == '\0';
}

static bool
read_call(struct plan *plan, const char *line)
{
    struct plan_call *call = &plan->calls[plan->call_count];
    char end, word[32];

    if (plan->call_count == PLAN_CALLS || sscanf(line, "at %" SCNd64 " %c %31s %" SCNu32, &call->at,
                                                 &end, word, &call->amount) != 4) {
        return false;
    }
    call->end = end == 'B';
    call->call = (uint8_t)find(call_words, CALL_COUNT, word);
    plan->call_count++;
    return call->call < CALL_COUNT;
}

static bool
read_mishap(struct plan *plan, const char *line)
{
    struct mishap *mishap = &plan->mishaps[plan->mishap_count];
    char end, word[32];

    if (plan->mishap_count == PLAN_MISHAPS ||
        sscanf(line, "segment %c %" SCNu16 " %31s %" SCNu16, &end, &mishap->segment, word,
               &mishap->ticks) != 4) {
        return false;
    }
    mishap->end = end == 'B';
    mishap->kind = (uint8_t)find(mishap_words, MISHAP_COUNT, word);
    plan->mishap_count++;
    return mishap->kind < MISHAP_COUNT;
}

static bool
read_line(struct plan *plan, const char *line)
{
    char end;
    int length;
    struct path path;

    if (line[0] == '#' || line[strspn(line, " \n")] == '\0') {
        return true;
    }
    if (sscanf(line, "end %c %n", &end, &length) == 1) {
        return read_temper(&plan->temper[end == 'B'], line + length);
    }
    if (sscanf(line, "path %c delay %" SCNu32 " tap %" SCNu32 " blind %" SCNu32, &end, &path.delay,
               &path.tap, &path.blind) == 4) {
        plan->path[end == 'B'] = path;
        return true;
    }
    return sscanf(line, "start %" SCNd64, &plan->start) == 1 || read_call(plan, line) ||
           read_mishap(plan, line);
}

bool
plan_read(struct plan *plan, FILE *from)
{
    char line[1000];

    memset(plan, 0, sizeof *plan);
    while (fgets(line, sizeof line, from) != NULL) {
        if (!read_line(plan, line)) {
            printf("not understood: %s", line);
            return false;
        }
    }
    return true;
}

/* test_findings.c - is each finding named once, in a form that filters and people can use?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "findings.h"

#include "check.h"

#include <stddef.h>
#include <string.h>

static const struct tl_finding_info *
info(unsigned finding)
{
    return tl_finding_info((enum tl_finding)finding);
}

/* The last part of a filter name: small letters, digits and underscores. */
static void
names_fit_a_filter(void)
{
    for (unsigned i = 0; i < TL_FINDING_COUNT; i++) {
        const char *name = info(i)->name;
        CHECK(name[0] != '\0');
        CHECK_EQ(strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_"), strlen(name));
    }
}

static void
names_anomalies_and_texts_are_unique(void)
{
    for (unsigned one = 0; one < TL_FINDING_COUNT; one++) {
        for (unsigned two = 0; two < one; two++) {
            CHECK(strcmp(info(one)->name, info(two)->name) != 0);
            CHECK(strcmp(info(one)->text, info(two)->text) != 0);
            CHECK(info(one)->anomaly[0] == '\0' ||
                  strcmp(info(one)->anomaly, info(two)->anomaly) != 0);
        }
    }
}

static void
texts_are_one_sentence_without_a_full_stop(void)
{
    for (unsigned i = 0; i < TL_FINDING_COUNT; i++) {
        const char *text = info(i)->text;
        CHECK(strlen(text) > 10);
        CHECK(text[strlen(text) - 1] != '.');
        CHECK(strchr(text, '\n') == NULL);
    }
}

/* The contract: normal steps are Chat; what cost somebody something is Warn; what should never be
 * is Error. */
static void
severities_follow_the_contract(void)
{
    CHECK_EQ(info(TL_FINDING_HANDSHAKE_COMPLETE)->severity, TL_CHAT);
    CHECK_EQ(info(TL_FINDING_CLOSED_IN_ORDER)->severity, TL_CHAT);
    CHECK_EQ(info(TL_FINDING_SYN_RETRANSMITTED)->severity, TL_NOTE);
    CHECK_EQ(info(TL_FINDING_FIN_RETRANSMITTED)->severity, TL_NOTE);
    CHECK_EQ(info(TL_FINDING_RST_AFTER_CLOSE)->severity, TL_NOTE);
    CHECK_EQ(info(TL_FINDING_TIME_WAIT_REUSE)->severity, TL_NOTE);
    CHECK_EQ(info(TL_FINDING_REFUSED)->severity, TL_WARN);
    CHECK_EQ(info(TL_FINDING_UNANSWERED)->severity, TL_WARN);
    CHECK_EQ(info(TL_FINDING_RST_ABORT)->severity, TL_WARN);
    CHECK_EQ(info(TL_FINDING_TALKS_AFTER_OWN_RST)->severity, TL_ERROR);
    CHECK_EQ(info(TL_FINDING_IMPOSSIBLE)->severity, TL_ERROR);
}

static void
a_bit_each(void)
{
    CHECK(TL_NOTED_COUNT <= 64);
    CHECK_EQ(TL_FOUND(SYN), 1);
    CHECK_EQ(TL_FOUND(IMPOSSIBLE), UINT64_C(1) << TL_FINDING_IMPOSSIBLE);
}

static void
what_is_no_finding_does_no_harm(void)
{
    CHECK(info(TL_FINDING_COUNT) != NULL);
    CHECK(info(TL_FINDING_COUNT)->name[0] != '\0');
}

static const struct check_test tests[] = {
    { "names_fit_a_filter", names_fit_a_filter },
    { "names_anomalies_and_texts_are_unique", names_anomalies_and_texts_are_unique },
    { "texts_are_one_sentence_without_a_full_stop", texts_are_one_sentence_without_a_full_stop },
    { "severities_follow_the_contract", severities_follow_the_contract },
    { "a_bit_each", a_bit_each },
    { "what_is_no_finding_does_no_harm", what_is_no_finding_does_no_harm },
};

int
main(void)
{
    return CHECK_RUN(tests);
}

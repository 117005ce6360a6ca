/* findings.c - everything that can be reported about a segment, with its words for people.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "findings.h"

static const struct tl_finding_info infos[TL_FINDING_COUNT] = {
#define FINDING_INFO(id, name, severity, anomaly, text)                                            \
    [TL_FINDING_##id] = { name, anomaly, text, TL_##severity },
    TL_FINDINGS(FINDING_INFO)
#undef FINDING_INFO
};

const struct tl_finding_info *
tl_finding_info(enum tl_finding finding)
{
    return &infos[finding < TL_FINDING_COUNT ? finding : TL_FINDING_IMPOSSIBLE];
}

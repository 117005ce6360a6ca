/* field_list_probe.h - the fields of a scanner's probe: a part of the list in field_list.h, of the
 * same form.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_FIELD_LIST_PROBE_H
#define TL_FIELD_LIST_PROBE_H

/* clang-format off */
#define TL_PROBE_FIELDS(FIELD) \
    FIELD(PROBE, TREE, "probe", "Probe", \
        "What a scanner learns: on its probe, on the answer, and on what ends it") \
    FIELD(PROBE_KIND, TEXT, "probe.kind", "Kind", \
        "The kind of scan: SYN, connect, FIN, NULL, Xmas, ACK or Maimon") \
    FIELD(PROBE_PORT, TEXT, "probe.port", "Port", \
        "What the answer, or its absence, says of the port") \
    FIELD(PROBE_WINDOW_HINT, TEXT, "probe.window_hint", "As a window scan reads it", \
        "An ACK probe is a window probe, too: open if the RST has a window; true of few hosts") \
    FIELD(PROBE_FRAME, FRAME_ASKING, "probe.frame", "Probe in frame", \
        "The frame of the probe") \
    FIELD(PROBE_ANSWER_FRAME, FRAME_ANSWERING, "probe.answer_frame", "Answer in frame", \
        "The frame of the answer: SYN,ACK, RST or ICMP error")
/* clang-format on */

#endif

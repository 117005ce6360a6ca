/* field_list_icmp.h - the fields of ICMP errors about segments, with their words.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A part of field_list.h, which says what an entry is.
 */
#ifndef TL_FIELD_LIST_ICMP_H
#define TL_FIELD_LIST_ICMP_H

/* clang-format off */
#define TL_ICMP_FIELDS(FIELD) \
    FIELD(ICMP_FRAME, FRAME, "icmp_frame", "Ended by the ICMP error in frame", \
        "The ICMP error that ended the connection: nothing was heard from the other end since") \
    FIELD(QUOTED_BY, FRAME, "quoted_by", "Quoted by the ICMP error in frame", \
        "The newest ICMP error about this segment") \
    FIELD(ICMP, TREE, "icmp", "ICMP error", "An ICMP error about a segment") \
    FIELD(ICMP_TYPE, TEXT, "icmp.type", "Type", "What the error is, in short") \
    FIELD(ICMP_CODE, TEXT, "icmp.code", "Code", "What the error is, exactly") \
    FIELD(ICMP_REPORTER, TEXT, "icmp.reporter", "Reporter", \
        "The address of the host or router that sends the error") \
    FIELD(ICMP_TO, TEXT, "icmp.to", "Sent to", \
        "Who sent the segment that is quoted, and gets the error: client or server") \
    FIELD(ICMP_QUOTED_FRAME, FRAME, "icmp.quoted_frame", "About frame", \
        "The last frame captured, as far as is known, with the segment that is quoted") \
    FIELD(ICMP_QUOTED_SEQ, NUMBER, "icmp.quoted_seq", "About Seq", \
        "The sequence number of the segment that is quoted, as on the wire")
/* clang-format on */

#endif

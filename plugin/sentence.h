/* sentence.h - how does a sentence about one segment come to be?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Tables of sayings hold the words. A saying is chosen by facts and findings, and holds blanks
 * such as {sender}, which are filled from the segment, the note and the connection.
 */
#ifndef TL_SENTENCE_H
#define TL_SENTENCE_H

#include <epan/packet.h>

#include "store.h"

#include <stddef.h>
#include <stdint.h>

/* What is true of a segment; bits. */
enum tl_fact {
    TL_FACT_SYN = 1u << 0,          /* SYN without ACK */
    TL_FACT_SYN_ACK = 1u << 1,      /* SYN with ACK */
    TL_FACT_RST = 1u << 2,          /* RST, with whatever else */
    TL_FACT_FIN = 1u << 3,          /* FIN, with whatever else */
    TL_FACT_ACK = 1u << 4,          /* ACK, with whatever else */
    TL_FACT_DATA = 1u << 5,         /* carries data */
    TL_FACT_CWR = 1u << 6,          /* CWR is set */
    TL_FACT_ACKS_SYN = 1u << 7,     /* its ACK answers the receiver's SYN */
    TL_FACT_ACKS_FIN = 1u << 8,     /* its ACK answers the receiver's FIN */
    TL_FACT_ISN_KNOWN = 1u << 9,    /* the receiver's SYN was captured */
    TL_FACT_ACK_FITS = 1u << 10,    /* its Ack is the receiver's ISN + 1 */
    TL_FACT_HAD_FIN = 1u << 11,     /* the sender was in CLOSE-WAIT before the segment */
    TL_FACT_HAS_FIN = 1u << 12,     /* the sender is in CLOSE-WAIT behind it */
    TL_FACT_IN_VAIN = 1u << 13,     /* an RST that the receiver must not take */
    TL_FACT_REFUSAL = 1u << 14,     /* an RST that refuses a SYN */
    TL_FACT_BACKSCATTER = 1u << 15, /* an RST without any connection */
    TL_FACT_HAD_CALLED = 1u << 16,  /* the sender was in SYN-SENT before the segment */
    TL_FACT_INJECTED = 1u << 17,    /* an RST that neither end sent */
    TL_FACT_PROBED = 1u << 18,      /* an RST that answers a scanner's probe */
    TL_FACT_REPORTED = 1u << 19     /* an ICMP error said before that the SYN did not arrive */
};

/* One saying. */
struct tl_saying {
    uint32_t when;    /* facts that must be true */
    uint32_t unless;  /* facts of which none may be true */
    uint64_t found;   /* findings of which one must be there; 0: does not matter */
    const char *text; /* the words with {blanks}; static */
};

/* The segment that is spoken of. */
struct tl_sentence {
    packet_info *pinfo;
    const struct tl_view *view;
    uint32_t facts;    /* bits of enum tl_fact */
    uint64_t findings; /* bits 1 << enum tl_finding: of the note; while a saying is told, only
                          those that called for it */
};

/* Gathers what is true of the segment. */
struct tl_sentence tl_sentence_about(packet_info *pinfo, const struct tl_view *view);

/* Do these facts and findings call for this saying? */
bool tl_saying_fits(const struct tl_saying *saying, const struct tl_sentence *sentence);

/* The words of a saying with its blanks filled; lives as long as the packet. */
const char *tl_saying_tell(const struct tl_saying *saying, const struct tl_sentence *sentence);

#endif

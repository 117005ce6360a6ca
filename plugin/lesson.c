/* lesson.c - which rule stands behind what a segment does, and what is to be looked at next?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lesson.h"

#include "fields.h"
#include "prefs.h"

#define PROBES                                                                                     \
    (TL_FOUND(SYN_FIN) | TL_FOUND(NULL_PROBE) | TL_FOUND(FIN_PROBE) | TL_FOUND(XMAS_PROBE))

/* Of which the sentence itself says what is wrong; their flags would teach something else. */
#define ODDITIES                                                                                   \
    (TL_FOUND(NOT_KEPT) | TL_FOUND(CAPTURED_TWICE) | TL_FOUND(SYN_ISN_CHANGED) |                   \
     TL_FOUND(SYN_ACK_ISN_CHANGED) | TL_FOUND(SYN_ACK_BAD_ACK) | TL_FOUND(BAD_ACK_IN_HANDSHAKE) |  \
     TL_FOUND(NO_ACK_BIT) | TL_FOUND(SPLIT_HANDSHAKE) | TL_FOUND(FIN_MOVED) |                      \
     TL_FOUND(ACK_OF_UNSENT) | TL_FOUND(TALKS_AFTER_OWN_RST) | TL_FOUND(TALKS_AFTER_RST) |         \
     TL_FOUND(OLD_CONNECTION_LIVES) | TL_FOUND(IMPOSSIBLE))

struct lesson {
    struct tl_saying rule; /* "": there is none */
    const char *next;      /* the words with {blanks}; NULL: nothing in particular */
};

/* Of all that fit, the first is told. */
/* clang-format off */
static const struct lesson lessons[] = {
    { { .found = ODDITIES, .text = "" }, NULL },
    { { .found = PROBES, .text =
        "A closed port answers all but an RST by an RST, an open one drops what carries neither "
        "SYN, ACK nor RST (RFC 9293 3.10.7.1, 3.10.7.2): so a scan tells them apart." },
        "who scans: tcplens.probe, and the answer of the {receiver}" },

    /* The end at once. */
    { { .when = TL_FACT_RST | TL_FACT_REFUSAL, .text =
        "A port on which nobody listens answers a SYN by an RST that acknowledges it "
        "(RFC 9293 3.10.7.1)." }, "{advice}" },
    { { .when = TL_FACT_RST | TL_FACT_IN_VAIN, .text =
        "An RST counts only if its Seq is exactly what its receiver expects; elsewhere in the "
        "window it is answered by a challenge ACK, and outside it is dropped (RFC 5961 3.2). In "
        "SYN-SENT it must acknowledge the SYN (RFC 9293 3.10.7.3)." }, "{advice}" },
    { { .when = TL_FACT_RST, .text =
        "An RST ends a connection at once: it is not answered, and what was on its way is lost "
        "(RFC 9293 3.5.2, 3.10.7.4). It does not say why: its form, and what went before, do." },
        "{advice}" },

    /* Out of the ordinary. */
    { { .found = TL_FOUND(CHALLENGE_ACK), .text =
        "Who gets a doubtful RST or SYN inside a connection repeats its ACK instead of believing "
        "it: only the true other end can answer that by an exact RST (RFC 5961 3.2, 4.2)." },
        "does an RST with the Seq {ack} follow? then the {receiver} has lost the connection" },
    { { .found = TL_FOUND(ZERO_WINDOW_PROBE), .text =
        "Who may not send asks again and again, because the ACK that opens the window may be lost "
        "(RFC 9293 3.8.6.1)." },
        "why the application of the {receiver} does not read" },
    { { .found = TL_FOUND(KEEP_ALIVE), .text =
        "A segment one below the next Seq brings nothing new, but must be acknowledged by an end "
        "that still has the connection (RFC 9293 3.8.4)." },
        "does the {receiver} answer? if not, it or the path to it is gone" },
    { { .found = TL_FOUND(ZERO_WINDOW), .text =
        "The window is the room that a receiver has left; at 0 the other end may only probe "
        "(RFC 9293 3.8.6)." },
        "why the application of the {sender} does not read, and for how long" },
    { { .found = TL_FOUND(OUT_OF_WINDOW) | TL_FOUND(PAWS), .text =
        "What lies outside the window, or has an old timestamp, is dropped and answered by an ACK "
        "(RFC 9293 3.10.7.4, RFC 7323 5)." }, NULL },
    { { .found = TL_FOUND(SYN_IN_SYNCHRONIZED), .text =
        "A SYN inside a connection changes nothing: it is answered by a challenge ACK "
        "(RFC 5961 4.2)." },
        "did the {sender} restart? or was the port taken again too soon?" },

    /* The opening. */
    { { .when = TL_FACT_SYN,
        .found = TL_FOUND(UNANSWERED) | TL_FOUND(SYN_RETRANSMITTED), .text =
        "A SYN without an answer is sent again after a second, and then each time after twice as "
        "long (RFC 6298 2.1, 5.5)." },
        "does the SYN arrive? a capture at the {receiver} tells; firewalls drop without a word" },
    { { .when = TL_FACT_SYN, .found = TL_FOUND(SIMULTANEOUS_OPEN), .text =
        "Two ends that call each other at once answer each other's SYN, and get one connection "
        "(RFC 9293 3.5)." }, "the SYN,ACK of each side" },
    { { .when = TL_FACT_SYN, .text =
        "The handshake tells each side the other's first sequence number; a SYN counts one, so "
        "that it can be acknowledged. What a SYN offers holds if the answer offers it, too "
        "(RFC 9293 3.5)." },
        "the SYN,ACK; an RST says refused, silence says dropped or no such host" },
    { { .when = TL_FACT_SYN_ACK, .found = TL_FOUND(SYN_ACK_RETRANSMITTED), .text =
        "Until the ACK arrives, the called side is in SYN-RECEIVED and sends its SYN,ACK again "
        "(RFC 9293 3.5, RFC 6298 5)." },
        "is the ACK of the {receiver} captured? then it was lost behind here, or the accept queue "
        "of the {sender} is full" },
    { { .when = TL_FACT_SYN_ACK, .text =
        "One segment acknowledges the caller's SYN and carries the called side's own "
        "(RFC 9293 3.5)." },
        "the ACK of the {receiver}: with it both ends are ESTABLISHED" },
    { { .when = TL_FACT_ACK, .found = TL_FOUND(HANDSHAKE_COMPLETE), .text =
        "The third step proves to the called side that its SYN,ACK arrived: so a SYN that is only "
        "an old duplicate opens nothing (RFC 9293 3.5)." },
        "who sends the first data, and how soon" },

    /* The closing. */
    { { .when = TL_FACT_FIN, .found = TL_FOUND(FIN_RETRANSMITTED), .text =
        "A FIN counts one, and so is sent again until it is acknowledged (RFC 9293 3.6, "
        "RFC 6298 5)." },
        "is the ACK of the {receiver} captured? then it was lost behind here" },
    { { .when = TL_FACT_FIN, .found = TL_FOUND(SIMULTANEOUS_CLOSE), .text =
        "Where FINs cross, both ends go by CLOSING, and both keep TIME-WAIT (RFC 9293 3.6)." },
        "the ACK of each FIN" },
    { { .when = TL_FACT_FIN, .found = TL_FOUND(FIN_SECOND), .text =
        "Each direction is closed by itself. With the ACK of this FIN the {sender} is done; the "
        "other end, which closed first, keeps TIME-WAIT (RFC 9293 3.6)." },
        "the last ACK" },
    { { .when = TL_FACT_FIN, .text =
        "A FIN closes one direction: it says that no more data come, counts one, and is "
        "acknowledged as data are. The other direction stays open until its own FIN "
        "(RFC 9293 3.6)." },
        "the FIN of the {receiver}: as long as it is missing, it is in CLOSE-WAIT, because its "
        "application has not closed" },
    { { .when = TL_FACT_ACK, .found = TL_FOUND(CLOSED_IN_ORDER), .text =
        "Who closed first keeps TIME-WAIT for two maximum segment lifetimes: to answer a FIN that "
        "comes again, and so that old segments die out (RFC 9293 3.6)." }, NULL },
    { { .when = TL_FACT_ACKS_FIN, .text =
        "From the ACK of its FIN on, who closed first is in FIN-WAIT-2 and only receives; the "
        "other end is in CLOSE-WAIT until its application closes (RFC 9293 3.6)." },
        "the FIN of the {sender}" },

    /* In between. */
    { { .when = TL_FACT_DATA, .text =
        "Each octet has a number: Seq is that of the first one in the segment (RFC 9293 3.4)." },
        NULL },
    { { .when = TL_FACT_ACK, .text =
        "Ack names the next octet that is expected: all before it have arrived (RFC 9293 3.4)." },
        NULL },
    { { .text = "" }, NULL },
};
/* clang-format on */

static void
tell(proto_tree *tree, enum tl_field field, const struct tl_saying *rule, const char *text,
     const struct tl_sentence *sentence)
{
    struct tl_saying saying = *rule;

    saying.text = text;
    if (text != NULL && text[0] != '\0') {
        tl_add_text(tree, field, tl_saying_tell(&saying, sentence));
    }
}

void
tl_lesson_draw(proto_tree *tree, const struct tl_sentence *sentence)
{
    const struct lesson *lesson = lessons;

    if (!tl_prefs()->teaches) {
        return;
    }
    while (!tl_saying_fits(&lesson->rule, sentence)) {
        lesson++;
    }
    tell(tree, TL_HF_EXPLAIN_BACKGROUND, &lesson->rule, lesson->rule.text, sentence);
    tell(tree, TL_HF_EXPLAIN_NEXT, &lesson->rule, lesson->next, sentence);
}

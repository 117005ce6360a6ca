/* explain.c - what does this segment do, in plain words?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "explain.h"

#include "fields.h"
#include "lesson.h"
#include "sentence.h"

/* Findings that say more about the segment than its flags do. */
#define PECULIAR                                                                                   \
    (TL_FOUND(SYN_FIN) | TL_FOUND(SYN_ISN_CHANGED) | TL_FOUND(SYN_ACK_ISN_CHANGED) |               \
     TL_FOUND(SYN_ACK_BAD_ACK) | TL_FOUND(BAD_ACK_IN_HANDSHAKE) | TL_FOUND(SYN_IN_SYNCHRONIZED) |  \
     TL_FOUND(NULL_PROBE) | TL_FOUND(FIN_PROBE) | TL_FOUND(XMAS_PROBE) | TL_FOUND(NO_ACK_BIT) |    \
     TL_FOUND(SPLIT_HANDSHAKE) | TL_FOUND(FIN_MOVED) | TL_FOUND(ACK_OF_UNSENT) |                   \
     TL_FOUND(OUT_OF_WINDOW) | TL_FOUND(PAWS) | TL_FOUND(TALKS_AFTER_OWN_RST) |                    \
     TL_FOUND(TALKS_AFTER_RST) | TL_FOUND(IMPOSSIBLE))

/* Of all that fit, the first is said. The last fits always. */
/* clang-format off */
static const struct tl_saying sayings[] = {
    { .found = TL_FOUND(NOT_KEPT), .text =
        "What this segment did is not kept, because the connection has too many that did "
        "something: only its beginning and its end are told." },

    { .found = TL_FOUND(CAPTURED_TWICE), .text =
        "The same packet of the {sender} once more: the capture has it twice." },

    /* The end at once. */
    { .when = TL_FACT_RST | TL_FACT_REFUSAL, .text =
        "The {sender} refuses the connection: RST in answer to the SYN; the port is closed, "
        "or a firewall answers in its name." },
    { .when = TL_FACT_RST | TL_FACT_BACKSCATTER, .text =
        "The {sender} sends an RST that belongs to no captured connection: backscatter, or the "
        "answer to something that was not captured." },
    { .when = TL_FACT_RST | TL_FACT_INJECTED | TL_FACT_IN_VAIN, .text =
        "Something on the path sends an RST in the {sender}'s name, but the {receiver} must not "
        "take it: {position}." },
    { .when = TL_FACT_RST | TL_FACT_INJECTED, .text =
        "Something on the path resets the connection in the {sender}'s name: a firewall, a "
        "middlebox or an attacker." },
    { .when = TL_FACT_RST | TL_FACT_PROBED, .text =
        "The {sender} answers a scanner's probe ({probe}) by an RST, which the scan reads "
        "as: the port is {port}." },
    { .when = TL_FACT_RST | TL_FACT_IN_VAIN, .text =
        "The {sender} sends an RST ({cause}: {why}), but the {receiver} must not take it: "
        "{position}." },
    { .when = TL_FACT_RST, .text =
        "The {sender} resets the connection ({cause}): {why}." },

    /* Out of the ordinary. */
    { .found = TL_FOUND(CHALLENGE_ACK), .text =
        "The {sender} does not believe the segment before it: challenge ACK, which repeats what "
        "it expects (RFC 5961)." },
    { .found = TL_FOUND(ZERO_WINDOW_PROBE), .text =
        "The {sender} probes whether the {receiver}'s receive window is still shut." },
    { .found = TL_FOUND(KEEP_ALIVE), .text =
        "The {sender} asks whether the {receiver} is still there: keep-alive." },
    { .found = TL_FOUND(OLD_CONNECTION_LIVES), .text =
        "The {sender} goes on with the old connection: the SYN before did not begin a new one." },
    { .when = TL_FACT_SYN, .found = TL_FOUND(UNANSWERED), .text =
        "The {sender} asks again: the same SYN with ISN {seq}; no answer was captured so far." },
    { .when = TL_FACT_SYN | TL_FACT_REPORTED, .found = TL_FOUND(SYN_RETRANSMITTED), .text =
        "The {sender} asks again: the same SYN with ISN {seq}; the ICMP error before has not "
        "ended its attempt." },
    { .when = TL_FACT_SYN, .found = TL_FOUND(SYN_RETRANSMITTED), .text =
        "The {sender} sends its SYN with ISN {seq} again: the answer was lost, or is late." },
    { .found = PECULIAR, .text =
        "From the {sender}: {finding}." },

    /* The opening. */
    { .when = TL_FACT_SYN, .found = TL_FOUND(SIMULTANEOUS_OPEN), .text =
        "The {sender} opens the connection at the same time: its SYN with ISN {seq} crosses that "
        "of the {receiver}, offering {offer}{with data}." },
    { .when = TL_FACT_SYN, .text =
        "The {sender} opens the connection: SYN with ISN {seq}, offering {offer}{with data}." },
    { .when = TL_FACT_SYN_ACK, .found = TL_FOUND(SYN_ACK_RETRANSMITTED), .text =
        "The {sender} accepts again: the same SYN,ACK with ISN {seq}; its ACK was lost or not "
        "taken." },
    { .when = TL_FACT_SYN_ACK | TL_FACT_HAD_CALLED, .text =
        "The {sender} answers the SYN that crossed its own: SYN,ACK with its ISN {seq} again, "
        "acknowledging the {receiver}'s SYN." },
    { .when = TL_FACT_SYN_ACK | TL_FACT_ACK_FITS, .text =
        "The {sender} accepts: SYN,ACK with its own ISN {seq}, acknowledging the {receiver}'s "
        "ISN + 1, offering {offer}{with data}{delay}." },
    { .when = TL_FACT_SYN_ACK | TL_FACT_ISN_KNOWN, .text =
        "The {sender} accepts: SYN,ACK with its own ISN {seq}, acknowledging the {receiver}'s "
        "ISN + 1 and {early bytes} of data that came with it, offering {offer}{with data}"
        "{delay}." },
    { .when = TL_FACT_SYN_ACK, .text =
        "The {sender} accepts a SYN that was not captured: SYN,ACK with its own ISN {seq}, "
        "acknowledging {ack}, offering {offer}{with data}." },

    /* The closing. */
    { .when = TL_FACT_FIN, .found = TL_FOUND(FIN_RETRANSMITTED), .text =
        "The {sender} sends its FIN again{with data}: it, or its ACK, was lost." },
    { .when = TL_FACT_FIN | TL_FACT_ACKS_FIN, .text =
        "The {sender} acknowledges the {receiver}'s FIN and closes its own direction at once: "
        "FIN{with data}." },
    { .when = TL_FACT_FIN, .found = TL_FOUND(SIMULTANEOUS_CLOSE), .text =
        "The {sender} closes its direction at the same time: its FIN crosses that of the "
        "{receiver}{with data}." },
    { .when = TL_FACT_FIN, .found = TL_FOUND(FIN_SECOND), .text =
        "The {sender} closes its direction too: FIN{with data}; only its ACK is missing now." },
    { .when = TL_FACT_FIN, .text =
        "The {sender} closes its direction: FIN{with data}; it has no more data to send, but "
        "still receives." },
    { .when = TL_FACT_ACK, .found = TL_FOUND(CLOSED_IN_ORDER), .text =
        "The {sender} acknowledges the {receiver}'s FIN: both directions are closed." },
    { .when = TL_FACT_ACKS_FIN | TL_FACT_DATA, .text =
        "The {sender} acknowledges the {receiver}'s FIN and goes on sending: {bytes} of data." },
    { .when = TL_FACT_ACKS_FIN | TL_FACT_HAS_FIN, .text =
        "The {sender} acknowledges the {receiver}'s FIN; its own direction stays open." },
    { .when = TL_FACT_ACKS_FIN, .text =
        "The {sender} acknowledges the {receiver}'s FIN." },

    /* The last step of the opening. */
    { .when = TL_FACT_ACK, .found = TL_FOUND(HANDSHAKE_COMPLETE), .text =
        "The {sender} acknowledges the {receiver}'s SYN{delay}: the connection is established on "
        "both sides{with data}." },
    { .when = TL_FACT_ACKS_SYN, .text =
        "The {sender} acknowledges the {receiver}'s SYN{delay}{with data}." },

    /* In between. */
    { .when = TL_FACT_DATA | TL_FACT_HAD_FIN, .text =
        "The {sender} sends {bytes} of data in the direction that is still open{window}." },
    { .when = TL_FACT_DATA, .text =
        "The {sender} sends {bytes} of data{window}." },
    { .when = TL_FACT_ACK, .text =
        "The {sender} acknowledges everything before {ack}{window}." },
    { .text = "The {sender} sends a segment with these flags: {flags}." },
};

/* What each flag says; of those of one flag that fit, the first is said. */
static const struct {
    enum tl_flag flag;
    struct tl_saying saying;
} flag_sayings[] = {
    { TL_SYN, { .when = TL_FACT_SYN, .text =
        "SYN: asks to open; Seq {seq} is the {sender}'s initial sequence number and counts one" } },
    { TL_SYN, { .text =
        "SYN: opens the {sender}'s own direction; Seq {seq} is its initial sequence number and "
        "counts one" } },
    { TL_FIN, { .found = TL_FOUND(FIN_PROBE) | TL_FOUND(XMAS_PROBE) | TL_FOUND(SYN_FIN), .text =
        "FIN: closes nothing here; a probe or a fault" } },
    { TL_FIN, { .text =
        "FIN: the {sender} has no more data to send; counts one" } },
    { TL_RST, { .when = TL_FACT_IN_VAIN, .text =
        "RST: would end the connection at once, but the {receiver} must not take it" } },
    { TL_RST, { .text =
        "RST: ends the connection at once; nobody answers it" } },
    { TL_PSH, { .when = TL_FACT_DATA, .text =
        "PSH: the {receiver} is to hand its application the data at once" } },
    { TL_PSH, { .text =
        "PSH: without data it says nothing" } },
    { TL_ACK, { .when = TL_FACT_REFUSAL | TL_FACT_ACK_FITS, .text =
        "ACK: Ack {ack} is the {receiver}'s ISN + 1: it names the SYN that is refused" } },
    { TL_ACK, { .when = TL_FACT_SYN_ACK | TL_FACT_ACK_FITS, .text =
        "ACK: Ack {ack} is the {receiver}'s ISN + 1: its SYN has arrived" } },
    { TL_ACK, { .when = TL_FACT_ACKS_SYN | TL_FACT_ACK_FITS, .text =
        "ACK: Ack {ack} is the {receiver}'s ISN + 1: its SYN has arrived" } },
    { TL_ACK, { .when = TL_FACT_ACKS_FIN, .text =
        "ACK: Ack {ack} counts the {receiver}'s FIN: it and all before it have arrived" } },
    { TL_ACK, { .text =
        "ACK: everything before {ack} has arrived; {ack} is expected next" } },
    { TL_URG, { .text =
        "URG: some of the data are urgent; the urgent pointer says where they end" } },
    { TL_ECE, { .when = TL_FACT_SYN | TL_FACT_CWR, .text =
        "ECE: with CWR in a SYN, asks for congestion notification (ECN)" } },
    { TL_ECE, { .when = TL_FACT_SYN_ACK, .unless = TL_FACT_CWR, .text =
        "ECE: in a SYN,ACK, grants congestion notification (ECN)" } },
    { TL_ECE, { .text =
        "ECE: congestion was marked on the way to the {sender}; the {receiver} is to slow down" } },
    { TL_CWR, { .when = TL_FACT_SYN, .text =
        "CWR: with ECE in a SYN, asks for congestion notification (ECN)" } },
    { TL_CWR, { .text =
        "CWR: the {sender} has slowed down, as ECE asked" } },
    { TL_AE, { .when = TL_FACT_SYN, .text =
        "AE: with CWR and ECE in a SYN, asks for Accurate ECN" } },
    { TL_AE, { .text =
        "AE: counts congestion marks together with CWR and ECE (Accurate ECN; once the nonce)" } },
};
/* clang-format on */

static bool
is_wanted(proto_tree *tree)
{
    return tl_field_is_wanted(tree, TL_HF_EXPLAIN) ||
           tl_field_is_wanted(tree, TL_HF_EXPLAIN_BACKGROUND) ||
           tl_field_is_wanted(tree, TL_HF_EXPLAIN_NEXT);
}

void
tl_explain_draw(packet_info *pinfo, proto_tree *tree, const struct tl_view *view)
{
    const struct tl_saying *saying = sayings;
    struct tl_sentence sentence;

    if (!is_wanted(tree)) {
        return;
    }
    sentence = tl_sentence_about(pinfo, view);
    while (!tl_saying_fits(saying, &sentence)) {
        saying++;
    }
    tl_add_text(tree, TL_HF_EXPLAIN, tl_saying_tell(saying, &sentence));
    tl_lesson_draw(tree, &sentence);
}

void
tl_explain_draw_flags(packet_info *pinfo, proto_tree *tree, const struct tl_view *view)
{
    struct tl_sentence sentence;
    unsigned left = view->segment->flags;

    if (!tl_field_is_wanted(tree, TL_HF_FLAGS_MEANING)) {
        return;
    }
    sentence = tl_sentence_about(pinfo, view);
    for (unsigned i = 0; i < G_N_ELEMENTS(flag_sayings); i++) {
        const struct tl_saying *saying = &flag_sayings[i].saying;

        if ((left & flag_sayings[i].flag) && tl_saying_fits(saying, &sentence)) {
            left &= ~(unsigned)flag_sayings[i].flag;
            tl_add_text(tree, TL_HF_FLAGS_MEANING, tl_saying_tell(saying, &sentence));
        }
    }
}

/* fuzz_reader.c - does the plugin read each frame as TCP's own dissector does, and bear it?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A target for fuzzers. An input is a capture. Its first octet: bit 0, there is a tree in the first
 * pass. Then for each frame FRAME_HEAD octets, and its bytes:
 *
 *     0     low two bits: Ethernet, raw IP, 802.11, or an Ethernet frame of which CUT octets were
 *           not captured
 *     1     milliseconds since the frame before
 *     2, 3  how many bytes follow; the last frame takes what is left
 *
 * All of Wireshark dissects it, in two passes. What must hold: each segment that the plugin tells
 * of is one that TCP has read in the frame, to the end of its header; what it says of a frame is
 * possible; and no exception was thrown in it.
 */
#include "session.h"
#include "target.h"

#include <epan/dissectors/packet-tcp.h>
#include <epan/expert.h>
#include <epan/tap.h>
#include <wiretap/wtap.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "core/reset.h"
#include "core/verdict.h"
#include "tap.h"

enum { FRAME_HEAD = 4, FRAMES = 64, CUT = 100, HEADERS = 64 };

#define BEGIN_NS INT64_C(1700000000000000000)

/* What TCP's dissector has seen in the frame at hand. */
static struct tcpheader headers[HEADERS];
static unsigned header_count;
static unsigned layer_count; /* of TCP; more than headers where it was cut, or malformed */

/* What the plugin has told of it. */
static struct tl_view views[HEADERS];
static struct tl_segment segments[HEADERS];
static unsigned view_count;

static void
broken(uint32_t frame, const char *law)
{
    fprintf(stderr, "frame %u: not true: %s\n", frame, law);
    abort();
}

static tap_packet_status
take_header(void *data _U_, packet_info *pinfo _U_, epan_dissect_t *edt _U_, const void *header,
            tap_flags_t flags _U_)
{
    if (header_count < HEADERS) {
        headers[header_count++] = *(const struct tcpheader *)header;
    }
    return TAP_PACKET_DONT_REDRAW;
}

static unsigned
count_layers(const packet_info *pinfo)
{
    static int tcp;
    unsigned count = 0;

    if (tcp == 0) {
        tcp = proto_get_id_by_filter_name("tcp");
    }
    for (wmem_list_frame_t *l = wmem_list_head(pinfo->layers); l; l = wmem_list_frame_next(l)) {
        count += GPOINTER_TO_INT(wmem_list_frame_data(l)) == tcp;
    }
    return count;
}

static tap_packet_status
take_view(void *data _U_, packet_info *pinfo, epan_dissect_t *edt _U_, const void *told,
          tap_flags_t flags _U_)
{
    layer_count = count_layers(pinfo);
    if (view_count < HEADERS) {
        views[view_count] = *(const struct tl_view *)told;
        segments[view_count] = *views[view_count].segment;
        view_count++;
    }
    return TAP_PACKET_DONT_REDRAW;
}

/* What Wireshark itself reports has a field of its own. */
static tap_packet_status
take_expert(void *data _U_, packet_info *pinfo, epan_dissect_t *edt _U_, const void *told,
            tap_flags_t flags _U_)
{
    const expert_info_t *expert = (const expert_info_t *)told;
    const bool is_ours = expert->protocol != NULL && strcmp(expert->protocol, "TCP Lens") == 0;
    const char *field = proto_registrar_get_nth((unsigned)expert->hf_index)->abbrev;

    if (is_ours && strncmp(field, "tcplens.", strlen("tcplens.")) != 0) {
        fprintf(stderr, "%s\n", expert->summary);
        broken(pinfo->num, "no exception");
    }
    return TAP_PACKET_DONT_REDRAW;
}

static bool
is_same(const struct tl_segment *segment, const struct tcpheader *header)
{
    return segment->seq == header->th_rawseq && segment->flags == (header->th_flags & 0xfff) &&
           segment->source_port == header->th_sport &&
           segment->destination_port == header->th_dport &&
           (!tl_segment_has(segment, TL_ACK) || segment->ack == header->th_rawack) &&
           segment->options.bytes + 20u == header->th_hlen &&
           (!header->th_have_seglen || segment->payload == header->th_seglen);
}

static void
check_segment(const struct tl_segment *segment)
{
    for (unsigned i = 0; i < header_count; i++) {
        if (is_same(segment, &headers[i])) {
            return;
        }
    }
    fprintf(stderr, "seq %u, ack %u, flags %03x, %u octets, ports %u and %u\n", segment->seq,
            segment->ack, segment->flags, segment->payload, segment->source_port,
            segment->destination_port);
    for (unsigned i = 0; i < header_count; i++) {
        fprintf(stderr, "TCP: seq %u, ack %u, flags %03x, %u octets, ports %u and %u, header %u\n",
                headers[i].th_rawseq, headers[i].th_rawack, headers[i].th_flags,
                headers[i].th_have_seglen ? headers[i].th_seglen : 0, headers[i].th_sport,
                headers[i].th_dport, headers[i].th_hlen);
    }
    broken(segment->frame, "TCP has seen this segment");
}

static void
check_view(const struct tl_view *view, uint32_t frame)
{
    const struct tl_connection *connection = view->connection;

    for (unsigned end = 0; end < 2; end++) {
        if (view->note.before[end] >= TL_STATE_COUNT || view->note.after[end] >= TL_STATE_COUNT) {
            broken(frame, "the states are states");
        }
    }
    if (connection->first_frame > frame || view->note.frame > frame) {
        broken(frame, "it is told from what was captured up to there");
    }
    if (tl_verdict(connection) >= TL_VERDICT_COUNT || tl_closed_by(connection) >= TL_CLOSER_COUNT) {
        broken(frame, "it ended in one of the ways that there are");
    }
}

static void
look(uint32_t frame)
{
    for (unsigned i = 0; i < view_count; i++) {
        if (segments[i].frame != frame) {
            broken(frame, "the segment is of this frame");
        }
        if (layer_count <= header_count) {
            check_segment(&segments[i]);
        }
        check_view(&views[i], frame);
    }
    header_count = view_count = 0;
}

static void
listen_to(const char *tap, tap_packet_cb take)
{
    static int listeners[3];
    static unsigned count;
    GString *error = register_tap_listener(tap, &listeners[count++], NULL, TL_REQUIRES_NOTHING,
                                           NULL, take, NULL, NULL);

    if (error != NULL) {
        fprintf(stderr, "%s\n", error->str);
        exit(1);
    }
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    session_start((*argv)[0], TCPLENS_PLUGIN_FILE);
    listen_to("tcp", take_header);
    listen_to(TL_TAP, take_view);
    listen_to("expert", take_expert);
    return 0;
}

static unsigned
take_frame(const uint8_t *bytes, size_t length, int64_t before_ns, struct session_frame *frame)
{
    static const int encapsulations[] = { WTAP_ENCAP_ETHERNET, WTAP_ENCAP_RAW_IP,
                                          WTAP_ENCAP_IEEE_802_11, WTAP_ENCAP_ETHERNET };
    const unsigned promised = tl_be16(bytes + 2);
    const size_t left = length - FRAME_HEAD;

    frame->bytes = bytes + FRAME_HEAD;
    frame->captured = (unsigned)(promised < left ? promised : left);
    frame->wire = frame->captured + ((bytes[0] & 3) == 3 ? CUT : 0);
    frame->encapsulation = encapsulations[bytes[0] & 3];
    frame->time_ns = before_ns + bytes[1] * INT64_C(1000000);
    return FRAME_HEAD + frame->captured;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct session_frame frames[FRAMES];
    int64_t time_ns = BEGIN_NS;
    unsigned count = 0;
    size_t at = 1;

    while (count < FRAMES && at + FRAME_HEAD < length) {
        at += take_frame(bytes + at, length - at, time_ns, &frames[count]);
        time_ns = frames[count++].time_ns;
    }
    if (count > 0) {
        session_play(frames, count, (bytes[0] & 1) != 0, look);
    }
    return 0;
}

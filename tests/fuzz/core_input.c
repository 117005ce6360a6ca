/* core_input.c - which row of segments do these bytes stand for?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "core_input.h"

#include <string.h>

#define SECOND_NS INT64_C(1000000000)

enum { ALL_CONTROL_BITS = 0xff };

/* Among them some that Zeek takes for a server's. */
static const uint16_t input_ports[] = { 40000, 9, 80, 22 };

bool
input_begin(struct input *input, const uint8_t *bytes, size_t length)
{
    if (length < INPUT_HEAD) {
        return false;
    }
    memset(input, 0, sizeof *input);
    for (unsigned end = 0; end < 2; end++) {
        struct input_end *of = &input->end[end];
        of->isn = of->nxt = of->seq = of->ack = (uint32_t)bytes[end] << 24 | 0xffff80u;
        of->port = input_ports[bytes[2] >> 2 * end & 3];
    }
    input->time_ns = bytes[3] * SECOND_NS;
    if (bytes[3] >= 0xf0) {
        input->time_ns = INT64_MAX - (0xff - bytes[3]) * SECOND_NS;
    }
    input->bytes = bytes + INPUT_HEAD;
    input->left = length - INPUT_HEAD;
    return true;
}

uint32_t
input_number(const struct input *input, unsigned end, unsigned how, int8_t argument)
{
    const struct input_end *of = &input->end[end];
    const uint32_t near = (uint32_t)argument;
    const uint32_t numbers[INPUT_NUMBERS] = {
        [INPUT_NEXT] = of->nxt,
        [INPUT_NEAR_NEXT] = of->nxt + near,
        [INPUT_FAR_FROM_NEXT] = of->nxt + near * 1000,
        [INPUT_TOLD] = input->end[!end].ack + near,
        [INPUT_ISN] = of->isn + near,
        [INPUT_AGAIN] = of->seq + near,
        [INPUT_VERY_FAR] = of->nxt + (near << 24),
        [INPUT_ABSOLUTE] = near << 24,
    };
    return numbers[how % INPUT_NUMBERS];
}

/* Times stay in what tl_segment.time_ns can be: 0 to the highest. */
static void
pass_time(struct input *input, uint8_t octet)
{
    const int64_t steps = 1 + (octet & 15);

    if (octet >> 4 == 15) {
        const int64_t back = steps * SECOND_NS;
        input->time_ns = input->time_ns > back ? input->time_ns - back : 0;
        return;
    }
    const int64_t on = (steps << 2 * (octet >> 4)) * 1000;
    input->time_ns = input->time_ns < INT64_MAX - on ? input->time_ns + on : INT64_MAX;
}

static void
take_options(const uint8_t *octets, struct tl_options *options, uint32_t edge)
{
    static const uint16_t bits[] = { TL_OPT_MSS,  TL_OPT_WINDOW_SCALE, TL_OPT_SACK_PERMITTED,
                                     TL_OPT_SACK, TL_OPT_FAST_OPEN,    TL_OPT_MPTCP,
                                     TL_OPT_CUT };

    for (unsigned i = 0; i < sizeof bits / sizeof bits[0]; i++) {
        options->present |= octets[7] >> i & 1 ? bits[i] : 0;
    }
    options->mss = 1460;
    options->window_scale = octets[8] >> 3 & 15;
    options->fast_open_bytes = octets[8] & 8;
    options->sack_right = edge;
    options->bytes = options->present != 0 ? 20 : 0;
}

static void
take_timestamp(struct input_end *from, const struct input_end *to, uint8_t grown,
               struct tl_options *options)
{
    const int32_t step = (int8_t)grown;

    from->tsval += (uint32_t)step;
    options->present |= TL_OPT_TIMESTAMPS;
    options->tsval = from->tsval;
    options->tsecr = to->tsval;
    options->bytes = 20;
}

static void
take_ip(struct input_end *from, uint8_t octet, struct tl_ip *ip)
{
    from->id = (uint16_t)(from->id + (octet >> 7 == 0));
    *ip =
        (struct tl_ip){ .id = from->id, .ttl = 64 - (octet & 7), .has_id = true, .has_ttl = true };
}

/* Who sent it has spoken. An RST occupies no numbers. */
static void
remember(struct input_end *from, const struct tl_segment *segment)
{
    from->seq = segment->seq;
    if (tl_segment_has(segment, TL_ACK)) {
        from->ack = segment->ack;
    }
    if (tl_segment_has(segment, TL_SYN)) {
        from->isn = segment->seq;
    }
    if (!tl_segment_has(segment, TL_RST)) {
        from->nxt = tl_segment_end(segment);
    }
}

static void
take_segment(struct input *input, const uint8_t *octets, struct tl_segment *segment)
{
    const unsigned end = octets[1] & 1;
    struct input_end *from = &input->end[end];
    struct input_end *to = &input->end[!end];

    *segment = (struct tl_segment){
        .time_ns = input->time_ns,
        .frame = input->frame,
        .seq = input_number(input, end, octets[1] >> 1 & 7, (int8_t)octets[4]),
        .ack = input_number(input, !end, octets[1] >> 4 & 7, (int8_t)octets[5]),
        .payload = octets[3] < 200 ? octets[3] : (octets[3] - 200u) * 1460u,
        .flags = octets[0],
        .window = (uint16_t)(octets[6] << 8),
        .source_port = from->port,
        .destination_port = to->port,
        .from = (uint8_t)end,
        .is_cut = (octets[7] & INPUT_DATA_CUT) != 0,
    };
    take_options(octets, &segment->options, segment->ack + 1000);
    if (octets[1] >> 7) {
        take_timestamp(from, to, octets[9], &segment->options);
    }
    take_ip(from, octets[8], &segment->ip);
    remember(from, segment);
}

static void
take_error(const struct input *input, const uint8_t *octets, struct tl_icmp_error *error)
{
    const unsigned end = octets[1] & 1;

    *error = (struct tl_icmp_error){
        .time_ns = input->time_ns,
        .frame = input->frame,
        .seq = input_number(input, end, octets[1] >> 1 & 7, (int8_t)octets[4]),
        .from = (uint8_t)end,
        .kind = octets[9] % TL_ICMP_KIND_COUNT,
    };
}

bool
input_next(struct input *input, struct tl_segment *segment, struct tl_icmp_error *error)
{
    const uint8_t *octets = input->bytes;

    if (input->left < INPUT_SEGMENT) {
        return false;
    }
    input->bytes += INPUT_SEGMENT;
    input->left -= INPUT_SEGMENT;
    input->frame++;
    pass_time(input, octets[2]);
    segment->frame = error->frame = 0;
    if (octets[0] == ALL_CONTROL_BITS) {
        take_error(input, octets, error);
    } else {
        take_segment(input, octets, segment);
    }
    return true;
}

/* reason.c - does an RST itself say why it was sent?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "reason.h"

#include <wiretap/wtap.h>

#include "diagnostic.h"
#include "locate.h"

#include "core/bytes.h"

enum {
    TCP_HEADER = 20,
    OPTION_END = 0,
    OPTION_NOTHING = 1,
    OPTION_MPTCP = 30,
    MP_TCPRST = 8,       /* the subtype, and */
    MP_TCPRST_LENGTH = 4 /* its length: kind, length, subtype with flags, reason */
};

/* More is no reason but a page. */
#define LONGEST_TEXT 200

/* RFC 8684 3.6, by number. */
static const char *const mptcp_reasons[] = {
    "unspecified error",           "MPTCP-specific error",      "lack of resources",
    "administratively prohibited", "too much outstanding data", "unacceptable performance",
    "middlebox interference",
};

static void
append(wmem_strbuf_t *text, const char *more)
{
    wmem_strbuf_append_printf(text, "%s%s", wmem_strbuf_get_len(text) > 0 ? "; " : "", more);
}

/* The option MP_TCPRST, or NULL. What is malformed ends the search. */
static const uint8_t *
find_mp_tcprst(const uint8_t *options, unsigned length)
{
    unsigned at = 0;

    while (at + 1 < length && options[at] != OPTION_END) {
        const unsigned size = options[at] == OPTION_NOTHING ? 1 : options[at + 1];
        if (size == 0 || size > length - at || (size == 1 && options[at] != OPTION_NOTHING)) {
            return NULL;
        }
        if (options[at] == OPTION_MPTCP && size == MP_TCPRST_LENGTH &&
            options[at + 2] >> 4 == MP_TCPRST) {
            return options + at;
        }
        at += size;
    }
    return NULL;
}

static void
append_mptcp(wmem_strbuf_t *text, const struct tl_stretch *tcp, unsigned header)
{
    const uint8_t *option = find_mp_tcprst(tcp->bytes + TCP_HEADER, header - TCP_HEADER);

    if (option == NULL) {
        return;
    }
    const unsigned number = option[3];
    append(text, "MPTCP: ");
    if (number < G_N_ELEMENTS(mptcp_reasons)) {
        wmem_strbuf_append(text, mptcp_reasons[number]);
    } else {
        wmem_strbuf_append_printf(text, "reason %u", number);
    }
}

/* In captures of a NetScaler, the window of an RST that it sends is a code (Citrix CTX200852). The
 * resets of others have windows, too, mostly 0; so only the range of those codes counts. */
enum { NETSCALER_FIRST = 8196, NETSCALER_LAST = 9999 };

static bool
is_netscaler_trace(const packet_info *pinfo)
{
    const int encapsulation = pinfo->rec->rec_header.packet_header.pkt_encap;

    return pinfo->rec->rec_type == REC_TYPE_PACKET &&
           (encapsulation == WTAP_ENCAP_NSTRACE_1_0 || encapsulation == WTAP_ENCAP_NSTRACE_2_0 ||
            encapsulation == WTAP_ENCAP_NSTRACE_3_0 || encapsulation == WTAP_ENCAP_NSTRACE_3_5);
}

static void
append_netscaler(wmem_strbuf_t *text, const struct tl_stretch *tcp, const packet_info *pinfo)
{
    const unsigned window = tl_be16(tcp->bytes + 14);

    if (is_netscaler_trace(pinfo) && window >= NETSCALER_FIRST && window <= NETSCALER_LAST) {
        append(text, "");
        wmem_strbuf_append_printf(text, "NetScaler code %u", window);
    }
}

/* Data that are no text are only counted. */
static void
append_data(wmem_strbuf_t *text, const uint8_t *data, unsigned length)
{
    unsigned printable = 0;

    for (unsigned i = 0; i < length; i++) {
        printable += g_ascii_isprint((char)data[i]);
    }
    if (length == 0) {
        return;
    }
    if (printable * 4 < length * 3) {
        append(text, "");
        wmem_strbuf_append_printf(text, "%u octets of data", length);
        return;
    }
    append(text, "\"");
    for (unsigned i = 0; i < length && i < LONGEST_TEXT; i++) {
        wmem_strbuf_append_c(text, g_ascii_isprint((char)data[i]) ? (char)data[i] : '.');
    }
    wmem_strbuf_append(text, length > LONGEST_TEXT ? "...\"" : "\"");
}

const char *
tl_reason(tvbuff_t *tvb, const packet_info *pinfo)
{
    struct tl_trail trail;
    const struct tl_stretch *tcp = &trail.rest;
    wmem_strbuf_t *text;

    if (!tl_locate_tcp(tvb, pinfo, &trail) || tcp->captured < TCP_HEADER) {
        return NULL;
    }
    const unsigned header = (tcp->bytes[12] >> 4) * 4u;
    if (header < TCP_HEADER || header > tcp->captured) {
        return NULL;
    }
    text = wmem_strbuf_new(pinfo->pool, "");
    append_mptcp(text, tcp, header);
    append_netscaler(text, tcp, pinfo);
    const struct tl_stretch data = tl_stretch_behind(tcp, header);
    const char *diagnostic = tl_diagnostic(pinfo->pool, &data);
    if (diagnostic != NULL) {
        append(text, diagnostic);
    } else {
        append_data(text, data.bytes, data.captured);
    }
    return wmem_strbuf_get_len(text) > 0 ? wmem_strbuf_get_str(text) : NULL;
}

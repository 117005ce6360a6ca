/* spell.c - how is a value written for people?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "spell.h"

#include "agreed.h"

#include <epan/to_str.h>

#include <string.h>

const char *
tl_spell_time(wmem_allocator_t *scope, int64_t nanoseconds)
{
    static const struct {
        int64_t size;
        const char *name;
    } units[] = { { 1000000000, "s" }, { 1000000, "ms" }, { 1000, "us" }, { 1, "ns" } };
    unsigned i = 0;
    double value;
    int decimals;

    while (units[i].size > 1 && nanoseconds < units[i].size) {
        i++;
    }
    value = (double)nanoseconds / (double)units[i].size;
    decimals = (value < 100) + (value < 10);
    return wmem_strdup_printf(scope, "%.*f %s", decimals, value, units[i].name);
}

const char *
tl_spell_address(wmem_allocator_t *scope, const address *host, uint32_t port)
{
    const char *format = host->type == AT_IPv6 ? "[%s]:%u" : "%s:%u";

    return wmem_strdup_printf(scope, format, address_to_str(scope, host), port);
}

const char *
tl_spell_role(const struct tl_note *note, unsigned end)
{
    return end == note->client ? "client" : "server";
}

const char *
tl_spell_roles(const struct tl_note *note, unsigned ends)
{
    static const char *const words[] = { "", "client", "server", "both" };
    const unsigned client = (ends >> note->client) & 1u;
    const unsigned server = (ends >> (1u - note->client)) & 1u;

    return words[client | server << 1];
}

/* Adds a word to a list of words. */
static void
add_word(wmem_strbuf_t *list, const char *word)
{
    wmem_strbuf_append(list, wmem_strbuf_get_len(list) > 0 ? ", " : "");
    wmem_strbuf_append(list, word);
}

static const char *
list_or(wmem_strbuf_t *list, const char *if_empty)
{
    return wmem_strbuf_get_len(list) > 0 ? wmem_strbuf_get_str(list) : if_empty;
}

/* How an option is called in lists. Those with a value in an offer are written with it. */
static const struct {
    enum tl_option option;
    const char *word;
} option_words[] = {
    { TL_OPT_SACK_PERMITTED, "SACK" },
    { TL_OPT_TIMESTAMPS, "timestamps" },
    { TL_OPT_MPTCP, "Multipath TCP" },
};

static void
add_fast_open(wmem_allocator_t *scope, wmem_strbuf_t *list, const struct tl_offer *offer)
{
    if (!(offer->present & TL_OPT_FAST_OPEN)) {
        return;
    }
    if (offer->fast_open_bytes == 0) {
        add_word(list, "a request for a Fast Open cookie");
        return;
    }
    add_word(list,
             wmem_strdup_printf(scope, "a Fast Open cookie of %u bytes", offer->fast_open_bytes));
}

const char *
tl_spell_offer(wmem_allocator_t *scope, const struct tl_offer *offer)
{
    wmem_strbuf_t *list = wmem_strbuf_new(scope, "");

    if (offer->present & TL_OPT_MSS) {
        add_word(list, wmem_strdup_printf(scope, "MSS %u", offer->mss));
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(option_words); i++) {
        if (offer->present & option_words[i].option) {
            add_word(list, option_words[i].word);
        }
    }
    if (offer->present & TL_OPT_WINDOW_SCALE) {
        add_word(list, wmem_strdup_printf(scope, "window scale %u", offer->window_scale));
    }
    if (offer->ecn) {
        add_word(list, "ECN");
    }
    add_fast_open(scope, list, offer);
    return list_or(list, "no options");
}

const char *
tl_spell_agreed(wmem_allocator_t *scope, const struct tl_handshake *handshake)
{
    wmem_strbuf_t *list = wmem_strbuf_new(scope, "");

    for (unsigned i = 0; i < G_N_ELEMENTS(option_words); i++) {
        if (tl_handshake_agreed(handshake, option_words[i].option)) {
            add_word(list, option_words[i].word);
        }
    }
    if (tl_handshake_agreed(handshake, TL_OPT_WINDOW_SCALE)) {
        add_word(list, "window scale");
    }
    if (tl_agreed_ecn(handshake)) {
        add_word(list, "ECN");
    }
    if (tl_agreed_fast_open(handshake)) {
        add_word(list, "Fast Open");
    }
    return list_or(list, "no options");
}

const char *
tl_spell_flags(wmem_allocator_t *scope, unsigned flags)
{
    static const struct {
        enum tl_flag flag;
        const char *word;
    } words[] = {
        { TL_SYN, "SYN" }, { TL_FIN, "FIN" }, { TL_RST, "RST" },
        { TL_PSH, "PSH" }, { TL_ACK, "ACK" }, { TL_URG, "URG" },
        { TL_ECE, "ECE" }, { TL_CWR, "CWR" }, { TL_AE, "AE" },
    };
    wmem_strbuf_t *list = wmem_strbuf_new(scope, "");

    for (unsigned i = 0; i < G_N_ELEMENTS(words); i++) {
        if (flags & words[i].flag) {
            wmem_strbuf_append(list, wmem_strbuf_get_len(list) > 0 ? "," : "");
            wmem_strbuf_append(list, words[i].word);
        }
    }
    return list_or(list, "none");
}

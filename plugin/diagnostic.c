/* diagnostic.c - does the data of an RST follow a format made to say why it was sent?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "diagnostic.h"

#include "core/bytes.h"

enum {
    MAGIC_COMPACT = 0x33aa,
    MAGIC_DESCRIPTION = 0xf317,
    COMPACT_LENGTH = 8,
    MOST = 255 /* the drafts advise receivers to take no more */
};

/* What the payload says. */
struct diagnosis {
    uint32_t code;       /* 0: none given */
    uint32_t enterprise; /* whose code it is; 0: of IANA's registry */
    const uint8_t *text; /* or NULL */
    unsigned text_length;
};

/* The registry "TCP Failure Causes" as the drafts set it up. */
static const char *const causes[] = {
    NULL,
    "illegal option",
    "desynchronized state",
    "new data after CLOSE",
    "ABORT",
    "unexpected ACK in a state that is not synchronized",
    "unexpected SYN in the window",
    "unexpected security compartment",
    "malformed message",
    "not authorized",
    "resource exceeded",
    "network failure",
    "reset received from the peer",
    "destination unreachable",
    "connection timeout",
    "too much outstanding data",
    "unacceptable performance",
    "middlebox interference",
};

static bool
read_compact(const struct tl_stretch *data, struct diagnosis *diagnosis)
{
    if (data->wire != COMPACT_LENGTH || tl_be16(data->bytes) != MAGIC_COMPACT) {
        return false;
    }
    diagnosis->code = tl_be16(data->bytes + 2);
    diagnosis->enterprise = tl_be32(data->bytes + 4);
    return diagnosis->code != 0;
}

static bool
read_description(const struct tl_stretch *data, struct diagnosis *diagnosis)
{
    if (data->wire < 3 || tl_be16(data->bytes) != MAGIC_DESCRIPTION) {
        return false;
    }
    diagnosis->text = data->bytes + 2;
    diagnosis->text_length = data->wire - 2;
    return true;
}

/* --- CBOR (RFC 8949 3): the first three bits are a type, the others a number or its size ------ */

enum { CBOR_NUMBER = 0, CBOR_TEXT = 3, CBOR_ARRAY = 4, CBOR_MAP = 5 };

/* What is still to be read. */
struct cbor {
    const uint8_t *at;
    unsigned left;
};

/* The head of an item of this type, with its number. */
static bool
cbor_head(struct cbor *cbor, unsigned type, uint32_t *number)
{
    const unsigned first = cbor->left > 0 ? cbor->at[0] : 0xff;
    const unsigned size = (first & 0x1f) < 24 ? 0 : 1u << ((first & 0x1f) - 24);

    if (first >> 5 != type || (first & 0x1f) > 26 || cbor->left <= size) {
        return false;
    }
    *number = size == 0   ? first & 0x1f
              : size == 1 ? cbor->at[1]
              : size == 2 ? tl_be16(cbor->at + 1)
                          : tl_be32(cbor->at + 1);
    cbor->at += 1 + size;
    cbor->left -= 1 + size;
    return true;
}

static bool
cbor_text(struct cbor *cbor, struct diagnosis *diagnosis)
{
    uint32_t length;

    if (!cbor_head(cbor, CBOR_TEXT, &length) || length > cbor->left) {
        return false;
    }
    diagnosis->text = cbor->at;
    diagnosis->text_length = length;
    cbor->at += length;
    cbor->left -= length;
    return true;
}

/* Keys: 1 the code, 2 the enterprise, 3 the text. */
static bool
cbor_entry(struct cbor *cbor, struct diagnosis *diagnosis)
{
    uint32_t key;

    if (!cbor_head(cbor, CBOR_NUMBER, &key)) {
        return false;
    }
    switch (key) {
    case 1: return cbor_head(cbor, CBOR_NUMBER, &diagnosis->code);
    case 2: return cbor_head(cbor, CBOR_NUMBER, &diagnosis->enterprise);
    case 3: return cbor_text(cbor, diagnosis);
    default: return false;
    }
}

/* The drafts show the sequence with and without the head of an array around it. */
static bool
read_cbor(const struct tl_stretch *data, struct diagnosis *diagnosis)
{
    const uint32_t magic = 12345; /* until there is an RFC number */
    struct cbor cbor = { data->bytes, data->captured };
    uint32_t number;

    if (cbor_head(&cbor, CBOR_ARRAY, &number) && number != 2) {
        return false;
    }
    if (!cbor_head(&cbor, CBOR_NUMBER, &number) || number != magic ||
        !cbor_head(&cbor, CBOR_MAP, &number) || number < 1 || number > 3) {
        return false;
    }
    for (; number > 0; number--) {
        if (!cbor_entry(&cbor, diagnosis)) {
            return false;
        }
    }
    return cbor.left == 0 && (diagnosis->code != 0 || diagnosis->text != NULL);
}

/* --- words ------------------------------------------------------------------------------------ */

static const char *
spell_code(wmem_allocator_t *scope, const struct diagnosis *diagnosis)
{
    const uint32_t code = diagnosis->code;

    if (diagnosis->enterprise != 0) {
        return wmem_strdup_printf(scope, "code %u of enterprise %u", code, diagnosis->enterprise);
    }
    if (code < G_N_ELEMENTS(causes) && causes[code] != NULL) {
        return wmem_strdup_printf(scope, "%s (%u)", causes[code], code);
    }
    return wmem_strdup_printf(scope, "code %u", code);
}

/* Written by the other end, so that nothing of it may look like anything but text. */
static void
append_text(wmem_strbuf_t *words, const struct diagnosis *diagnosis)
{
    wmem_strbuf_append_c(words, '"');
    for (unsigned i = 0; i < diagnosis->text_length; i++) {
        const char c = (char)diagnosis->text[i];
        wmem_strbuf_append_c(words, g_ascii_isprint(c) ? c : '.');
    }
    wmem_strbuf_append_c(words, '"');
}

const char *
tl_diagnostic(wmem_allocator_t *scope, const struct tl_stretch *data)
{
    struct diagnosis diagnosis = { 0 };
    wmem_strbuf_t *words;

    if (data->captured < data->wire || data->wire < 3 || data->wire > MOST ||
        !(read_compact(data, &diagnosis) || read_description(data, &diagnosis) ||
          read_cbor(data, &diagnosis))) {
        return NULL;
    }
    words = wmem_strbuf_new(scope, "diagnostic payload: ");
    if (diagnosis.code != 0) {
        wmem_strbuf_append(words, spell_code(scope, &diagnosis));
    }
    if (diagnosis.text != NULL) {
        wmem_strbuf_append(words, diagnosis.code != 0 ? ", " : "");
        append_text(words, &diagnosis);
    }
    return wmem_strbuf_get_str(words);
}

/* diagnostic.h - does the data of an RST follow a format made to say why it was sent?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_DIAGNOSTIC_H
#define TL_DIAGNOSTIC_H

#include <epan/packet.h>

#include "trail.h"

/* The structured payload of an RST ("TCP RST Diagnostic Payload") in words, or NULL if the data are
 * something else, or malformed, or not all captured. Known are both formats of
 * draft-ietf-tcpm-rst-diagnostic-payload-00 (compact: magic 0x33AA, code, enterprise; description:
 * magic 0xF317, text) and the CBOR sequence of draft-boucadair-tcpm-rst-diagnostic-payload up to
 * -10 (12345, and a map of code, enterprise and text). The text lives as long as `scope`. */
const char *tl_diagnostic(wmem_allocator_t *scope, const struct tl_stretch *data);

#endif

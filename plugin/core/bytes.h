/* bytes.h - what number do these octets hold, in network byte order?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_BYTES_H
#define TL_BYTES_H

#include <stdint.h>

/* The number in two octets. */
static inline uint16_t
tl_be16(const uint8_t *bytes)
{
    return (uint16_t)((unsigned)bytes[0] << 8 | bytes[1]);
}

/* The number in four octets. */
static inline uint32_t
tl_be32(const uint8_t *bytes)
{
    return (uint32_t)tl_be16(bytes) << 16 | tl_be16(bytes + 2);
}

#endif

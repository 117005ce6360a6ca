/* steady.c - the seeds of Wireshark's hash tables, the same for the runs that are compared.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Loaded before GLib by measure.py. Wireshark seeds its hash tables by g_random_int(); how many
 * entries then share a place makes a run some hundred instructions a frame dearer or cheaper.
 */
#include <stdint.h>
#include <stdlib.h>

uint32_t g_random_int(void);

/* From the seed in the environment, by xorshift (Marsaglia, 2003). Never 0. */
uint32_t
g_random_int(void)
{
    static uint32_t number;

    if (number == 0) {
        const char *seed = getenv("TCPLENS_SEED");
        number = 2463534242u ^ (seed != NULL ? (uint32_t)strtoul(seed, NULL, 10) : 0u);
    }
    number ^= number << 13;
    number ^= number >> 17;
    number ^= number << 5;
    return number;
}

/* target.h - what does a fuzzer call?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The names are those of libFuzzer (https://llvm.org/docs/LibFuzzer.html). Where that is missing,
 * replay.c calls them with what lies in files. A target ends the process by abort() when a law is
 * broken, so that the input is kept.
 */
#ifndef TL_TARGET_H
#define TL_TARGET_H

#include <stddef.h>
#include <stdint.h>

/* Called once, before the first input. */
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* Called for each input; always 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

#endif

/* replay.c - what does a target for fuzzers do with the inputs that lie in these files and folders?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     fuzz_core FILE-OR-FOLDER...
 *
 * Stands in for libFuzzer's own main function where only known inputs are to be run.
 */
#define _POSIX_C_SOURCE 200809L

#include "target.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { INPUT_MOST = 1 << 20 };

static unsigned replayed;

static void
replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = malloc(INPUT_MOST);

    if (file == NULL || bytes == NULL) {
        printf("cannot be read: %s\n", path);
        exit(1);
    }
    const size_t length = fread(bytes, 1, INPUT_MOST, file);
    fclose(file);
    /* In storage of its own size, so that a sanitizer sees what reads beyond; and named before,
     * because it may be the last. */
    uint8_t *input = malloc(length + (length == 0));
    for (size_t i = 0; input != NULL && i < length; i++) {
        input[i] = bytes[i];
    }
    free(bytes);
    printf("%s\n", path);
    fflush(stdout);
    LLVMFuzzerTestOneInput(input, length);
    free(input);
    replayed++;
}

static void
replay_folder(const char *path)
{
    char pattern[4096];
    glob_t found;

    snprintf(pattern, sizeof pattern, "%s/*", path);
    if (glob(pattern, 0, NULL, &found) != 0) {
        return;
    }
    for (size_t i = 0; i < found.gl_pathc; i++) {
        replay_file(found.gl_pathv[i]);
    }
    globfree(&found);
}

int
main(int argc, char **argv)
{
    LLVMFuzzerInitialize(&argc, &argv);
    for (int i = 1; i < argc; i++) {
        struct stat status;
        if (stat(argv[i], &status) == 0 && S_ISDIR(status.st_mode)) {
            replay_folder(argv[i]);
        } else {
            replay_file(argv[i]);
        }
    }
    printf("%u inputs replayed\n", replayed);
    return replayed == 0;
}

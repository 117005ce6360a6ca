/* check.h - how does a unit test state what must hold, and report what does not?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TL_CHECK_H
#define TL_CHECK_H

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

/* One named test. A test file ends with a table of them, `{ "name", function }`, and CHECK_RUN. */
struct check_test {
    const char *name;
    void (*run)(void);
};

static unsigned check_count; /* over all tests of the program */
static unsigned check_failures;

static inline void
check_that(bool holds, const char *claim, const char *file, int line)
{
    check_count++;
    if (!holds) {
        check_failures++;
        printf("%s:%d: not true: %s\n", file, line, claim);
    }
}

static inline void
check_equal(int64_t got, int64_t want, const char *claim, const char *file, int line)
{
    check_that(got == want, claim, file, line);
    if (got != want) {
        printf("    got %" PRId64 ", want %" PRId64 "\n", got, want);
    }
}

#define CHECK(claim) check_that((claim), #claim, __FILE__, __LINE__)
#define CHECK_EQ(got, want)                                                                        \
    check_equal((int64_t)(got), (int64_t)(want), #got " == " #want, __FILE__, __LINE__)

/* Run the table; the result is the program's exit status. No check at all counts as a failure. */
static inline int
check_run(const struct check_test *tests, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        unsigned before = check_failures;
        tests[i].run();
        if (check_failures > before) {
            printf("FAILED %s\n", tests[i].name);
        }
    }
    printf("%zu tests, %u checks, %u failed\n", count, check_count, check_failures);
    return check_count == 0 || check_failures > 0;
}

#define CHECK_RUN(table) check_run((table), sizeof(table) / sizeof(table)[0])

#endif

/* Checks that stay in every build (NDEBUG removes assert) and say what failed, and where. */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <wrtmem.h>

#define CHECK(expression)                                                                          \
    ((expression) ? (void)0 : check_failed(__FILE__, __LINE__, #expression, ""))
#define CHECK_STATUS(expected, call) check_status(__FILE__, __LINE__, #call, (expected), (call))
#define CHECK_OK(call) CHECK_STATUS(WRTMEM_OK, call)

static inline void check_failed(const char *file, int line, const char *what, const char *why) {
    fprintf(stderr, "%s:%d: failed: %s%s\n", file, line, what, why);
    exit(EXIT_FAILURE);
}

static inline void check_status(const char *file, int line, const char *call, int32_t expected,
                                int32_t got) {
    if (got != expected) {
        fprintf(stderr, "%s:%d: expected %s, got %s: %s\n", file, line,
                wrtmem_status_name(expected), wrtmem_status_name(got), wrtmem_last_error());
        check_failed(file, line, call, "");
    }
}

#endif

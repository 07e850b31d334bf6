/* Checks that stay in every build (NDEBUG removes assert) and say what failed, and where. */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wrtmem.h>

#define CHECK(expression)                                                                          \
    ((expression) ? (void)0 : check_failed(__FILE__, __LINE__, #expression, ""))
#define CHECK_STATUS(expected, call) check_status(__FILE__, __LINE__, #call, (expected), (call))
#define CHECK_OK(call) CHECK_STATUS(WRTMEM_OK, call)
/* Nothing is wrong in the segment; what is wrong is printed. */
#define CHECK_CLEAN(segment) check_clean(__FILE__, __LINE__, (segment))

/* An option or info struct, all zero but for its size. */
#define SIZED(type, name)                                                                          \
    type name;                                                                                     \
    memset(&name, 0, sizeof name);                                                                 \
    name.size = sizeof name

/* Milliseconds after which what is waited for does not come. */
enum { LIMIT = 20000 };

static inline uint64_t limit(void) {
    return wrtmem_deadline_after(UINT64_C(1000000) * LIMIT);
}

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

static inline void check_print_finding(const char *place, const char *problem, void *user) {
    (void)user;
    fprintf(stderr, "%s: %s\n", place, problem);
}

static inline void check_clean(const char *file, int line, const wrtmem_segment_t *segment) {
    uint64_t findings = UINT64_MAX;
    wrtmem_status_t status = wrtmem_segment_verify(segment, check_print_finding, NULL, &findings);
    check_status(file, line, "wrtmem_segment_verify()", WRTMEM_OK, status);
    if (findings != 0)
        check_failed(file, line, "the segment is not clean", "");
}

#endif

/* What a call and a copy cost from C. */
#include "bench.h"

#include <string.h>
#include <wrtmem.h>

void bench_empty_calls(uint64_t count);
void bench_copies(void *to, const void *from, size_t bytes, uint64_t count);

/* Calls into the shared object that do nothing there. */
void bench_empty_calls(uint64_t count) {
    for (uint64_t i = 0; i < count; i++)
        (void)wrtmem_version();
}

/* libc's memcpy. */
void bench_copies(void *to, const void *from, size_t bytes, uint64_t count) {
    for (uint64_t i = 0; i < count; i++) {
        memcpy(to, from, bytes);
        __asm__ volatile("" : : "r"(to) : "memory");
    }
}

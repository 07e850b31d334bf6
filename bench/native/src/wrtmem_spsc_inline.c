/* The same without calls. */
#define BENCH_INLINE
#include "wrtmem_spsc.c"

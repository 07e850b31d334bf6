/* Includes loops.h for every size and collects them: BENCH_LOOPS ends a bench_ring_peer_t. */
#define WORDS 1
#define NAME(loop) loop##_1
#include "loops.h"
#undef WORDS
#undef NAME
#define WORDS 8
#define NAME(loop) loop##_8
#include "loops.h"
#undef WORDS
#undef NAME
#define WORDS 32
#define NAME(loop) loop##_32
#include "loops.h"
#undef WORDS
#undef NAME
#define WORDS 128
#define NAME(loop) loop##_128
#include "loops.h"
#undef WORDS
#undef NAME
#define WORDS 512
#define NAME(loop) loop##_512
#include "loops.h"
#undef WORDS
#undef NAME

static const bench_ring_loops_t loops[] = {
    {8, send_1, receive_1, ping_1, echo_1, NULL},
    {64, send_8, receive_8, ping_8, echo_8, NULL},
    {256, send_32, receive_32, ping_32, echo_32, NULL},
    {1024, send_128, receive_128, ping_128, echo_128, NULL},
    {4096, send_512, receive_512, ping_512, echo_512, NULL},
};
#define BENCH_LOOPS loops, sizeof loops / sizeof loops[0]

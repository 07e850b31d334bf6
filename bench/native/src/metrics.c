/* The library's metrics from C: through the shared object, and in line. */
#include "bench.h"
#include "content.h"

#include <stdlib.h>
#include <wrtmem_inline.h>

enum { COUNTER, STATS, HISTOGRAM };

struct metric {
    int kind;
    wrtmem_segment_t *segment;
    wrtmem_slot_t *slot;
    wrtmem_counter_t *counter;
    wrtmem_stats_t *stats;
    wrtmem_histogram_t *histogram;
    wrtmem_counter_row_t counter_row;
    wrtmem_stats_row_t stats_row;
    wrtmem_histogram_row_t histogram_row;
    uint64_t next;
};

void *bench_metric_open(const char *segment, int kind, uint64_t seed);
int bench_metric_work(void *metric, bool in_line, uint64_t count);
uint64_t bench_metric_total(void *metric);

#define TRY(call)                                                                                  \
    if ((call) != WRTMEM_OK)                                                                       \
    return NULL

/* What a thread records into; kept until the process ends. NULL if anything fails. */
void *bench_metric_open(const char *segment, int kind, uint64_t seed) {
    struct metric *m = bench_lines(sizeof *m);
    if (m == NULL)
        return NULL;
    m->kind = kind;
    m->next = seed;
    TRY(wrtmem_segment_open_or_create(segment, NULL, &m->segment, NULL));
    TRY(wrtmem_slot_open(m->segment, &m->slot, NULL));
    switch (kind) {
    case COUNTER:
        TRY(wrtmem_counter_open_or_create(m->segment, "metric", NULL, m->slot, &m->counter));
        TRY(wrtmem_counter_row(m->counter, WRTMEM_INLINE_COUNTER, &m->counter_row));
        break;
    case STATS:
        TRY(wrtmem_stats_open_or_create(m->segment, "metric", NULL, m->slot, &m->stats));
        TRY(wrtmem_stats_row(m->stats, WRTMEM_INLINE_STATS, &m->stats_row));
        break;
    default:
        TRY(wrtmem_histogram_open_or_create(m->segment, "metric", NULL, m->slot, &m->histogram));
        TRY(wrtmem_histogram_row(m->histogram, WRTMEM_INLINE_HISTOGRAM, &m->histogram_row));
    }
    return m;
}

/* Values from 1 to a million, as latencies are. */
static uint64_t value(struct metric *m) {
    m->next = m->next * UINT64_C(6364136223846793005) + 1;
    return 1 + (m->next >> 44);
}

#define REPEAT(record)                                                                             \
    for (uint64_t i = 0; i < count; i++) {                                                         \
        record;                                                                                    \
    }                                                                                              \
    break

int bench_metric_work(void *metric, bool in_line, uint64_t count) {
    struct metric *m = metric;
    int status = WRTMEM_OK;
    switch (2 * m->kind + in_line) {
    case 2 * COUNTER:
        REPEAT(status |= wrtmem_counter_add(m->counter, 1));
    case 2 * COUNTER + 1:
        REPEAT(wrtmem_counter_row_add(&m->counter_row, 1));
    case 2 * STATS:
        REPEAT(status |= wrtmem_stats_record(m->stats, (int64_t)value(m)));
    case 2 * STATS + 1:
        REPEAT(wrtmem_stats_row_record(&m->stats_row, (int64_t)value(m)));
    case 2 * HISTOGRAM:
        REPEAT(status |= wrtmem_histogram_record(m->histogram, value(m)));
    default:
        REPEAT(wrtmem_histogram_row_record(&m->histogram_row, value(m)));
    }
    return status;
}

/* How much all threads have recorded. */
uint64_t bench_metric_total(void *metric) {
    struct metric *m = metric;
    uint64_t count = 0;
    wrtmem_stats_info_t stats = {.size = sizeof stats};
    wrtmem_histogram_info_t histogram = {.size = sizeof histogram};
    switch (m->kind) {
    case COUNTER:
        return wrtmem_counter_get(m->counter, &count) == WRTMEM_OK ? count : 0;
    case STATS:
        return wrtmem_stats_summary(m->stats, &stats) == WRTMEM_OK ? stats.count : 0;
    default:
        return wrtmem_histogram_info(m->histogram, &histogram) == WRTMEM_OK ? histogram.count : 0;
    }
}

/* Metrics between processes, and recording in line beside recording through the library. */
#include "process.h"
#include <math.h>
#include <pthread.h>
#include <wrtmem_inline.h>

enum { EACH = 20000, WORKERS = 3 };

static const char *segment_name;

static wrtmem_segment_t *open_segment(void) {
    wrtmem_segment_t *segment = NULL;
    CHECK_OK(wrtmem_segment_open(segment_name, NULL, WRTMEM_POLL, &segment));
    return segment;
}

/* Records through the library and in line, by turns: both write the same row. */
static int work(void *argument) {
    const int *worker = (const int *)argument;
    wrtmem_segment_t *segment = open_segment();
    wrtmem_slot_t *slot = NULL;
    wrtmem_counter_t *counter = NULL;
    wrtmem_stats_t *stats = NULL;
    wrtmem_histogram_t *histogram = NULL;
    wrtmem_counter_row_t count;
    wrtmem_stats_row_t record;
    wrtmem_histogram_row_t times;
    CHECK_OK(wrtmem_slot_open(segment, &slot, NULL));
    CHECK_OK(wrtmem_counter_open(segment, "handled", WRTMEM_FOREVER, slot, &counter));
    CHECK_OK(wrtmem_stats_open(segment, "load", WRTMEM_FOREVER, slot, &stats));
    CHECK_OK(wrtmem_histogram_open(segment, "latency", WRTMEM_FOREVER, slot, &histogram));
    CHECK_OK(wrtmem_counter_row(counter, WRTMEM_INLINE_COUNTER, &count));
    CHECK_OK(wrtmem_stats_row(stats, WRTMEM_INLINE_STATS, &record));
    CHECK_OK(wrtmem_histogram_row(histogram, WRTMEM_INLINE_HISTOGRAM, &times));
    CHECK(!count.shared);
    for (int i = 0; i < EACH; i++) {
        int64_t value = (int64_t)i * (*worker % 2 ? 1 : -1);
        if (i % 2) {
            CHECK_OK(wrtmem_counter_add(counter, 1));
            CHECK_OK(wrtmem_stats_record(stats, value));
            CHECK_OK(wrtmem_histogram_record(histogram, (uint64_t)i));
        } else {
            wrtmem_counter_row_add(&count, 1);
            wrtmem_stats_row_record(&record, value);
            wrtmem_histogram_row_record(&times, (uint64_t)i);
        }
    }
    /* In any order: the slot is given back with the last of them. */
    CHECK_OK(wrtmem_slot_close(slot));
    CHECK_OK(wrtmem_histogram_close(histogram));
    CHECK_OK(wrtmem_stats_close(stats));
    CHECK_OK(wrtmem_counter_close(counter));
    CHECK_OK(wrtmem_segment_close(segment));
    return EXIT_SUCCESS;
}

static bool near(double value, double wanted) {
    return fabs(value - wanted) <= 1e-9 * fabs(wanted);
}

static void test_rows_of_several_processes(wrtmem_segment_t *segment) {
    wrtmem_counter_t *counter = NULL;
    wrtmem_stats_t *stats = NULL;
    wrtmem_histogram_t *histogram = NULL;
    SIZED(wrtmem_metric_options_t, options);
    options.unit = "microseconds";
    options.help = "How long it took.";
    options.rows = 2; /* one worker finds no row of its own but in the histogram */
    CHECK_OK(wrtmem_counter_open_or_create(segment, "handled", NULL, NULL, &counter));
    CHECK_OK(wrtmem_stats_open_or_create(segment, "load", NULL, NULL, &stats));
    CHECK_OK(wrtmem_histogram_open_or_create(segment, "latency", &options, NULL, &histogram));
    pid_t workers[WORKERS];
    int numbers[WORKERS];
    for (int i = 0; i < WORKERS - 1; i++) {
        numbers[i] = i;
        workers[i] = process_spawn(work, &numbers[i]);
    }
    for (int i = 0; i < WORKERS - 1; i++)
        CHECK(process_wait(workers[i], LIMIT) == EXIT_SUCCESS);
    numbers[2] = 2; /* goes on in the row of one of them */
    CHECK(process_wait(process_spawn(work, &numbers[2]), LIMIT) == EXIT_SUCCESS);

    uint64_t count = 0;
    CHECK_OK(wrtmem_counter_get(counter, &count));
    CHECK(count == WORKERS * EACH);
    SIZED(wrtmem_stats_info_t, summary);
    CHECK_OK(wrtmem_stats_summary(stats, &summary));
    double sum = (double)EACH * (EACH - 1) / 2, n = WORKERS * EACH;
    double squares = WORKERS * ((double)EACH - 1) * EACH * (2.0 * EACH - 1) / 6;
    CHECK(summary.count == WORKERS * EACH && summary.sum == -sum && !summary.overflowed);
    CHECK(summary.min == 1 - EACH && summary.max == EACH - 1);
    CHECK(near(summary.mean, -sum / n));
    CHECK(near(summary.variance, squares / n - sum / n * (sum / n)));
    CHECK(near(summary.standard_deviation, sqrt(summary.variance)));
    SIZED(wrtmem_histogram_info_t, info);
    CHECK_OK(wrtmem_histogram_info(histogram, &info));
    CHECK(info.count == WORKERS * EACH && info.sum == (uint64_t)(WORKERS * sum));
    CHECK(info.min == 0 && info.max == EACH - 1);
    const double percents[] = {0, 50, 99, 100};
    uint64_t values[4], length = 0, total = 0, last = 0;
    CHECK_OK(wrtmem_histogram_percentiles(histogram, percents, 4, values));
    CHECK(values[0] == 0 && values[3] == EACH - 1);
    CHECK(fabs((double)values[1] - 0.50 * EACH) < 0.016 * 0.50 * EACH);
    CHECK(fabs((double)values[2] - 0.99 * EACH) < 0.016 * 0.99 * EACH);
    CHECK_STATUS(WRTMEM_E_TOO_SMALL, wrtmem_histogram_buckets(histogram, NULL, 0, &length));
    CHECK(length == info.buckets);
    wrtmem_bucket_t *buckets = (wrtmem_bucket_t *)calloc(length, sizeof *buckets);
    CHECK(buckets != NULL);
    CHECK_OK(wrtmem_histogram_buckets(histogram, buckets, length, &length));
    for (uint64_t i = 0; i < length; i++) {
        CHECK(buckets[i].low <= buckets[i].high && (i == 0 || buckets[i].low > last));
        last = buckets[i].high;
        total += buckets[i].count;
    }
    CHECK(total == info.count && last >= info.max);
    free(buckets);
    CHECK_OK(wrtmem_histogram_close(histogram));
    CHECK_OK(wrtmem_stats_close(stats));
    CHECK_OK(wrtmem_counter_close(counter));
}

static void test_tickets(wrtmem_segment_t *segment) {
    wrtmem_counter_t *counter = NULL;
    SIZED(wrtmem_metric_options_t, options);
    options.mode = WRTMEM_COUNTER_SINGLE;
    CHECK_OK(wrtmem_counter_open_or_create(segment, "tickets", &options, NULL, &counter));
    uint64_t ticket = 99;
    CHECK_OK(wrtmem_counter_ticket(counter, 2, &ticket));
    CHECK(ticket == 0);
    CHECK_STATUS(WRTMEM_E_STATE, wrtmem_counter_compare_and_swap(counter, 1, 5, &ticket));
    CHECK(ticket == 2);
    CHECK_OK(wrtmem_counter_compare_and_swap(counter, 2, 5, NULL));
    wrtmem_counter_row_t row;
    CHECK_OK(wrtmem_counter_row(counter, WRTMEM_INLINE_COUNTER, &row));
    CHECK(row.shared);
    wrtmem_counter_row_add(&row, 3);
    CHECK_OK(wrtmem_counter_get(counter, &ticket));
    CHECK(ticket == 8);
    CHECK_OK(wrtmem_counter_close(counter));
}

static void *raise_later(void *argument) {
    usleep(2000);
    CHECK_OK(wrtmem_flag_swap((wrtmem_flag_t *)argument, true, NULL));
    return NULL;
}

static void test_flag(wrtmem_segment_t *segment) {
    wrtmem_flag_t *flag = NULL;
    CHECK_OK(wrtmem_flag_open_or_create(segment, "go", NULL, &flag));
    bool value = true, swapped = false;
    uint64_t changes = 99;
    CHECK_OK(wrtmem_flag_get(flag, &value, &changes));
    CHECK(!value && changes == 0);
    CHECK_STATUS(WRTMEM_E_TIMEOUT, wrtmem_flag_wait(flag, true, WRTMEM_POLL, NULL));
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, raise_later, flag) == 0);
    CHECK_OK(wrtmem_flag_wait(flag, true, WRTMEM_FOREVER, &changes));
    CHECK(changes == 1 && pthread_join(thread, NULL) == 0);
    CHECK_OK(wrtmem_flag_compare_and_swap(flag, false, true, &swapped));
    CHECK(!swapped);
    CHECK_OK(wrtmem_flag_compare_and_swap(flag, true, false, &swapped));
    CHECK(swapped);
    CHECK_OK(wrtmem_flag_wait_change(flag, 1, WRTMEM_FOREVER, &changes));
    CHECK(changes == 2);
    CHECK_OK(wrtmem_flag_close(flag));
}

/* Advances, says so on its flag, and waits to be killed. */
static int stay(void *unused) {
    (void)unused;
    wrtmem_segment_t *segment = open_segment();
    wrtmem_slot_t *slot = NULL;
    wrtmem_progress_t *progress = NULL;
    wrtmem_flag_t *flag = NULL;
    CHECK_OK(wrtmem_slot_open(segment, &slot, NULL));
    CHECK_OK(wrtmem_progress_open(segment, "task", WRTMEM_FOREVER, slot, &progress));
    CHECK_OK(wrtmem_flag_open(segment, "there", WRTMEM_FOREVER, &flag));
    CHECK_OK(wrtmem_progress_advance(progress, 40));
    CHECK_OK(wrtmem_flag_swap(flag, true, NULL));
    while (pause() != 0)
        ;
    return EXIT_FAILURE; /* it is killed before */
}

static void test_progress(wrtmem_segment_t *segment) {
    wrtmem_progress_t *progress = NULL, *worker = NULL;
    wrtmem_flag_t *flag = NULL;
    wrtmem_slot_t *slot = NULL;
    CHECK_OK(wrtmem_flag_open_or_create(segment, "there", NULL, &flag));
    CHECK_OK(wrtmem_progress_open_or_create(segment, "task", NULL, NULL, &progress));
    CHECK_OK(wrtmem_progress_set_total(progress, 100));
    pid_t child = process_spawn(stay, NULL);
    CHECK_OK(wrtmem_flag_wait(flag, true, wrtmem_deadline_after(UINT64_C(10000000000)), NULL));
    CHECK_OK(wrtmem_slot_open(segment, &slot, NULL));
    CHECK_OK(wrtmem_progress_open(segment, "task", WRTMEM_POLL, slot, &worker));
    CHECK_OK(wrtmem_progress_advance(worker, 10));

    wrtmem_worker_t workers[4];
    uint64_t length = 0;
    uint64_t hour = UINT64_C(3600000000000);
    CHECK_STATUS(WRTMEM_E_TOO_SMALL, wrtmem_progress_workers(progress, hour, workers, 1, &length));
    CHECK(length == 2);
    CHECK_OK(wrtmem_progress_workers(progress, hour, workers, 4, &length));
    for (int i = 0; i < 2; i++) {
        CHECK(workers[i].state == WRTMEM_WORKER_WORKING);
        CHECK(workers[i].done == (workers[i].pid == (uint32_t)child ? 40u : 10u));
    }
    CHECK_OK(wrtmem_progress_workers(progress, 0, workers, 4, &length));
    CHECK(workers[0].state == WRTMEM_WORKER_STALLED && workers[1].state == WRTMEM_WORKER_STALLED);
    CHECK(kill(child, SIGKILL) == 0);
    process_wait(child, LIMIT);
    CHECK_OK(wrtmem_progress_close(worker));
    CHECK_OK(wrtmem_progress_workers(progress, hour, workers, 4, &length));
    for (int i = 0; i < 2; i++)
        CHECK(workers[i].state ==
              (workers[i].done == 40 ? WRTMEM_WORKER_DEAD : WRTMEM_WORKER_FINISHED));
    SIZED(wrtmem_progress_info_t, info);
    CHECK_OK(wrtmem_progress_info(progress, &info));
    CHECK(info.done == 50 && info.total == 100 && info.state == WRTMEM_PROGRESS_RUNNING);
    CHECK(info.rate > 0 && info.elapsed > 0 && info.remaining != UINT64_MAX);
    CHECK_OK(wrtmem_progress_set_state(progress, WRTMEM_PROGRESS_FAILED));
    CHECK_OK(wrtmem_progress_info(progress, &info));
    CHECK(info.state == WRTMEM_PROGRESS_FAILED && info.remaining == UINT64_MAX);
    CHECK_OK(wrtmem_slot_close(slot));
    CHECK_OK(wrtmem_progress_close(progress));
    CHECK_OK(wrtmem_flag_close(flag));
}

static void test_texts(wrtmem_segment_t *segment) {
    wrtmem_segment_t *observer = NULL;
    CHECK_OK(wrtmem_segment_open_read_only(segment_name, NULL, WRTMEM_POLL, &observer));
    SIZED(wrtmem_metric_info_t, info);
    CHECK_OK(wrtmem_metric_info(observer, "latency", &info));
    CHECK(strcmp(info.unit, "microseconds") == 0 && strcmp(info.help, "How long it took.") == 0);
    CHECK(info.label[0] == '\0');
    uint64_t length = 0;
    CHECK_STATUS(WRTMEM_E_TOO_SMALL, wrtmem_openmetrics(observer, 0, NULL, 0, &length));
    char *text = (char *)malloc(length + 1);
    CHECK(text != NULL);
    CHECK_STATUS(WRTMEM_E_TOO_SMALL, wrtmem_openmetrics(observer, 0, text, length, &length));
    CHECK_OK(wrtmem_openmetrics(observer, 0, text, length + 1, &length));
    CHECK(strlen(text) == length && strstr(text, "\nhandled_total 60000\n") != NULL);
    CHECK(strstr(text, "\n# UNIT latency_microseconds microseconds\n") != NULL);
    CHECK(strcmp(text + length - 6, "# EOF\n") == 0);
    free(text);
    CHECK_OK(wrtmem_segment_close(observer));
    (void)segment;
}

/* Defined away from a header of another version: the library refuses it. */
static void test_layout(wrtmem_segment_t *segment) {
    wrtmem_counter_t *counter = NULL;
    wrtmem_counter_row_t row;
    CHECK_OK(wrtmem_counter_open(segment, "handled", WRTMEM_POLL, NULL, &counter));
    CHECK_STATUS(WRTMEM_E_LAYOUT, wrtmem_counter_row(counter, WRTMEM_INLINE_COUNTER + 1, &row));
    CHECK_STATUS(WRTMEM_E_LAYOUT, wrtmem_counter_row(counter, WRTMEM_INLINE_STATS, &row));
    CHECK_OK(wrtmem_counter_close(counter));
}

int main(void) {
    segment_name = process_segment_name("metrics");
    wrtmem_segment_t *segment = NULL;
    CHECK_OK(wrtmem_segment_create(segment_name, NULL, &segment));
    test_rows_of_several_processes(segment);
    test_tickets(segment);
    test_flag(segment);
    test_progress(segment);
    test_texts(segment);
    test_layout(segment);
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_close(segment));
    return EXIT_SUCCESS;
}

/* How long a real operation takes, from two processes into one histogram: writing 4 KiB to a
 * file and reading them back. The parent prints percentiles, beside the exact ones of all times,
 * which were kept too, and draws the distribution.
 *
 *     latency [COUNT]    so many operations in each process, 20000 unless said */
#define _GNU_SOURCE
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wrtmem_inline.h>

#define CHECK(call) ((call) == WRTMEM_OK ? (void)0 : errx(1, "%s: %s", #call, wrtmem_last_error()))

enum { PROCESSES = 2, WIDTH = 50 };

/* In each child: measures, records in the row that only it writes, and keeps each time in its
 * part of plain bytes. */
static void measure(const char *name, long count, long part) {
    wrtmem_segment_t *segment;
    wrtmem_slot_t *slot;
    wrtmem_histogram_t *histogram;
    wrtmem_histogram_row_t row;
    wrtmem_bytes_t *bytes;
    void *data;
    CHECK(wrtmem_segment_open(name, NULL, WRTMEM_POLL, &segment));
    CHECK(wrtmem_slot_open(segment, &slot, NULL));
    CHECK(wrtmem_histogram_open(segment, "write-and-read", WRTMEM_POLL, slot, &histogram));
    CHECK(wrtmem_histogram_row(histogram, WRTMEM_INLINE_HISTOGRAM, &row));

    CHECK(wrtmem_bytes_open(segment, "times", WRTMEM_POLL, &bytes));
    CHECK(wrtmem_bytes_data(bytes, &data, NULL));
    uint64_t *times = (uint64_t *)data + part * count;

    static char block[4096];
    FILE *file = tmpfile();
    if (file == NULL)
        err(1, "tmpfile");
    int fd = fileno(file);
    for (long i = 0; i < count; i++) {
        off_t at = (i % 256) * (off_t)sizeof block;
        uint64_t begin = wrtmem_now();
        if (pwrite(fd, block, sizeof block, at) != (ssize_t)sizeof block ||
            pread(fd, block, sizeof block, at) != (ssize_t)sizeof block)
            err(1, "temporary file");
        times[i] = wrtmem_now() - begin;
        wrtmem_histogram_row_record(&row, times[i]);
    }
    fclose(file);
    CHECK(wrtmem_bytes_close(bytes));
    CHECK(wrtmem_histogram_close(histogram));
    CHECK(wrtmem_slot_close(slot));
    CHECK(wrtmem_segment_close(segment));
}

static int compare(const void *a, const void *b) {
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

/* One line for each power of two. */
static void draw(const wrtmem_histogram_t *histogram, uint64_t buckets) {
    wrtmem_bucket_t *all = calloc(buckets, sizeof *all);
    if (all == NULL)
        err(1, "calloc");
    CHECK(wrtmem_histogram_buckets(histogram, all, buckets, &buckets));
    uint64_t octaves[64] = {0}, most = 1;
    int first = 63, last = 0;
    for (uint64_t i = 0; i < buckets; i++) {
        int octave = 63 - __builtin_clzll(all[i].high | 1);
        octaves[octave] += all[i].count;
        most = octaves[octave] > most ? octaves[octave] : most;
        first = octave < first ? octave : first;
        last = octave > last ? octave : last;
    }
    free(all);
    for (int octave = first; octave <= last; octave++) {
        int length = (int)(octaves[octave] * WIDTH / most);
        printf("  %8.1f us  %-*.*s %8llu\n", (double)(UINT64_C(1) << octave) / 1000, WIDTH, length,
               "##################################################",
               (unsigned long long)octaves[octave]);
    }
}

int main(int argc, char **argv) {
    long count = argc > 1 ? strtol(argv[1], NULL, 10) : 20000;
    if (count <= 0)
        errx(2, "usage: %s [COUNT]", argv[0]);
    char name[64];
    snprintf(name, sizeof name, "latency-%ld", (long)getpid());
    wrtmem_segment_t *segment;
    wrtmem_histogram_t *histogram;
    wrtmem_metric_options_t options = {.size = sizeof options};
    options.unit = "nanoseconds";
    options.help = "Time to write 4 KiB to a file and to read them back.";
    wrtmem_bytes_t *bytes;
    void *data;
    uint64_t all = (uint64_t)count * PROCESSES;
    wrtmem_segment_options_t room = {.size = sizeof room};
    room.bytes = all * sizeof(uint64_t) + (1 << 20);
    CHECK(wrtmem_segment_create(name, &room, &segment));
    CHECK(wrtmem_bytes_create(segment, "times", all * sizeof(uint64_t), &bytes));
    CHECK(wrtmem_bytes_data(bytes, &data, NULL));
    CHECK(wrtmem_histogram_open_or_create(segment, "write-and-read", &options, NULL, &histogram));

    for (int i = 0; i < PROCESSES; i++) {
        pid_t child = fork();
        if (child == -1)
            err(1, "fork");
        if (child == 0) {
            measure(name, count, i);
            return 0;
        }
    }
    int failures = 0;
    for (int status; wait(&status) > 0;)
        failures += status != 0;
    CHECK(wrtmem_segment_unlink(name, NULL));

    const double percents[] = {50, 90, 99, 99.9, 100};
    enum { PERCENTS = sizeof percents / sizeof percents[0] };
    uint64_t values[PERCENTS];
    wrtmem_histogram_info_t info = {.size = sizeof info};
    CHECK(wrtmem_histogram_info(histogram, &info));
    CHECK(wrtmem_histogram_percentiles(histogram, percents, PERCENTS, values));
    printf("%llu operations by %d processes, mean %.2f us\n", (unsigned long long)info.count,
           PROCESSES, info.mean / 1000);
    uint64_t *times = data; /* both writers are gone */
    qsort(times, all, sizeof *times, compare);
    puts("          from the histogram       exact");
    for (int i = 0; i < PERCENTS; i++) {
        uint64_t rank = (uint64_t)(percents[i] * (double)all / 100 + 0.999999);
        double got = (double)values[i], exact = (double)times[rank - 1];
        printf("  %5.1f %%  %12.2f us  %12.2f us\n", percents[i], got / 1000, exact / 1000);
        failures += got < 0.968 * exact || got > 1.032 * exact;
    }
    puts("how many took how long, from");
    draw(histogram, info.buckets);
    CHECK(wrtmem_bytes_close(bytes));
    CHECK(wrtmem_histogram_close(histogram));
    CHECK(wrtmem_segment_close(segment));
    return failures == 0 && info.count == all ? 0 : 1;
}

/* Map and reduce in cycles until it converges: k-means of points on a line.
 *
 * Each worker has its own points. In each cycle it maps them to the nearest centre, publishes
 * the sums per centre, and reduces the sums of all workers to the new centres: every worker
 * the same ones, from the same numbers, so all of them see in the same cycle that nothing
 * moves any more. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wrtmem.h>

enum { WORKERS = 4, CENTRES = 3, POINTS = 10000, MOST_CYCLES = 200 };

/* What a worker publishes. */
struct sums {
    double sum[CENTRES];
    double count[CENTRES];
};

static void check(wrtmem_status_t status, const char *what) {
    if (status != WRTMEM_OK) {
        fprintf(stderr, "%s: %s: %s\n", what, wrtmem_strerror(status), wrtmem_last_error());
        exit(EXIT_FAILURE);
    }
}

/* Points in heaps around 1, 5 and 9, each worker's its own. */
static void make_points(double *points, uint32_t worker) {
    uint64_t random = UINT64_C(88172645463325252) + worker;
    for (int i = 0; i < POINTS; i++) {
        random ^= random << 13, random ^= random >> 7, random ^= random << 17;
        points[i] = 1 + 4 * (double)(random % 3) + (double)(random >> 40) / (1 << 24) - 0.5;
    }
}

static void map(const double *points, const double *centres, struct sums *sums) {
    memset(sums, 0, sizeof *sums);
    for (int i = 0; i < POINTS; i++) {
        int nearest = 0;
        for (int c = 1; c < CENTRES; c++)
            if (fabs(points[i] - centres[c]) < fabs(points[i] - centres[nearest]))
                nearest = c;
        sums->sum[nearest] += points[i];
        sums->count[nearest] += 1;
    }
}

/* The new centres; how far the farthest has moved. */
static double reduce(wrtmem_member_t *member, double *centres) {
    struct sums all, part;
    double moved = 0;
    memset(&all, 0, sizeof all);
    for (uint32_t worker = 0; worker < WORKERS; worker++) {
        size_t length = 0;
        check(wrtmem_member_read(member, worker, &part, sizeof part, &length), "read");
        for (int c = 0; c < CENTRES; c++) {
            all.sum[c] += part.sum[c];
            all.count[c] += part.count[c];
        }
    }
    for (int c = 0; c < CENTRES; c++) {
        if (all.count[c] == 0)
            continue;
        double centre = all.sum[c] / all.count[c];
        moved = fmax(moved, fabs(centre - centres[c]));
        centres[c] = centre;
    }
    return moved;
}

static void work(const char *name, int32_t worker) {
    wrtmem_segment_t *segment = NULL;
    wrtmem_synced_t *synced = NULL;
    wrtmem_member_t *member = NULL;
    uint64_t patience = wrtmem_deadline_after(UINT64_C(20000000000));
    check(wrtmem_segment_open(name, NULL, patience, &segment), "open the segment");
    check(wrtmem_synced_open(segment, "sums", patience, &synced), "open the sums");
    check(wrtmem_member_join(synced, worker, patience, &member), "join");

    static double points[POINTS];
    make_points(points, (uint32_t)worker);
    double centres[CENTRES] = {0, 4, 10}, moved = 1;
    int cycles = 0;
    while (moved > 1e-9 && cycles++ < MOST_CYCLES) {
        struct sums sums;
        map(points, centres, &sums);
        check(wrtmem_member_sync(member, &sums, sizeof sums, patience, NULL), "cycle");
        moved = reduce(member, centres);
    }
    if (worker == 0)
        printf("%d cycles: centres at %.3f, %.3f, %.3f\n", cycles, centres[0], centres[1],
               centres[2]);
    check(wrtmem_member_close(member), "leave");
    check(wrtmem_synced_close(synced), "close");
    check(wrtmem_segment_close(segment), "close");
    exit(moved <= 1e-9 ? EXIT_SUCCESS : EXIT_FAILURE);
}

int main(void) {
    char name[64];
    wrtmem_segment_t *segment = NULL;
    wrtmem_synced_t *synced = NULL;
    wrtmem_synced_options_t options;
    memset(&options, 0, sizeof options);
    options.size = sizeof options;
    options.rows = WORKERS;
    options.bytes = sizeof(struct sums);
    snprintf(name, sizeof name, "map-reduce-%ld", (long)getpid());
    check(wrtmem_segment_create(name, NULL, &segment), "create the segment");
    check(wrtmem_synced_create(segment, "sums", &options, &synced), "create the sums");
    for (int32_t worker = 0; worker < WORKERS; worker++) {
        pid_t child = fork();
        if (child == 0)
            work(name, worker);
        if (child < 0)
            perror("fork");
    }
    int failed = 0, status = 0;
    while (wait(&status) > 0)
        failed += !WIFEXITED(status) || WEXITSTATUS(status) != EXIT_SUCCESS;
    check(wrtmem_synced_close(synced), "close");
    check(wrtmem_segment_close(segment), "close");
    check(wrtmem_segment_unlink(name, NULL), "unlink");
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

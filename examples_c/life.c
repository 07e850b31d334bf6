/* Conway's Game of Life, its rows shared out to processes that step together.
 *
 *     life [--workers N] [--generations N] [--size N] [--pattern gun|r-pentomino]
 *          [--kill G] [--fail] [--show] [--pbm FILE]
 *
 * Each worker writes its band of rows; after one call to wrtmem_member_sync() it reads all
 * bands in place and computes the next generation. Its last state is compared, bit for bit,
 * with one process's. --kill kills one worker at generation G: the others share its rows out
 * anew and go on, or with --fail stop and say who died. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <wrtmem.h>

enum { MOST_WORKERS = 16, MOST_SIZE = 2048, PATIENCE_S = 20 };

/* What a worker publishes: rows [from, to) of generation `number`, a byte a cell. */
struct band {
    uint64_t number;
    uint32_t from, to;
    unsigned char cells[];
};

struct settings {
    uint32_t workers, generations, size;
    const char *pattern, *pbm;
    uint32_t kill_at; /* 0: nobody is killed */
    bool fail, show;
};

static char name[64];

static void check(wrtmem_status_t status, const char *what) {
    if (status != WRTMEM_OK) {
        fprintf(stderr, "life: %s: %s: %s\n", what, wrtmem_strerror(status), wrtmem_last_error());
        exit(EXIT_FAILURE);
    }
}

static void fail(const char *what) {
    fprintf(stderr, "life: %s: %s\n", what, strerror(errno));
    exit(EXIT_FAILURE);
}

static double now(void) {
    return (double)wrtmem_now() * 1e-9;
}

/* Gosper's glider gun (1970) and the R-pentomino, by rows. */
static const char *const GUN[] = {
    "........................O...........", "......................O.O...........",
    "............OO......OO............OO", "...........O...O....OO............OO",
    "OO........O.....O...OO..............", "OO........O...O.OO....O.O...........",
    "..........O.....O.......O...........", "...........O...O....................",
    "............OO......................", NULL};
static const char *const R_PENTOMINO[] = {".OO", "OO.", ".O.", NULL};

static void draw(unsigned char *world, const struct settings *settings) {
    bool gun = strcmp(settings->pattern, "gun") == 0;
    uint32_t top = gun ? 2 : settings->size / 2, left = top;
    memset(world, 0, (size_t)settings->size * settings->size);
    for (const char *const *line = gun ? GUN : R_PENTOMINO; *line != NULL; line++, top++)
        for (uint32_t x = 0; (*line)[x] != '\0'; x++)
            world[(size_t)top * settings->size + left + x] = (*line)[x] == 'O';
}

/* The next generation of rows [from, to) of a world whose edges meet. */
static void step(const unsigned char *world, uint32_t size, uint32_t from, uint32_t to,
                 unsigned char *next) {
    for (uint32_t y = from; y < to; y++) {
        const unsigned char *above = world + (size_t)((y + size - 1) % size) * size;
        const unsigned char *here = world + (size_t)y * size;
        const unsigned char *below = world + (size_t)((y + 1) % size) * size;
        for (uint32_t x = 0; x < size; x++) {
            uint32_t l = (x + size - 1) % size, r = (x + 1) % size;
            int around =
                above[l] + above[x] + above[r] + here[l] + here[r] + below[l] + below[x] + below[r];
            *next++ = around == 3 || (around == 2 && here[x]);
        }
    }
}

static void show(const unsigned char *world, uint32_t size, uint32_t generation, double rate) {
    uint32_t width = size < 78 ? size : 78, height = size < 44 ? size : 44;
    printf("\033[H\033[2Jgeneration %u, %.0f a second\n", generation, rate);
    for (uint32_t y = 0; y < height; y += 2) {
        for (uint32_t x = 0; x < width; x++) { /* two rows in one line of text */
            bool up = world[(size_t)y * size + x], down = world[(size_t)(y + 1) * size + x];
            fputs(up && down ? "\u2588" : up ? "\u2580" : down ? "\u2584" : " ", stdout);
        }
        putchar('\n');
    }
    fflush(stdout);
}

/* Portable bitmap, the plain kind. */
static void write_pbm(const char *path, const unsigned char *world, uint32_t size) {
    FILE *file = fopen(path, "w");
    if (file == NULL)
        fail(path);
    fprintf(file, "P1\n%u %u\n", size, size);
    for (size_t i = 0; i < (size_t)size * size; i++)
        fputs(world[i]              ? (i + 1) % size == 0 ? "1\n" : "1 "
              : (i + 1) % size == 0 ? "0\n"
                                    : "0 ",
              file);
    if (ferror(file) || fclose(file) != 0)
        fail(path);
}

/* The band of the worker that is number `place` of `count`. */
static void share(uint32_t size, uint32_t place, uint32_t count, uint32_t *from, uint32_t *to) {
    *from = (uint32_t)((uint64_t)size * place / count);
    *to = (uint32_t)((uint64_t)size * (place + 1) / count);
}

/* Puts the bands of everybody who took part together. False if one is missing: then a worker
 * died, and the world stays as it was. */
static bool gather(wrtmem_member_t *member, uint64_t present, const struct settings *settings,
                   unsigned char *world) {
    size_t row = settings->size;
    uint32_t complete = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t worker = 0; worker < settings->workers; worker++) {
            const void *part = NULL;
            size_t length = 0;
            if ((present >> worker & 1) == 0)
                continue;
            check(wrtmem_member_part(member, worker, &part, &length), "read a band");
            const struct band *band = (const struct band *)part;
            if (length != sizeof *band + (band->to - band->from) * row || band->to > row)
                continue;
            if (pass == 0)
                complete += band->to - band->from;
            else
                memcpy(world + band->from * row, band->cells, (band->to - band->from) * row);
        }
        if (complete != row)
            return false;
    }
    return true;
}

static void work(const struct settings *settings, uint32_t rank, pid_t parent) {
    wrtmem_segment_t *segment = NULL;
    wrtmem_synced_t *synced = NULL;
    wrtmem_member_t *member = NULL;
    uint64_t patience = UINT64_C(1000000000) * PATIENCE_S;
    size_t cells = (size_t)settings->size * settings->size;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        exit(EXIT_FAILURE);
    check(wrtmem_segment_open(name, NULL, wrtmem_deadline_after(patience), &segment), "open");
    check(wrtmem_synced_open(segment, "life", wrtmem_deadline_after(patience), &synced), "open");
    check(wrtmem_member_join(synced, (int32_t)rank, wrtmem_deadline_after(patience), &member),
          "join");
    unsigned char *world = malloc(cells);
    if (world == NULL)
        fail("malloc");
    draw(world, settings);

    uint64_t present = (UINT64_C(1) << settings->workers) - 1;
    double started = now(), shown = 0;
    for (uint32_t generation = 1; generation <= settings->generations;) {
        uint32_t place = (uint32_t)__builtin_popcountll(present & ((UINT64_C(1) << rank) - 1));
        uint32_t count = (uint32_t)__builtin_popcountll(present);
        void *buffer = NULL;
        size_t capacity = 0;
        check(wrtmem_member_buffer(member, &buffer, &capacity), "buffer");
        struct band *band = (struct band *)buffer;
        band->number = generation;
        share(settings->size, place, count, &band->from, &band->to);
        step(world, settings->size, band->from, band->to, band->cells);
        if (generation == settings->kill_at && rank == settings->workers - 1)
            raise(SIGKILL); /* in the middle of its work: computed, not published */
        size_t length = sizeof *band + (size_t)(band->to - band->from) * settings->size;
        check(wrtmem_member_arrive(member, length, NULL), "arrive");
        wrtmem_status_t status = wrtmem_member_wait(member, wrtmem_deadline_after(patience));
        if (status == WRTMEM_E_PEER_DEAD) {
            fprintf(stderr, "life: worker %u stops at generation %u: %s\n", rank, generation,
                    wrtmem_last_error());
            exit(EXIT_FAILURE);
        }
        check(status, "wait");
        check(wrtmem_member_rows(member, &present), "rows");
        if (!gather(member, present, settings, world))
            continue; /* the same generation again, shared out among those who are left */
        double time = now();
        if (rank == 0 && settings->show && time - shown > 0.05) {
            show(world, settings->size, generation, generation / (time - started));
            shown = time;
        }
        generation++;
    }
    double seconds = now() - started;
    if (rank == 0) {
        unsigned char *alone = malloc(cells), *next = malloc(cells);
        if (alone == NULL || next == NULL)
            fail("malloc");
        draw(alone, settings);
        double from = now();
        for (uint32_t generation = 0; generation < settings->generations; generation++) {
            step(alone, settings->size, 0, settings->size, next);
            unsigned char *swap = alone;
            alone = next, next = swap;
        }
        double single = now() - from;
        if (memcmp(alone, world, cells) != 0) {
            fprintf(stderr, "life: the state differs from one process's\n");
            exit(EXIT_FAILURE);
        }
        double all = (double)cells * settings->generations;
        printf("%u generations of %u x %u, equal to one process's bit for bit\n",
               settings->generations, settings->size, settings->size);
        printf("%u workers: %.1f million cells a second; one process: %.1f; %.2f times as fast\n",
               settings->workers, all / seconds * 1e-6, all / single * 1e-6, single / seconds);
        if (settings->pbm != NULL)
            write_pbm(settings->pbm, world, settings->size);
        free(alone);
        free(next);
    }
    free(world);
    check(wrtmem_member_close(member), "leave");
    check(wrtmem_synced_close(synced), "close");
    check(wrtmem_segment_close(segment), "close");
    exit(EXIT_SUCCESS);
}

static uint32_t number(const char *option, const char *text, uint32_t least, uint32_t most) {
    char *end = NULL;
    unsigned long value = text == NULL ? 0 : strtoul(text, &end, 10);
    if (text == NULL || *end != '\0' || value < least || value > most) {
        fprintf(stderr, "life: %s: a number from %u to %u\n", option, least, most);
        exit(EXIT_FAILURE);
    }
    return (uint32_t)value;
}

static struct settings parse(char **arguments) {
    struct settings settings = {2, 500, 128, "gun", NULL, 0, false, false};
    for (char **at = arguments + 1; *at != NULL; at++) {
        const char *option = *at, *value = at[1];
        bool flag = true;
        if (strcmp(option, "--fail") == 0)
            settings.fail = true;
        else if (strcmp(option, "--show") == 0)
            settings.show = true;
        else
            flag = false;
        if (flag)
            continue;
        if (strcmp(option, "--workers") == 0)
            settings.workers = number(option, value, 1, MOST_WORKERS);
        else if (strcmp(option, "--generations") == 0)
            settings.generations = number(option, value, 1, UINT32_MAX - 1);
        else if (strcmp(option, "--size") == 0)
            settings.size = number(option, value, 44, MOST_SIZE) & ~1u;
        else if (strcmp(option, "--kill") == 0)
            settings.kill_at = number(option, value, 1, UINT32_MAX - 1);
        else if (strcmp(option, "--pattern") == 0 && value != NULL)
            settings.pattern = value;
        else if (strcmp(option, "--pbm") == 0 && value != NULL)
            settings.pbm = value;
        else {
            fprintf(stderr, "life: %s? see the top of life.c\n", option);
            exit(EXIT_FAILURE);
        }
        at++;
    }
    return settings;
}

int main(int argc, char **argv) {
    (void)argc;
    struct settings settings = parse(argv);
    wrtmem_segment_t *segment = NULL;
    wrtmem_synced_t *synced = NULL;
    wrtmem_segment_options_t where;
    wrtmem_synced_options_t options;
    memset(&where, 0, sizeof where);
    memset(&options, 0, sizeof options);
    where.size = sizeof where;
    options.size = sizeof options;
    options.rows = settings.workers;
    options.flags = settings.fail ? 0 : WRTMEM_SYNCED_SHRINK;
    options.bytes = sizeof(struct band) + (uint64_t)settings.size * settings.size;
    where.bytes = 2 * options.rows * (options.bytes + 4096) + (1 << 20);
    snprintf(name, sizeof name, "life-%ld", (long)getpid());
    check(wrtmem_segment_create(name, &where, &segment), "create a segment");
    check(wrtmem_synced_create(segment, "life", &options, &synced), "create synced memory");

    pid_t parent = getpid();
    for (uint32_t rank = 0; rank < settings.workers; rank++) {
        pid_t child = fork();
        if (child < 0)
            fail("fork");
        if (child == 0)
            work(&settings, rank, parent);
    }
    signal(SIGINT, SIG_IGN); /* it ends the workers; then this process cleans up */
    int failed = 0, status = 0;
    while (wait(&status) > 0) {
        bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL && settings.kill_at > 0;
        failed += !killed && (!WIFEXITED(status) || WEXITSTATUS(status) != EXIT_SUCCESS);
    }
    check(wrtmem_synced_close(synced), "close");
    check(wrtmem_segment_close(segment), "close");
    check(wrtmem_segment_unlink(name, NULL), "unlink");
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

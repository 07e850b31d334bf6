/* A configuration that survives a kill in the middle of a write, at every instruction.
 *
 *     config_store           starts writers, kills each while it writes, and looks
 *
 * The configuration is two kilobytes, in many places at once: a limit and, for each of its
 * entries, a share of that limit. Half a write would leave shares that do not add up. */
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <wrtmem.h>

#define CHECK(call) ((call) == WRTMEM_OK ? (void)0 : errx(1, "%s: %s", #call, wrtmem_last_error()))

enum { ENTRIES = 255, KILLS = 50 };

struct config {
    uint64_t limit;
    uint64_t share[ENTRIES];
};

static void open_store(wrtmem_segment_t **segment, wrtmem_region_t **store) {
    wrtmem_verified_options_t options = {0};
    options.size = sizeof options;
    options.bytes = sizeof(struct config);
    options.level = WRTMEM_LEVEL_FULL;
    CHECK(wrtmem_segment_open_or_create("config-store", NULL, segment, NULL));
    CHECK(wrtmem_region_open_or_create(*segment, "config", &options, store, NULL));
}

/* Writes one configuration after the other. */
static _Noreturn void write_on(void) {
    wrtmem_segment_t *segment;
    wrtmem_region_t *store;
    struct config config;
    open_store(&segment, &store);
    for (uint64_t n = 1;; n++) {
        config.limit = 0;
        for (int i = 0; i < ENTRIES; i++)
            config.limit += config.share[i] = n * (uint64_t)(i + 1);
        CHECK(wrtmem_region_write(store, 0, &config, sizeof config, WRTMEM_FOREVER));
    }
}

static void look(const wrtmem_region_t *store) {
    struct config config;
    uint64_t sum = 0;
    CHECK(wrtmem_region_read(store, 0, &config, sizeof config, WRTMEM_LEVEL_DEFAULT));
    for (int i = 0; i < ENTRIES; i++)
        sum += config.share[i];
    if (sum != config.limit)
        errx(1, "half a configuration: shares of %llu, a limit of %llu", (unsigned long long)sum,
             (unsigned long long)config.limit);
}

int main(void) {
    wrtmem_segment_t *segment;
    wrtmem_region_t *store;
    open_store(&segment, &store);
    for (int kills = 0; kills < KILLS; kills++) {
        pid_t writer = fork();
        if (writer < 0)
            err(1, "fork");
        if (writer == 0)
            write_on();
        struct timespec pause = {0, 2000000 + rand() % 1000000};
        nanosleep(&pause, NULL);
        kill(writer, SIGKILL);
        waitpid(writer, NULL, 0);
        look(store);
    }
    wrtmem_verified_info_t info = {0};
    info.size = sizeof info;
    CHECK(wrtmem_region_info(store, &info));
    printf("%llu configurations written, %d writers killed, %llu of them in a write:\n"
           "each time a whole configuration was there\n",
           (unsigned long long)info.writes, KILLS, (unsigned long long)info.recoveries);
    CHECK(wrtmem_region_close(store));
    CHECK(wrtmem_segment_close(segment));
    return wrtmem_segment_unlink("config-store", NULL) != WRTMEM_OK;
}

/* An audio mixer: each voice is a process that computes its block of samples; once all have,
 * the mixer adds them up. A block has a deadline, the time it takes to play. What is late
 * then is a miss: the mixer counts it, and waits for the same block again, so that no block
 * is ever made of two times. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <wrtmem.h>

enum { VOICES = 3, BLOCK = 256, RATE = 48000, BLOCKS = 400, STUMBLES_EVERY = 100 };

static void check(wrtmem_status_t status, const char *what) {
    if (status != WRTMEM_OK) {
        fprintf(stderr, "%s: %s: %s\n", what, wrtmem_strerror(status), wrtmem_last_error());
        exit(EXIT_FAILURE);
    }
}

static void sleep_until(uint64_t at) {
    uint64_t now = wrtmem_now();
    if (at <= now)
        return;
    struct timespec time = {(time_t)((at - now) / 1000000000), (long)((at - now) % 1000000000)};
    nanosleep(&time, NULL);
}

static wrtmem_member_t *join(const char *name, int32_t row, wrtmem_segment_t **segment,
                             wrtmem_synced_t **synced) {
    wrtmem_member_t *member = NULL;
    uint64_t patience = wrtmem_deadline_after(UINT64_C(20000000000));
    check(wrtmem_segment_open(name, NULL, patience, segment), "open the segment");
    check(wrtmem_synced_open(*segment, "audio", patience, synced), "open the audio");
    check(wrtmem_member_join(*synced, row, patience, &member), "join");
    return member;
}

/* A sine of its own pitch; one of the voices is late now and then. */
static void play(const char *name, int32_t voice) {
    wrtmem_segment_t *segment = NULL;
    wrtmem_synced_t *synced = NULL;
    wrtmem_member_t *member = join(name, voice, &segment, &synced);
    float block[BLOCK];
    double phase = 0, pitch = 220.0 * (voice + 1);
    for (int number = 1; number <= BLOCKS; number++) {
        for (int i = 0; i < BLOCK; i++, phase += pitch / RATE)
            block[i] = (float)(0.3 * sin(6.283185307179586 * phase));
        if (voice == 0 && number % STUMBLES_EVERY == 0)
            sleep_until(wrtmem_now() + 20000000);
        check(wrtmem_member_sync(member, block, sizeof block, WRTMEM_FOREVER, NULL), "voice");
    }
    check(wrtmem_member_close(member), "leave");
    check(wrtmem_synced_close(synced), "close");
    check(wrtmem_segment_close(segment), "close");
    exit(EXIT_SUCCESS);
}

static void mix(wrtmem_member_t *member) {
    int misses = 0, late_blocks = 0;
    double loudest = 0;
    uint64_t block_time = UINT64_C(1000000000) * BLOCK / RATE, next = wrtmem_now() + block_time;
    for (int number = 1; number <= BLOCKS; number++, next += block_time) {
        float sum[BLOCK] = {0};
        check(wrtmem_member_arrive(member, 0, NULL), "arrive");
        wrtmem_status_t status = wrtmem_member_wait(member, next);
        late_blocks += status == WRTMEM_E_TIMEOUT;
        while (status == WRTMEM_E_TIMEOUT) { /* silence is played meanwhile */
            misses++;
            next += block_time;
            status = wrtmem_member_wait(member, next);
        }
        check(status, "wait");
        for (uint32_t voice = 0; voice < VOICES; voice++) {
            float block[BLOCK];
            size_t length = 0;
            check(wrtmem_member_read(member, voice, block, sizeof block, &length), "read");
            for (size_t i = 0; i < length / sizeof *block; i++)
                sum[i] += block[i];
        }
        for (int i = 0; i < BLOCK; i++)
            loudest = fmax(loudest, fabs(sum[i]));
        sleep_until(next); /* the sound card takes a block at a time */
    }
    printf("%d blocks of %d samples mixed, peak %.2f; %d were late, %d deadlines missed\n", BLOCKS,
           BLOCK, loudest, late_blocks, misses);
}

int main(void) {
    char name[64];
    wrtmem_segment_t *segment = NULL, *own = NULL;
    wrtmem_synced_t *synced = NULL, *audio = NULL;
    wrtmem_synced_options_t options;
    memset(&options, 0, sizeof options);
    options.size = sizeof options;
    options.rows = VOICES + 1;
    options.bytes = BLOCK * sizeof(float);
    snprintf(name, sizeof name, "mixer-%ld", (long)getpid());
    check(wrtmem_segment_create(name, NULL, &segment), "create the segment");
    check(wrtmem_synced_create(segment, "audio", &options, &synced), "create the audio");
    for (int32_t voice = 0; voice < VOICES; voice++) {
        pid_t child = fork();
        if (child == 0)
            play(name, voice);
        if (child < 0) { // the voices that are there are waiting for all
            perror("fork");
            check(wrtmem_synced_end(synced), "end the audio");
            check(wrtmem_segment_unlink(name, NULL), "unlink");
            return EXIT_FAILURE;
        }
    }
    wrtmem_member_t *member = join(name, VOICES, &own, &audio);
    mix(member);
    int failed = 0, status = 0;
    while (wait(&status) > 0)
        failed += !WIFEXITED(status) || WEXITSTATUS(status) != EXIT_SUCCESS;
    check(wrtmem_member_close(member), "leave");
    check(wrtmem_synced_close(audio), "close");
    check(wrtmem_segment_close(own), "close");
    check(wrtmem_synced_close(synced), "close");
    check(wrtmem_segment_close(segment), "close");
    check(wrtmem_segment_unlink(name, NULL), "unlink");
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

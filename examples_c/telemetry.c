/* Readings of many sensors, one reader. Kill any of them, at any moment, and start it again:
 * nothing that was sent is lost, and a sensor goes on with the number after its last.
 *
 *     telemetry read            the reader
 *     telemetry sense LANE      a sensor, 0 to 15; start as many as you like, one a lane
 *     telemetry remove          removes the segment, with what is left in it */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <wrtmem.h>

#define CHECK(call) ((call) == WRTMEM_OK ? (void)0 : errx(1, "%s: %s", #call, wrtmem_last_error()))

enum { LANES = 16 };
static const char *const SEGMENT = "telemetry";

typedef struct {
    uint64_t at; /* nanoseconds of CLOCK_MONOTONIC */
    double temperature;
    uint32_t pid;
} reading_t;

static wrtmem_message_t *open_ring(wrtmem_segment_t **segment) {
    wrtmem_message_options_t options = {
        .size = sizeof options, .lane_bytes = 1 << 16, .lanes = LANES};
    wrtmem_segment_options_t how = {.size = sizeof how, .bytes = 4 << 20};
    wrtmem_message_t *ring;
    CHECK(wrtmem_segment_open_or_create(SEGMENT, &how, segment, NULL));
    CHECK(wrtmem_message_open_or_create(*segment, "readings", &options, &ring, NULL));
    return ring;
}

/* A reading every millisecond, for ever. When the reader is gone the lane fills, and the
 * sensor waits for the next one. */
static void sense(int lane) {
    wrtmem_segment_t *segment;
    wrtmem_message_t *ring = open_ring(&segment);
    wrtmem_sender_t *sender;
    uint64_t last;
    CHECK(wrtmem_sender_open(ring, lane, &sender, &last));
    printf("sensor %d goes on after reading %llu\n", lane, (unsigned long long)last);
    for (double temperature = 20;; temperature += 0.01 * (rand() % 21 - 10)) {
        reading_t reading;
        memset(&reading, 0, sizeof reading); /* what lies between the fields is sent too */
        reading.at = wrtmem_now();
        reading.temperature = temperature;
        reading.pid = (uint32_t)getpid();
        wrtmem_status_t status =
            wrtmem_sender_send(sender, &reading, sizeof reading, WRTMEM_FOREVER, NULL);
        if (status == WRTMEM_E_PEER_DEAD)
            sleep(1);
        else if (status != WRTMEM_OK)
            errx(1, "send: %s", wrtmem_last_error());
        nanosleep(&(struct timespec){0, 1000000}, NULL);
    }
}

/* What the reader knows of each lane, for a line each second. */
typedef struct {
    uint64_t count, next, lost, worst;
    double sum;
    uint32_t pid;
} sensor_t;

static void print_sensors(sensor_t *sensors) {
    for (int lane = 0; lane < LANES; lane++) {
        sensor_t *sensor = &sensors[lane];
        if (sensor->count == 0)
            continue;
        printf("sensor %2d (pid %u): %4llu readings to number %llu, %llu lost, mean %.2f, "
               "%.1f us late at most\n",
               lane, sensor->pid, (unsigned long long)sensor->count,
               (unsigned long long)(sensor->next - 1), (unsigned long long)sensor->lost,
               sensor->sum / (double)sensor->count, (double)sensor->worst / 1000);
        *sensor = (sensor_t){.next = sensor->next, .pid = sensor->pid};
    }
    fflush(stdout);
}

static void take(sensor_t *sensor, const wrtmem_record_t *record, const reading_t *reading) {
    uint64_t late = wrtmem_now() - reading->at;
    if (sensor->next != 0)
        sensor->lost += record->sequence - sensor->next; /* 0, unless memory was damaged */
    sensor->next = record->sequence + 1;
    sensor->count++;
    sensor->sum += reading->temperature;
    sensor->worst = late > sensor->worst ? late : sensor->worst;
    sensor->pid = reading->pid;
}

static void read_all(void) {
    static sensor_t sensors[LANES];
    wrtmem_segment_t *segment;
    wrtmem_message_t *ring = open_ring(&segment);
    wrtmem_receiver_t *receiver;
    CHECK(wrtmem_receiver_open(ring, &receiver));
    for (uint64_t tell = wrtmem_deadline_after(1000000000);;) {
        reading_t reading;
        wrtmem_record_t record;
        wrtmem_status_t status =
            wrtmem_receiver_receive(receiver, &reading, sizeof reading, tell, &record);
        if (status == WRTMEM_OK && record.length == sizeof reading)
            take(&sensors[record.lane], &record, &reading);
        else if (status == WRTMEM_E_PEER_DEAD)
            printf("sensor %u died; all it had sent has been read\n", record.lane);
        else if (status != WRTMEM_OK && status != WRTMEM_E_TIMEOUT)
            errx(1, "receive: %s", wrtmem_last_error());
        if (wrtmem_now() >= tell) {
            print_sensors(sensors);
            tell = wrtmem_deadline_after(1000000000);
        }
    }
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "read") == 0)
        read_all();
    else if (argc == 3 && strcmp(argv[1], "sense") == 0)
        sense(atoi(argv[2]));
    else if (argc == 2 && strcmp(argv[1], "remove") == 0)
        CHECK(wrtmem_segment_unlink(SEGMENT, NULL));
    else
        errx(2, "usage: telemetry read | sense LANE | remove");
    return 0;
}

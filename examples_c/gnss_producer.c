/* Replays GNSS and AIS receiver logs into a message ring, one message per sentence.
 *
 *     gnss_producer [options] LOG...
 *
 * A sentence is a line that begins with '$' or '!' and ends in '*' and two hexadecimal digits.
 * It is sent exactly as it stands in the file, without its line end, whether or not its own
 * checksum holds. All other lines (comments, blank lines, torn or binary data) are not sent.
 *
 * The n-th sentence of all logs together is message n of the lane. A producer that was killed
 * and is started again with the same logs learns from wrtmem_sender_open the number of the last
 * message it committed, and goes on with the sentence after it: none is lost, none sent twice.
 */
#define _POSIX_C_SOURCE 200809L

#include <wrtmem.h>

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { EXIT_USAGE = 2, EXIT_INTERRUPTED = 130 };

#define SECOND UINT64_C(1000000000)

struct options {
    const char *segment;
    const char *ring;
    int32_t lane;
    double rate; /* sentences per second, 0: as fast as the ring takes them */
    bool verbose;
};

struct producer {
    wrtmem_sender_t *sender;
    uint64_t sentences; /* seen in the logs so far */
    uint64_t resume;    /* the lane's last message when we came; those are not sent again */
    uint64_t sent;
    uint64_t period; /* nanoseconds between two sentences */
    uint64_t due;    /* when the next one may leave */
    bool verbose;
};

static volatile sig_atomic_t stop_requested;

static void request_stop(int signal_number) {
    (void)signal_number;
    stop_requested = 1;
}

static bool failed(const char *what, wrtmem_status_t status) {
    if (status == WRTMEM_OK)
        return false;
    fprintf(stderr, "gnss_producer: %s: %s: %s\n", what, wrtmem_status_name(status),
            wrtmem_last_error());
    return true;
}

static bool is_hex_digit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
}

/* Length of the sentence that a line of `length` bytes holds; 0 if it holds none. */
static size_t sentence_length(const char *line, size_t length) {
    while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r'))
        length--;
    if (length < 4 || (line[0] != '$' && line[0] != '!'))
        return 0;
    const char *end = line + length;
    return end[-3] == '*' && is_hex_digit(end[-2]) && is_hex_digit(end[-1]) ? length : 0;
}

/* Waits until the next sentence is due. After a stall it does not hurry to catch up. */
static void pace(struct producer *producer) {
    if (producer->period == 0)
        return;
    uint64_t now = wrtmem_now();
    if (producer->due < now)
        producer->due = now;
    struct timespec due = {.tv_sec = (time_t)(producer->due / SECOND),
                           .tv_nsec = (long)(producer->due % SECOND)};
    while (!stop_requested && clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL) == EINTR)
        continue;
    producer->due += producer->period;
}

/* Sends one sentence, however long the receiver takes to make room for it. */
static bool send_sentence(struct producer *producer, const char *sentence, size_t length) {
    const struct timespec nap = {.tv_nsec = 100 * 1000 * 1000};
    bool told = false;
    while (!stop_requested) {
        uint64_t sequence = 0;
        wrtmem_status_t status = wrtmem_sender_send(producer->sender, sentence, length,
                                                    wrtmem_deadline_after(SECOND), &sequence);
        if (status == WRTMEM_E_TIMEOUT)
            continue; /* full, and the receiver is alive but slow, stopped or not there yet */
        if (status == WRTMEM_E_PEER_DEAD) {
            if (!told)
                fprintf(stderr, "gnss_producer: the receiver died; waiting for another one\n");
            told = true;
            nanosleep(&nap, NULL);
            continue;
        }
        if (failed("send", status))
            return false;
        if (sequence != producer->sentences) {
            fprintf(stderr, "gnss_producer: sentence %" PRIu64 " became message %" PRIu64 "\n",
                    producer->sentences, sequence);
            return false;
        }
        producer->sent++;
        if (producer->verbose)
            printf("%" PRIu64 " %.*s\n", sequence, (int)length, sentence);
        return true;
    }
    return true;
}

/* Sends the sentences of one log that the lane does not have yet. */
static bool replay(struct producer *producer, const char *path) {
    FILE *log = fopen(path, "rb");
    if (log == NULL) {
        fprintf(stderr, "gnss_producer: %s: %s\n", path, strerror(errno));
        return false;
    }
    char *line = NULL;
    size_t capacity = 0;
    ssize_t length;
    bool good = true;
    while (good && !stop_requested && (length = getline(&line, &capacity, log)) >= 0) {
        size_t sentence = sentence_length(line, (size_t)length);
        if (sentence == 0 || ++producer->sentences <= producer->resume)
            continue;
        pace(producer);
        good = send_sentence(producer, line, sentence);
    }
    if (good && ferror(log)) {
        fprintf(stderr, "gnss_producer: %s: %s\n", path, strerror(errno));
        good = false;
    }
    free(line);
    fclose(log);
    return good;
}

static int run(const struct options *options, wrtmem_message_t *ring, char **logs) {
    struct producer producer = {.verbose = options->verbose};
    if (options->rate > 0)
        producer.period = (uint64_t)((double)SECOND / options->rate);
    if (failed("open a lane",
               wrtmem_sender_open(ring, options->lane, &producer.sender, &producer.resume)))
        return EXIT_FAILURE;

    printf("gnss_producer: the lane's last message is %" PRIu64 ", going on with sentence %" PRIu64
           "\n",
           producer.resume, producer.resume + 1);
    fflush(stdout);

    bool good = true;
    for (; good && !stop_requested && *logs != NULL; logs++)
        good = replay(&producer, *logs);
    if (good && !stop_requested && producer.sentences < producer.resume) {
        fprintf(stderr,
                "gnss_producer: the lane has %" PRIu64 " messages, the logs only %" PRIu64
                " sentences: other logs?\n",
                producer.resume, producer.sentences);
        good = false;
    }
    wrtmem_sender_close(producer.sender);
    const char *how = stop_requested ? "interrupted" : good ? "done" : "failed";
    printf("gnss_producer: %s, sent %" PRIu64 " sentences, last message %" PRIu64 "\n", how,
           producer.sent, producer.resume + producer.sent);
    return stop_requested ? EXIT_INTERRUPTED : good ? EXIT_SUCCESS : EXIT_FAILURE;
}

static void usage(FILE *to) {
    fputs("usage: gnss_producer [options] LOG...\n"
          "Replays NMEA 0183 and AIS logs into a message ring, one message per sentence.\n"
          "  --segment NAME   segment, created if it does not exist (gnss)\n"
          "  --ring NAME      message ring in it, created if it does not exist (sentences)\n"
          "  --lane N         lane of the ring (0)\n"
          "  --rate N         sentences per second (as fast as the ring takes them)\n"
          "  --verbose        print each sentence once it is sent\n",
          to);
}

/* The value of a numeric option; anything else, or anything outside, ends the program. */
static double number(const char *option, const char *text, double least, double most) {
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || !(value >= least && value <= most)) {
        fprintf(stderr, "gnss_producer: --%s %s: not a number from %g to %g\n", option, text, least,
                most);
        exit(EXIT_USAGE);
    }
    return value;
}

int main(int argc, char **argv) {
    static const struct option known[] = {
        {"segment", required_argument, NULL, 's'},
        {"ring", required_argument, NULL, 'r'},
        {"lane", required_argument, NULL, 'l'},
        {"rate", required_argument, NULL, 'R'},
        {"verbose", no_argument, NULL, 'v'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    struct options options = {.segment = "gnss", .ring = "sentences"};
    for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        switch (option) {
        case 's':
            options.segment = optarg;
            break;
        case 'r':
            options.ring = optarg;
            break;
        case 'l':
            options.lane = (int32_t)number("lane", optarg, 0, 65535);
            break;
        case 'R':
            options.rate = number("rate", optarg, 0.001, 1e6);
            break;
        case 'v':
            options.verbose = true;
            break;
        case 'h':
            usage(stdout);
            return EXIT_SUCCESS;
        default:
            usage(stderr);
            return EXIT_USAGE;
        }
    }
    if (optind == argc) {
        usage(stderr);
        return EXIT_USAGE;
    }

    struct sigaction on_stop = {.sa_handler = request_stop};
    sigemptyset(&on_stop.sa_mask);
    sigaction(SIGINT, &on_stop, NULL);
    sigaction(SIGTERM, &on_stop, NULL);

    int result = EXIT_FAILURE;
    wrtmem_segment_t *segment = NULL;
    wrtmem_message_t *ring = NULL;
    if (!failed("open the segment",
                wrtmem_segment_open_or_create(options.segment, NULL, &segment, NULL)) &&
        !failed("open the ring",
                wrtmem_message_open_or_create(segment, options.ring, NULL, &ring, NULL)))
        result = run(&options, ring, argv + optind);
    wrtmem_message_close(ring);
    wrtmem_segment_close(segment);
    return result;
}

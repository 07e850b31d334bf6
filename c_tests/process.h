/* Other processes for the tests: start one, wait for it with a limit, kill or stop it.
 *
 * A child dies with its parent, so a failed test leaves no process behind, and the segments
 * it named are unlinked. Include once per program; build with _GNU_SOURCE defined. */
#ifndef PROCESS_H
#define PROCESS_H

#include "check.h"
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* What process_wait answers for a child that a signal ended: 1000 + SIGKILL, say. */
#define PROCESS_SIGNAL 1000

enum { PROCESS_NAMES = 16, PROCESS_NAME_SIZE = 64 };
static char process_names[PROCESS_NAMES][PROCESS_NAME_SIZE];
static unsigned process_name_count;
static pid_t process_owner;

static inline void process_unlink_segments(void) {
    if (getpid() != process_owner)
        return; /* a child that failed: the names are its parent's */
    for (unsigned i = 0; i < process_name_count; i++) {
        char path[PROCESS_NAME_SIZE + 32];
        snprintf(path, sizeof path, "/dev/shm/wrtmem.%s", process_names[i]);
        unlink(path);
    }
}

/* A segment name no other test or run has. Every call makes another. It is unlinked when
 * the program exits, whatever happened. */
static inline const char *process_segment_name(const char *label) {
    CHECK(process_name_count < PROCESS_NAMES);
    if (process_name_count == 0) {
        process_owner = getpid();
        CHECK(atexit(process_unlink_segments) == 0);
    }
    char *name = process_names[process_name_count];
    int length = snprintf(name, PROCESS_NAME_SIZE, "test-%s-%ld-%u", label, (long)getpid(),
                          process_name_count);
    CHECK(length > 0 && length < PROCESS_NAME_SIZE);
    process_name_count++;
    return name;
}

static inline pid_t process_fork(void) {
    pid_t parent = getpid();
    fflush(NULL); /* or the child prints it again */
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
            _exit(EXIT_FAILURE); /* it died before the call above */
    }
    return child;
}

/* A forked child that runs body(argument) and exits with what it returns. Handles of the
 * parent are not the child's: it opens its own. */
static inline pid_t process_spawn(int (*body)(void *), void *argument) {
    pid_t child = process_fork();
    if (child == 0) {
        int code = body(argument);
        fflush(NULL);
        _exit(code);
    }
    return child;
}

/* This program again, from its beginning, as `program role argument`: a process that
 * inherits nothing. main() looks at argv[1]. */
static inline pid_t process_exec(const char *role, const char *argument) {
    pid_t child = process_fork();
    if (child == 0) {
        execl("/proc/self/exe", "test", role, argument, (char *)NULL);
        _exit(EXIT_FAILURE);
    }
    return child;
}

static inline void process_sleep_ms(long milliseconds) {
    struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    while (nanosleep(&time, &time) != 0 && errno == EINTR)
        continue;
}

/* The exit code of a child, or PROCESS_SIGNAL + signal. A child that is still there after
 * `limit_ms` is killed and the test fails. */
static inline int process_wait(pid_t child, long limit_ms) {
    int status = 0;
    for (long waited = 0;; waited++) {
        pid_t ended = waitpid(child, &status, WNOHANG);
        if (ended == child)
            return WIFSIGNALED(status) ? PROCESS_SIGNAL + WTERMSIG(status) : WEXITSTATUS(status);
        CHECK(ended == 0 || errno == EINTR);
        if (waited >= limit_ms) {
            kill(child, SIGKILL);
            waitpid(child, &status, 0);
            check_failed(__FILE__, __LINE__, "a child process did not end in time", "");
        }
        process_sleep_ms(1);
    }
}

/* kill -9, and nothing of the child remains to wait for. */
static inline void process_kill(pid_t child) {
    CHECK(kill(child, SIGKILL) == 0);
    CHECK(process_wait(child, 10000) == PROCESS_SIGNAL + SIGKILL);
}

/* Stops a child where it is, and returns once it is stopped. It goes on by SIGCONT. */
static inline void process_stop(pid_t child) {
    int status = 0;
    CHECK(kill(child, SIGSTOP) == 0);
    CHECK(waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status));
}

/* For a child: stops here, alive, until its parent lets it go on or kills it. */
static inline void process_stop_here(void) {
    CHECK(raise(SIGSTOP) == 0);
}

/* Returns once the child has stopped itself; as process_wait(), it does not wait for ever. */
static inline void process_wait_stopped(pid_t child, long limit_ms) {
    int status = 0;
    for (long waited = 0; waited < limit_ms; waited++) {
        pid_t changed = waitpid(child, &status, WNOHANG | WUNTRACED);
        if (changed == child) {
            CHECK(WIFSTOPPED(status));
            return;
        }
        CHECK(changed == 0 || errno == EINTR);
        process_sleep_ms(1);
    }
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    check_failed(__FILE__, __LINE__, "a child process did not stop itself in time", "");
}

static inline void process_continue(pid_t child) {
    CHECK(kill(child, SIGCONT) == 0);
}

#endif
